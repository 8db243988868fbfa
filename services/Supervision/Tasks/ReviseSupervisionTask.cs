using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>修改督办方案: the whole plan of a task that has not ended. Its mode stays.</summary>
internal static class ReviseSupervisionTask
{
    public static async Task<Decision<SupervisionTask>> HandleAsync(
        ReviseSupervisionTaskRequest request,
        Transaction tx
    )
    {
        if (PlanRules.Refuses(request.Plan) is { } bad)
            return bad;
        if (
            !(
                await SupervisionTaskRow.LoadForAsync(
                    tx,
                    request.Name,
                    "name",
                    request.Etag,
                    SupervisionTaskMove.Revise
                )
            ).Decided(out var task, out var refusal)
        )
            return refusal;
        if (!(await PlanRules.MembersAsync(tx, request.Plan)).Decided(out var members, out refusal))
            return refusal;
        if (!(await LocalToday.OfAsync(tx)).Decided(out var today, out refusal))
            return refusal;

        var planned = task.With(request.Plan, members);
        var revised = new SupervisionTaskRevised
        {
            Proposal = planned.Proposal,
            Task = planned.Id,
            Mode = planned.Mode,
            FirstDay = planned.FirstDay,
            LastDay = planned.LastDay,
            Members = { planned.MemberIds() },
            OutlineHash = TextHash.Of(planned.Outline),
        };
        return planned.Save(tx, SupervisionTaskMove.Revise, revised).ToMessage(tx.Committee, today);
    }
}
