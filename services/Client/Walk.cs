using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.Channels;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using CaseView = Proposals.Supervision.V1.CaseView;

namespace Proposals.Client;

/// <summary>
/// Takes one proposal through its whole life, each step performed by the role responsible for it. The steps are draft,
/// co-sign, submit, examine, file, hand over, acknowledge, opinion, contact, reply, rate and close; with 不满意 a
/// second round follows. Whoever acts knows what those before have done. Each step is retried with its own request_id
/// while a service is away, so a walk survives kills.
/// </summary>
public sealed class Walk(Cast cast, Action<WalkStep> report)
{
    private readonly List<(string Service, string RequestId)> _acknowledged = [];
    private readonly SeenPositions _seen = new();

    /// <summary>How long a step is retried while a service is away.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Every acknowledged command: service and request_id.</summary>
    public IReadOnlyList<(string Service, string RequestId)> Acknowledged => _acknowledged;

    /// <summary>Called with service and request_id as soon as a command is acknowledged.</summary>
    public Action<string, string> OnAcknowledged { get; init; } = (_, _) => { };

    /// <summary>Called for every call that failed because a service is away; the walk retries it.</summary>
    public Action<RpcException> OnAway { get; init; } = _ => { };

    /// <summary>Called with the duration of every call, whatever its outcome.</summary>
    public Action<TimeSpan> OnCall { get; init; } = _ => { };

    /// <summary>Numbers of the leading and co-signing members, and of the lead and co-handling units.</summary>
    public (int Lead, int CoSigner, int LeadUnit, int CoUnit) Parts { get; init; } = (1, 2, 1, 2);

    /// <summary>Walks to the end and returns the case as the supervisor sees it.</summary>
    public async Task<CaseView> RunAsync(string subject, bool satisfiedAtOnce)
    {
        var proposal = await FileAsync(subject);
        var (lead, co) = await HandOverAsync(proposal);
        await HandleAsync(proposal, lead, co);
        await RateAsync(proposal, 1, satisfiedAtOnce ? Rating.Satisfied : Rating.Dissatisfied);
        if (!satisfiedAtOnce)
        {
            var unit = await SignedInAsync(() => cast.UnitAsync(Parts.LeadUnit));
            var tasks = await AnsweredAsync(() =>
                unit.Assignment.ListAssignmentsAsync(new ListAssignmentsRequest { Proposal = proposal.Name })
            );
            var again = tasks.Assignments.First(a => a.Round == 2);
            Say(unit, $"收到重新办理任务，期限 {again.Due.Date}");
            await AnswerAsync(unit, again, "关于重新办理情况的答复", "A", 2);
            await RateAsync(proposal, 2, Rating.Satisfied);
        }

        var supervisor = await SignedInAsync(() => cast.Supervisor);
        var name = proposal.Name.Replace("/proposals/", "/cases/", StringComparison.Ordinal);
        var view = await AnsweredAsync(() =>
            supervisor.Supervision.GetCaseAsync(new Supervision.V1.GetCaseRequest { Name = name })
        );
        if (view.Stage != Stage.Closed)
            throw new InvalidOperationException($"{name}：{view.StageText}，应为已办结。");
        Say(supervisor, $"查看案件：{view.StageText}");
        return view;
    }

    /// <summary>From draft to 立案.</summary>
    public async Task<Proposal> FileAsync(string subject)
    {
        var examined = await ExaminedAsync(subject);
        var office = await SignedInAsync(() => cast.Office);
        var proposal = await CommandAsync(id =>
            office.Intake.FileProposalAsync(new FileProposalRequest { RequestId = id, Name = examined.Name })
        );
        Say(office, $"立案，案号第 {proposal.CaseNumber} 号");
        return proposal;
    }

