using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Lists the commitments visible to the caller, by due date.</summary>
internal static class ListCommitments
{
    public static async Task<Decision<ListCommitmentsResponse>> HandleAsync(ListCommitmentsRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (
            !ResourceName
                .IdOrEmpty(request.Proposal, query.Committee, "proposals", "proposal")
                .Decided(out var proposal, out refusal)
        )
            return refusal;
        if (!ResourceName.IdOrEmpty(request.Unit, query.Committee, "units", "unit").Decided(out var unit, out refusal))
            return refusal;
        var (rows, next) = page.Cut(
            await CommitmentRow.PageAsync(query, page, proposal, unit, request.State),
            r => r.Key
        );
        var response = new ListCommitmentsResponse { NextPageToken = next };
        response.Commitments.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        return response;
    }
}
