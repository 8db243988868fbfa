using Proposals.BuildingBlocks;

namespace Proposals.Supervision;

/// <summary>The reasons to refuse of Supervision.</summary>
internal static class SupervisionRefusals
{
    public static readonly RefusalReason DutyDone = new(
        "DUTY_DONE",
        RefusalKind.State,
        "该事项已办毕或已终止，无需催办，请刷新后查看。"
    );
    public static readonly RefusalReason AlreadyKey = new(
        "ALREADY_KEY",
        RefusalKind.State,
        "该提案已列为重点提案；要更换督办人的，请先取消再重新列入。"
    );
    public static readonly RefusalReason NotKey = new(
        "NOT_KEY",
        RefusalKind.State,
        "该提案不是重点提案，无需取消，请刷新后查看。"
    );
    public static readonly RefusalReason NotFiled = new(
        "NOT_FILED",
        RefusalKind.State,
        "只有已立案、未并出、未撤案的提案可以列为重点提案。"
    );
    public static readonly RefusalReason UrgedToday = new(
        "URGED_TODAY",
        RefusalKind.State,
        "今日已就该事项催办过，请明日再催或改催其他事项。"
    );
}
