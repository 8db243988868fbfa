using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// 督办办结: ends a task with its written summary (handbook 7.2), once there are the records that its mode needs.
/// </summary>
internal static class FinishSupervisionTask
{
    public static async Task<Decision<SupervisionTask>> HandleAsync(
        FinishSupervisionTaskRequest request,
        Transaction tx
    )
    {
        if (Input.Required(request.Summary, "summary") is { } bad)
            return bad;
        if (
            !(
                await SupervisionTaskRow.LoadForAsync(
                    tx,
                    request.Name,
                    "name",
                    request.Etag,
                    SupervisionTaskMove.Finish
                )
            ).Decided(out var task, out var refusal)
        )
            return refusal;
        var records = await SupervisionRecordRow.OfTaskAsync(tx, task.Id);
        if (SupervisionModes.MissingOf(task.Mode, records) is { Length: > 0 } missing)
            return SupervisionRefusals.RecordMissing.Because($"这项督办{missing}，请先登记，再写小结办结。");
        if (!(await LocalToday.OfAsync(tx)).Decided(out var today, out refusal))
            return refusal;

        var happened = new SupervisionTaskFinished
        {
            Proposal = task.Proposal,
            Task = task.Id,
            Mode = task.Mode,
            SummaryHash = TextHash.Of(request.Summary),
        };
        return (task with { Summary = request.Summary })
            .Save(tx, SupervisionTaskMove.Finish, happened)
            .ToMessage(tx.Committee, today);
    }
}
