using System.Globalization;
using Dapper;
using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using Case = Proposals.Feedback.V1.Case;
using GetCaseRequest = Proposals.Supervision.V1.GetCaseRequest;

namespace Proposals.Suite.Tests;

/// <summary>
/// What is sent back after it was given: a co-handling opinion (handbook T63) and a reply (T72, T90); on both engines.
/// </summary>
public abstract class SentBackTests(WholeSuite suite)
{
    // The committee of the test.
    private Cast Cast { get; set; } = suite.Cast;

    [Fact]
    public async Task An_opinion_is_sent_back_to_be_agreed_on_and_given_again()
    {
        var (lead, co) = await GivenAsync("关于退回协商的提案");
        var (leading, other) = (await suite.Cast.UnitAsync(1), await suite.Cast.UnitAsync(2));
        var first = await OpinionAsync(co, "建议不予采纳。");
        var until = AfterDue(co, 10);
        (await ReasonAsync(1, first, until)).ShouldBe("NOT_LEADING"); // it has not acknowledged yet
        await AcknowledgeAsync(1, lead);

        (await ReasonAsync(2, first, until)).ShouldBe("NOT_LEADING");
        (
            await Refused.ByAsync((await suite.Cast.UnitAsync(3)).Assignment.SendBackOpinionAsync(Of(first, until)))
        ).StatusCode.ShouldBe(StatusCode.NotFound);
        (
            await Refused.ReasonAsync((await suite.Cast.HandOver).Assignment.SendBackOpinionAsync(Of(first, until)))
        ).ShouldBe("ROLE_REQUIRED");
        (await ReasonAsync(1, first, until, "")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(1, first, AfterDue(lead, 1))).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(1, first, "2026-02-30")).ShouldBe("FIELD_INVALID");
        var back = await leading.Assignment.SendBackOpinionAsync(Of(first, until));

