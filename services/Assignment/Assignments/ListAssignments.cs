using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Lists the assignments visible to the caller, newest first.</summary>
internal static class ListAssignments
{
    public static async Task<Decision<ListAssignmentsResponse>> HandleAsync(ListAssignmentsRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (
            !ResourceName
                .IdOrEmpty(request.Proposal, query.Committee, "proposals", "proposal")
                .Decided(out var proposal, out refusal)
        )
            return refusal;
        var (rows, next) = page.Cut(
            await AssignmentRow.PageAsync(query, page, proposal, request.State, request.UnitHasNoAccount),
            r => r.Id
        );
        var response = new ListAssignmentsResponse { NextPageToken = next };
        response.Assignments.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        foreach (var assignment in response.Assignments)
            assignment.UnitHasNoAccount = request.UnitHasNoAccount;
        return response;
    }
}
