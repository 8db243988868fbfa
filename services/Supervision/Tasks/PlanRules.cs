using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>What a plan of supervision must say.</summary>
internal static class PlanRules
{
    /// <summary>Greatest number of members that take part.</summary>
    public const int MostMembers = 50;

    /// <summary>The error in the plan itself; null when it is valid. Texts the gate has checked.</summary>
    public static Refusal? Refuses(SupervisionPlan? plan) =>
        plan is null
            ? CommonRefusals.FieldRequired.On("plan")
            : Input.First(
                Input.Required(plan.Leader, "plan.leader"),
                Input.Required(plan.Outline, "plan.outline"),
                Input.Count(plan.Members.Count, "plan.members", MostMembers),
                Input.Day(plan.FirstDay, "plan.first_day"),
                plan.LastDay.Length == 0 ? null : Input.Day(plan.LastDay, "plan.last_day"),
                plan.LastDay.Length > 0 && string.CompareOrdinal(plan.LastDay, plan.FirstDay) < 0
                    ? CommonRefusals.FieldInvalid.On("plan.last_day", "结束日期不能早于开始日期。")
                    : null
            );

    /// <summary>The ids of the members that take part; each is known here and stands once.</summary>
    public static async Task<Decision<IReadOnlyList<string>>> MembersAsync(IRead read, SupervisionPlan plan)
    {
        var ids = new List<string>();
        for (var i = 0; i < plan.Members.Count; i++)
        {
            var field = $"plan.members[{i}]";
            if (
                !ResourceName.Id(plan.Members[i], read.Committee, "members", field).Decided(out var id, out var refusal)
            )
                return refusal;
            if (await DirectoryCopy.MemberAsync(read, id) is null)
                return CommonRefusals.FieldInvalid.On(field, "没有这位委员，请从名单中选择。");
            if (ids.Contains(id, StringComparer.Ordinal))
                return CommonRefusals.FieldInvalid.On(field, "同一位委员只填一次。");
            ids.Add(id);
        }

        return ids;
    }
}
