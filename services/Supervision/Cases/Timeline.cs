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

/// <summary>What happened to a case, event by event, from all journals. People appear by id only: their names are in Directory's own tables.</summary>
internal static class Timeline
{
    /// <summary>Most entries that are shown of one case; of more, the newest.</summary>
    public const int Maximum = 500;

    /// <summary>Keeps an event that is about a proposal.</summary>
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

    /// <summary>Keeps an event that this service has just appended itself: the one that made this version of an aggregate.</summary>
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

    /// <summary>The entries of a case, oldest first. Journals have no common order: equal instants are shown in the order a case goes through the services.</summary>
    public static async Task<IReadOnlyList<TimelineEntry>> ReadAsync(IRead read, string proposal, Words words)
    {
        var rows = await read.ManyAsync<TimelineRow>(
            """
            SELECT source, position, type, at, actor, body FROM timeline WHERE committee = @committee AND proposal = @proposal
            ORDER BY at DESC, CASE source WHEN 'intake' THEN 1 WHEN 'assignment' THEN 2 WHEN 'feedback' THEN 3 ELSE 4 END DESC, position DESC LIMIT @Maximum
            """,
            new
            {
                committee = read.Committee,
                proposal,
                Maximum,
            }
        );
        return [.. rows.Reverse().Select(r => r.ToEntry(words))];
    }

    /// <summary>
    /// An event in Chinese. A single proposer's ratings are not told: a form is his own and the offices' (Feedback's contract), while units read timelines too.
    /// </summary>
    public static string Sentence(IMessage happened, Words words) =>
        happened switch
        {
            ProposalDrafted e => $"起草提案（{Words.Of(e.ProposerKind)}）",
            ProposalRevised e => $"修改提案文本，为第 {e.TextVersion} 稿",
            ProposalDeleted => "删除草稿",
            CoSignerInvited e => $"邀请联名：提案者 {e.Member}",
            InvitationEnded e => $"联名邀请{Words.Of(e.State)}：提案者 {e.Member}",
            FileAttached => "添加附件",
            FileDetached => "移除附件",
            ProposalSubmitted e =>
                $"提交提案，流水号 {e.SerialNumber}，{Words.Of(e.SessionKind)}，联名 {e.CoSigners.Count} 人",
            ProposalReturned => "退回提案者修改",
            ProposalExamined => "审查通过，待立案",
            ProposalFiled e => $"立案，第 {e.CaseNumber} 号，{Words.Of(e.SessionKind)}",
            ProposalRejected e => $"不予立案，理由：{words.Reason(e.Reason)}",
            ProposalMerged e => $"并案，与提案 {e.Into} 合并办理",
            ProposalUnmerged e => $"撤销并案，不再与提案 {e.From} 合并办理",
            ProposalWithdrawn => "撤案",
            LedgerCaseImported e => $"由原有台账导入，{Words.Of(e.Row.Decision)}"
                + (e.Row.CaseNumber > 0 ? $"，第 {e.Row.CaseNumber} 号" : ""),
            AssignmentHandedOver e =>
                $"交办{words.Unit(e.Unit)}{Words.Of(e.Role)}（第 {e.Round} 轮），期限 {e.Due?.Date}"
                    + (e.Due is { Provisional: true } ? "（暂定）" : ""),
            AssignmentAcknowledged => "承办单位签收",
            ReturnRequested e => $"承办单位申请退回，建议改由{words.Unit(e.SuggestedUnit)}办理",
            ReturnApproved e => $"同意退回，改由{words.Unit(e.Unit)}办理",
            ReturnRefused => "不同意退回，由原单位继续办理",
            ContactLogged e => $"{e.Date} 与提案者沟通（{Words.Of(e.Form)}）",
            OpinionSubmitted => "提交会办意见",
            ReplyDrafted e => $"起草答复第 {e.Version} 稿",
            ReplySuperseded => "原答复稿由新稿代替",
            ReplySigned e =>
                $"签发答复 {e.DocumentNumber}，办理结果 {words.Outcome(e.OutcomeClass)}，{Words.Of(e.Disclosure)}",
            ReplyDelivered e =>
                $"{words.Unit(e.Unit)}答复送达（第 {e.Round} 轮，已送达 {e.RepliesDelivered}/{e.RepliesNeeded}），办理结果 {words.Outcome(e.OutcomeClass)}",
            AssignmentCancelled => "因撤案撤销承办任务",
            ExtensionRequested e => $"申请延期至 {e.Until}",
            ExtensionGranted e => $"准予延期，期限由 {e.OldDue?.Date} 改为 {e.Due?.Date}",
            ExtensionDenied => "不予延期",
            FormIssued e => $"发出征询意见表（第 {e.Round} 轮，对{words.Unit(e.Unit)}的答复），反馈期限 {e.DueDate}",
            FeedbackSubmitted e => $"提案者反馈意见（第 {e.Round} 轮，对{words.Unit(e.Unit)}的答复）",
            FormLapsed e => $"征询意见表逾期未反馈，记为未表态（第 {e.Round} 轮，对{words.Unit(e.Unit)}的答复）",
            CaseMoved e => $"{Words.Of(e.State)}（第 {e.Round} 轮）",
            RehandlingOrdered e => $"重新办理（第 {e.Round} 轮）：{string.Join("、", e.Units.Select(words.Unit))}",
            CaseClosed e => $"办结（第 {e.Round} 轮），办理工作：{Words.Of(e.Work)}，办理结果：{Words.Of(e.Result)}",
            UnitUrged e => $"催办{words.Unit(e.Unit)}（{Words.Of(e.Channel)}）：{Words.OfDuty(e.Duty)}",
            KeyProposalMarked => "列为重点提案",
            KeyProposalUnmarked => "取消重点提案",
            _ => throw new UnknownEventException(happened.Descriptor.FullName),
        };
}
