using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Lists extension requests, newest first: all for the hand-over office, its own for a unit.</summary>
internal static class ListExtensionRequests
{
    public static async Task<Decision<ListExtensionRequestsResponse>> HandleAsync(
        ListExtensionRequestsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        var (rows, next) = page.Cut(await ExtensionRequestRow.PageAsync(query, page, request.State), r => r.Id);
        var response = new ListExtensionRequestsResponse { NextPageToken = next };
        response.ExtensionRequests.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        return response;
    }
}
