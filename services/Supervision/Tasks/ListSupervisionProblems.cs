using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Lists the register of problems by their last day: of a task for everybody who reads its case, of the committee for
/// those who see every case.
/// </summary>
internal static class ListSupervisionProblems
{
    public static async Task<Decision<ListSupervisionProblemsResponse>> HandleAsync(
        ListSupervisionProblemsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        var task = "";
        if (request.Task.Length > 0)
        {
            if (!(await SupervisionTaskRow.LoadAsync(query, request.Task, "task")).Decided(out var found, out refusal))
                return refusal;
            task = found.Id;
        }
        else if (!query.Caller.Is(SupervisionRpc.Watchers))
        {
            return CommonRefusals.FieldRequired.On("task");
        }

        if (!(await LocalToday.OfAsync(query)).Decided(out var today, out refusal))
            return refusal;
        var (rows, next) = page.Cut(
            await SupervisionProblemRow.PageAsync(query, page, task, request.OverdueOnly, today),
            r => r.PageKey()
        );
        var response = new ListSupervisionProblemsResponse { NextPageToken = next };
        response.Problems.AddRange(rows.Select(r => r.ToMessage(query.Committee, today)));
        return response;
    }
}
