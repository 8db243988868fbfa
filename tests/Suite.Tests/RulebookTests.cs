using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Feedback;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using GetCaseRequest = Proposals.Supervision.V1.GetCaseRequest;

namespace Proposals.Suite.Tests;

/// <summary>
/// Where the rulebook was contradicted, and the ways out of what was a dead end; on both engines
/// (docs/decisions/0032-the-rulebook.md).
/// </summary>
public abstract class RulebookTests(WholeSuite suite) : IDisposable
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public void Dispose()
    {
        suite.Suite.Clock.MoveTo(TestSuite.Start);
        GC.SuppressFinalize(this);
    }

    // Handbook edge cases 36, 38, 42; T82, T83.
    [Fact]
    public async Task A_no_of_the_first_round_stands_until_its_proposer_takes_it_back()
    {
        var proposal = await suite.FiledAsync("关于未表态不改变评价的提案");
        var first = (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0];
        await suite.AnsweredAsync(1, first);
        var form = await suite.FormAsync(1, proposal.Name);
        await (await suite.Cast.MemberAsync(1)).Feedback.SubmitFeedbackAsync(
            new SubmitFeedbackRequest
            {
                RequestId = Call.NewId(),
                Name = form.Name,
                Work = Rating.Dissatisfied,
                Result = Rating.Dissatisfied,
                Comment = "第二条建议没有办理",
            }
        );
        await suite.RatedAsync(2, proposal.Name, Rating.Satisfied, Rating.Satisfied);
        // The unit that must answer again reads why; nobody else's account does.
        var why = new ListRehandlingReasonsRequest { Case = WholeSuite.ClosingName(proposal.Name) };
        (await (await suite.Cast.UnitAsync(1)).Feedback.ListRehandlingReasonsAsync(why))
            .Reasons.Select(r => (r.Round, r.Text))
            .ShouldBe([(1, "第二条建议没有办理")]);
        (
            await Refused.ByAsync((await suite.Cast.UnitAsync(2)).Feedback.ListRehandlingReasonsAsync(why))
        ).StatusCode.ShouldBe(StatusCode.NotFound);
        (
            await Refused.ReasonAsync((await suite.Cast.MemberAsync(2)).Feedback.ListRehandlingReasonsAsync(why))
        ).ShouldBe("ROLE_REQUIRED");
        var again = await Call.UntilAsync(
            "第 2 轮任务",
            async () =>
                (
                    await (await suite.Cast.HandOver).Assignment.ListAssignmentsAsync(
                        new ListAssignmentsRequest { Proposal = proposal.Name }
                    )
                ).Assignments.FirstOrDefault(a => a.Round == 2)
        );
        await suite.AnsweredAsync(1, again);
        await suite.RatedAsync(2, proposal.Name, Rating.Satisfied, Rating.Satisfied, round: 2);
        var silent = await suite.FormAsync(1, proposal.Name, round: 2);

        var cast = await suite.AtAsync(new DateTimeOffset(2026, 3, 31, 9, 0, 0, China));
        await LapseAsync();
        var waiting = await suite.CaseInAsync(proposal.Name, CaseState.AwaitingClosure);
        (waiting.Work, waiting.Result).ShouldBe((Rating.Dissatisfied, Rating.Dissatisfied));

        // The office gives the proposer the period again, and the last word counts.
        var office = await cast.Office;
        silent = await office.Feedback.GetFeedbackFormAsync(new GetFeedbackFormRequest { Name = silent.Name });
        silent.State.ShouldBe(FormState.Lapsed);
        var reopened = await office.Feedback.ReopenFormAsync(
            new ReopenFormRequest
            {
                RequestId = Call.NewId(),
                Name = silent.Name,
                Reason = "委员出差，来电要求补填",
            }
        );
        (reopened.State, reopened.DueDate, reopened.Reopening).ShouldBe(
            (FormState.Open, "2026-04-22", "委员出差，来电要求补填")
        );
        (await suite.CaseInAsync(proposal.Name, CaseState.AwaitingFeedback)).Work.ShouldBe(Rating.Unspecified);
        await suite.RatedAsync(1, proposal.Name, Rating.MostlySatisfied, Rating.Satisfied, round: 2);
        var closed = await suite.CaseInAsync(proposal.Name, CaseState.Closed);
        (closed.Work, closed.Result).ShouldBe((Rating.MostlySatisfied, Rating.Satisfied));
        (
            await Refused.ReasonAsync(
                office.Feedback.ReopenFormAsync(
                    new ReopenFormRequest
                    {
                        RequestId = Call.NewId(),
                        Name = silent.Name,
                        Reason = "再次补填",
                    }
                )
            )
        ).ShouldBe("MOVE_NOT_ALLOWED");
    }

    // Handbook T49, edge case 21, 1.3.
    [Fact]
    public async Task A_leader_gives_a_task_to_another_unit_after_the_return_window()
    {
        var proposal = await suite.FiledAsync("关于改派的提案");
        var old = (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0];
        var cast = await suite.AtAsync(new DateTimeOffset(2026, 2, 10, 9, 0, 0, China));
        var (first, second, office) = (await cast.UnitAsync(1), await cast.UnitAsync(2), await cast.HandOver);
        var late = await Refused.ByAsync(
            first.Assignment.RequestReturnAsync(
                new RequestReturnRequest
                {
                    RequestId = Call.NewId(),
                    Assignment = old.Name,
                    Reason = "非本单位职责",
                    SuggestedUnit = second.Account.Unit,
                }
            )
        );
        Call.ReasonOf(late).ShouldBe("RETURN_WINDOW_CLOSED");
        Call.MessageOf(late).ShouldContain("改派");

        (await ReassignAsync(first, old.Name, second.Account.Unit)).ShouldBe("ROLE_REQUIRED");
        (await ReassignAsync(office, old.Name, first.Account.Unit)).ShouldBe("UNITS_CONFLICT");
        (await ReassignAsync(office, old.Name, $"committees/{cast.Committee}/units/{Guid.CreateVersion7()}")).ShouldBe(
            "UNIT_UNKNOWN"
        );
        var given = await office.Assignment.ReassignAsync(Reassignment(old.Name, second.Account.Unit));
        (given.Unit, given.Role, given.Round, given.State, given.Decision).ShouldBe(
            (second.Account.Unit, AssignmentRole.Sole, 1, AssignmentState.HandedOver, "分管副区长 2 月 9 日批示")
        );
        given.UnitHasNoAccount.ShouldBeFalse();
        (await office.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = old.Name })).State.ShouldBe(
            AssignmentState.Returned
        );
        (await ReassignAsync(office, old.Name, second.Account.Unit)).ShouldBe("MOVE_NOT_ALLOWED");

        // The appointed unit may not refuse until the decision is changed.
        (
            await Refused.ReasonAsync(
                second.Assignment.RequestReturnAsync(
                    new RequestReturnRequest
                    {
                        RequestId = Call.NewId(),
                        Assignment = given.Name,
                        Reason = "非本单位职责",
                        SuggestedUnit = first.Account.Unit,
                    }
                )
            )
        ).ShouldBe("UNIT_DECIDED");
        var view = await Call.UntilAsync(
            "改派可见",
            async () =>
                await Refused.AnswerOrNullAsync(
                    (await cast.Supervisor).Supervision.GetCaseAsync(
                        new GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) }
                    )
                )
                    is { } found
                && found.Duties.Any(d => d.Unit == second.Account.Unit)
                    ? found
                    : null
        );
        view.Timeline.ShouldContain(t => t.Text == "改派承办单位，经领导决定改由示例区卫生健康局办理");
        await suite.AnsweredAsync(2, given);
        await suite.FormAsync(1, proposal.Name);

        static ReassignRequest Reassignment(string name, string unit) =>
            new()
            {
                RequestId = Call.NewId(),
                Name = name,
                Unit = unit,
                Reason = "分管副区长 2 月 9 日批示",
            };

        static async Task<string> ReassignAsync(Person person, string name, string unit) =>
            await Refused.ReasonAsync(person.Assignment.ReassignAsync(Reassignment(name, unit)));
    }

    [Fact]
    public async Task A_pending_return_is_answered_and_not_passed_over_by_a_decision()
    {
        var old = (await suite.HandedOverAsync(await suite.FiledAsync("关于待审申退的提案"), HandlingMode.Sole, 1))[0];
        var (unit, office) = (await suite.Cast.UnitAsync(1), await suite.Cast.HandOver);
        await unit.Assignment.RequestReturnAsync(
            new RequestReturnRequest
            {
                RequestId = Call.NewId(),
                Assignment = old.Name,
                Reason = "非本单位职责",
                SuggestedUnit = (await suite.Cast.UnitAsync(2)).Account.Unit,
            }
        );
        (
            await Refused.ReasonAsync(
                office.Assignment.ReassignAsync(
                    new ReassignRequest
                    {
                        RequestId = Call.NewId(),
                        Name = old.Name,
                        Unit = (await suite.Cast.UnitAsync(3)).Account.Unit,
                        Reason = "领导批示",
                    }
                )
            )
        ).ShouldBe("RETURN_PENDING");
    }

    // Handbook edge case 24, T62.
    [Fact]
    public async Task A_silent_co_handling_unit_is_relieved()
    {
        var tasks = await suite.HandedOverAsync(
            await suite.FiledAsync("关于免除会办的提案"),
            HandlingMode.LeadAndCo,
            1,
            2
        );
        var (lead, co) = (tasks[0], tasks[1]);
        var (office, unit) = (await suite.Cast.HandOver, await suite.Cast.UnitAsync(1));
        (await ReleaseAsync(lead.Name)).ShouldBe("NOT_CO_HANDLING");
        var released = await office.Assignment.ReleaseCoHandlerAsync(Release(co.Name));
        (released.State, released.Decision).ShouldBe((AssignmentState.Cancelled, "逾期未交，经催办无回应"));
        (await ReleaseAsync(co.Name)).ShouldBe("MOVE_NOT_ALLOWED");

        // The lead stays the lead of a case that was handed over as 主办会办.
        var supervisor = await suite.Cast.Supervisor;
        var duties = await Call.UntilAsync(
            "免除可见",
            async () =>
                await supervisor.Supervision.ListDutiesAsync(new ListDutiesRequest { Proposal = lead.Proposal })
                    is { Duties.Count: > 0 } listed
                && listed.Duties.All(d => d.Unit == lead.Unit)
                    ? listed.Duties
                    : null
        );
        duties.ShouldAllBe(d => d.Role == AssignmentRole.Lead);

        await unit.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = lead.Name }
        );
        (
            await Refused.ReasonAsync(
                unit.Assignment.SubmitOpinionAsync(
                    new SubmitOpinionRequest
                    {
                        RequestId = Call.NewId(),
                        Assignment = lead.Name,
                        Text = "主办单位的意见",
                    }
                )
            )
        ).ShouldBe("NOT_CO_HANDLING");

        static ReleaseCoHandlerRequest Release(string name) =>
            new()
            {
                RequestId = Call.NewId(),
                Name = name,
                Reason = "逾期未交，经催办无回应",
            };

        async Task<string> ReleaseAsync(string name) =>
            await Refused.ReasonAsync(office.Assignment.ReleaseCoHandlerAsync(Release(name)));
    }

    // Handbook edge cases 20, 28: the opinion stays with the case, and a reply comes from its own unit.
    [Fact]
    public async Task A_new_lead_reads_the_opinions_that_were_given_and_nobody_answers_in_its_place()
    {
        var tasks = await suite.HandedOverAsync(
            await suite.FiledAsync("关于改办后会办意见的提案"),
            HandlingMode.LeadAndCo,
            1,
            2
        );
        var (lead, co, third) = (
            await suite.Cast.UnitAsync(1),
            await suite.Cast.UnitAsync(2),
            await suite.Cast.UnitAsync(3)
        );
        await co.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = tasks[1].Name }
        );
        await co.Assignment.SubmitOpinionAsync(
            new SubmitOpinionRequest
            {
                RequestId = Call.NewId(),
                Assignment = tasks[1].Name,
                Text = "改办以前的会办意见",
            }
        );
        var opinions = new ListOpinionsRequest { Proposal = tasks[0].Proposal };
        (await Refused.ByAsync(third.Assignment.ListOpinionsAsync(opinions))).StatusCode.ShouldBe(StatusCode.NotFound);
        var asked = await lead.Assignment.RequestReturnAsync(
            new RequestReturnRequest
            {
                RequestId = Call.NewId(),
                Assignment = tasks[0].Name,
                Reason = "非本单位职责",
                SuggestedUnit = third.Account.Unit,
            }
        );
        var given = await (await suite.Cast.HandOver).Assignment.ApproveReturnAsync(
            new ApproveReturnRequest { RequestId = Call.NewId(), Name = asked.Name }
        );

        (await third.Assignment.ListOpinionsAsync(opinions))
            .Opinions.Select(o => o.Text)
            .ShouldBe(["改办以前的会办意见"]);
        await third.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = given.Name }
        );
        var draft = new DraftReplyRequest
        {
            RequestId = Call.NewId(),
            Assignment = given.Name,
            Text = "答复",
        };
        var other = await suite.Cast.UnitAsync(4);
        (await Refused.ByAsync(other.Assignment.DraftReplyAsync(draft))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await third.Assignment.DraftReplyAsync(draft)).Text.ShouldBe("答复");
    }

    // Handbook 4.1, edge cases 23 and 50; T65, T85.
    [Fact]
    public async Task A_round_counts_the_cap_from_its_own_beginning()
    {
        var proposal = await suite.FiledAsync("关于重新办理时延期的提案");
        var first = (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0];
        // The cap of the first round ends on 12 July. The reply is late, and is not good enough.
        var cast = await suite.AtAsync(new DateTimeOffset(2026, 7, 8, 9, 0, 0, China));
        await suite.AnsweredAsync(1, first);
        await suite.RatedAsync(1, proposal.Name, Rating.Dissatisfied, Rating.Dissatisfied);
        await suite.RatedAsync(2, proposal.Name, Rating.Dissatisfied, Rating.Dissatisfied);
        var again = await Call.UntilAsync(
            "第 2 轮任务",
            async () =>
                (
                    await (await cast.HandOver).Assignment.ListAssignmentsAsync(
                        new ListAssignmentsRequest { Proposal = proposal.Name }
                    )
                ).Assignments.FirstOrDefault(a => a.Round == 2)
        );
        again.Due.Date.ShouldBe("2026-08-10");

        var unit = await cast.UnitAsync(1);
        (await Refused.ReasonAsync(AskAsync("2027-01-09"))).ShouldBe("BEYOND_CAP");
        var asked = await AskAsync("2026-08-20");
        var granted = await (await cast.HandOver).Assignment.GrantExtensionAsync(
            new GrantExtensionRequest { RequestId = Call.NewId(), Name = asked.Name }
        );
        granted.GrantedUntil.ShouldBe("2026-08-20");

        // Another unit gets a whole period within the same cap.
        cast = await suite.AtAsync(new DateTimeOffset(2026, 8, 3, 9, 0, 0, China));
        var given = await (await cast.HandOver).Assignment.ReassignAsync(
            new ReassignRequest
            {
                RequestId = Call.NewId(),
                Name = again.Name,
                Unit = (await cast.UnitAsync(2)).Account.Unit,
                Reason = "领导批示",
            }
        );
        (given.Round, given.Due.Date).ShouldBe((2, "2026-09-03"));

        AsyncUnaryCall<ExtensionRequest> AskAsync(string until) =>
            unit.Assignment.RequestExtensionAsync(
                new RequestExtensionRequest
                {
                    RequestId = Call.NewId(),
                    Assignment = again.Name,
                    Reason = "须会同上级部门",
                    Until = until,
                }
            );
    }

    // Handbook 4.2.
    [Fact]
    public async Task A_co_signer_has_three_hours_in_session_and_a_day_after_it()
    {
        var session = await suite.Cast.SessionAsync();
        (await HoursAsync(session.OpensAt)).ShouldBe(3);
        (await HoursAsync(session.CutOffAt)).ShouldBe(3);
        (await HoursAsync(session.CutOffAt + new Duration { Seconds = 1 })).ShouldBe(24);

        async Task<double> HoursAsync(Timestamp instant)
        {
            var cast = await suite.AtAsync(instant.ToDateTimeOffset());
            var lead = await cast.MemberAsync(1);
            var draft = await lead.Intake.CreateProposalAsync(
                new CreateProposalRequest
                {
                    RequestId = Call.NewId(),
                    Proposal = new Proposal { Session = session.Name, Text = Walk.TextOf("关于联名期限的提案") },
                }
            );
            var invitation = await lead.Intake.InviteCoSignerAsync(
                new InviteCoSignerRequest
                {
                    RequestId = Call.NewId(),
                    Proposal = draft.Name,
                    Member = (await cast.MemberAsync(2)).Account.Member,
                }
            );
            return (invitation.ExpiresAt - instant).ToTimeSpan().TotalHours;
        }
    }

    // Handbook T61, edge case 29.
    [Theory]
    [InlineData("2026-01-11", "CONTACT_BEFORE_HAND_OVER")]
    [InlineData("1999-01-01", "CONTACT_BEFORE_HAND_OVER")]
    [InlineData("0001-01-01", "FIELD_INVALID")]
    [InlineData("2026-01-13", "CONTACT_IN_FUTURE")]
    [InlineData("9999-12-31", "FIELD_INVALID")]
    public async Task A_contact_is_of_the_days_of_the_handling(string date, string reason)
    {
        var task = (await suite.HandedOverAsync(await suite.FiledAsync("关于沟通日期的提案"), HandlingMode.Sole, 1))[0];
        var unit = await suite.Cast.UnitAsync(1);
        await unit.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = task.Name }
        );
        (
            await Refused.ReasonAsync(
                unit.Assignment.LogContactAsync(
                    new LogContactRequest
                    {
                        RequestId = Call.NewId(),
                        Assignment = task.Name,
                        Date = date,
                        Form = ContactForm.Telephone,
                        Summary = "面商",
                    }
                )
            )
        ).ShouldBe(reason);
    }

    // Handbook 4.1: 海南 counts from the close of the session, other places by the kind of proposer.
    [Fact]
    public async Task A_reply_is_due_from_the_close_of_the_session_and_by_the_proposer_where_the_profile_says_so()
    {
        var cast = await suite.Suite.CommitteeAsync();
        var office = await cast.Office;
        var profile = (await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest())).Clone();
        profile.Reply.Insert(
            0,
            new DeadlineRule
            {
                SessionKind = SessionKind.InSession,
                ProposerKind = ProposerKind.Member,
                Unit = PeriodUnit.Month,
                Amount = 2,
                Start = DeadlineStart.SessionClose,
            }
        );
        await office.Directory.PublishPolicyProfileAsync(
            new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
        );
        var room = new WithdrawalRoom(suite.Suite.Clock, cast);
        var name = await room.HandedOverAsync(await room.FiledAsync("关于自闭会之日起算的提案"));
        var handOver = await cast.HandOver;
        var task = await handOver.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = name });
        var ledger = await handOver.Assignment.GetDeadlineLedgerAsync(
            new GetDeadlineLedgerRequest { Assignment = name, Duty = Duty.Answer }
        );
        // The session closes thirty days after it began.
        (ledger.StartDate, task.Due.Date).ShouldBe(("2026-02-11", "2026-04-11"));
        ledger.Rule.ShouldStartWith("自闭会之日起 2 个月");
    }

    // Handbook 4.3, edge case 47.
    [Fact]
    public async Task A_provisional_date_is_counted_again_when_the_notice_comes_and_told_in_supervision()
    {
        var cast = await suite.AtAsync(new DateTimeOffset(2026, 12, 29, 10, 0, 0, China));
        var proposal = await suite.FiledAsync("关于暂定期限的提案");
        var told = (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0];
        (told.AcknowledgeDue.Date, told.AcknowledgeDue.Provisional).ShouldBe(("2027-01-01", true));
        var office = await cast.Office;
        var calendar = await office.Directory.GetCalendarAsync(new GetCalendarRequest());
        calendar.Years.Add(2027);
        foreach (var day in new[] { "2027-01-01", "2027-01-04" })
            calendar.Days.Add(
                new CalendarDay
                {
                    Date = day,
                    Kind = DayKind.Off,
                    Reason = "元旦",
                    Source = "示例通知",
                }
            );
        await office.Directory.PublishCalendarAsync(
            new PublishCalendarRequest { RequestId = Call.NewId(), Calendar = calendar }
        );

        var handOver = await cast.HandOver;
        var now = await Call.UntilAsync(
            "期限已重算",
            async () =>
                await handOver.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = told.Name })
                    is { AcknowledgeDue.Provisional: false } found
                    ? found
                    : null
        );
        (now.AcknowledgeDue.Date, now.Due.Provisional, now.OriginalDue).ShouldBe(("2027-01-05", false, now.Due));
        (
            await handOver.Assignment.GetDeadlineLedgerAsync(
                new GetDeadlineLedgerRequest { Assignment = told.Name, Duty = Duty.Acknowledge }
            )
        ).Rule.ShouldContain("原告知 2027-01-01");
        var view = await Call.UntilAsync(
            "重算可见",
            async () =>
                await Refused.AnswerOrNullAsync(
                    (await cast.Supervisor).Supervision.GetCaseAsync(
                        new GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) }
                    )
                )
                    is { } found
                && found.Duties.Any(d => d.DueDate == "2027-01-05")
                    ? found
                    : null
        );
        view.Timeline.ShouldContain(t =>
            t.Text.StartsWith("重算期限") && t.Text.Contains("由2027年1月1日改为2027年1月5日")
        );
    }

    // Handbook T34, edge case 59: a number is given once. What waits for hand-over may skip some, the list of cases
    // does not.
    [Fact]
    public async Task Every_case_number_is_accounted_for_when_proposals_were_merged_or_withdrawn()
    {
        var cast = await suite.Suite.CommitteeAsync();
        var (office, supervisor, handOver) = (await cast.Office, await cast.Supervisor, await cast.HandOver);
        var walk = new Walk(cast, _ => { });
        var filed = new List<string>();
        foreach (var subject in new[] { "关于保留的提案", "关于并入的提案", "关于撤回的提案", "关于最后的提案" })
            filed.Add((await walk.FileAsync(subject)).Name);
        await office.Intake.MergeProposalAsync(
            new MergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = filed[1],
                Into = filed[0],
            }
        );
        await office.Intake.WithdrawProposalAsync(
            new WithdrawProposalRequest
            {
                RequestId = Call.NewId(),
                Name = filed[2],
                Reason = "与提案者协商后撤案",
                Consent = "电话征得同意",
            }
        );

        var cases = await Call.UntilAsync(
            "四件案号",
            async () =>
                await supervisor.Supervision.ListCasesAsync(new ListCasesRequest()) is { } page
                && page.Cases.Any(c => c.Stage == Stage.Withdrawn)
                && page.Cases.Any(c => c.Stage == Stage.Merged)
                    ? page.Cases
                    : null
        );
        cases
            .Select(c => (c.CaseNumber, c.Stage))
            .ShouldBe([(1, Stage.Filed), (2, Stage.Merged), (3, Stage.Withdrawn), (4, Stage.Filed)]);
        var waiting = await Call.UntilAsync(
            "待交办两件",
            async () =>
                await handOver.Assignment.ListAwaitingHandOverAsync(new ListAwaitingHandOverRequest())
                    is { Proposals.Count: 2 } page
                    ? page.Proposals
                    : null
        );
        waiting.Select(p => p.CaseNumber).ShouldBe([1, 4]);
    }

    // Handbook T43: a task that nobody can see would stay unseen.
    [Fact]
    public async Task A_task_of_a_unit_without_an_account_is_warned_of_and_listed()
    {
        var office = await suite.Cast.HandOver;
        var empty = await office.Directory.CreateUnitAsync(
            new CreateUnitRequest { RequestId = Call.NewId(), Title = "示例区无账号局" }
        );
        (
            await Refused.ReasonAsync(
                office.Directory.CreateUnitAsync(
                    new CreateUnitRequest { RequestId = Call.NewId(), Title = "示例区无账号局" }
                )
            )
        ).ShouldBe("ALREADY_EXISTS");
        var proposal = await suite.FiledAsync("关于无账号单位的提案");
        var request = new HandOverRequest
        {
            RequestId = Call.NewId(),
            Proposal = proposal.Name,
            Mode = HandlingMode.LeadAndCo,
            LeadUnit = (await suite.Cast.UnitAsync(1)).Account.Unit,
            OtherUnits = { $"committees/{suite.Cast.Committee}/units/{Guid.CreateVersion7()}" },
        };
        await Call.UntilAsync(
            "待交办",
            async () =>
                await Refused.ReasonAsync(office.Assignment.HandOverAsync(request)) == "UNIT_UNKNOWN" ? "" : null
        );
        request.OtherUnits[0] = empty.Name;
        request.RequestId = Call.NewId();
        var tasks = (await Call.UntilAsync("单位已知", HandOverOrNullAsync)).Assignments;

        tasks.Select(t => t.UnitHasNoAccount).ShouldBe([false, true]);
        var list = await office.Assignment.ListAssignmentsAsync(
            new ListAssignmentsRequest { UnitHasNoAccount = true, PageSize = 200 }
        );
        list.Assignments.ShouldContain(a => a.Name == tasks[1].Name);
        list.Assignments.ShouldAllBe(a => a.Unit == empty.Name && a.UnitHasNoAccount);

        async Task<HandOverResponse?> HandOverOrNullAsync()
        {
            try
            {
                return await office.Assignment.HandOverAsync(request);
            }
            catch (RpcException e) when (Call.ReasonOf(e) == "UNIT_UNKNOWN")
            {
                return null;
            }
        }
    }

    private Task LapseAsync() =>
        new FeedbackModule().SweepAsync(suite.Suite.Service("feedback"), CancellationToken.None);
}

[Collection("laptop")]
public sealed class RulebookOnALaptop(Laptop suite) : RulebookTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class RulebookInACounty(County suite) : RulebookTests(suite), IClassFixture<County>;
