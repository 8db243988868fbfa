using Proposals.BuildingBlocks;

namespace Proposals.Feedback;

/// <summary>The reasons to refuse of Feedback.</summary>
internal static class FeedbackRefusals
{
    public static readonly RefusalReason RatingRequired = new(
        "RATING_REQUIRED",
        RefusalKind.Invalid,
        "请分别对办理工作和办理结果作出评价；系统不预设任何评价。"
    );
    public static readonly RefusalReason FormLapsed = new(
        "FORM_LAPSED",
        RefusalKind.State,
        "反馈期限已过，按“未表态”记录，不能再填写；如有意见，请联系提案委员会办公室。"
    );
    public static readonly RefusalReason ClosingRule = new(
        "CLOSING_RULE",
        RefusalKind.State,
        "尚不符合办结条件，请待答复和反馈齐全后再办结。"
    );
}
