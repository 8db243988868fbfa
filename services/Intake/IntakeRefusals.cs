using Proposals.BuildingBlocks;

namespace Proposals.Intake;

/// <summary>The reasons to refuse of Intake.</summary>
internal static class IntakeRefusals
{
    public static readonly RefusalReason TextIncomplete = new(
        "TEXT_INCOMPLETE",
        RefusalKind.Invalid,
        "提案须有案由、情况、分析和至少一条建议（一事一案）。"
    );
    public static readonly RefusalReason TextTooLong = new("TEXT_TOO_LONG", RefusalKind.Invalid, "文字超过规定长度。");
    public static readonly RefusalReason DeclarationRequired = new(
        "DECLARATION_REQUIRED",
        RefusalKind.Invalid,
        "提交前须作不涉密承诺；涉密内容不得通过本系统提交。"
    );
    public static readonly RefusalReason CategoryUnknown = new(
        "CATEGORY_UNKNOWN",
        RefusalKind.Invalid,
        "类别不在字典中，请从列表中选择。"
    );
    public static readonly RefusalReason OnlyInSession = new(
        "ONLY_IN_SESSION",
        RefusalKind.State,
        "界别、小组提案只能在全体会议期间提交。"
    );
    public static readonly RefusalReason SelfInvited = new(
        "SELF_INVITED",
        RefusalKind.Invalid,
        "第一提案人无需邀请自己联名。"
    );
    public static readonly RefusalReason AlreadyInvited = new(
        "ALREADY_INVITED",
        RefusalKind.Exists,
        "已邀请过该委员。"
    );
    public static readonly RefusalReason MemberUnknown = new("MEMBER_UNKNOWN", RefusalKind.Invalid, "没有这位提案者。");
    public static readonly RefusalReason InvitationExpired = new(
        "INVITATION_EXPIRED",
        RefusalKind.State,
        "会签时间已过。"
    );
    public static readonly RefusalReason ReasonUnknown = new(
        "REASON_UNKNOWN",
        RefusalKind.Invalid,
        "不予立案理由不在字典中，请从列表中选择。"
    );
    public static readonly RefusalReason ExplanationRequired = new(
        "EXPLANATION_REQUIRED",
        RefusalKind.Invalid,
        "选择“其他”时须写明理由。"
    );
    public static readonly RefusalReason MergeSelf = new("MERGE_SELF", RefusalKind.Invalid, "提案不能并入自己。");
    public static readonly RefusalReason MergeSessionsDiffer = new(
        "MERGE_SESSIONS_DIFFER",
        RefusalKind.State,
        "不同届次的提案不能并案，可作为多年重复提案关联。"
    );
    public static readonly RefusalReason MergeTargetNotFiled = new(
        "MERGE_TARGET_NOT_FILED",
        RefusalKind.State,
        "只能并入已立案的提案。"
    );
    public static readonly RefusalReason MergedIntoIt = new(
        "MERGED_INTO_IT",
        RefusalKind.State,
        "另有提案并入本提案，请先撤销并案。"
    );
    public static readonly RefusalReason StateBeforeMergeUnknown = new(
        "STATE_BEFORE_MERGE_UNKNOWN",
        RefusalKind.State,
        "该提案在导入的台账中已经并案，并案前的状态未知，不能撤销并案。"
    );
    public static readonly RefusalReason AlreadyHandedOver = new(
        "ALREADY_HANDED_OVER",
        RefusalKind.State,
        "提案已交办，不能再并案或撤销并案。"
    );
    public static readonly RefusalReason AlreadyReplied = new(
        "ALREADY_REPLIED",
        RefusalKind.State,
        "提案已答复，不能撤案。"
    );
    public static readonly RefusalReason FileNotReceived = new(
        "FILE_NOT_RECEIVED",
        RefusalKind.Invalid,
        "没有收到这个文件，或与收到的不一致，请重新上传。"
    );
    public static readonly RefusalReason TooManyFiles = new(
        "TOO_MANY_FILES",
        RefusalKind.State,
        $"每件提案最多 {AttachmentRow.Maximum} 个附件，请先移除不需要的附件。"
    );
    public static readonly RefusalReason AlreadyAttached = new(
        "ALREADY_ATTACHED",
        RefusalKind.Exists,
        "该文件已经是本提案的附件。"
    );
    public static readonly RefusalReason LedgerRowInvalid = new(
        "LEDGER_ROW_INVALID",
        RefusalKind.Invalid,
        "台账中有不能导入的行，未导入任何一行。"
    );
    public static readonly RefusalReason LedgerSessionNotEmpty = new(
        "LEDGER_SESSION_NOT_EMPTY",
        RefusalKind.State,
        "该届次已有提案，台账只能导入空的届次。"
    );
}
