using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>问题销号: notes on which day and how a problem was settled, also after the task has finished.</summary>
internal static class SettleSupervisionProblem
{
    public static async Task<Decision<SupervisionProblem>> HandleAsync(
        SettleSupervisionProblemRequest request,
        Transaction tx
    )
    {
        if (
            Input.First(Input.Day(request.SettledOn, "settled_on"), Input.Required(request.Settlement, "settlement")) is
            { } bad
        )
            return bad;
        if (!ResourceName.Id(request.Name, tx.Committee, "supervisionProblems").Decided(out var id, out var refusal))
            return refusal;
        if (
            await SupervisionProblemRow.FindAsync(tx, id) is not { } problem
            || await SupervisionTaskRow.FindAsync(tx, problem.Task) is not { } task
            || await SupervisionRecordRow.FindAsync(tx, problem.Record) is not { } record
        )
            return CommonRefusals.NotFound;
        if (task.Refuses(SupervisionTaskMove.SettleProblem) is { } no)
            return no;
        if (problem.SettledOn.Length > 0)
            return SupervisionRefusals.ProblemSettled;
        if (!(await LocalToday.OfAsync(tx)).Decided(out var today, out refusal))
            return refusal;
        if (
            string.CompareOrdinal(request.SettledOn, today) > 0
            || string.CompareOrdinal(request.SettledOn, record.Day) < 0
        )
            return CommonRefusals.FieldInvalid.On("settled_on", "整改完成日期须在督办当日至今天之间。");

        return problem.Settle(tx, task, request.SettledOn, request.Settlement).ToMessage(tx.Committee, today);
    }
}
