using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>开始督办: the plan is approved (工作方案报领导审定), and the task is under way (handbook 7.2).</summary>
internal static class StartSupervisionTask
{
    public static async Task<Decision<SupervisionTask>> HandleAsync(StartSupervisionTaskRequest request, Transaction tx)
    {
        if (
            !(
                await SupervisionTaskRow.LoadForAsync(tx, request.Name, "name", request.Etag, SupervisionTaskMove.Start)
            ).Decided(out var task, out var refusal)
        )
            return refusal;
        if (!(await LocalToday.OfAsync(tx)).Decided(out var today, out refusal))
            return refusal;

        var happened = new SupervisionTaskStarted
        {
            Proposal = task.Proposal,
            Task = task.Id,
            Mode = task.Mode,
        };
        return (task with { ApprovedBy = request.ApprovedBy })
            .Save(tx, SupervisionTaskMove.Start, happened)
            .ToMessage(tx.Committee, today);
    }
}