    /// <summary>From draft to 审查通过.</summary>
    public async Task<Proposal> ExaminedAsync(string subject)
    {
        var (member, second, office) = (
            await SignedInAsync(() => cast.MemberAsync(Parts.Lead)),
            await SignedInAsync(() => cast.MemberAsync(Parts.CoSigner)),
            await SignedInAsync(() => cast.Office)
        );
        var session = await UntilAsync<PlenarySession>("届次", async () => await cast.SessionAsync());
        var draft = new Proposal
        {
            Session = session.Name,
            Category = "society",
            MayPublish = true,
            Text = TextOf(subject),
        };
        var proposal = await CommandAsync(id =>
            member.Intake.CreateProposalAsync(new CreateProposalRequest { RequestId = id, Proposal = draft })
        );
        Say(member, $"起草《{subject}》");
        var invitation = await CommandAsync(id =>
            member.Intake.InviteCoSignerAsync(
                new InviteCoSignerRequest
                {
                    RequestId = id,
                    Proposal = proposal.Name,
                    Member = second.Account.Member,
                }
            )
        );
        Say(member, $"邀请 {second.Login} 联名，{Local(invitation.ExpiresAt)} 前有效");
        await CommandAsync(id =>
            second.Intake.AcceptInvitationAsync(new AcceptInvitationRequest { RequestId = id, Name = invitation.Name })
        );
        Say(second, "签名联名");
        proposal = await CommandAsync(id =>
            member.Intake.SubmitProposalAsync(
                new SubmitProposalRequest
                {
                    RequestId = id,
                    Name = proposal.Name,
                    ContainsNoSecret = true,
                }
            )
        );
        Say(
            member,
            $"提交，流水号 {proposal.SerialNumber}，"
                + $"{(proposal.SessionKind == SessionKind.InSession ? "大会提案" : "平时提案")}，"
                + $"联名 {proposal.CoSigners.Count} 人"
        );
        proposal = await CommandAsync(id =>
            office.Intake.ExamineProposalAsync(
                new ExamineProposalRequest
                {
                    RequestId = id,
                    Name = proposal.Name,
                    Opinion = "资格、内容、格式符合要求",
                    Checks = { Checks() },
                    Examiner = "示例审查人",
                }
            )
        );
        Say(office, "审查通过");
        return proposal;
    }

    /// <summary>The three checks of an examination, all of them met.</summary>
    public static IEnumerable<ExaminationCheck> Checks() =>
        Enum.GetValues<CheckKind>()
            .Where(k => k != CheckKind.Unspecified)
            .Select(kind => new ExaminationCheck { Kind = kind, Result = CheckResult.Met });

    /// <summary>交办 to a lead unit and a co-handling unit.</summary>
    public async Task<(Assignment Lead, Assignment Co)> HandOverAsync(Proposal proposal)
    {
        var (handOver, lead, co) = (
            await SignedInAsync(() => cast.HandOver),
            await SignedInAsync(() => cast.UnitAsync(Parts.LeadUnit)),
            await SignedInAsync(() => cast.UnitAsync(Parts.CoUnit))
        );
        var response = await CommandAsync(id =>
            handOver.Assignment.HandOverAsync(
                new HandOverRequest
                {
                    RequestId = id,
                    Proposal = proposal.Name,
                    Mode = HandlingMode.LeadAndCo,
                    LeadUnit = lead.Account.Unit,
                    OtherUnits = { co.Account.Unit },
                }
            )
        );
        Say(
            handOver,
            $"交办：主办 {lead.Login}（{response.Assignments[0].Due.Date} 前答复），"
                + $"会办 {co.Login}（{response.Assignments[1].Due.Date} 前提交意见）"
        );
        return (response.Assignments[0], response.Assignments[1]);
    }

    /// <summary>From 签收 to 答复送达.</summary>
    public async Task HandleAsync(Proposal proposal, Assignment lead, Assignment co)
    {
        var (leadUnit, coUnit) = (
            await SignedInAsync(() => cast.UnitAsync(Parts.LeadUnit)),
            await SignedInAsync(() => cast.UnitAsync(Parts.CoUnit))
        );
        await CommandAsync(id =>
            coUnit.Assignment.AcknowledgeAssignmentAsync(
                new AcknowledgeAssignmentRequest { RequestId = id, Name = co.Name }
            )
        );
        Say(coUnit, "签收会办任务");
        await CommandAsync(id =>
            coUnit.Assignment.SubmitOpinionAsync(
                new SubmitOpinionRequest
                {
                    RequestId = id,
                    Assignment = co.Name,
                    Text = "同意，并提供本单位掌握的情况。",
                }
            )
        );
        Say(coUnit, "提交会办意见");
        await AnswerAsync(leadUnit, lead, $"关于第 {proposal.CaseNumber} 号提案的答复", "A", 1);
    }