        (back.State, back.Disagreement, back.Text).ShouldBe(
            (OpinionState.SentBack, "请说明不采纳的依据。", "建议不予采纳。")
        );
        back.SentBackAt.ToDateTimeOffset().ShouldBe(suite.Suite.Clock.GetUtcNow(), TimeSpan.FromMinutes(1));
        // The co-handling unit owes an opinion again, by the later day, and is told why.
        var task = await other.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = co.Name });
        (task.State, task.Due.Date, task.OriginalDue.Date, task.CompletedAt).ShouldBe(
            (AssignmentState.Acknowledged, until, co.Due.Date, null)
        );
        var ledger = await other.Assignment.GetDeadlineLedgerAsync(
            new GetDeadlineLedgerRequest { Assignment = co.Name, Duty = Duty.Answer }
        );
        (ledger.Due.Date, ledger.Days[^1].Kind).ShouldBe((until, LedgerDayKind.SentBack));
        var told = await ToldAsync(other, co, "会办意见退回协商");
        told.ShouldBe(
            $"会办意见退回协商（示例区卫生健康局），由示例区教育局退回，期限由{Words(co.Due.Date)}改为{Words(until)}"
        );
        (await DutyAsync(co, d => d.DoneAt is null)).DueDate.ShouldBe(until);
        (await ReasonAsync(1, first, until)).ShouldBe("MOVE_NOT_ALLOWED");

        var second = await OpinionAsync(co, "同意采纳，分步实施。");
        (await DutyAsync(co, d => d.DoneAt is not null)).DueDate.ShouldBe(until);
        async Task<IReadOnlyList<Opinion>> ListedAsync(Person by) =>
            (await by.Assignment.ListOpinionsAsync(new ListOpinionsRequest { Proposal = co.Proposal })).Opinions;
        (await ListedAsync(other)).ShouldBe([back, second], ignoreOrder: true);
        // The leading unit alone is offered what it may do.
        var offered = second.Clone();
        offered.Moves.Add(OpinionMove.SendBack);
        (await ListedAsync(leading)).ShouldBe([back, offered], ignoreOrder: true);
        // Three times; then a leader decides, and the last opinion stands.
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await leading.Assignment.SendBackOpinionAsync(Of(second, until));
            second = await OpinionAsync(co, "仍为此意见。");
        }

        (await ReasonAsync(1, second, until)).ShouldBe("TOO_MANY_TALKS");
        (await ListedAsync(leading)).ShouldAllBe(o => o.Moves.Count == 0);
    }

    [Fact]
    public async Task An_opinion_of_an_older_program_reads_as_given_and_is_sent_back()
    {
        var (lead, co) = await GivenAsync("关于早先会办意见的提案");
        var newer = await OpinionAsync(co, "建议不予采纳。");
        await AcknowledgeAsync(1, lead);
        var id = Call.NewId();
        await using (var writer = await suite.Suite.Service("assignment").Database.OpenWriterAsync(default))
            await writer.ExecuteAsync(
                """
                INSERT INTO opinions (committee, id, assignment, text, given_at)
                SELECT committee, @id, assignment, text, given_at FROM opinions WHERE id = @newer
                """,
                new { id, newer = newer.Name.Split('/')[^1] }
            );

        var leading = await suite.Cast.UnitAsync(1);
        var old = (
            await leading.Assignment.ListOpinionsAsync(new ListOpinionsRequest { Proposal = co.Proposal })
        ).Opinions.Single(o => o.Name.EndsWith(id, StringComparison.Ordinal));
        (old.State, old.Disagreement, old.SentBackAt).ShouldBe((OpinionState.Given, "", null));
        (await leading.Assignment.SendBackOpinionAsync(Of(old, lead.Due.Date))).State.ShouldBe(OpinionState.SentBack);
    }

    [Fact]
    public async Task A_signed_reply_is_sent_back_within_its_time()
    {
        var (lead, _) = await GivenAsync("关于签发后退回的提案");
        var unit = await suite.Cast.UnitAsync(1);
        await AcknowledgeAsync(1, lead);
        await ContactAsync(1, lead);
        var signed = await SignedAsync(1, lead, "答非所问的答复。");

        foreach (var person in new[] { unit, await suite.Cast.MemberAsync(1) })
            (await Refused.ReasonAsync(person.Assignment.SendBackReplyAsync(Of(signed)))).ShouldBe("ROLE_REQUIRED");
        var office = await suite.Cast.HandOver;
        (await Refused.ReasonAsync(office.Assignment.SendBackReplyAsync(Of(signed, "")))).ShouldBe("FIELD_REQUIRED");
        var back = await office.Assignment.SendBackReplyAsync(Of(signed));

        (back.State, back.RequestedChanges).ShouldBe((ReplyState.SentBack, "请逐条答复。"));
        (await TaskAsync(lead)).Due.ShouldBe(lead.Due, "the time of a reply that nobody got goes on");
        (await ToldAsync(unit, lead, "答复退回重办")).ShouldBe(
            $"答复退回重办：示例区教育局（第 1 轮，尚未送达），期限仍为{Words(lead.Due.Date)}"
        );
        (
            await Refused.ReasonAsync(
                unit.Assignment.DeliverReplyAsync(
                    new DeliverReplyRequest { RequestId = Call.NewId(), Name = back.Name }
                )
            )
        ).ShouldBe("MOVE_NOT_ALLOWED");
        var member = await suite.Cast.MemberAsync(1);
        (
            await member.Assignment.ListRepliesAsync(new ListRepliesRequest { Proposal = lead.Proposal })
        ).Replies.ShouldBeEmpty("it never left");
        var again = await SignedAsync(1, lead, "逐条的答复。");
        (await DeliveredAsync(1, again)).Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_delivered_reply_is_sent_back_and_answered_again_in_the_same_round()
    {
        var (lead, _) = await GivenAsync("关于送达后退回重办的提案");
        var (supervisor, member) = (await suite.Cast.Supervisor, await suite.Cast.MemberAsync(1));
        await AcknowledgeAsync(1, lead);
        await ContactAsync(1, lead);
        var first = await DeliveredAsync(1, await SignedAsync(1, lead, "不合要求的答复。"));
        // One proposer rates it, the other has not yet.
        await suite.RatedAsync(2, lead.Proposal, Rating.Dissatisfied, Rating.Dissatisfied);
        var open = await suite.FormAsync(1, lead.Proposal);

        var back = await supervisor.Assignment.SendBackReplyAsync(Of(first));

        (back.State, back.DeliveredAt).ShouldBe((ReplyState.SentBack, first.DeliveredAt));
        // Its time is the profile's period of handling again, and never shorter than what was told.
        var task = await TaskAsync(lead);
        (task.State, task.CompletedAt, task.OriginalDue).ShouldBe((AssignmentState.Acknowledged, null, lead.Due));
        string.CompareOrdinal(task.Due.Date, lead.Due.Date).ShouldBeGreaterThanOrEqualTo(0);
        (await DutyAsync(lead, d => d.DoneAt is null)).DueDate.ShouldBe(task.Due.Date);
        (await ToldAsync(member, lead, "答复退回重办：")).ShouldContain("示例区教育局（第 1 轮，已送达）");
        // The proposers read what they were sent, and nobody rates it any more.
        (await member.Assignment.GetReplyAsync(new GetReplyRequest { Name = first.Name })).State.ShouldBe(
            ReplyState.SentBack
        );
        await Call.UntilAsync(
            "征询意见表作废",
            async () =>
                await member.Feedback.GetFeedbackFormAsync(new GetFeedbackFormRequest { Name = open.Name }) is var form
                && form.State == FormState.Void
                    ? form
                    : null
        );
        var rating = new SubmitFeedbackRequest
        {
            RequestId = Call.NewId(),
            Name = open.Name,
            Work = Rating.Satisfied,
            Result = Rating.Satisfied,
        };
        (await Refused.ReasonAsync(member.Feedback.SubmitFeedbackAsync(rating))).ShouldBe("MOVE_NOT_ALLOWED");
        var rated = await suite.FormAsync(2, lead.Proposal);
        (rated.State, rated.Result, rated.SetAside).ShouldBe((FormState.Submitted, Rating.Dissatisfied, true));
        await suite.CaseInAsync(lead.Proposal, CaseState.AwaitingReply);
        await Call.UntilAsync("办理中", async () => await StageAsync(lead) == Stage.Handling ? "" : null);
        // It has reached the proposers, so nobody withdraws.
        (
            await Refused.ReasonAsync(
                member.Intake.WithdrawProposalAsync(
                    new WithdrawProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = lead.Proposal,
                        Reason = "不再需要",
                    }
                )
            )
        ).ShouldBe("ALREADY_REPLIED");

        // A minute later, so that what is newer has a later id.
        suite.Suite.Clock.Advance(TimeSpan.FromMinutes(1));
        // The next one is of the same round: 不满意 about the first has ordered nothing.
        await DeliveredAsync(1, await SignedAsync(1, lead, "合乎要求的答复。"));
        foreach (var number in new[] { 1, 2 })
        {
            await Call.UntilAsync(
                "新的征询意见表",
                async () => await suite.FormAsync(number, lead.Proposal) is { State: FormState.Open } form ? form : null
            );
            await suite.RatedAsync(number, lead.Proposal, Rating.Satisfied, Rating.Satisfied);
        }

        var closed = await suite.CaseInAsync(lead.Proposal, CaseState.Closed);
        (closed.Round, closed.Work, closed.Result).ShouldBe((1, Rating.Satisfied, Rating.Satisfied));
    }

    [Fact]
    public async Task A_reply_of_a_closed_case_or_an_earlier_round_is_not_sent_back()
    {
        var office = await Cast.Office;
        var closed = await RatedAsync("关于已办结的提案", Rating.Satisfied);
        var again = await RatedAsync("关于已进入下一轮的提案", Rating.Dissatisfied);
        await FeedbackKnownAsync();
        (await Refused.ReasonAsync(office.Assignment.SendBackReplyAsync(Of(closed)))).ShouldBe("CASE_CLOSED");
        (await Refused.ReasonAsync(office.Assignment.SendBackReplyAsync(Of(again)))).ShouldBe("ROUND_OVER");

        // An earlier program did not note what is closed. The journal is read again, and nothing is handed over twice.
        await using (var writer = await suite.Suite.Service("assignment").Database.OpenWriterAsync(default))
        {
            await writer.ExecuteAsync("UPDATE filed_proposals SET closed = 0");
            await writer.ExecuteAsync("DELETE FROM checkpoints WHERE source = 'feedback'");
        }

        await RatedAsync("关于升级后办结的提案", Rating.Satisfied);
        await FeedbackKnownAsync();
        (await Refused.ReasonAsync(office.Assignment.SendBackReplyAsync(Of(closed)))).ShouldBe("CASE_CLOSED");
        var tasks = await office.Assignment.ListAssignmentsAsync(
            new ListAssignmentsRequest { Proposal = again.Proposal }
        );
        tasks.Assignments.Count(a => a.Round == 2).ShouldBe(1);
    }

    [Fact]
    public async Task A_reply_waits_for_an_opinion_that_was_sent_back_after_it_was_signed()
    {
        Cast = await suite.Suite.CommitteeAsync();
        var (office, handOver) = (await Cast.Office, await Cast.HandOver);
        var profile = (await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest())).Clone();
        profile.OpinionsRequired = true;
        await office.Directory.PublishPolicyProfileAsync(
            new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
        );
        var proposal = await new WithdrawalRoom(suite.Suite.Clock, Cast).FiledAsync("关于签发后退回协商的提案");
        await Call.UntilAsync(
            "待交办",
            async () =>
                (await handOver.Assignment.ListAwaitingHandOverAsync(new ListAwaitingHandOverRequest())).Proposals
                    is { Count: 1 } waiting
                    ? waiting
                    : null
        );
        var given = await handOver.Assignment.HandOverAsync(
            new HandOverRequest
            {
                RequestId = Call.NewId(),
                Proposal = proposal.Name,
                Mode = HandlingMode.LeadAndCo,
                LeadUnit = (await Cast.UnitAsync(1)).Account.Unit,
                OtherUnits = { (await Cast.UnitAsync(2)).Account.Unit },
            }
        );
        var (lead, co) = (given.Assignments[0], given.Assignments[1]);
        await AcknowledgeAsync(1, lead);
        await AcknowledgeAsync(2, co);
        await ContactAsync(1, lead);
        var opinion = await OpinionAsync(co, "建议不予采纳。");
        var signed = await SignedAsync(1, lead, "答复。");
        await (await Cast.UnitAsync(1)).Assignment.SendBackOpinionAsync(Of(opinion, lead.Due.Date));

        var deliver = new DeliverReplyRequest { RequestId = Call.NewId(), Name = signed.Name };
        (await Refused.ReasonAsync((await Cast.UnitAsync(1)).Assignment.DeliverReplyAsync(deliver))).ShouldBe(
            "OPINIONS_MISSING"
        );
        await OpinionAsync(co, "同意采纳。");
        (await DeliveredAsync(1, signed)).State.ShouldBe(ReplyState.Delivered);
    }

    /// <summary>The reply of a case that both proposers have rated so, as soon as the case has moved on.</summary>
    private async Task<Reply> RatedAsync(string subject, Rating result)
    {
        var (lead, _) = await GivenAsync(subject);
        await AcknowledgeAsync(1, lead);
        await ContactAsync(1, lead);
        var reply = await DeliveredAsync(1, await SignedAsync(1, lead, "答复。"));
        foreach (var number in new[] { 1, 2 })
            await suite.RatedAsync(number, lead.Proposal, Rating.Satisfied, result);
        await suite.CaseInAsync(lead.Proposal, result == Rating.Satisfied ? CaseState.Closed : CaseState.AwaitingReply);
        return reply;
    }

    private static SignReplyRequest Signing(Reply draft) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = draft.Name,
            DocumentNumber = "示例函〔2026〕90号",
            OutcomeClass = "A",
            Signatory = "示例签发人",
            Disclosure = Disclosure.Full,
        };

    /// <summary>A case at its lead and its co-handling unit; the second has acknowledged.</summary>
    private async Task<(Assignment Lead, Assignment Co)> GivenAsync(string subject)
    {
        var tasks = await suite.HandedOverAsync(await suite.FiledAsync(subject), HandlingMode.LeadAndCo, 1, 2);
        await AcknowledgeAsync(2, tasks[1]);
        return (tasks[0], tasks[1]);
    }

    private static SendBackReplyRequest Of(Reply reply, string words = "请逐条答复。") =>
        new()
        {
            RequestId = Call.NewId(),
            Name = reply.Name,
            RequestedChanges = words,
        };

    private async Task ContactAsync(int unit, Assignment task) =>
        await (await Cast.UnitAsync(unit)).Assignment.LogContactAsync(
            new LogContactRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Date = suite.Today,
                Form = ContactForm.Telephone,
                Summary = "电话沟通",
            }
        );

    private async Task<Reply> SignedAsync(int number, Assignment task, string text)
    {
        var unit = await Cast.UnitAsync(number);
        var draft = await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Text = text,
            }
        );
        return await unit.Assignment.SignReplyAsync(Signing(draft));
    }

    private async Task<Reply> DeliveredAsync(int unit, Reply signed) =>
        await (await Cast.UnitAsync(unit)).Assignment.DeliverReplyAsync(
            new DeliverReplyRequest { RequestId = Call.NewId(), Name = signed.Name }
        );

    private async Task<Assignment> TaskAsync(Assignment task) =>
        await (await Cast.HandOver).Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = task.Name });

    private async Task<Stage> StageAsync(Assignment task) =>
        (
            await (await Cast.Supervisor).Supervision.GetCaseAsync(
                new GetCaseRequest { Name = WholeSuite.CaseName(task.Proposal) }
            )
        ).Stage;

    /// <summary>Waits until Assignment has heard of everything that Feedback has done so far.</summary>
    private async Task FeedbackKnownAsync()
    {
        var office = await Cast.Office;
        var feedback = await office
            .JournalOf("feedback")
            .GetJournalAsync(new GetJournalRequest { Source = "feedback" });
        await Call.UntilAsync(
            "评价已知",
            async () =>
                (
                    await office
                        .JournalOf("assignment")
                        .GetJournalAsync(new GetJournalRequest { Source = "assignment" })
                ).Checkpoints.FirstOrDefault(c => c.Source == "feedback" && c.Position_ >= feedback.Head.Position_)
        );
    }

    private async Task AcknowledgeAsync(int unit, Assignment task) =>
        await (await Cast.UnitAsync(unit)).Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = task.Name }
        );

    private async Task<Opinion> OpinionAsync(Assignment co, string text) =>
        await (await Cast.UnitAsync(2)).Assignment.SubmitOpinionAsync(
            new SubmitOpinionRequest
            {
                RequestId = Call.NewId(),
                Assignment = co.Name,
                Text = text,
            }
        );

    private static SendBackOpinionRequest Of(Opinion opinion, string until, string words = "请说明不采纳的依据。") =>
        new()
        {
            RequestId = Call.NewId(),
            Name = opinion.Name,
            Disagreement = words,
            Until = until,
        };

    private async Task<string> ReasonAsync(
        int unit,
        Opinion opinion,
        string until,
        string words = "请说明不采纳的依据。"
    ) =>
        await Refused.ReasonAsync(
            (await Cast.UnitAsync(unit)).Assignment.SendBackOpinionAsync(Of(opinion, until, words))
        );

    /// <summary>The duty of a task to answer, as soon as Supervision has it so.</summary>
    private async Task<DutyView> DutyAsync(Assignment task, Func<DutyView, bool> so)
    {
        var supervisor = await Cast.Supervisor;
        return await Call.UntilAsync(
            "办理事项",
            async () =>
                (
                    await supervisor.Supervision.GetCaseAsync(
                        new GetCaseRequest { Name = WholeSuite.CaseName(task.Proposal) }
                    )
                ).Duties.FirstOrDefault(d =>
                    d.Unit == task.Unit && d.Kind is DutyKind.Reply or DutyKind.Opinion && so(d)
                )
        );
    }

    /// <summary>The sentence that begins so in the notices of a person, which the timeline has too.</summary>
    private async Task<string> ToldAsync(Person person, Assignment task, string beginning)
    {
        var told = await Call.UntilAsync(
            beginning,
            async () =>
                (await person.Supervision.ListNoticesAsync(new ListNoticesRequest { PageSize = 200 }))
                    .Notices.FirstOrDefault(n =>
                        n.Proposal == task.Proposal && n.Entry.Text.StartsWith(beginning, StringComparison.Ordinal)
                    )
                    ?.Entry.Text
        );
        var view = await (await Cast.Supervisor).Supervision.GetCaseAsync(
            new GetCaseRequest { Name = WholeSuite.CaseName(task.Proposal) }
        );
        view.Timeline.ShouldContain(t => t.Text == told);
        return told;
    }

    private static string AfterDue(Assignment task, int days) =>
        DateOnly
            .ParseExact(task.Due.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture)
            .AddDays(days)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Words(string day) =>
        DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("yyyy年M月d日", null);
}

