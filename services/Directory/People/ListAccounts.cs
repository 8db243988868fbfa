using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Lists accounts by sign-in name.</summary>
internal static class ListAccounts
{
    public static async Task<Decision<ListAccountsResponse>> HandleAsync(ListAccountsRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        var (rows, next) = page.Cut(await AccountRow.PageAsync(query, page), a => a.Login);
        var response = new ListAccountsResponse { NextPageToken = next };
        response.Accounts.AddRange(rows.Select(a => a.ToMessage(query.Committee)));
        return response;
    }
}
