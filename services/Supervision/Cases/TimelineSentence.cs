using System.Globalization;
using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>The words of an entry in a timeline.</summary>
internal static class TimelineSentence
{
    /// <summary>
    /// An event in Chinese, without any id: the contract's label for it, then its details. A single proposer's ratings
    /// are omitted: a form is visible to its proposer and the offices only (Feedback's contract), while units read
    /// timelines too.
    /// </summary>
    public static string Of(IMessage happened, Labels labels) => Words.Of(happened) + Details(happened, labels);

    private static string Details(IMessage happened, Labels labels) =>
        happened switch
        {
            ProposalDrafted e => $"（{Words.Of(e.ProposerKind)}）",
            ProposalRevised e => $"，为第 {e.TextVersion} 稿",
            InvitationEnded e => $"（{Words.Of(e.State)}）",
            CoSignerAskedAgain => "，签名后文字有实质修改",
            RetractionNoted => "，仅作记录，联名不变",
            ProposalSubmitted e => $"，流水号 {e.SerialNumber}，{Words.Of(e.SessionKind)}，第 {e.TextVersion} 稿"
                + (e.CoSigners.Count > 0 ? $"，{e.CoSigners.Count} 人联名" : ""),
            ProposalFiled e => $"，第 {e.CaseNumber} 号，{Words.Of(e.SessionKind)}"
                + (e.FilingBody != FilingBody.Unspecified ? $"，{Words.Of(e.FilingBody)}审定" : ""),
            ProposalRejected e => $"，理由：{labels.Reason(e.Reason)}",
            ProposalRedirected e => $"：{labels.Examination(e.Outcome)}",
            ProposalMerged e => $"，并入{labels.Case(e.Into)}",
            ProposalUnmerged e => $"，不再并入{labels.Case(e.From)}",
            ProposalWithdrawn e => e.From.Length > 0 ? $"，不再并入{labels.Case(e.From)}" : "",
            LedgerCaseImported e => $"，{labels.Examination(e.Row)}"
                + (e.Row.CaseNumber > 0 ? $"，第 {e.Row.CaseNumber} 号" : "")
                + (e.Row.CaseLabel.Length > 0 ? $"（台账写作“{e.Row.CaseLabel}”）" : ""),
            AssignmentHandedOver e => $"{labels.Unit(e.Unit)}{Words.Of(e.Role)}（第 {e.Round} 轮），期限 {Day(e.Due)}"
                + (e.Due is { Provisional: true } ? "（暂定）" : ""),
            AssignmentAcknowledged e => labels.Task(e.Assignment),
            OpinionSubmitted e => labels.Task(e.Assignment),
            OpinionSentBack e => $"{labels.Task(e.Assignment)}，由{labels.Unit(e.Unit)}退回" + Again(e.OldDue, e.Due),
            ReturnRequested e => $"{labels.Task(e.Assignment)}，建议改由{labels.Unit(e.SuggestedUnit)}办理",
            ReturnApproved e => $"，改由{labels.Unit(e.Unit)}办理",
            ReturnRefused => "，由原单位继续办理",
            ReturnRecalled e => $"{labels.Task(e.Assignment)}，由原单位继续办理",
            ReturnVoided e => $"{labels.Task(e.Assignment)}，承办任务已结束",
            ContactLogged e => $"{labels.Task(e.Assignment)}，{Day(e.Date)}，"
                + (e.Stage == ContactStage.Unspecified ? "" : $"{Words.Of(e.Stage)}，")
                + Words.Of(e.Form),
            ReplyDrafted e => $"第 {e.Version} 稿{labels.Task(e.Assignment)}",
            ReplySigned e =>
                $" {e.DocumentNumber}，办理结果 {labels.Outcome(e.OutcomeClass)}，{Words.Of(e.Disclosure)}",
            ReplyDelivered e => $"：{labels.Unit(e.Unit)}（第 {e.Round} 轮"
                + (e.RepliesNeeded > 1 ? $"，应有 {e.RepliesNeeded} 份答复，已送达 {e.RepliesDelivered} 份" : "")
                + $"），办理结果 {labels.Outcome(e.OutcomeClass)}"
                + CopiedTo(e, labels),
            ReplySentBack e => $"：{labels.Unit(e.Unit)}（第 {e.Round} 轮，{(e.Delivered ? "已送达" : "尚未送达")}）"
                + Again(e.OldDue, e.Due),
            AssignmentReassigned e => $"，经领导决定改由{labels.Unit(e.Unit)}办理",
            AssignmentReleased e => $"：{labels.Unit(e.Unit)}",
            AssignmentCancelled e => labels.Task(e.Assignment)
                + (
                    e.Recalled ? "，交办已撤回"
                    : e.Overtaken ? "，由下一轮办理代替"
                    : "，因提案撤案"
                ),
            WithdrawalRequested e => $"（{Words.Of(e.Side)}）",
            WithdrawalEnded e => $"：{Words.Of(e.State)}",
            ExtensionRequested e => $"至{Day(e.Until)}{labels.Task(e.Assignment)}",
            ExtensionGranted e => $"{labels.Task(e.Assignment)}，期限由{Day(e.OldDue)}改为{Day(e.Due)}"
                + (e.AskedUntil.Length > 0 ? $"（申请延至{Day(e.AskedUntil)}）" : ""),
            ExtensionRecalled e => $"{labels.Task(e.Assignment)}，期限不变",
            ExtensionVoided e => $"{labels.Task(e.Assignment)}，承办任务已结束",
            DueDatesRecounted e => $"{labels.Task(e.Assignment)}（工作日历第 {e.CalendarVersion} 版）"
                + Moved("签收", e.OldAcknowledgeDue, e.AcknowledgeDue)
                + Moved("申退", e.OldReturnDue, e.ReturnDue)
                + Moved("办理", e.OldDue, e.Due),
            CommitmentMade e => $"：{labels.Unit(e.Unit)}（第 {e.Number} 项），落实时限 {Day(e.Due)}",
            CommitmentProgressed e => $"（{labels.Unit(e.Unit)}，{Day(e.Date)}）",
            CommitmentLapsed e => $"（{labels.Unit(e.Unit)}，落实时限 {Day(e.Due)}）",
            CommitmentExplained e => $"（{labels.Unit(e.Unit)}）"
                + (e.ProposedDueDate.Length > 0 ? $"，提出新时限 {Day(e.ProposedDueDate)}" : ""),
            CommitmentDayAgreed e => $"（{labels.Unit(e.Unit)}），由{Day(e.OldDue)}改为{Day(e.Due)}" + By(e.ByProposer),
            CommitmentDayRefused e => $"（{labels.Unit(e.Unit)}，提出的时限 {Day(e.ProposedDueDate)}）"
                + By(e.ByProposer),
            CommitmentProven e => $"（{labels.Unit(e.Unit)}），待确认",
            CommitmentProofRefused e => $"（{labels.Unit(e.Unit)}），仍须落实" + By(e.ByProposer),
            CommitmentFulfilled e => $"（{labels.Unit(e.Unit)}）" + By(e.ByProposer),
            CommitmentVoided e => $"（{labels.Unit(e.Unit)}），答复已退回重办",
            FormIssued e => $"（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复），反馈期限 {Day(e.DueDate)}"
                + (e.Provisional ? "（暂定）" : ""),
            FormDueRecounted e => $"（工作日历第 {e.CalendarVersion} 版，对{labels.Unit(e.Unit)}的答复），"
                + (
                    e.DueDate == e.OldDueDate
                        ? $"{Day(e.DueDate)}不再暂定"
                        : $"由{Day(e.OldDueDate)}改为{Day(e.DueDate)}"
                ),
            FormReopened e => $"（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复），反馈期限 {Day(e.DueDate)}"
                + (e.Provisional ? "（暂定）" : ""),
            FormVoided e => $"（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复），答复已退回重办",
            FeedbackSubmitted e => $"（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复）",
            PaperFormRecorded e => $"（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复，纸质表日期{Day(e.PaperDate)}"
                + (e.Conflict ? "，与网上评价不一致、待裁定" : "")
                + (e.RestateBy.Length > 0 ? $"，提案者可更正至{Day(e.RestateBy)}" : "")
                + "）",
            PaperConflictSettled e => $"（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复，以{Words.Of(e.Source)}为准，"
                + $"提案者可更正至{Day(e.RestateBy)}）",
            FeedbackRestated e => $"（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复）"
                + (e.OverPaper ? "，更正纸质代录" : ""),
            FormLapsed e => $"，记为{Words.Of(FormState.Lapsed)}（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复）",
            ConciliationHeld e => $"（第 {e.Round} 轮，{Words.Of(e.Kind)}，{Day(e.Date)}），"
                + $"提案者{Words.Of(e.Understanding)}",
            RoundRated e => $"（第 {e.Round} 轮）",
            CaseMoved e => $"：{Words.Of(e.State)}（第 {e.Round} 轮）",
            RehandlingOrdered e => $"（第 {e.Round} 轮）：{string.Join("、", e.Units.Select(labels.Unit))}",
            CaseClosed e => $"（第 {e.Round} 轮），办理工作：{Words.Of(e.Work)}，办理结果：{Words.Of(e.Result)}",
            UnitUrged e => $"{labels.Unit(e.Unit)}（{Words.Of(e.Channel)}）：{labels.OfDuty(e.Duty)}",
            SupervisionTaskOpened e => $"：{Words.Of(e.Mode)}，{Days(e.FirstDay, e.LastDay)}",
            SupervisionTaskRevised e => $"：{Words.Of(e.Mode)}，{Days(e.FirstDay, e.LastDay)}",
            SupervisionTaskStarted e => $"：{Words.Of(e.Mode)}",
            SupervisionRecorded e => $"：{Words.Of(e.Mode)}，{Day(e.Day)}{Words.Of(e.Form)}",
            SupervisionProblemRaised e => $"：{Words.Of(e.Mode)}"
                + (e.Unit.Length > 0 ? $"，{labels.Unit(e.Unit)}" : "")
                + $"，整改时限 {Day(e.DueDate)}",
            SupervisionProblemSettled e => $"：{Words.Of(e.Mode)}"
                + (e.Unit.Length > 0 ? $"，{labels.Unit(e.Unit)}" : "")
                + $"，{Day(e.SettledOn)}",
            LeaderInstructionRecorded e => $"，{Day(e.Day)}",
            SupervisionTaskFinished e => $"：{Words.Of(e.Mode)}",
            SupervisionTaskCancelled e => $"：{Words.Of(e.Mode)}",
            ProposalDeleted
            or FileAttached
            or FileDetached
            or ProposalReturned
            or ProposalExamined
            or ProposalReinstated
            or WithdrawalAgreed
            or WithdrawalAccepted
            or WithdrawalRefused
            or CoSignerInvited
            or SignatureRetracted
            or ReplySuperseded
            or ExtensionDenied
            or KeyProposalMarked
            or KeyProposalUnmarked
            or LeaderInstructionAnswered => "",
            _ => throw new UnknownEventException(happened.Descriptor.FullName),
        };

