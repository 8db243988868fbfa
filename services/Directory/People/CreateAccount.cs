using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Creates an account. It may do nothing until a security administrator grants it roles (三员分立).</summary>
internal static class CreateAccount
{
    public static async Task<Account> HandleAsync(
        CreateAccountRequest request,
        ServerCallContext context,
        ServiceShard service,
        Passwords passwords
    )
    {
        var caller = await service.CallerAsync(context, Role.SystemAdministrator);
        if (
            Input.First(Input.Text(request.Login, "login", 40), Passwords.Refuses(request.Password, "password")) is
            { } refusal
        )
            throw RefusalStatus.ToException(refusal);
        var hash = await passwords.HashAsync(request.Password);
        return await service.CommandAsync(request, context, (r, tx) => DecideAsync(r, tx, hash), caller);
    }

    /// <summary>Writes the account and its event; returns its id.</summary>
    public static string Insert(Transaction tx, string login, string passwordHash, string member, string of)
    {
        var account = AccountRow.Insert(tx, login, passwordHash).Id;
        DirectoryJournal.Record(
            tx,
            account,
            1,
            new AccountCreated
            {
                Account = account,
                Member = member,
                Unit = of,
            }
        );
        return account;
    }

    private static async Task<Decision<Account>> DecideAsync(
        CreateAccountRequest request,
        Transaction tx,
        string passwordHash
    )
    {
        if (
            !ResourceName
                .IdOrEmpty(request.Member, tx.Committee, "members", "member")
                .Decided(out var member, out var refusal)
        )
            return refusal;
        if (member.Length > 0 && await DirectoryCopy.MemberAsync(tx, member) is null)
            return CommonRefusals.NotFound;
        if (!ResourceName.IdOrEmpty(request.Unit, tx.Committee, "units", "unit").Decided(out var of, out refusal))
            return refusal;
        if (of.Length > 0 && await DirectoryCopy.UnitTitleAsync(tx, of) is null)
            return CommonRefusals.NotFound;

        if (await AccountRow.OfLoginAsync(tx, request.Login) is not null)
            return DirectoryRefusals.AlreadyExists.On("login");
        var id = Insert(tx, request.Login, passwordHash, member, of);
        return (await AccountRow.OfIdAsync(tx, id))!.ToMessage(tx.Committee);
    }
}
