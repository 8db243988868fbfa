using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// Lists the co-handling opinions on a case, oldest first, for the units handling it and the offices.
/// </summary>
internal static class ListOpinions
{
    // Whole texts: this number of them fits into the 4 MB that a client accepts by default.
    private const int MaxRows = 50;

    public static async Task<Decision<ListOpinionsResponse>> HandleAsync(ListOpinionsRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!(await FiledProposalRow.LoadAsync(query, request.Proposal)).Decided(out var proposal, out refusal))
            return refusal;
        page = page with { Size = Math.Min(page.Size, MaxRows) };
        var (rows, next) = page.Cut(await OpinionRow.PageAsync(query, page, proposal.Id), r => r.Id);
        var response = new ListOpinionsResponse { NextPageToken = next };
        response.Opinions.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        return response;
    }
}
