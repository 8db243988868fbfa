using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>The reasons to refuse of Assignment.</summary>
internal static class AssignmentRefusals
{
    public static readonly RefusalReason NotFiled = new(
        "NOT_FILED",
        RefusalKind.State,
        "提案尚未立案，不能交办；刚立案的请稍候刷新再试。"
    );
    public static readonly RefusalReason AlreadyHandedOver = new(
        "ALREADY_HANDED_OVER",
        RefusalKind.State,
        "提案已交办；需要调整承办单位的，请由承办单位申退后改办。"
    );
    public static readonly RefusalReason UnitUnknown = new(
        "UNIT_UNKNOWN",
        RefusalKind.Invalid,
        "没有这个承办单位，请从单位列表中选择。"
    );
    public static readonly RefusalReason UnitsConflict = new(
        "UNITS_CONFLICT",
        RefusalKind.Invalid,
        "承办单位重复，或与办理方式不符，请核对后重新选择。"
    );
    public static readonly RefusalReason ReturnWindowClosed = new(
        "RETURN_WINDOW_CLOSED",
        RefusalKind.State,
        "申退期限已过，逾期不作调整，请按期办理。"
    );
    public static readonly RefusalReason ReturnPending = new(
        "RETURN_PENDING",
        RefusalKind.State,
        "已有待审核的申退，请等候审核结果。"
    );
    public static readonly RefusalReason TooManyReturns = new(
        "TOO_MANY_RETURNS",
        RefusalKind.State,
        "本案申退次数已达上限，请报请分管领导确定承办单位。"
    );
    public static readonly RefusalReason ContactInFuture = new(
        "CONTACT_IN_FUTURE",
        RefusalKind.Invalid,
        "沟通日期不能晚于今天，请填写实际沟通的日期。"
    );
    public static readonly RefusalReason NotCoHandling = new(
        "NOT_CO_HANDLING",
        RefusalKind.State,
        "只有会办单位提交会办意见；主办、独办、分办单位请起草答复。"
    );
    public static readonly RefusalReason NotReplying = new(
        "NOT_REPLYING",
        RefusalKind.State,
        "会办单位不直接答复提案者，请向主办单位提交会办意见。"
    );
    public static readonly RefusalReason ClassUnknown = new(
        "CLASS_UNKNOWN",
        RefusalKind.Invalid,
        "办理结果类别不在字典中，请从列表中选择。"
    );
    public static readonly RefusalReason ContactRequired = new(
        "CONTACT_REQUIRED",
        RefusalKind.State,
        "签发前须与提案者沟通（面商），请先登记沟通情况；本人提出不需要的也请登记。"
    );
    public static readonly RefusalReason OpinionsMissing = new(
        "OPINIONS_MISSING",
        RefusalKind.State,
        "会办意见尚未交齐，请先催交会办意见再签发。"
    );
    public static readonly RefusalReason Overdue = new(
        "OVERDUE",
        RefusalKind.State,
        "办理期限已过，延期须在期满前申请，请尽快办理并答复。"
    );
    public static readonly RefusalReason ExtensionPending = new(
        "EXTENSION_PENDING",
        RefusalKind.State,
        "已有待审批的延期申请，请等候审批结果。"
    );
    public static readonly RefusalReason TooManyExtensions = new(
        "TOO_MANY_EXTENSIONS",
        RefusalKind.State,
        "延期次数已达上限，请在现有期限内办理。"
    );
    public static readonly RefusalReason BeyondCap = new(
        "BEYOND_CAP",
        RefusalKind.State,
        "超过办理总时限，请选择较早的日期。"
    );
    public static readonly RefusalReason NotLater = new(
        "NOT_LATER",
        RefusalKind.Invalid,
        "延期后的日期须晚于现有期限，请重新选择。"
    );
}
