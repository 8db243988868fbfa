using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 交办 (handbook T43): gives every unit its task, the lead first. Due dates are counted by the rules pinned to the
/// case and the calendar in force. A unit that nobody can sign in for may be given a task: its account may come later,
/// and the answer warns.
/// </summary>
internal static class HandOver
{
    public static async Task<Decision<HandOverResponse>> HandleAsync(HandOverRequest request, Transaction tx)
    {
        var planned = await HandOverPlan.LoadAsync(
            tx,
            request.Proposal,
            request.Mode,
            request.LeadUnit,
            request.OtherUnits
        );
        if (!planned.Decided(out var plan, out var refusal))
            return refusal;

        var proposal = plan.Proposal.HandOver(tx, tx.Now);
        var response = new HandOverResponse();
        foreach (var task in plan.Tasks)
        {
            var dues = plan.DuesOf(task, tx.Now);
            response.Assignments.Add(
                await AssignmentRow
                    .HandOver(tx, proposal, task, dues, RepliesNeeded(plan.Tasks), tx.Now)
                    .ToMessageAsync(tx)
            );
        }

        return response;
    }

    /// <summary>The reason why the proposal cannot be handed over; null when it can.</summary>
    internal static Refusal? Refuses(FiledProposalRow? proposal) =>
        proposal switch
        {
            { Withdrawn: true } => AssignmentRefusals.NotFiled.Because("提案已撤案，不能交办。"),
            { MergedInto.Length: > 0 } => AssignmentRefusals.NotFiled.Because(
                "提案已并案，随所并入的提案一并交办，请交办该提案。"
            ),
            null or { Filed: false } => AssignmentRefusals.NotFiled,
            { HandedOver: true } => AssignmentRefusals.AlreadyHandedOver,
            _ => null,
        };

    /// <summary>
    /// The tasks of the units, the lead first. Refused when a unit is named twice (主办≠会办, handbook edge case 17) or
    /// the units do not fit the mode.
    /// </summary>
    internal static Decision<IReadOnlyList<NewTask>> TasksOf(
        HandlingMode mode,
        string lead,
        IReadOnlyList<string> others
    )
    {
        if (lead.Length > 0 && others.Contains(lead))
            return AssignmentRefusals.UnitsConflict.On("other_units", "主办单位不能同时是会办单位。");
        if (others.Distinct(StringComparer.Ordinal).Count() < others.Count)
            return AssignmentRefusals.UnitsConflict.On("other_units", "同一单位只能列一次。");
        var misfit = mode switch
        {
            HandlingMode.Sole when lead.Length == 0 => AssignmentRefusals.UnitsConflict.On(
                "lead_unit",
                "独办须指定一个承办单位。"
            ),
            HandlingMode.Sole when others.Count > 0 => AssignmentRefusals.UnitsConflict.On(
                "other_units",
                "独办只有一个单位；需要其他单位参与的请选主办会办或分办。"
            ),
            HandlingMode.LeadAndCo when lead.Length == 0 => AssignmentRefusals.UnitsConflict.On(
                "lead_unit",
                "主办会办须指定主办单位。"
            ),
            HandlingMode.LeadAndCo when others.Count == 0 => AssignmentRefusals.UnitsConflict.On(
                "other_units",
                "主办会办须有会办单位；没有的请选独办。"
            ),
            HandlingMode.Separate when lead.Length > 0 => AssignmentRefusals.UnitsConflict.On(
                "lead_unit",
                "分办没有主办单位，请把全部单位列为分办单位。"
            ),
            HandlingMode.Separate when others.Count < 2 => AssignmentRefusals.UnitsConflict.On(
                "other_units",
                "分办须至少有两个单位。"
            ),
            _ => null,
        };
        if (misfit is not null)
            return misfit;
        var (leadRole, otherRole) = mode switch
        {
            HandlingMode.Sole => (AssignmentRole.Sole, AssignmentRole.Unspecified),
            HandlingMode.LeadAndCo => (AssignmentRole.Lead, AssignmentRole.CoHandle),
            _ => (AssignmentRole.Unspecified, AssignmentRole.Separate),
        };
        IEnumerable<NewTask> leading = lead.Length > 0 ? [new NewTask(lead, leadRole)] : [];
        return Decision<IReadOnlyList<NewTask>>.Yes([.. leading, .. others.Select(o => new NewTask(o, otherRole))]);
    }

    /// <summary>
    /// Replies before the case is 办复: every unit but the co-handling ones answers (handbook edge case 26).
    /// </summary>
    internal static int RepliesNeeded(IEnumerable<NewTask> tasks) => tasks.Count(t => t.Role.Answers());
}
