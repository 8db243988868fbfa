using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>What codes and ids are called in Chinese: units by title, codes by the profile the case is under.</summary>
/// <param name="Units">Titles of units by id.</param>
/// <param name="Policy">The profile; null while it is not known here.</param>
internal sealed record Words(IReadOnlyDictionary<string, string> Units, PolicyProfile? Policy)
{
    /// <summary>Reads the titles of all units.</summary>
    public static async Task<Words> LoadAsync(IRead read, PolicyProfile? policy) =>
        new(
            (
                await read.ManyAsync<(string Id, string Title)>(
                    "SELECT id, title FROM units WHERE committee = @committee",
                    new { committee = read.Committee }
                )
            ).ToDictionary(u => u.Id, u => u.Title, StringComparer.Ordinal),
            policy
        );

    /// <summary>A unit's title; its id while the title is not known here.</summary>
    public string Unit(string id) => id.Length == 0 ? "（未指明单位）" : Units.GetValueOrDefault(id, id);

    /// <summary>A reason not to file.</summary>
    public string Reason(string code) => Policy?.RejectionReasons.FirstOrDefault(r => r.Code == code)?.Label ?? code;

    /// <summary>An outcome class with its local label (handbook 5.2: the letters mean different things in different places).</summary>
    public string Outcome(string code) =>
        Policy?.OutcomeClasses.FirstOrDefault(c => c.Code == code) is { Label.Length: > 0 } entry
            ? $"{code} 类（{entry.Label}）"
            : $"{code} 类";

    /// <summary>A category.</summary>
    public string Category(string code) =>
        code == CaseFacts.Unclassified
            ? "未分类"
            : Policy?.Categories.FirstOrDefault(c => c.Code == code)?.Label ?? code;

    public static string OfDuty(string duty) =>
        duty.EndsWith(DutyFacts.AcknowledgeSuffix, StringComparison.Ordinal) ? "签收" : "答复或会办意见";

    public static string Of(ProposerKind kind) =>
        kind switch
        {
            ProposerKind.Unspecified => "提案者",
            ProposerKind.Member => "委员",
            ProposerKind.Party => "民主党派、工商联",
            ProposerKind.PeoplesOrganization => "人民团体",
            ProposerKind.SpecialCommittee => "专门委员会",
            ProposerKind.Sector => "界别",
            ProposerKind.Group => "小组、联组",
        };

    public static string Of(SessionKind kind) =>
        kind switch
        {
            SessionKind.InSession => "大会提案",
            SessionKind.InterSession => "平时提案",
            SessionKind.Unspecified => "提案",
        };

    public static string Of(InvitationState state) =>
        state switch
        {
            InvitationState.Unspecified => "结束",
            InvitationState.Pending => "待签",
            InvitationState.Signed => "已签名",
            InvitationState.Declined => "被谢绝",
            InvitationState.Expired => "已过期",
            InvitationState.Cancelled => "已撤回",
        };

    public static string Of(LedgerDecision decision) =>
        decision switch
        {
            LedgerDecision.Unspecified => "审查结果不详",
            LedgerDecision.Filed => "立案",
            LedgerDecision.NotFiled => "不予立案",
            LedgerDecision.Merged => "并案",
        };

    public static string Of(AssignmentRole role) =>
        role switch
        {
            AssignmentRole.Unspecified => "办理",
            AssignmentRole.Lead => "主办",
            AssignmentRole.CoHandle => "会办",
            AssignmentRole.Sole => "独办",
            AssignmentRole.Separate => "分办",
        };

    public static string Of(ContactForm form) =>
        form switch
        {
            ContactForm.Unspecified => "方式不详",
            ContactForm.FaceToFace => "面谈",
            ContactForm.Meeting => "座谈会",
            ContactForm.Telephone => "电话",
            ContactForm.Written => "书信、邮件",
            ContactForm.WaivedByProposer => "本人提出不需要",
        };

    public static string Of(Disclosure disclosure) =>
        disclosure switch
        {
            Disclosure.Unspecified => "公开属性未定",
            Disclosure.Full => "公开",
            Disclosure.Summary => "摘要公开",
            Disclosure.None => "不公开",
        };

    public static string Of(Rating rating) =>
        rating switch
        {
            Rating.Unspecified => "未表态",
            Rating.Satisfied => "满意",
            Rating.MostlySatisfied => "基本满意",
            Rating.Dissatisfied => "不满意",
        };

    public static string Of(CaseState state) =>
        state switch
        {
            CaseState.Unspecified => "办理进展不详",
            CaseState.AwaitingReply => "等待答复",
            CaseState.AwaitingFeedback => "答复齐全，等待反馈",
            CaseState.AwaitingClosure => "等待确认办结",
            CaseState.Closed => "办结",
        };

    public static string Of(UrgeChannel channel) =>
        channel switch
        {
            UrgeChannel.Unspecified => "方式不详",
            UrgeChannel.Telephone => "电话",
            UrgeChannel.Visit => "上门",
            UrgeChannel.Sms => "短信",
            UrgeChannel.Document => "下发文件",
        };
}
