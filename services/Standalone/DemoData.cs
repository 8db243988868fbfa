using Proposals.Assignments.V1;
using Proposals.Channels;
using Proposals.Client;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Standalone;

/// <summary>
/// About 120 fictitious proposals in every state. The users of the demonstration committee create them through the RPCs
/// that everybody uses, at the instants of a script that ends today. Every run creates the same number of proposals in
/// the same states; only ids and passwords are drawn anew.
/// </summary>
internal sealed class DemoData(Cast cast, DemoClock clock, DateTimeOffset today)
{
    private static readonly string[] Actions =
    [
        "关于加强{0}的提案",
        "关于进一步完善{0}的提案",
        "关于加快推进{0}的提案",
        "关于规范{0}的提案",
        "关于统筹{0}的提案",
        "关于持续改进{0}的提案",
    ];

    private readonly SortedList<(DateTimeOffset At, int Order), Func<Task>> _script = [];
    private int _order;

    /// <summary>The morning of a Monday; the last steps of the script happen before today.</summary>
    public static DateTimeOffset OpeningOf(DateTimeOffset today)
    {
        var day = StartOf(today).AddDays(-120);
        return day.AddDays(-DaysSinceMonday(day)).AddHours(9);
    }

    /// <summary>The instant that separates 大会 from 平时: the end of the Thursday's work.</summary>
    public static DateTimeOffset CutOffOf(DateTimeOffset today) => OpeningOf(today).AddDays(3).AddHours(9);

    /// <summary>Runs the script, and reports after every step how many steps of how many are done.</summary>
    public async Task PlayAsync(Action<int, int> step)
    {
        var session = await cast.SessionAsync();
        for (var i = 0; i < 120; i++)
            Plan(i, session.Name);
        var done = 0;
        foreach (var ((at, _), act) in _script)
        {
            clock.Show(at);
            await act();
            step(++done, _script.Count);
        }
    }

    private void Plan(int i, string session)
    {
        var opening = OpeningOf(today);
        // One in ten comes after the cut-off.
        var submittedAt = i % 10 == 9 ? opening.AddDays(7 + (i / 10 * 3)) : opening.AddHours(2 + (i * 0.4));
        var member = 1 + (i % DemoCommittee.Members);
        var state = new Case(this, i, member, session, submittedAt);
        At(submittedAt.AddMinutes(-90), state.DraftAsync);
        if (i % 6 == 5)
            At(submittedAt.AddMinutes(-60), state.CoSignAsync);
        if (i is >= 0 and < 4)
            return;
        At(submittedAt, state.SubmitAsync);
        if (i < 10)
            return;
        var examinedAt = submittedAt.AddDays(2);
        if (i < 13)
        {
            At(examinedAt, state.ReturnAsync);
            return;
        }

        At(examinedAt, state.ExamineAsync);
        if (i < 17)
            return;
        if (i < 25)
        {
            At(examinedAt.AddHours(1), state.RejectAsync);
            return;
        }

        At(examinedAt.AddHours(1), state.FileAsync);
        if (i < 28)
        {
            At(examinedAt.AddHours(3), state.WithdrawAsync);
            return;
        }

        if (i is >= 30 and < 35)
        {
            At(examinedAt.AddHours(26), () => state.MergeAsync(_cases[i + 52]));
            return;
        }

        if (i < 40)
            return;
        // The days since hand-over are chosen so that every light occurs somewhere: the period is three months, so some
        // are due soon and some were due last week.
        var handedOverAt =
            i < 48 ? today.AddDays(-1 - (i % 8)).AddHours(-4)
            : i < 66 ? today.AddDays(-60 - (i - 48) * 2.2).AddHours(-3)
            : examinedAt.AddDays(4);
        if (handedOverAt < examinedAt.AddHours(2))
            handedOverAt = examinedAt.AddHours(2 + (i * 0.1));
        At(handedOverAt, state.HandOverAsync);
        if (i % 23 == 2)
            At(handedOverAt.AddDays(1), state.MarkKeyAsync);
        if (i < 48)
            return;
        At(handedOverAt.AddHours(20), state.AcknowledgeAsync);
        if (i < 66)
            return;
        var repliedAt = i < 72 ? today.AddDays(-2 - (i - 66)).AddHours(-2) : handedOverAt.AddDays(20 + (i % 40));
        At(repliedAt.AddDays(-3), state.ContactAsync);
        At(repliedAt, state.ReplyAsync);
        if (i < 72)
            return;
        var (work, result) =
            i < 76 ? (Rating.Satisfied, Rating.Dissatisfied)
            : i % 7 == 0 ? (Rating.MostlySatisfied, Rating.MostlySatisfied)
            : i % 11 == 0 ? (Rating.Satisfied, Rating.MostlySatisfied)
            : (Rating.Satisfied, Rating.Satisfied);
        At(repliedAt.AddDays(2), () => state.RateAsync(1, work, result));
        if (i is < 74 or >= 76)
            return;
        At(repliedAt.AddDays(4), state.AnswerAgainAsync);
        At(repliedAt.AddDays(6), () => state.RateAsync(2, Rating.Satisfied, Rating.Satisfied));
    }

