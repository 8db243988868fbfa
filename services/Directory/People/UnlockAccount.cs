using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>解除等待: the account may be tried again at once, from every address.</summary>
internal static class UnlockAccount
{
    public static async Task<Decision<Account>> HandleAsync(UnlockAccountRequest request, Transaction tx)
    {
        if (!ResourceName.Id(request.Name, tx.Committee, "accounts").Decided(out var id, out var refusal))
            return refusal;
        if (await AccountRow.OfIdAsync(tx, id) is not { } account)
            return CommonRefusals.NotFound;

        SignInTryRow.Forgive(tx, Logins.HashOf(account.Login));
        return account.Record(tx, new AccountUnlocked { Account = id }).ToMessage(tx.Committee);
    }
}