    private static string CopiedTo(ReplyDelivered e, Labels labels)
    {
        string[] copied = [.. e.CopiedOffices.Select(o => Words.Of(o)), .. e.CopiedUnits.Select(labels.Unit)];
        return copied.Length > 0 ? $"，抄送{string.Join("、", copied)}" : "";
    }

    private static string By(bool proposer) => proposer ? "，由第一提案人决定" : "";

    private static string Again(DueDate? before, DueDate? now) =>
        before?.Date == now?.Date ? $"，期限仍为{Day(now)}" : $"，期限由{Day(before)}改为{Day(now)}";

    private static string Moved(string duty, DueDate? before, DueDate? now) =>
        before?.Date != now?.Date ? $"，{duty}期限由{Day(before)}改为{Day(now)}"
        : before?.Provisional == true && now?.Provisional == false ? $"，{duty}期限{Day(now)}不再暂定"
        : "";

    /// <summary>The member that an event is about; empty for none.</summary>
    public static string MemberOf(IMessage happened) =>
        happened switch
        {
            CoSignerInvited e => e.Member,
            InvitationEnded e => e.Member,
            CoSignerAskedAgain e => e.Member,
            SignatureRetracted e => e.Member,
            RetractionNoted e => e.Member,
            PaperFormRecorded e => e.Member,
            PaperConflictSettled e => e.Member,
            _ => "",
        };

