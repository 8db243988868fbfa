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
    public static void Record(UnitOfWork unit, Event entry, IMessage message)
    {
        if (message.Descriptor.FindFieldByName("proposal") is not { } field)
            return;
        unit.Write(
            """
            INSERT INTO timeline (committee, source, position, proposal, type, at, actor, body, member)
            VALUES (@committee, @Source, @Position, @proposal, @Type, @at, @Actor, @body, @member)
            """,
            new
            {
                committee = unit.Committee,
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
    public static void RecordOwn(UnitOfWork unit, string aggregate, long version, string proposal) =>
        unit.Write(
            """
            INSERT INTO timeline (committee, source, position, proposal, type, at, actor, body, member)
            SELECT j.committee, 'supervision', j.position, @proposal, j.type, j.at, j.actor, j.body, '' FROM journal j
            WHERE j.committee = @committee AND j.aggregate = @aggregate AND j.version = @version
            """,
            new
            {
                committee = unit.Committee,
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

/// <summary>An event of a case as it is kept.</summary>
internal record TimelineRow
{
    public string Source { get; init; } = "";
    public long Position { get; init; }
    public string Type { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public string Actor { get; init; } = "";
    public byte[] Body { get; init; } = [];

    /// <summary>The event as clients see it.</summary>
    public TimelineEntry ToEntry(Words words) =>
        new()
        {
            Position = new Position { Source = Source, Position_ = Position },
            At = Timestamp.FromDateTimeOffset(At),
            Actor = Actor,
            Type = Type,
            Text = Timeline.Sentence(
                EventTypes.Parse(new Event { Type = Type, Body = ByteString.CopyFrom(Body) }),
                words
            ),
        };
}

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
