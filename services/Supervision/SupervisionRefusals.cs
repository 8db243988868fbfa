using Proposals.BuildingBlocks;

namespace Proposals.Supervision;

/// <summary>Why Supervision refuses.</summary>
internal static class SupervisionRefusals
{
    public static readonly RefusalReason DutyDone = new("DUTY_DONE", RefusalKind.State, "该事项已办毕或已终止，无需催办，请刷新后查看。");
    public static readonly RefusalReason UrgedToday = new("URGED_TODAY", RefusalKind.State, "今日已就该事项催办过，请明日再催或改催其他事项。");
}