    private readonly Dictionary<int, Case> _cases = [];

    private void At(DateTimeOffset at, Func<Task> act)
    {
        var yesterday = StartOf(today).AddTicks(-1);
        _script.Add((WorkingTimeOf(at < yesterday ? at : yesterday), _order++), act);
    }

    /// <summary>
    /// An instant of office work for an instant of the script: mornings from 9:00 to 11:45, afternoons from 14:00 to
    /// 17:30, a Friday's for a weekend. Of two instants the later one stays later, so the script keeps its order.
    /// </summary>
    internal static DateTimeOffset WorkingTimeOf(DateTimeOffset at)
    {
        var day = StartOf(at);
        var hours = (at - day).TotalHours / 24;
        if (DaysSinceMonday(day) - 4 is >= 0 and var afterFriday)
            (day, hours) = (day.AddDays(-afterFriday), (hours + afterFriday) / 3);
        return day.AddHours(hours < 0.5 ? 9 + (hours * 2 * 2.75) : 14 + ((hours - 0.5) * 2 * 3.5));
    }

    private static DateTimeOffset StartOf(DateTimeOffset at) => new(at.Date, at.Offset);

    private static int DaysSinceMonday(DateTimeOffset day) => ((int)day.DayOfWeek + 6) % 7;

    private sealed class Case
    {
        private readonly DemoData _data;
        private readonly int _number,
            _member;
        private readonly string _session;
        private readonly DateTimeOffset _submittedAt;
        private string _name = "";
        private long _caseNumber;
        private List<Assignment> _assignments = [];

        public Case(DemoData data, int number, int member, string session, DateTimeOffset submittedAt)
        {
            (_data, _number, _member, _session, _submittedAt) = (data, number, member, session, submittedAt);
            data._cases.Add(number, this);
        }

        private int Topic => _number % DemoTexts.Titles.Count;

        private int LeadUnit => DemoTexts.UnitsOf(Topic).Lead;

        private int CoUnit => DemoTexts.UnitsOf(Topic).Co;

        public async Task DraftAsync()
        {
            var subject = string.Format(null, Actions[_number / DemoTexts.Titles.Count], DemoTexts.Titles[Topic]);
            _name = (
                await (await MemberAsync()).Intake.CreateProposalAsync(
                    new CreateProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Proposal = new Proposal
                        {
                            Session = _session,
                            Category = DemoTexts.CategoryOf(Topic),
                            MayPublish = _number % 9 != 0,
                            NotPublicReason = _number % 9 == 0 ? "涉及具体企业经营信息" : "",
                            Text = DemoTexts.Of(Topic, subject),
                        },
                    }
                )
            ).Name;
        }

