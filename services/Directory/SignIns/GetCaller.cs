using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Returns the caller's own account.</summary>
internal static class GetCaller
{
    public static async Task<Decision<Account>> HandleAsync(GetCallerRequest request, Query query) =>
        await AccountRow.OfIdAsync(query, query.Caller.Account) is { } account
            ? account.ToMessage(query.Committee)
            : CommonRefusals.NotFound;
}
