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
    /// An event in Chinese: the contract's label for it, then its details. A single proposer's ratings are omitted: a
    /// form is visible to its proposer and the offices only (Feedback's contract), while units read timelines too.
    /// </summary>
    public static string Of(IMessage happened, Labels labels) => Words.Of(happened) + Details(happened, labels);

    private static string Details(IMessage happened, Labels labels) =>
        happened switch
        {
            ProposalDrafted e => $"（{Words.Of(e.ProposerKind)}）",
            ProposalRevised e => $"，为第 {e.TextVersion} 稿",
            CoSignerInvited e => $"：提案者 {e.Member}",
            InvitationEnded e => $"（{Words.Of(e.State)}）：提案者 {e.Member}",
            CoSignerAskedAgain e => $"：提案者 {e.Member}，签名后文字有实质修改",
            ProposalSubmitted e => $"，流水号 {e.SerialNumber}，{Words.Of(e.SessionKind)}，第 {e.TextVersion} 稿，"
                + $"联名 {e.CoSigners.Count} 人",
            ProposalFiled e => $"，第 {e.CaseNumber} 号，{Words.Of(e.SessionKind)}",
            ProposalRejected e => $"，理由：{labels.Reason(e.Reason)}",
            ProposalMerged e => $"，与提案 {e.Into} 合并办理",
            ProposalUnmerged e => $"，不再与提案 {e.From} 合并办理",
            LedgerCaseImported e => $"，{labels.Examination(e.Row)}"
                + (e.Row.CaseNumber > 0 ? $"，第 {e.Row.CaseNumber} 号" : "")
                + (e.Row.CaseLabel.Length > 0 ? $"（台账写作“{e.Row.CaseLabel}”）" : ""),
            AssignmentHandedOver e => $"{labels.Unit(e.Unit)}{Words.Of(e.Role)}（第 {e.Round} 轮），期限 {e.Due?.Date}"
                + (e.Due is { Provisional: true } ? "（暂定）" : ""),
            ReturnRequested e => $"，建议改由{labels.Unit(e.SuggestedUnit)}办理",
            ReturnApproved e => $"，改由{labels.Unit(e.Unit)}办理",
            ReturnRefused => "，由原单位继续办理",
            ContactLogged e => $"（{e.Date}，{Words.Of(e.Form)}）",
            ReplyDrafted e => $"第 {e.Version} 稿",
            ReplySigned e =>
                $" {e.DocumentNumber}，办理结果 {labels.Outcome(e.OutcomeClass)}，{Words.Of(e.Disclosure)}",
            ReplyDelivered e =>
                $"：{labels.Unit(e.Unit)}（第 {e.Round} 轮，已送达 {e.RepliesDelivered}/{e.RepliesNeeded}），"
                    + $"办理结果 {labels.Outcome(e.OutcomeClass)}",
            AssignmentReassigned e => $"，经领导决定改由{labels.Unit(e.Unit)}办理",
            AssignmentReleased e => $"：{labels.Unit(e.Unit)}",
            AssignmentCancelled => "，因提案撤案",
            WithdrawalRequested e => $"（{Words.Of(e.Side)}）",
            WithdrawalEnded e => $"：{Words.Of(e.State)}",
            ExtensionRequested e => $"至 {e.Until}",
            ExtensionGranted e => $"，期限由 {e.OldDue?.Date} 改为 {e.Due?.Date}",
            DueDatesRecounted e => $"（工作日历第 {e.CalendarVersion} 版）"
                + Moved("签收", e.OldAcknowledgeDue, e.AcknowledgeDue)
                + Moved("申退", e.OldReturnDue, e.ReturnDue)
                + Moved("办理", e.OldDue, e.Due),
            FormIssued e => $"（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复），反馈期限 {e.DueDate}"
                + (e.Provisional ? "（暂定）" : ""),
            FormDueRecounted e => $"（工作日历第 {e.CalendarVersion} 版，对{labels.Unit(e.Unit)}的答复），"
                + (e.DueDate == e.OldDueDate ? $"{e.DueDate} 不再暂定" : $"由 {e.OldDueDate} 改为 {e.DueDate}"),
            FormReopened e => $"（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复），反馈期限 {e.DueDate}"
                + (e.Provisional ? "（暂定）" : ""),
            FeedbackSubmitted e => $"（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复）",
            FormLapsed e => $"，记为{Words.Of(FormState.Lapsed)}（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复）",
            RoundRated e => $"（第 {e.Round} 轮）",
            CaseMoved e => $"：{Words.Of(e.State)}（第 {e.Round} 轮）",
            RehandlingOrdered e => $"（第 {e.Round} 轮）：{string.Join("、", e.Units.Select(labels.Unit))}",
            CaseClosed e => $"（第 {e.Round} 轮），办理工作：{Words.Of(e.Work)}，办理结果：{Words.Of(e.Result)}",
            UnitUrged e => $"{labels.Unit(e.Unit)}（{Words.Of(e.Channel)}）：{Labels.OfDuty(e.Duty)}",
            ProposalDeleted
            or FileAttached
            or FileDetached
            or ProposalReturned
            or ProposalExamined
            or ProposalWithdrawn
            or ProposalReinstated
            or WithdrawalAgreed
            or WithdrawalAccepted
            or WithdrawalRefused
            or AssignmentAcknowledged
            or OpinionSubmitted
            or ReplySuperseded
            or ExtensionDenied
            or KeyProposalMarked
            or KeyProposalUnmarked => "",
            _ => throw new UnknownEventException(happened.Descriptor.FullName),
        };

    private static string Moved(string duty, DueDate? before, DueDate? now) =>
        before?.Date != now?.Date ? $"，{duty}期限由 {before?.Date} 改为 {now?.Date}"
        : before?.Provisional == true && now?.Provisional == false ? $"，{duty}期限 {now.Date} 不再暂定"
        : "";
}
