using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>取消督办: ends a task without a summary, with a reason.</summary>
internal static class CancelSupervisionTask
{
    public static async Task<Decision<SupervisionTask>> HandleAsync(
        CancelSupervisionTaskRequest request,
        Transaction tx
    )
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (
            !(
                await SupervisionTaskRow.LoadForAsync(
                    tx,
                    request.Name,
                    "name",
                    request.Etag,
                    SupervisionTaskMove.Cancel
                )
            ).Decided(out var task, out var refusal)
        )
            return refusal;
        if (!(await LocalToday.OfAsync(tx)).Decided(out var today, out refusal))
            return refusal;

        var happened = new SupervisionTaskCancelled
        {
            Proposal = task.Proposal,
            Task = task.Id,
            Mode = task.Mode,
            ReasonHash = TextHash.Of(request.Reason),
        };
        return (task with { Reason = request.Reason })
            .Save(tx, SupervisionTaskMove.Cancel, happened)
            .ToMessage(tx.Committee, today);
    }
}