[Collection("laptop")]
public sealed class SentBackOnALaptop(Laptop suite) : SentBackTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class SentBackInACounty(County suite) : SentBackTests(suite), IClassFixture<County>;

/// <summary>A reply that is sent back while Assignment has not heard how the case went on.</summary>
public sealed class LateSentBackTests
{
    [Fact]
    public async Task A_case_that_was_closed_meanwhile_waits_again()
    {
        await using var feedback = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(feedback);
        await using var _ = suite;
        feedback.Hold();
        var (proposal, reply) = await RatedAsync(room, Rating.Satisfied);
        await CaseAsync(room, proposal, c => c.State == CaseState.Closed);

        (await SendBackAsync(room, reply)).State.ShouldBe(ReplyState.SentBack);
        var waiting = await CaseAsync(room, proposal, c => c.State == CaseState.AwaitingReply);
        feedback.Release();

        (waiting.Round, waiting.ClosedAt, waiting.Result).ShouldBe((1, null, Rating.Unspecified));
    }

    [Fact]
    public async Task A_round_that_was_ordered_meanwhile_takes_its_place()
    {
        await using var feedback = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(feedback);
        await using var _ = suite;
        feedback.Hold();
        var (proposal, reply) = await RatedAsync(room, Rating.Dissatisfied);
        await CaseAsync(room, proposal, c => c.Round == 2);

        (await SendBackAsync(room, reply)).State.ShouldBe(ReplyState.SentBack);
        feedback.Release();

        var unit = await room.Cast.UnitAsync(1);
        var tasks = await Call.UntilAsync(
            "第二轮承办任务",
            async () =>
                await unit.Assignment.ListAssignmentsAsync(new ListAssignmentsRequest { Proposal = proposal.Name })
                    is { Assignments.Count: 2 } all
                    ? all.Assignments.OrderBy(a => a.Round).ToList()
                    : null
        );
        tasks.Select(t => t.State).ShouldBe([AssignmentState.Cancelled, AssignmentState.HandedOver]);
        (await CaseAsync(room, proposal, _ => true)).State.ShouldBe(CaseState.AwaitingReply);
        // The first round stays answered: its proposers have rated that reply.
        var supervisor = (await room.Cast.Supervisor).Supervision;
        var view = await Call.UntilAsync(
            "第二轮的办理事项",
            async () =>
                await supervisor.GetCaseAsync(new GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) })
                    is var found
                && found.Duties.Any(d => d.Round == 2)
                    ? found
                    : null
        );
        view.Duties.Single(d => d.Round == 1 && d.Kind == DutyKind.Reply).DoneAt.ShouldNotBeNull();
        (await supervisor.GetStatisticsAsync(new GetStatisticsRequest { Session = proposal.Session }))
            .Figures.Single(f => f.Definition == "replied" && f.Group.Length == 0)
            .Numerator.ShouldBe(1);
    }

    // 分办: the further round is of the other unit only.
    [Fact]
    public async Task A_reply_of_another_unit_than_the_round_was_ordered_for_is_rated_anew()
    {
        await using var feedback = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(feedback);
        await using var _ = suite;
        feedback.Hold();
        var (proposal, replies) = await SeparateAsync(suite, room);
        await RateAsync(room, replies[0], Rating.Satisfied, Rating.Dissatisfied);
        await RateAsync(room, replies[1], Rating.MostlySatisfied, Rating.Satisfied);
        await CaseAsync(room, proposal, c => c.Round == 2);
        await SendBackAsync(room, replies[1]);
        await FormAsync(room, replies[1], 1, f => f.SetAside);

        var second = await AnswerAsync(suite, room, 2, replies[1].Assignment);
        await RateAsync(room, second, Rating.Satisfied, Rating.MostlySatisfied);
        feedback.Release();

        await FiguresAsync(room, proposal, ("work_satisfied", 1), ("result_dissatisfied", 1));
        await SatisfiedAsync(room, proposal, 2, 1);
        var again = await TaskAsync(room, proposal, 1, round: 2);
        await RateAsync(
            room,
            await AnswerAsync(suite, room, 1, again, acknowledge: true),
            Rating.Satisfied,
            Rating.Satisfied
        );
        var closed = await CaseAsync(room, proposal, c => c.State == CaseState.Closed);
        (closed.Work, closed.Result).ShouldBe((Rating.Satisfied, Rating.MostlySatisfied));
        await FiguresAsync(room, proposal, ("work_satisfied", 1), ("result_mostly_satisfied", 1));
    }

    [Fact]
    public async Task A_form_of_an_earlier_round_counts_when_the_later_round_was_rated_first()
    {
        await using var feedback = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(feedback);
        await using var _ = suite;
        feedback.Hold();
        var (proposal, replies) = await SeparateAsync(suite, room);
        await RateAsync(room, replies[0], Rating.Satisfied, Rating.Dissatisfied);
        await RateAsync(room, replies[1], Rating.MostlySatisfied, Rating.Satisfied);
        await CaseAsync(room, proposal, c => c.Round == 2);
        await SendBackAsync(room, replies[1]);
        feedback.Release();
        var again = await AnswerAsync(suite, room, 1, await TaskAsync(room, proposal, 1, round: 2), acknowledge: true);
        await RateAsync(room, again, Rating.Satisfied, Rating.Satisfied, 1);

        var second = await AnswerAsync(suite, room, 2, replies[1].Assignment);
        await RateAsync(room, second, Rating.Dissatisfied, Rating.Satisfied);

        await FiguresAsync(room, proposal, ("work_dissatisfied", 1), ("result_dissatisfied", 1));
        await SatisfiedAsync(room, proposal, 2, 0);
        await RateAsync(room, again, Rating.Satisfied, Rating.Satisfied, 2);
        // 不满意 about the other unit stands, so the office decides.
        var referred = await CaseAsync(room, proposal, c => c.State == CaseState.AwaitingClosure);
        (referred.Work, referred.Result).ShouldBe((Rating.Dissatisfied, Rating.Satisfied));
        await FiguresAsync(room, proposal, ("work_dissatisfied", 1), ("result_satisfied", 1));
    }

    [Fact]
    public async Task A_form_that_is_filled_in_while_the_case_awaits_closure_is_closed_with_what_it_says()
    {
        await using var feedback = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(feedback);
        await using var _ = suite;
        feedback.Hold();
        var (proposal, replies) = await SeparateAsync(suite, room);
        await RateAsync(room, replies[0], Rating.Satisfied, Rating.Dissatisfied);
        await RateAsync(room, replies[1], Rating.Satisfied, Rating.Satisfied);
        await CaseAsync(room, proposal, c => c.Round == 2);
        await SendBackAsync(room, replies[1]);
        feedback.Release();
        var again = await AnswerAsync(suite, room, 1, await TaskAsync(room, proposal, 1, round: 2), acknowledge: true);
        await RateAsync(room, again, Rating.Satisfied, Rating.Dissatisfied);
        await CaseAsync(room, proposal, c => c.State == CaseState.AwaitingClosure);

        var second = await AnswerAsync(suite, room, 2, replies[1].Assignment);
        await RateAsync(room, second, Rating.MostlySatisfied, Rating.Satisfied);

        var waiting = await CaseAsync(room, proposal, c => c.Work == Rating.MostlySatisfied);
        (waiting.State, waiting.Result).ShouldBe((CaseState.AwaitingClosure, Rating.Dissatisfied));
        await FiguresAsync(room, proposal, ("work_mostly_satisfied", 1), ("result_dissatisfied", 1));
    }

    [Fact]
    public async Task A_reply_of_the_unit_that_the_round_was_ordered_for_counts_again()
    {
        await using var feedback = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(feedback);
        await using var _ = suite;
        feedback.Hold();
        var (proposal, reply) = await RatedAsync(room, Rating.Dissatisfied);
        await CaseAsync(room, proposal, c => c.Round == 2);
        await SendBackAsync(room, reply);
        await FormAsync(room, reply, 1, f => f.SetAside);

        feedback.Release();

        foreach (var number in new[] { 1, 2 })
            (await FormAsync(room, reply, number, f => !f.SetAside)).Result.ShouldBe(Rating.Dissatisfied);
        await FiguresAsync(room, proposal, ("result_dissatisfied", 1), ("result_not_stated", 0));
    }

    [Fact]
    public async Task Of_two_answers_of_a_round_the_one_that_was_sent_back_is_not_counted()
    {
        await using var feedback = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(feedback);
        await using var _ = suite;
        feedback.Hold();
        var (proposal, reply) = await RatedAsync(room, Rating.Dissatisfied);
        await CaseAsync(room, proposal, c => c.Round == 2);
        await SendBackAsync(room, reply);
        var second = await AnswerAsync(suite, room, 1, reply.Assignment);
        await RateAsync(room, second, Rating.Satisfied, Rating.MostlySatisfied);

        feedback.Release();

        await TaskAsync(room, proposal, 1, round: 2);
        await FiguresAsync(room, proposal, ("work_satisfied", 1), ("result_mostly_satisfied", 1));
    }

    /// <summary>A case of 分办 to units 1 and 2 with the reply of each.</summary>
    private static async Task<(Proposal Proposal, IReadOnlyList<Reply> Replies)> SeparateAsync(
        TestSuite suite,
        WithdrawalRoom room
    )
    {
        var handOver = await room.Cast.HandOver;
        var proposal = await room.FiledAsync("关于分办后退回一家的提案");
        await Call.UntilAsync(
            "待交办",
            async () =>
                (await handOver.Assignment.ListAwaitingHandOverAsync(new ListAwaitingHandOverRequest())).Proposals
                    is { Count: > 0 } waiting
                    ? waiting
                    : null
        );
        var units = new[] { await room.Cast.UnitAsync(1), await room.Cast.UnitAsync(2) };
        var given = await handOver.Assignment.HandOverAsync(
            new HandOverRequest
            {
                RequestId = Call.NewId(),
                Proposal = proposal.Name,
                Mode = HandlingMode.Separate,
                OtherUnits = { units.Select(u => u.Account.Unit) },
            }
        );
        var replies = new List<Reply>();
        foreach (var number in new[] { 1, 2 })
        {
            var task = given.Assignments.Single(a => a.Unit == units[number - 1].Account.Unit);
            replies.Add(await AnswerAsync(suite, room, number, task.Name, acknowledge: true));
        }

        return (proposal, replies);
    }

    /// <summary>A unit answers a task: it has acknowledged, or does first.</summary>
    private static async Task<Reply> AnswerAsync(
        TestSuite suite,
        WithdrawalRoom room,
        int number,
        string task,
        bool acknowledge = false
    )
    {
        var unit = await room.Cast.UnitAsync(number);
        if (acknowledge)
            await unit.Assignment.AcknowledgeAssignmentAsync(
                new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = task }
            );
        await unit.Assignment.LogContactAsync(
            new LogContactRequest
            {
                RequestId = Call.NewId(),
                Assignment = task,
                Date = suite.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", null),
                Form = ContactForm.Telephone,
                Summary = "电话沟通",
            }
        );
        var draft = await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = task,
                Text = "答复正文",
            }
        );
        var signed = await unit.Assignment.SignReplyAsync(
            new SignReplyRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                DocumentNumber = "示例函〔2026〕91号",
                OutcomeClass = "A",
                Signatory = "示例签发人",
                Disclosure = Disclosure.Full,
            }
        );
        return await unit.Assignment.DeliverReplyAsync(
            new DeliverReplyRequest { RequestId = Call.NewId(), Name = signed.Name }
        );
    }

    /// <summary>Proposers 1 and 2, or one of them, rate a reply as soon as they have its form.</summary>
    private static async Task RateAsync(
        WithdrawalRoom room,
        Reply reply,
        Rating work,
        Rating result,
        params int[] members
    )
    {
        foreach (var number in members is [] ? [1, 2] : members)
        {
            var form = await FormAsync(room, reply, number, _ => true);
            await (await room.Cast.MemberAsync(number)).Feedback.SubmitFeedbackAsync(
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

    /// <summary>The form of a proposer about a reply, as soon as it is so.</summary>
    private static async Task<FeedbackForm> FormAsync(
        WithdrawalRoom room,
        Reply reply,
        int number,
        Func<FeedbackForm, bool> so
    )
    {
        var member = await room.Cast.MemberAsync(number);
        return await Call.UntilAsync(
            "征询意见表",
            async () =>
                (
                    await member.Feedback.ListFeedbackFormsAsync(
                        new ListFeedbackFormsRequest { Proposal = reply.Proposal }
                    )
                ).Forms.FirstOrDefault(f => f.Reply == reply.Name && so(f))
        );
    }

    /// <summary>The task of a unit in a round, as soon as there is one, acknowledged.</summary>
    private static async Task<string> TaskAsync(WithdrawalRoom room, Proposal proposal, int number, int round)
    {
        var unit = await room.Cast.UnitAsync(number);
        var task = await Call.UntilAsync(
            $"第 {round} 轮承办任务",
            async () =>
                (
                    await unit.Assignment.ListAssignmentsAsync(new ListAssignmentsRequest { Proposal = proposal.Name })
                ).Assignments.FirstOrDefault(a => a.Unit == unit.Account.Unit && a.Round == round)
        );
        return task.Name;
    }

    /// <summary>Waits until the session's figures of a committee with one case are so.</summary>
    private static async Task FiguresAsync(
        WithdrawalRoom room,
        Proposal proposal,
        params (string Definition, long Numerator)[] figures
    )
    {
        var supervisor = (await room.Cast.Supervisor).Supervision;
        await Call.UntilAsync(
            string.Join("，", figures),
            async () =>
                await supervisor.GetStatisticsAsync(new GetStatisticsRequest { Session = proposal.Session }) is var all
                && figures.All(f =>
                    all.Figures.Single(x => x.Definition == f.Definition && x.Group.Length == 0).Numerator
                    == f.Numerator
                )
                    ? all
                    : null
        );
    }

    /// <summary>Waits until so many cases of a unit are satisfied in both dimensions.</summary>
    private static async Task SatisfiedAsync(WithdrawalRoom room, Proposal proposal, int number, long cases)
    {
        var (supervisor, unit) = ((await room.Cast.Supervisor).Supervision, await room.Cast.UnitAsync(number));
        await Call.UntilAsync(
            "单位满意件数",
            async () =>
                (
                    await supervisor.GetStatisticsAsync(new GetStatisticsRequest { Session = proposal.Session })
                ).Figures.FirstOrDefault(f =>
                    f.Definition == "unit_satisfied"
                    && unit.Account.Unit.EndsWith(f.Group, StringComparison.Ordinal)
                    && f.Group.Length > 0
                    && f.Numerator == cases
                )
        );
    }

    private static async Task<(TestSuite Suite, WithdrawalRoom Room)> StartAsync(SlowJournal feedback)
    {
        var suite = await TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.Memory,
            WholeSuite.Modules,
            more: new Dictionary<string, string?> { ["Peers:Feedback"] = feedback.Address }
        );
        feedback.ForwardTo(suite.Address);
        return (suite, new WithdrawalRoom(suite.Clock, await suite.CommitteeAsync()));
    }

    /// <summary>A case with one delivered reply that both proposers have rated.</summary>
    private static async Task<(Proposal Proposal, Reply Reply)> RatedAsync(WithdrawalRoom room, Rating rating)
    {
        var proposal = await room.FiledAsync("关于迟到评价的提案");
        var deliver = await room.SignedAsync(proposal);
        var reply = await (await room.Cast.UnitAsync(1)).Assignment.DeliverReplyAsync(deliver);
        foreach (var number in new[] { 1, 2 })
        {
            var member = await room.Cast.MemberAsync(number);
            var form = await Call.UntilAsync(
                "征询意见表",
                async () =>
                    (
                        await member.Feedback.ListFeedbackFormsAsync(
                            new ListFeedbackFormsRequest { Proposal = proposal.Name }
                        )
                    ).Forms.FirstOrDefault()
            );
            await member.Feedback.SubmitFeedbackAsync(
                new SubmitFeedbackRequest
                {
                    RequestId = Call.NewId(),
                    Name = form.Name,
                    Work = rating,
                    Result = rating,
                }
            );
        }

        return (proposal, reply);
    }

    // Somebody who has not read how the case went on, and asks Assignment to know nothing of it.
    private static async Task<Reply> SendBackAsync(WithdrawalRoom room, Reply reply) =>
        await (await room.Cast.Supervisor).Assignment.SendBackReplyAsync(
            new SendBackReplyRequest
            {
                RequestId = Call.NewId(),
                Name = reply.Name,
                RequestedChanges = "请逐条答复。",
            }
        );

    private static async Task<Case> CaseAsync(WithdrawalRoom room, Proposal proposal, Func<Case, bool> so)
    {
        var office = await room.Cast.Office;
        return await Call.UntilAsync(
            "办结情况",
            async () =>
                await office.Feedback.GetCaseAsync(
                    new Feedback.V1.GetCaseRequest { Name = WholeSuite.ClosingName(proposal.Name) }
                )
                    is var found
                && so(found)
                    ? found
                    : null
        );
    }
}