    private async Task AnswerAsync(Person unit, Assignment assignment, string title, string outcomeClass, int round)
    {
        await CommandAsync(id =>
            unit.Assignment.AcknowledgeAssignmentAsync(
                new AcknowledgeAssignmentRequest { RequestId = id, Name = assignment.Name }
            )
        );
        Say(unit, "签收承办任务");
        var today = Local(assignment.HandedOverAt)[..10];
        await CommandAsync(id =>
            unit.Assignment.LogContactAsync(
                new LogContactRequest
                {
                    RequestId = id,
                    Assignment = assignment.Name,
                    Date = today,
                    Form = ContactForm.FaceToFace,
                    Summary = "与提案者面商，逐条听取意见。",
                    Stage = ContactStage.Before,
                    Participants = "提案者、承办单位经办人",
                    ProposerView = "同意逐条办理。",
                }
            )
        );
        Say(unit, "登记面商");
        var reply = await CommandAsync(id =>
            unit.Assignment.DraftReplyAsync(
                new DraftReplyRequest
                {
                    RequestId = id,
                    Assignment = assignment.Name,
                    Text = $"{title}：所提建议已采纳，具体措施如下……",
                }
            )
        );
        Say(unit, $"草拟答复（第 {reply.Version} 稿）");
        await CommandAsync(id =>
            unit.Assignment.SignReplyAsync(
                new SignReplyRequest
                {
                    RequestId = id,
                    Name = reply.Name,
                    DocumentNumber = $"示例函〔2026〕{assignment.CaseNumber}-{round}号",
                    OutcomeClass = outcomeClass,
                    Signatory = "示例签发人",
                    Disclosure = Disclosure.Full,
                }
            )
        );
        Say(unit, $"签发，{outcomeClass} 类，公开");
        await CommandAsync(id =>
            unit.Assignment.DeliverReplyAsync(
                new DeliverReplyRequest
                {
                    RequestId = id,
                    Name = reply.Name,
                    CopiedOffices = { CopiedOffice.ProposalsCommittee, CopiedOffice.Supervision },
                }
            )
        );
        Say(unit, "答复送达提案者");
    }

    private async Task RateAsync(Proposal proposal, int round, Rating result)
    {
        foreach (var number in new[] { Parts.Lead, Parts.CoSigner })
        {
            var member = await SignedInAsync(() => cast.MemberAsync(number));
            var forms = await AnsweredAsync(() =>
                member.Feedback.ListFeedbackFormsAsync(new ListFeedbackFormsRequest { Proposal = proposal.Name })
            );
            var form = forms.Forms.First(f => f.Round == round);
            await CommandAsync(id =>
                member.Feedback.SubmitFeedbackAsync(
                    new SubmitFeedbackRequest
                    {
                        RequestId = id,
                        Name = form.Name,
                        Work = Rating.Satisfied,
                        Result = result,
                        Comment = "示例意见",
                    }
                )
            );
            Say(member, $"反馈：办理工作 满意，办理结果 {(result == Rating.Satisfied ? "满意" : "不满意")}");
        }
    }

    /// <summary>A complete text with all its parts.</summary>
    public static ProposalText TextOf(string subject) =>
        new()
        {
            Subject = subject,
            Situation = "示例情况：经走访调研，发现群众反映较为集中。",
            Analysis = "示例分析：原因在于设施不足、管理衔接不够。",
            Suggestions = { "一是增加设施投入，列入年度计划。", "二是明确责任单位，按季公开进度。" },
        };

    /// <summary>
    /// Sends a command until it is answered, always with the same request_id. So a command that a service completed
    /// before it went away is executed once.
    /// </summary>
    private async Task<T> CommandAsync<T>(Func<string, AsyncUnaryCall<T>> send)
        where T : class, IMessage
    {
        var id = Call.NewId();
        var answer = await AnsweredAsync(() => send(id));
        var service = Contract.PackageOf(answer.Descriptor.File);
        _acknowledged.Add((service, id));
        OnAcknowledged(service, id);
        return answer;
    }

    /// <summary>Asks until it is answered; only a service that is away is asked again.</summary>
    private Task<T> AnsweredAsync<T>(Func<AsyncUnaryCall<T>> ask)
        where T : class => UntilAsync<T>("服务响应", async () => await ask());

    private async Task<Person> SignedInAsync(Func<Task<Person>> signIn) =>
        (await UntilAsync<Person>("登录", async () => await signIn())).Sharing(_seen);

    private Task<T> UntilAsync<T>(string what, Func<Task<T?>> ask)
        where T : class =>
        Call.UntilAsync(
            what,
            async () =>
            {
                var start = Stopwatch.GetTimestamp();
                try
                {
                    return await ask();
                }
                catch (RpcException e) when (IsAway(e))
                {
                    OnAway(e);
                    return null;
                }
                finally
                {
                    OnCall(Stopwatch.GetElapsedTime(start));
                }
            },
            Patience
        );

    private static bool IsAway(RpcException e) =>
        e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted
        || (
            e.StatusCode is StatusCode.Internal or StatusCode.Cancelled or StatusCode.Unknown
            && Call.ReasonOf(e).Length == 0
        );

    private void Say(Person who, string what) => report(new WalkStep(who.Login, what));

    private static string Local(Google.Protobuf.WellKnownTypes.Timestamp at) =>
        at.ToDateTimeOffset()
            .ToOffset(ChinaTime.Offset)
            .ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
