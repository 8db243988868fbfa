using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 待交办: lists proposals that are filed, neither merged nor withdrawn, and not handed over yet. They come by case
/// number, each with the proposals merged into it.
/// </summary>
internal static class ListAwaitingHandOver
{
    public static async Task<Decision<ListAwaitingHandOverResponse>> HandleAsync(
        ListAwaitingHandOverRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!(await FiledProposalRow.WaitingPageAsync(query, page)).Decided(out var waiting, out refusal))
            return refusal;
        var (rows, next) = page.Cut(waiting, r => r.WaitingKey);
        var response = new ListAwaitingHandOverResponse { NextPageToken = next };
        foreach (var row in rows)
            response.Proposals.Add(
                row.ToMessage(query.Committee, await FiledProposalRow.MergedIntoAsync(query, row.Id))
            );
        return response;
    }
}