    /// <summary>
    /// The member who alone is told of an event, with the lead; empty when all of the case are. That somebody left a
    /// submitted proposal concerns everybody who works on it.
    /// </summary>
    public static string OnlyFor(IMessage happened) =>
        happened is RetractionNoted or SignatureRetracted { State: not ProposalState.Draft } ? "" : MemberOf(happened);

    /// <summary>The cases and the tasks that an event names by id.</summary>
    public static (string Case, string Task) NamedBy(IMessage happened) =>
        happened switch
        {
            ProposalMerged e => (e.Into, ""),
            ProposalUnmerged e => (e.From, ""),
            ProposalWithdrawn e => (e.From, ""),
            UnitUrged e => ("", UnitDuty.AssignmentOf(e.Duty)),
            _ when happened.Descriptor.FindFieldByName("assignment") is { } field => (
                "",
                (string)field.Accessor.GetValue(happened)
            ),
            _ => ("", ""),
        };

    private static string Days(string first, string last) => first == last ? Day(first) : $"{Day(first)}至{Day(last)}";

    private static string Day(DueDate? due) => Day(due?.Date ?? "");

    /// <summary>2026-03-08 → 2026年3月8日.</summary>
    private static string Day(string day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? at.ToString("yyyy年M月d日", CultureInfo.InvariantCulture)
            : day;
}
