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

/// <summary>
/// The events of a case from all journals. People appear by id only: their names are in Directory's own tables.
/// </summary>
internal static class Timeline
{
    /// <summary>Largest number of entries shown for one case; beyond it the newest are shown.</summary>
    public const int Maximum = 500;

    /// <summary>Stores an event that concerns a proposal.</summary>
    public static void Record(Transaction tx, Event entry, IMessage message)
    {
        if (message.Descriptor.FindFieldByName("proposal") is not { } field)
            return;
        tx.Write(
            """
            INSERT INTO timeline (committee, source, position, proposal, type, at, actor, body, member)
            VALUES (@committee, @Source, @Position, @proposal, @Type, @at, @Actor, @body, @member)
            """,
            new
            {
                committee = tx.Committee,
                entry.Source,
                entry.Position,
                proposal = (string)field.Accessor.GetValue(message),
                entry.Type,
                at = entry.At.ToDateTimeOffset(),
                entry.Actor,
                body = entry.Body.ToByteArray(),
                member = message switch
                {
                    CoSignerInvited e => e.Member,
                    InvitationEnded e => e.Member,
                    _ => "",
                },
            }
        );
    }

    /// <summary>
    /// Stores an event that this service has just appended itself: the one that made this version of an aggregate.
    /// </summary>
    public static void RecordOwn(Transaction tx, string aggregate, long version, string proposal) =>
        tx.Write(
            """
            INSERT INTO timeline (committee, source, position, proposal, type, at, actor, body, member)
            SELECT j.committee, 'supervision', j.position, @proposal, j.type, j.at, j.actor, j.body, '' FROM journal j
            WHERE j.committee = @committee AND j.aggregate = @aggregate AND j.version = @version
            """,
            new
            {
                committee = tx.Committee,
                aggregate,
                version,
                proposal,
            }
        );

    /// <summary>
    /// The entries of a case, oldest first. Journals have no common order: equal instants are shown in the order in
    /// which a case passes through the services.
    /// </summary>
    public static async Task<IReadOnlyList<TimelineEntry>> ReadAsync(IRead read, string proposal, Labels labels)
    {
        var rows = await read.ManyAsync<TimelineRow>(
            """
            SELECT source, position, type, at, actor, body
            FROM timeline
            WHERE committee = @committee AND proposal = @proposal
            ORDER BY at DESC,
              CASE source WHEN 'intake' THEN 1 WHEN 'assignment' THEN 2 WHEN 'feedback' THEN 3 ELSE 4 END DESC,
              position DESC
              LIMIT @Maximum
            """,
            new
            {
                committee = read.Committee,
                proposal,
                Maximum,
            }
        );
        return [.. rows.Reverse().Select(r => r.ToEntry(labels))];
    }

    /// <summary>
    /// An event in Chinese: the contract's label for it, then its details. A single proposer's ratings are omitted: a
    /// form is visible to its proposer and the offices only (Feedback's contract), while units read timelines too.
    /// </summary>
    public static string Sentence(IMessage happened, Labels labels) => Words.Of(happened) + Details(happened, labels);

    private static string Details(IMessage happened, Labels labels) =>
        happened switch
        {
            ProposalDrafted e => $"（{Words.Of(e.ProposerKind)}）",
            ProposalRevised e => $"，为第 {e.TextVersion} 稿",
            CoSignerInvited e => $"：提案者 {e.Member}",
            InvitationEnded e => $"（{Words.Of(e.State)}）：提案者 {e.Member}",
            ProposalSubmitted e => $"，流水号 {e.SerialNumber}，{Words.Of(e.SessionKind)}，联名 {e.CoSigners.Count} 人",
            ProposalFiled e => $"，第 {e.CaseNumber} 号，{Words.Of(e.SessionKind)}",
            ProposalRejected e => $"，理由：{labels.Reason(e.Reason)}",
            ProposalMerged e => $"，与提案 {e.Into} 合并办理",
            ProposalUnmerged e => $"，不再与提案 {e.From} 合并办理",
            LedgerCaseImported e => $"，{Words.Of(e.Row.Decision)}"
                + (e.Row.CaseNumber > 0 ? $"，第 {e.Row.CaseNumber} 号" : ""),
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
            AssignmentCancelled => "，因提案撤案",
            ExtensionRequested e => $"至 {e.Until}",
            ExtensionGranted e => $"，期限由 {e.OldDue?.Date} 改为 {e.Due?.Date}",
            FormIssued e => $"（第 {e.Round} 轮，对{labels.Unit(e.Unit)}的答复），反馈期限 {e.DueDate}",
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
            or AssignmentAcknowledged
            or OpinionSubmitted
            or ReplySuperseded
            or ExtensionDenied
            or KeyProposalMarked
            or KeyProposalUnmarked => "",
            _ => throw new UnknownEventException(happened.Descriptor.FullName),
        };
}