        public async Task CoSignAsync()
        {
            var second = await _data.Cast.MemberAsync(1 + ((_number + 3) % DemoCommittee.Members));
            var invitation = await (await MemberAsync()).Intake.InviteCoSignerAsync(
                new InviteCoSignerRequest
                {
                    RequestId = Call.NewId(),
                    Proposal = _name,
                    Member = second.Account.Member,
                }
            );
            if (_number % 4 == 1)
                await second.Intake.DeclineInvitationAsync(
                    new DeclineInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name }
                );
            else
                await second.Intake.AcceptInvitationAsync(
                    new AcceptInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name }
                );
        }

        public async Task SubmitAsync() =>
            await (await MemberAsync()).Intake.SubmitProposalAsync(
                new SubmitProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = _name,
                    ContainsNoSecret = true,
                }
            );

        public async Task ReturnAsync() =>
            await (await OfficeAsync()).Intake.ReturnProposalAsync(
                new ReturnProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = _name,
                    Opinion = "请补充调研数据，并将建议逐条写明。",
                }
            );

        public async Task ExamineAsync() =>
            await (await OfficeAsync()).Intake.ExamineProposalAsync(
                new ExamineProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = _name,
                    Opinion = "符合要求",
                }
            );

        public async Task RejectAsync()
        {
            string[] reasons = ["empty", "academic", "litigation", "promotion"];
            await (await OfficeAsync()).Intake.RejectProposalAsync(
                new RejectProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = _name,
                    Reason = reasons[_number % reasons.Length],
                    Explanation = "已与提案者沟通。",
                }
            );
        }

        public async Task FileAsync() =>
            _caseNumber = (
                await (await OfficeAsync()).Intake.FileProposalAsync(
                    new FileProposalRequest { RequestId = Call.NewId(), Name = _name }
                )
            ).CaseNumber;

        public async Task WithdrawAsync() =>
            await (await MemberAsync()).Intake.WithdrawProposalAsync(
                new WithdrawProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = _name,
                    Reason = "相关工作已开展。",
                }
            );

        public async Task MergeAsync(Case into)
        {
            await (await OfficeAsync()).Intake.MergeProposalAsync(
                new MergeProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = _name,
                    Into = into._name,
                }
            );
        }

        public async Task HandOverAsync()
        {
            var (handOver, lead, co) = (await _data.Cast.HandOver, await UnitAsync(LeadUnit), await UnitAsync(CoUnit));
            var request = new HandOverRequest { RequestId = Call.NewId(), Proposal = _name };
            switch (_number % 3)
            {
                case 0:
                    (request.Mode, request.LeadUnit) = (HandlingMode.Sole, lead.Account.Unit);
                    break;
                case 1:
                    (request.Mode, request.LeadUnit) = (HandlingMode.LeadAndCo, lead.Account.Unit);
                    request.OtherUnits.Add(co.Account.Unit);
                    break;
                default:
                    request.Mode = _number % 2 == 0 ? HandlingMode.Separate : HandlingMode.LeadAndCo;
                    if (request.Mode == HandlingMode.LeadAndCo)
                        request.LeadUnit = lead.Account.Unit;
                    else
                        request.OtherUnits.Add(lead.Account.Unit);
                    request.OtherUnits.Add(co.Account.Unit);
                    break;
            }

            _assignments = [.. (await handOver.Assignment.HandOverAsync(request)).Assignments];
        }

        public async Task MarkKeyAsync()
        {
            var supervisor = await _data.Cast.Supervisor;
            var name = _name.Replace("/proposals/", "/cases/", StringComparison.Ordinal);
            await supervisor.Supervision.MarkKeyProposalAsync(
                new MarkKeyProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = name,
                    Overseer = "示例区政协副主席",
                }
            );
        }

        public async Task AcknowledgeAsync()
        {
            foreach (var assignment in _assignments)
            {
                var unit = await UnitOfAsync(assignment);
                await unit.Assignment.AcknowledgeAssignmentAsync(
                    new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = assignment.Name }
                );
                if (assignment.Role == AssignmentRole.CoHandle && _number % 4 != 0)
                    await unit.Assignment.SubmitOpinionAsync(
                        new SubmitOpinionRequest
                        {
                            RequestId = Call.NewId(),
                            Assignment = assignment.Name,
                            Text = "同意主办单位意见。",
                        }
                    );
            }
        }

        public async Task ContactAsync()
        {
            foreach (var assignment in _assignments.Where(a => a.Role != AssignmentRole.CoHandle))
                await ContactAsync(assignment);
        }

        public async Task ReplyAsync()
        {
            foreach (var assignment in _assignments.Where(a => a.Role != AssignmentRole.CoHandle))
                await ReplyAsync(
                    assignment,
                    _number % 13 == 0 ? "C"
                        : _number % 5 == 0 ? "B"
                        : "A"
                );
        }

        public async Task RateAsync(int round, Rating work, Rating result)
        {
            for (var number = 1; number <= DemoCommittee.Members; number++)
            {
                var member = await _data.Cast.MemberAsync(number);
                foreach (
                    var form in (
                        await member.Feedback.ListFeedbackFormsAsync(
                            new ListFeedbackFormsRequest { Proposal = _name, State = FormState.Open }
                        )
                    ).Forms.Where(f => f.Round == round)
                )
                {
                    await member.Feedback.SubmitFeedbackAsync(
                        new SubmitFeedbackRequest
                        {
                            RequestId = Call.NewId(),
                            Name = form.Name,
                            Work = work,
                            Result = result,
                        }
                    );
                }
            }
        }

        public async Task AnswerAgainAsync()
        {
            var unit = await UnitAsync(LeadUnit);
            var again = (
                await unit.Assignment.ListAssignmentsAsync(new ListAssignmentsRequest { Proposal = _name })
            ).Assignments.First(a => a.Round == 2);
            foreach (
                var assignment in (
                    await (await _data.Cast.HandOver).Assignment.ListAssignmentsAsync(
                        new ListAssignmentsRequest { Proposal = again.Proposal }
                    )
                ).Assignments.Where(a => a.Round == 2)
            )
            {
                await (await UnitOfAsync(assignment)).Assignment.AcknowledgeAssignmentAsync(
                    new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = assignment.Name }
                );
                await ContactAsync(assignment);
                await ReplyAsync(assignment, "A");
            }
        }

        private async Task ContactAsync(Assignment assignment) =>
            await (await UnitOfAsync(assignment)).Assignment.LogContactAsync(
                new LogContactRequest
                {
                    RequestId = Call.NewId(),
                    Assignment = assignment.Name,
                    Date = _data.Clock.GetUtcNow().ToOffset(ChinaTime.Offset).ToString("yyyy-MM-dd", null),
                    Form = _number % 3 == 0 ? ContactForm.Telephone : ContactForm.FaceToFace,
                    Summary = "与提案者沟通办理思路。",
                    Stage = ContactStage.Before,
                    Participants = "提案者，承办单位分管负责人、经办人",
                    ProposerView = "同意办理思路，希望按期落实。",
                }
            );

        private async Task ReplyAsync(Assignment assignment, string outcomeClass)
        {
            var unit = await UnitOfAsync(assignment);
            var reply = await unit.Assignment.DraftReplyAsync(
                new DraftReplyRequest
                {
                    RequestId = Call.NewId(),
                    Assignment = assignment.Name,
                    Text = DemoTexts.Letter(Topic, _caseNumber),
                    Answers = { DemoTexts.Answers(Topic) },
                }
            );
            await unit.Assignment.SignReplyAsync(
                new SignReplyRequest
                {
                    RequestId = Call.NewId(),
                    Name = reply.Name,
                    DocumentNumber = $"示例函〔{_submittedAt.Year}〕{_caseNumber}号",
                    OutcomeClass = outcomeClass,
                    Signatory = "示例签发人",
                    Disclosure =
                        _number % 9 == 0 ? Disclosure.None
                        : _number % 7 == 0 ? Disclosure.Summary
                        : Disclosure.Full,
                    Summary = "有关建议已研究采纳，正按计划推进，涉及企业经营的内容不予公开。",
                    Commitments = { Promised(outcomeClass) },
                }
            );
            await unit.Assignment.DeliverReplyAsync(
                new DeliverReplyRequest
                {
                    RequestId = Call.NewId(),
                    Name = reply.Name,
                    CopiedOffices = { CopiedOffice.ProposalsCommittee, CopiedOffice.Supervision },
                }
            );
        }

        // What is only planned is promised by a day; of some the day has passed.
        private IEnumerable<PlannedCommitment> Promised(string outcomeClass) =>
            outcomeClass == "A"
                ? []
                :
                [
                    new PlannedCommitment
                    {
                        What = "将有关建议列入年度工作计划，落实经费后组织实施。",
                        Responsible = "综合科",
                        DueDate = _data
                            .Clock.GetUtcNow()
                            .ToOffset(ChinaTime.Offset)
                            .AddDays(_number % 10 == 0 ? 5 : 300)
                            .ToString("yyyy-MM-dd", null),
                    },
                ];

        private Task<Person> MemberAsync() => _data.Cast.MemberAsync(_member);

        private Task<Person> OfficeAsync() => _data.Cast.Office;

        private Task<Person> UnitAsync(int number) => _data.Cast.UnitAsync(number);

        private async Task<Person> UnitOfAsync(Assignment assignment)
        {
            for (var number = 1; number <= DemoCommittee.Units.Count; number++)
            {
                if (await UnitAsync(number) is { } unit && unit.Account.Unit == assignment.Unit)
                    return unit;
            }

            throw new InvalidOperationException($"nobody acts for {assignment.Unit}");
        }
    }

    private Cast Cast => cast;

    private DemoClock Clock => clock;
}
