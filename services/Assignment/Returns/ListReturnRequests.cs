using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Lists return requests, newest first: all for the hand-over office, its own for a unit.</summary>
internal static class ListReturnRequests
{
    public static async Task<Decision<ListReturnRequestsResponse>> HandleAsync(
        ListReturnRequestsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        var (rows, next) = page.Cut(await ReturnRequestRow.PageAsync(query, page, request.State), r => r.Id);
        var response = new ListReturnRequestsResponse { NextPageToken = next };
        response.ReturnRequests.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        return response;
    }
}
