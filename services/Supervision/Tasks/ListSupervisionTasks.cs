using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Lists supervision tasks, newest first: of a case for everybody who reads it, of the committee for those who see
/// every case. For a unit that has left the case there are none.
/// </summary>
internal static class ListSupervisionTasks
{
    public static async Task<Decision<ListSupervisionTasksResponse>> HandleAsync(
        ListSupervisionTasksRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (
            !ResourceName
                .IdOrEmpty(request.Proposal, query.Committee, "proposals", "proposal")
                .Decided(out var proposal, out refusal)
        )
            return refusal;
        if (proposal.Length == 0 && !query.Caller.Is(SupervisionRpc.Watchers))
            return CommonRefusals.FieldRequired.On("proposal");
        if (proposal.Length > 0 && !await CaseReader.HandlesAsync(query, proposal))
            return (await CaseReader.OfAsync(query, proposal)).Reads(out _)
                ? new ListSupervisionTasksResponse()
                : CommonRefusals.NotFound;
        if (!(await LocalToday.OfAsync(query)).Decided(out var today, out refusal))
            return refusal;

        var (rows, next) = page.Cut(await SupervisionTaskRow.PageAsync(query, page, proposal, request), r => r.Id);
        var response = new ListSupervisionTasksResponse { NextPageToken = next };
        response.Tasks.AddRange(rows.Select(r => r.ToMessage(query.Committee, today)));
        return response;
    }
}
