using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Lists the instructions on a case, newest first. They are of the offices and of the units that handle it; for a unit
/// that has left the case there are none.
/// </summary>
internal static class ListLeaderInstructions
{
    public static async Task<Decision<ListLeaderInstructionsResponse>> HandleAsync(
        ListLeaderInstructionsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (
            !ResourceName
                .Id(request.Proposal, query.Committee, "proposals", "proposal")
                .Decided(out var proposal, out refusal)
        )
            return refusal;
        if (!await CaseReader.HandlesAsync(query, proposal))
            return (await CaseReader.OfAsync(query, proposal)).Reads(out _)
                ? new ListLeaderInstructionsResponse()
                : CommonRefusals.NotFound;

        var (rows, next) = page.Cut(await LeaderInstructionRow.PageAsync(query, page, proposal), r => r.Id);
        var response = new ListLeaderInstructionsResponse { NextPageToken = next };
        response.Instructions.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        return response;
    }
}
