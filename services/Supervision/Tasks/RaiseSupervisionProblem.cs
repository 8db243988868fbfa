using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// 登记问题: puts what a record found on the register, with the promise and its last day (handbook 3.7).
/// </summary>
internal static class RaiseSupervisionProblem
{
    private const string UnitOfCase = """
        SELECT a.unit FROM assignment_facts a
        WHERE a.committee = @committee AND a.proposal = @proposal AND a.unit = @unit
        UNION
        SELECT l.unit FROM ledger_units l
        WHERE l.committee = @committee AND l.proposal = @proposal AND l.unit = @unit
        """;

    public static async Task<Decision<SupervisionProblem>> HandleAsync(
        RaiseSupervisionProblemRequest request,
        Transaction tx
    )
    {
        if (
            Input.First(
                Input.Required(request.Problem, "problem"),
                Input.Required(request.Promise, "promise"),
                Input.Day(request.DueDate, "due_date")
            ) is
            { } bad
        )
            return bad;
        if (
            !ResourceName
                .Id(request.Record, tx.Committee, "supervisionRecords", "record")
                .Decided(out var id, out var refusal)
        )
            return refusal;
        if (!ResourceName.IdOrEmpty(request.Unit, tx.Committee, "units", "unit").Decided(out var unit, out refusal))
            return refusal;
        if (
            await SupervisionRecordRow.FindAsync(tx, id) is not { } record
            || await SupervisionTaskRow.FindAsync(tx, record.Task) is not { } task
        )
            return CommonRefusals.NotFound;
        if (await task.RefusesAsync(tx, SupervisionTaskMove.RaiseProblem) is { } no)
            return no;
        if (string.CompareOrdinal(request.DueDate, record.Day) < 0)
            return CommonRefusals.FieldInvalid.On("due_date", "整改时限不能早于督办当日。");
        if (unit.Length > 0 && !await IsOfCaseAsync(tx, task.Proposal, unit))
            return CommonRefusals.FieldInvalid.On("unit", "该单位不承办这件提案，请从承办单位中选择。");
        if (!(await LocalToday.OfAsync(tx)).Decided(out var today, out refusal))
            return refusal;

        var problem = new SupervisionProblemRow
        {
            Id = tx.NewId(),
            Version = 1,
            Task = task.Id,
            Record = record.Id,
            Unit = unit,
            Problem = request.Problem,
            Promise = request.Promise,
            DueDate = request.DueDate,
            TaskState = task.State,
            Proposal = task.Proposal,
            CaseNumber = task.CaseNumber,
            Subject = task.Subject,
        };
        return problem.Insert(tx, task).ToMessage(tx.Committee, today);
    }

    private static async Task<bool> IsOfCaseAsync(IRead read, string proposal, string unit) =>
        await read.OneAsync<string>(
            UnitOfCase,
            new
            {
                committee = read.Committee,
                proposal,
                unit,
            }
        )
            is not null;
}
