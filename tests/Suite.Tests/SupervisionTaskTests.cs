using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// A supervision task from its plan to its summary: who decides, who reads, what its mode asks for, and which promises
/// are late (handbook 3.7, 7.1, 7.2); on both engines.
/// </summary>
public abstract class SupervisionTaskTests(WholeSuite suite)
{
    // Handbook edge case 16: what is withdrawn is not handled on.
    [Fact]
    public async Task Of_a_case_that_was_withdrawn_only_ends()
    {
        var proposal = await KnownAsync(await suite.FiledAsync("关于督办中撤案的提案"));
        var office = (await suite.Cast.Office).Supervision;
        var planned = await office.OpenSupervisionTaskAsync(OpeningOf(proposal, SupervisionMode.UnitVisit));
        var task = await StartedAsync(proposal, SupervisionMode.UnitVisit);
        var record = await office.RecordSupervisionAsync(RecordOf(task));
        await (await suite.Cast.MemberAsync(1)).Intake.WithdrawProposalAsync(WithdrawalRoom.RequestOf(proposal));
        var view = new GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) };
        await Call.UntilAsync(
            "撤案可见",
            async () => await office.GetCaseAsync(view) is { Stage: Stage.Withdrawn } found ? found : null
        );

        (await Refused.ReasonAsync(office.StartSupervisionTaskAsync(StartOf(planned)))).ShouldBe("NOT_FILED");
        (await Refused.ReasonAsync(office.RecordSupervisionAsync(RecordOf(task)))).ShouldBe("NOT_FILED");
        (await Refused.ReasonAsync(office.RaiseSupervisionProblemAsync(ProblemOf(record, suite.Today, "")))).ShouldBe(
            "NOT_FILED"
        );
        (await office.FinishSupervisionTaskAsync(FinishOf(task))).State.ShouldBe(SupervisionTaskState.Finished);
    }

    [Fact]
    public async Task Is_planned_started_recorded_and_finished_with_a_summary_for_all_who_handle_the_case()
    {
        var proposal = await KnownAsync(await suite.FiledAsync("关于督办全程的提案"));
        await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1);
        var (office, supervisor, leader) = (
            await suite.Cast.Office,
            await suite.Cast.Supervisor,
            await suite.Cast.OfAsync("leader")
        );
        var (lead, unit, other) = (
            await suite.Cast.MemberAsync(1),
            await suite.Cast.UnitAsync(1),
            await suite.Cast.UnitAsync(3)
        );
        var opening = OpeningOf(proposal, SupervisionMode.CommitteeCounterpart);
        opening.Plan.Members.Add(lead.Account.Member);

        var planned = await office.Supervision.OpenSupervisionTaskAsync(opening);

        (await office.Supervision.OpenSupervisionTaskAsync(opening)).ShouldBe(planned);
        (planned.State, planned.Mode, planned.Proposal, planned.CaseNumber, planned.Subject).ShouldBe(
            (
                SupervisionTaskState.Planned,
                SupervisionMode.CommitteeCounterpart,
                proposal.Name,
                proposal.CaseNumber,
                "关于督办全程的提案"
            )
        );
        var plan = opening.Plan.Clone();
        plan.LastDay = plan.FirstDay;
        planned.Plan.ShouldBe(plan);
        var revision = new ReviseSupervisionTaskRequest
        {
            RequestId = Call.NewId(),
            Name = planned.Name,
            Etag = planned.Etag,
            Plan = plan.Clone(),
        };
        revision.Plan.Outline = "先看现场，再座谈。";
        var revised = await supervisor.Supervision.ReviseSupervisionTaskAsync(revision);
        revised.Plan.ShouldBe(revision.Plan);
        revision.RequestId = Call.NewId();
        (await Refused.ReasonAsync(supervisor.Supervision.ReviseSupervisionTaskAsync(revision))).ShouldBe("STALE");
        (await Refused.ReasonAsync(office.Supervision.RecordSupervisionAsync(RecordOf(planned)))).ShouldBe(
            "MOVE_NOT_ALLOWED"
        );
        var started = await leader.Supervision.StartSupervisionTaskAsync(StartOf(planned));
        (started.State, started.ApprovedBy).ShouldBe((SupervisionTaskState.UnderWay, "示例副主席"));
        started.StartedAt.ShouldNotBeNull();
        (await Refused.ReasonAsync(office.Supervision.FinishSupervisionTaskAsync(FinishOf(planned)))).ShouldBe(
            "RECORD_MISSING"
        );
        var record = await office.Supervision.RecordSupervisionAsync(RecordOf(planned));
        var finished = await office.Supervision.FinishSupervisionTaskAsync(FinishOf(planned));

        (finished.State, finished.Summary).ShouldBe((SupervisionTaskState.Finished, "问题已查明，按期整改。"));
        finished.EndedAt.ShouldNotBeNull();
        foreach (var reader in new[] { office, supervisor, leader, lead, unit })
        {
            var seen = (await OfAsync(reader, proposal)).Tasks.ShouldHaveSingleItem();
            (seen.Name, seen.Summary, seen.Records).ShouldBe((planned.Name, finished.Summary, 1));
            (
                await reader.Supervision.GetSupervisionTaskAsync(new GetSupervisionTaskRequest { Name = planned.Name })
            ).ShouldBe(seen);
            (
                await reader.Supervision.ListSupervisionRecordsAsync(
                    new ListSupervisionRecordsRequest { Task = planned.Name }
                )
            ).Records.ShouldBe([record]);
        }

        (await Refused.ReasonAsync(OfCallAsync(other, proposal))).ShouldBe("NOT_FOUND");
        (
            await Refused.ReasonAsync(
                other.Supervision.GetSupervisionTaskAsync(new GetSupervisionTaskRequest { Name = planned.Name })
            )
        ).ShouldBe("NOT_FOUND");
        (
            await Refused.ReasonAsync(unit.Supervision.ListSupervisionTasksAsync(new ListSupervisionTasksRequest()))
        ).ShouldBe("FIELD_REQUIRED");
        (
            await Refused.ReasonAsync(
                lead.Supervision.ListSupervisionProblemsAsync(new ListSupervisionProblemsRequest())
            )
        ).ShouldBe("FIELD_REQUIRED");
        var day = DateOnly.ParseExact(suite.Today, "yyyy-MM-dd", null).ToString("yyyy年M月d日", null);
        (await TimelineAsync(lead, proposal)).ShouldBe([
            $"拟定督办：专委会对口督办，{day}",
            $"修改督办方案：专委会对口督办，{day}",
            "开始督办：专委会对口督办",
            $"登记督办记录：专委会对口督办，{day}走访",
            "督办办结：专委会对口督办",
        ]);
        foreach (var told in new[] { lead, unit })
        {
            var notices = await NoticesAsync(told, proposal);
            notices.ShouldContain($"拟定督办：专委会对口督办，{day}");
            notices.ShouldContain("督办办结：专委会对口督办");
            notices.ShouldNotContain(n => n.StartsWith("修改督办方案", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Is_opened_on_filed_cases_by_those_who_decide_and_whole()
    {
        var proposal = await KnownAsync(await suite.FiledAsync("关于督办条件的提案"));
        var (office, member, leader) = (
            await suite.Cast.Office,
            await suite.Cast.MemberAsync(5),
            await suite.Cast.OfAsync("leader")
        );
        async Task<string> ReasonAsync(Action<OpenSupervisionTaskRequest> change, Person? by = null)
        {
            var request = OpeningOf(proposal, SupervisionMode.MemberVisit);
            change(request);
            return await Refused.ReasonAsync((by ?? office).Supervision.OpenSupervisionTaskAsync(request));
        }

        foreach (var nobody in new[] { member, leader, await suite.Cast.HandOver, await suite.Cast.UnitAsync(1) })
            (await ReasonAsync(_ => { }, nobody)).ShouldBe("ROLE_REQUIRED");
        (await ReasonAsync(r => r.Mode = default)).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(r => r.Mode = (SupervisionMode)12)).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(r => r.Plan = null)).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(r => r.Plan.Leader = "")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(r => r.Plan.Outline = " ")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(r => r.Plan.Outline = new string('督', 4001))).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(r => r.Plan.FirstDay = "")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(r => r.Plan.LastDay = "2026-01-01")).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(r => r.Plan.Members.Add(Elsewhere("members")))).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(r => r.Plan.Members.AddRange([member.Account.Member, member.Account.Member]))).ShouldBe(
            "FIELD_INVALID"
        );
        (await ReasonAsync(r => r.Plan.Members.AddRange(Enumerable.Repeat(member.Account.Member, 51)))).ShouldBe(
            "FIELD_INVALID"
        );
        (await ReasonAsync(r => r.Proposal = Elsewhere("proposals"))).ShouldBe("NOT_FOUND");
        var submitted = await SubmittedAsync(member, "关于尚未立案的督办的提案");
        (await ReasonAsync(r => r.Proposal = submitted.Name)).ShouldBe("NOT_FILED");
        (await OfAsync(office, proposal)).Tasks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Is_cancelled_with_a_reason_and_then_nothing_more_is_done()
    {
        var proposal = await KnownAsync(await suite.FiledAsync("关于取消督办的提案"));
        var (office, leader) = (await suite.Cast.Office, await suite.Cast.OfAsync("leader"));
        var task = await StartedAsync(proposal, SupervisionMode.ChairMemberLed);
        var problem = await RaisedAsync(task, suite.Today);
        var cancel = new CancelSupervisionTaskRequest
        {
            RequestId = Call.NewId(),
            Name = task.Name,
            Etag = task.Etag,
            Reason = "领导工作变动",
        };
        (await Refused.ReasonAsync(leader.Supervision.CancelSupervisionTaskAsync(cancel))).ShouldBe("STALE");
        (cancel.RequestId, cancel.Etag, cancel.Reason) = (Call.NewId(), "", "");
        (await Refused.ReasonAsync(leader.Supervision.CancelSupervisionTaskAsync(cancel))).ShouldBe("FIELD_REQUIRED");
        (cancel.RequestId, cancel.Reason) = (Call.NewId(), "领导工作变动");

        var cancelled = await leader.Supervision.CancelSupervisionTaskAsync(cancel);

        (cancelled.State, cancelled.Reason, cancelled.OpenProblems).ShouldBe(
            (SupervisionTaskState.Cancelled, "领导工作变动", 1)
        );
        (await Refused.ReasonAsync(office.Supervision.StartSupervisionTaskAsync(StartOf(task)))).ShouldBe(
            "MOVE_NOT_ALLOWED"
        );
        (await Refused.ReasonAsync(office.Supervision.FinishSupervisionTaskAsync(FinishOf(task)))).ShouldBe(
            "MOVE_NOT_ALLOWED"
        );
        (await Refused.ReasonAsync(office.Supervision.SettleSupervisionProblemAsync(SettlementOf(problem)))).ShouldBe(
            "MOVE_NOT_ALLOWED"
        );
        (await TimelineAsync(office, proposal))[^1].ShouldBe("取消督办：主席会议成员牵头督办");
        // What was promised to a task that is over is late for nobody.
        await suite.AtAsync(suite.Suite.Clock.GetUtcNow().AddDays(2));
        (await GotAsync(task)).Overdue.ShouldBeFalse();
        (await ProblemsAsync(new ListSupervisionProblemsRequest { PageSize = 200 })).ShouldNotContain(p =>
            p.Task == task.Name
        );
        (await ProblemsAsync(new ListSupervisionProblemsRequest { Task = task.Name })).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Has_a_register_of_problems_that_are_overdue_until_they_are_settled()
    {
        var proposal = await KnownAsync(await suite.FiledAsync("关于问题清单的提案"));
        await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1);
        var unit = (await suite.Cast.UnitAsync(1)).Account.Unit;
        var office = await suite.Cast.Office;
        await Call.UntilAsync(
            "承办单位可见",
            async () =>
                (
                    await office.Supervision.GetCaseAsync(
                        new Supervision.V1.GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) }
                    )
                ).Duties.FirstOrDefault()
        );
        var task = await StartedAsync(proposal, SupervisionMode.PartyGovLeaderLed);
        var record = await office.Supervision.RecordSupervisionAsync(RecordOf(task));
        async Task<string> ReasonAsync(Action<RaiseSupervisionProblemRequest> change)
        {
            var request = ProblemOf(record, suite.Today, unit);
            change(request);
            return await Refused.ReasonAsync(office.Supervision.RaiseSupervisionProblemAsync(request));
        }

        (await ReasonAsync(r => r.Problem = "")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(r => r.Promise = "")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(r => r.DueDate = "")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(r => r.DueDate = "2026-01-01")).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(r => r.Record = Elsewhere("supervisionRecords"))).ShouldBe("NOT_FOUND");
        var stranger = (await suite.Cast.UnitAsync(3)).Account.Unit;
        (await ReasonAsync(r => r.Unit = stranger)).ShouldBe("FIELD_INVALID");
        var later = await office.Supervision.RaiseSupervisionProblemAsync(ProblemOf(record, "2026-12-31", unit));
        var first = await office.Supervision.RaiseSupervisionProblemAsync(ProblemOf(record, suite.Today, unit));

        (first.Unit, first.Problem, first.Promise, first.DueDate, first.SettledOn, first.Overdue).ShouldBe(
            (unit, "站台没有雨棚", "一个月内加装雨棚", suite.Today, "", false)
        );
        (first.Proposal, first.CaseNumber, first.Subject, first.Record).ShouldBe(
            (proposal.Name, proposal.CaseNumber, "关于问题清单的提案", record.Name)
        );
        (await ProblemsAsync(new ListSupervisionProblemsRequest { Task = task.Name })).ShouldBe([first, later]);
        var seen = await GotAsync(task);
        (seen.OpenProblems, seen.NextProblemDay, seen.Overdue).ShouldBe((2, suite.Today, false));
        await office.Supervision.FinishSupervisionTaskAsync(FinishOf(task));

        await suite.AtAsync(suite.Suite.Clock.GetUtcNow().AddDays(1));

        office = await suite.Cast.Office;
        (await GotAsync(task)).Overdue.ShouldBeTrue();
        var overdue = new ListSupervisionProblemsRequest { OverdueOnly = true, PageSize = 200 };
        (await ProblemsAsync(overdue)).Where(p => p.Task == task.Name).Select(p => p.Name).ShouldBe([first.Name]);
        (
            await (await suite.Cast.UnitAsync(1)).Supervision.ListSupervisionProblemsAsync(
                new ListSupervisionProblemsRequest { Task = task.Name, OverdueOnly = true }
            )
        )
            .Problems.ShouldHaveSingleItem()
            .Overdue.ShouldBeTrue();
        var settlement = SettlementOf(first);
        settlement.SettledOn = "2026-12-31";
        (await Refused.ReasonAsync(office.Supervision.SettleSupervisionProblemAsync(settlement))).ShouldBe(
            "FIELD_INVALID"
        );
        (settlement.RequestId, settlement.SettledOn) = (Call.NewId(), "2026-01-01");
        (await Refused.ReasonAsync(office.Supervision.SettleSupervisionProblemAsync(settlement))).ShouldBe(
            "FIELD_INVALID"
        );
        (settlement.RequestId, settlement.SettledOn, settlement.Settlement) = (Call.NewId(), suite.Today, "");
        (await Refused.ReasonAsync(office.Supervision.SettleSupervisionProblemAsync(settlement))).ShouldBe(
            "FIELD_REQUIRED"
        );
        var settled = await office.Supervision.SettleSupervisionProblemAsync(SettlementOf(first));
        (settled.SettledOn, settled.Settlement, settled.Overdue).ShouldBe((suite.Today, "雨棚已装好。", false));
        (await Refused.ReasonAsync(office.Supervision.SettleSupervisionProblemAsync(SettlementOf(first)))).ShouldBe(
            "PROBLEM_SETTLED"
        );
        (await ProblemsAsync(overdue)).ShouldNotContain(p => p.Task == task.Name);
        seen = await GotAsync(task);
        (seen.OpenProblems, seen.NextProblemDay, seen.Overdue).ShouldBe((1, "2026-12-31", false));
        (await ProblemsAsync(new ListSupervisionProblemsRequest { Task = task.Name })).ShouldBe([settled, later]);
    }

    [Fact]
    public async Task Takes_ratings_where_the_mode_is_one_of_rating_and_meets_three_times_where_it_says_so()
    {
        var proposal = await KnownAsync(await suite.FiledAsync("关于现场评价的提案"));
        var office = await suite.Cast.Office;
        var rated = await StartedAsync(proposal, SupervisionMode.InspectionRating);
        var visited = await StartedAsync(proposal, SupervisionMode.UnitVisit);
        var thrice = await StartedAsync(proposal, SupervisionMode.ThreeMeetings);
        (rated.Rates, visited.Rates).ShouldBe((true, false));
        async Task<string> ReasonAsync(SupervisionTask task, Action<RecordSupervisionRequest> change)
        {
            var request = RecordOf(task);
            change(request);
            return await Refused.ReasonAsync(office.Supervision.RecordSupervisionAsync(request));
        }

        (await ReasonAsync(visited, r => r.Ratings = new SiteRatings { Satisfied = 1 })).ShouldBe("NO_RATING_IN_MODE");
        (await ReasonAsync(rated, r => r.Ratings = new SiteRatings())).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(rated, r => r.Ratings = new SiteRatings { Satisfied = -1 })).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(rated, r => r.Ratings = new SiteRatings { Dissatisfied = 10_001 })).ShouldBe(
            "FIELD_INVALID"
        );
        (await ReasonAsync(thrice, _ => { })).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(visited, r => r.Day = "2026-12-31")).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(visited, r => r.Form = default)).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(visited, r => r.Place = "")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(visited, r => r.Participants = "")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(visited, r => r.Minutes = "")).ShouldBe("FIELD_REQUIRED");
        // A visit without ratings does not finish an inspection that rates.
        await office.Supervision.RecordSupervisionAsync(RecordOf(rated));
        (await Refused.ReasonAsync(office.Supervision.FinishSupervisionTaskAsync(FinishOf(rated)))).ShouldBe(
            "RECORD_MISSING"
        );
        var ratings = new SiteRatings
        {
            Satisfied = 7,
            MostlySatisfied = 2,
            Dissatisfied = 1,
        };
        var request = RecordOf(rated);
        request.Ratings = ratings;
        (await office.Supervision.RecordSupervisionAsync(request)).Ratings.ShouldBe(ratings);
        (await office.Supervision.FinishSupervisionTaskAsync(FinishOf(rated))).State.ShouldBe(
            SupervisionTaskState.Finished
        );
        foreach (var stage in new[] { ContactStage.Before, ContactStage.During, ContactStage.After })
        {
            (await Refused.ReasonAsync(office.Supervision.FinishSupervisionTaskAsync(FinishOf(thrice)))).ShouldBe(
                "RECORD_MISSING"
            );
            var meeting = RecordOf(thrice);
            meeting.Stage = stage;
            (await office.Supervision.RecordSupervisionAsync(meeting)).Stage.ShouldBe(stage);
        }

        var empty = FinishOf(thrice);
        empty.Summary = "";
        (await Refused.ReasonAsync(office.Supervision.FinishSupervisionTaskAsync(empty))).ShouldBe("FIELD_REQUIRED");
        (await office.Supervision.FinishSupervisionTaskAsync(FinishOf(thrice))).Records.ShouldBe(3);
    }

    [Fact]
    public async Task Is_of_each_of_the_eleven_modes_from_the_plan_to_the_summary()
    {
        var proposal = await KnownAsync(await suite.FiledAsync("关于各种督办方式的提案"));
        var (office, lead) = (await suite.Cast.Office, await suite.Cast.MemberAsync(1));
        foreach (var mode in Enum.GetValues<SupervisionMode>().Skip(1))
        {
            var task = await StartedAsync(proposal, mode);
            ContactStage[] stages =
                mode == SupervisionMode.ThreeMeetings
                    ? [ContactStage.Before, ContactStage.During, ContactStage.After]
                    : [ContactStage.Unspecified];
            foreach (var stage in stages)
            {
                var request = RecordOf(task);
                (request.Stage, request.Ratings) = (stage, task.Rates ? new SiteRatings { Satisfied = 1 } : null);
                await office.Supervision.RecordSupervisionAsync(request);
            }

            var finished = await office.Supervision.FinishSupervisionTaskAsync(FinishOf(task));
            (finished.Mode, finished.State).ShouldBe((mode, SupervisionTaskState.Finished));
        }

        string[] words =
        [
            "党政领导领衔督办",
            "主席会议成员牵头督办",
            "专委会对口督办",
            "现场点评督办",
            "委员上门督办",
            "委员视察和现场评价",
            "联合督查",
            "走访承办单位",
            "办理协商座谈、实地考察、专题调研",
            "三见面",
            "民主评议、常委会专题听取",
        ];
        (await TimelineAsync(lead, proposal))
            .Where(t => t.StartsWith("督办办结", StringComparison.Ordinal))
            .ShouldBe(words.Select(w => $"督办办结：{w}"));
        (await OfAsync(lead, proposal)).Tasks.Count.ShouldBe(11);
    }

    [Fact]
    public async Task Is_listed_by_case_mode_state_and_committee_and_counted_by_mode()
    {
        var (one, two) = (
            await KnownAsync(await suite.FiledAsync("关于督办统计的提案")),
            await KnownAsync(await suite.FiledAsync("关于督办统计的另一提案"))
        );
        var office = await suite.Cast.Office;
        var before = await FiguresAsync("JOINT_INSPECTION");
        var tasks = new List<SupervisionTask>();
        foreach (var proposal in new[] { one, one, two })
        {
            tasks.Add(await StartedAsync(proposal, SupervisionMode.JointInspection, "示例经济委"));
            // Ids of one instant have no order.
            suite.Suite.Clock.MoveTo(suite.Suite.Clock.GetUtcNow().AddSeconds(1));
        }

        await office.Supervision.RecordSupervisionAsync(RecordOf(tasks[0]));
        await office.Supervision.FinishSupervisionTaskAsync(FinishOf(tasks[0]));

        var filter = new ListSupervisionTasksRequest
        {
            Mode = SupervisionMode.JointInspection,
            SpecialCommittee = "示例经济委",
            PageSize = 2,
        };
        var page = await office.Supervision.ListSupervisionTasksAsync(filter);
        page.Tasks.Select(t => t.Name).ShouldBe([tasks[2].Name, tasks[1].Name]);
        filter.PageToken = page.NextPageToken;
        page = await office.Supervision.ListSupervisionTasksAsync(filter);
        (page.Tasks.ShouldHaveSingleItem().Name, page.NextPageToken).ShouldBe((tasks[0].Name, ""));
        (
            await NamesAsync(f => (f.State, f.SpecialCommittee) = (SupervisionTaskState.Finished, "示例经济委"))
        ).ShouldBe([tasks[0].Name]);
        (await NamesAsync(f => f.Proposal = two.Name)).ShouldBe([tasks[2].Name]);
        (await NamesAsync(f => f.SpecialCommittee = "别的专委会")).ShouldBeEmpty();
        (await NamesAsync(f => (f.Mode, f.Proposal) = (SupervisionMode.MemberVisit, two.Name))).ShouldBeEmpty();
        var after = await FiguresAsync("JOINT_INSPECTION");
        (after.Opened - before.Opened, after.Finished - before.Finished).ShouldBe((3, 1));
        var behind = await office.Supervision.ListFigureProposalsAsync(
            new ListFigureProposalsRequest
            {
                Session = (await suite.Cast.SessionAsync()).Name,
                Definition = "supervision_tasks_by_mode",
                Group = "JOINT_INSPECTION",
                PageSize = 200,
            }
        );
        behind.Total.ShouldBe(after.Opened);
        behind.Proposals.Count(p => p == one.Name).ShouldBe(2);
        behind.Proposals.Count(p => p == two.Name).ShouldBe(1);
        // What is cancelled counts no more.
        await office.Supervision.CancelSupervisionTaskAsync(
            new CancelSupervisionTaskRequest
            {
                RequestId = Call.NewId(),
                Name = tasks[2].Name,
                Reason = "不再督办",
            }
        );
        (await FiguresAsync("JOINT_INSPECTION")).Opened.ShouldBe(after.Opened - 1);
    }

    [Fact]
    public async Task Is_closed_to_a_unit_that_left_the_case_and_to_another_committee()
    {
        var proposal = await KnownAsync(await suite.FiledAsync("关于改派后督办的提案"));
        var given = (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0];
        var task = await StartedAsync(proposal, SupervisionMode.OnSiteReview);
        var (unit, handOver) = (await suite.Cast.UnitAsync(1), await suite.Cast.HandOver);
        await Call.UntilAsync(
            "承办单位看到督办",
            async () =>
                await Refused.AnswerOrNullAsync(OfCallAsync(unit, proposal)) is { Tasks.Count: 1 } seen ? seen : null
        );

        await handOver.Assignment.ReassignAsync(
            new ReassignRequest
            {
                RequestId = Call.NewId(),
                Name = given.Name,
                Unit = (await suite.Cast.UnitAsync(3)).Account.Unit,
                Reason = "分管副区长批示",
            }
        );

        await Call.UntilAsync(
            "原单位不再看到督办",
            async () => await OfAsync(unit, proposal) is { Tasks.Count: 0 } seen ? seen : null
        );
        (
            await Refused.ReasonAsync(
                unit.Supervision.GetSupervisionTaskAsync(new GetSupervisionTaskRequest { Name = task.Name })
            )
        ).ShouldBe("NOT_FOUND");
        var elsewhere = await suite.Suite.CommitteeAsync();
        var office = await elsewhere.Office;
        (
            await Refused.ReasonAsync(
                office.Supervision.GetSupervisionTaskAsync(new GetSupervisionTaskRequest { Name = task.Name })
            )
        ).ShouldBe("NOT_FOUND");
        (await Refused.ReasonAsync(office.Supervision.StartSupervisionTaskAsync(StartOf(task)))).ShouldBe("NOT_FOUND");
        (await office.Supervision.ListSupervisionTasksAsync(new ListSupervisionTasksRequest())).Tasks.ShouldBeEmpty();
    }

    private string Elsewhere(string collection) =>
        $"committees/{suite.Cast.Committee}/{collection}/00000000-0000-7000-8000-000000000000";

    /// <summary>The proposal, once Supervision knows that it is filed.</summary>
    private async Task<Proposal> KnownAsync(Proposal proposal)
    {
        var office = await suite.Cast.Office;
        await Call.UntilAsync(
            "立案可见",
            async () =>
                await Refused.AnswerOrNullAsync(
                    office.Supervision.GetCaseAsync(
                        new Supervision.V1.GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) }
                    )
                )
                    is { CaseNumber: > 0 } seen
                    ? seen
                    : null
        );
        return proposal;
    }

    private async Task<Proposal> SubmittedAsync(Person member, string subject)
    {
        var draft = await member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await suite.Cast.SessionAsync()).Name,
                    Category = "society",
                    MayPublish = true,
                    Text = Walk.TextOf(subject),
                },
            }
        );
        await member.Intake.SubmitProposalAsync(
            new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                ContainsNoSecret = true,
            }
        );
        var office = await suite.Cast.Office;
        await Call.UntilAsync(
            "提交可见",
            async () =>
                await Refused.AnswerOrNullAsync(
                    office.Supervision.GetCaseAsync(
                        new Supervision.V1.GetCaseRequest { Name = WholeSuite.CaseName(draft.Name) }
                    )
                )
        );
        return draft;
    }

    private OpenSupervisionTaskRequest OpeningOf(
        Proposal proposal,
        SupervisionMode mode,
        string specialCommittee = "示例专委会"
    ) =>
        new()
        {
            RequestId = Call.NewId(),
            Proposal = proposal.Name,
            Mode = mode,
            Plan = new SupervisionPlan
            {
                Leader = "示例副主席",
                SpecialCommittee = specialCommittee,
                Outline = "先座谈，再看现场。",
                Division = "专委会牵头，承办单位配合。",
                Standard = "问题逐项有着落。",
                FirstDay = suite.Today,
            },
        };

    private async Task<SupervisionTask> StartedAsync(
        Proposal proposal,
        SupervisionMode mode,
        string specialCommittee = "示例专委会"
    )
    {
        var office = await suite.Cast.Office;
        var planned = await office.Supervision.OpenSupervisionTaskAsync(OpeningOf(proposal, mode, specialCommittee));
        return await office.Supervision.StartSupervisionTaskAsync(StartOf(planned));
    }

    private async Task<SupervisionProblem> RaisedAsync(SupervisionTask task, string dueDate)
    {
        var office = await suite.Cast.Office;
        var record = await office.Supervision.RecordSupervisionAsync(RecordOf(task));
        return await office.Supervision.RaiseSupervisionProblemAsync(ProblemOf(record, dueDate, ""));
    }

    private static StartSupervisionTaskRequest StartOf(SupervisionTask task) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = task.Name,
            ApprovedBy = "示例副主席",
        };

    private RecordSupervisionRequest RecordOf(SupervisionTask task) =>
        new()
        {
            RequestId = Call.NewId(),
            Task = task.Name,
            Day = suite.Today,
            Form = SupervisionForm.Visit,
            Place = "示例站台",
            Participants = "示例副主席、示例委员、示例负责人",
            Minutes = "看了两处站台。",
        };

    private static RaiseSupervisionProblemRequest ProblemOf(SupervisionRecord record, string dueDate, string unit) =>
        new()
        {
            RequestId = Call.NewId(),
            Record = record.Name,
            Unit = unit,
            Problem = "站台没有雨棚",
            Promise = "一个月内加装雨棚",
            DueDate = dueDate,
        };

    private SettleSupervisionProblemRequest SettlementOf(SupervisionProblem problem) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = problem.Name,
            SettledOn = suite.Today,
            Settlement = "雨棚已装好。",
        };

    private static FinishSupervisionTaskRequest FinishOf(SupervisionTask task) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = task.Name,
            Summary = "问题已查明，按期整改。",
        };

    private async Task<SupervisionTask> GotAsync(SupervisionTask task) =>
        await (await suite.Cast.Office).Supervision.GetSupervisionTaskAsync(
            new GetSupervisionTaskRequest { Name = task.Name }
        );

    private async Task<IReadOnlyList<SupervisionProblem>> ProblemsAsync(ListSupervisionProblemsRequest request) =>
        (await (await suite.Cast.Office).Supervision.ListSupervisionProblemsAsync(request)).Problems;

    private async Task<IReadOnlyList<string>> NamesAsync(Action<ListSupervisionTasksRequest> filter)
    {
        var request = new ListSupervisionTasksRequest { PageSize = 200 };
        filter(request);
        return
        [
            .. (await (await suite.Cast.Office).Supervision.ListSupervisionTasksAsync(request)).Tasks.Select(t =>
                t.Name
            ),
        ];
    }

    private static Grpc.Core.AsyncUnaryCall<ListSupervisionTasksResponse> OfCallAsync(
        Person reader,
        Proposal proposal
    ) =>
        reader.Supervision.ListSupervisionTasksAsync(
            new ListSupervisionTasksRequest { Proposal = proposal.Name, PageSize = 200 }
        );

    private static async Task<ListSupervisionTasksResponse> OfAsync(Person reader, Proposal proposal) =>
        await OfCallAsync(reader, proposal);

    private async Task<(long Opened, long Finished)> FiguresAsync(string mode)
    {
        var statistics = await (await suite.Cast.Office).Supervision.GetStatisticsAsync(
            new GetStatisticsRequest { Session = (await suite.Cast.SessionAsync()).Name }
        );
        long Of(string definition) =>
            statistics.Figures.SingleOrDefault(f => f.Definition == definition && f.Group == mode)?.Numerator ?? 0;
        return (Of("supervision_tasks_by_mode"), Of("supervision_tasks_finished_by_mode"));
    }

    private static async Task<IReadOnlyList<string>> TimelineAsync(Person reader, Proposal proposal) =>
        [
            .. (
                await reader.Supervision.GetCaseAsync(
                    new Supervision.V1.GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) }
                )
            )
                .Timeline.Where(t => t.Position.Source == "supervision")
                .Select(t => t.Text),
        ];

    private static async Task<IReadOnlyList<string>> NoticesAsync(Person reader, Proposal proposal) =>
        [
            .. (await reader.Supervision.ListNoticesAsync(new ListNoticesRequest { PageSize = 200 }))
                .Notices.Where(n => n.Proposal == proposal.Name)
                .Select(n => n.Entry.Text),
        ];
}

[Collection("laptop")]
public sealed class SupervisionTasksOnALaptop(Laptop suite) : SupervisionTaskTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class SupervisionTasksInACounty(County suite) : SupervisionTaskTests(suite), IClassFixture<County>;
