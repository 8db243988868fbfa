using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using Case = Proposals.Feedback.V1.Case;
using GetCaseRequest = Proposals.Supervision.V1.GetCaseRequest;

namespace Proposals.Suite.Tests;

/// <summary>当面协商、专门说明 (handbook T87, edge case 36), on both engines.</summary>
public abstract class ConciliationTests(WholeSuite suite) : IDisposable
{
    public void Dispose()
    {
        suite.Suite.Clock.MoveTo(TestSuite.Start);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Precedes_the_closing_of_a_case_that_is_dissatisfied_twice_and_changes_no_rating()
    {
        await RulesAsync(p => p.ConciliationRequired = true);
        var proposal = await DissatisfiedTwiceAsync("关于两次不满意的提案");
        var (office, member) = (await suite.Cast.Office, await suite.Cast.MemberAsync(1));
        var waiting = await suite.CaseInAsync(proposal.Name, CaseState.AwaitingClosure);
        waiting.Moves.ShouldBe([CaseMove.Conciliate]);
        waiting.Blocked.ShouldContain("要求先当面协商或专门说明");
        var refused = await Refused.ByAsync(office.Feedback.CloseCaseAsync(ClosingOf(waiting)));
        (Call.ReasonOf(refused), Call.MessageOf(refused)).ShouldBe(("CLOSING_RULE", waiting.Blocked));
        foreach (
            var (reason, spoil) in new (string, Action<RecordConciliationRequest>)[]
            {
                ("FIELD_REQUIRED", r => r.Kind = default),
                ("FIELD_REQUIRED", r => r.Date = ""),
                ("FIELD_REQUIRED", r => r.Participants = ""),
                ("FIELD_REQUIRED", r => r.Content = ""),
                ("FIELD_REQUIRED", r => r.Understanding = default),
                ("CONCILIATION_DATE", r => r.Date = "2026-01-11"),
                ("CONCILIATION_DATE", r => r.Date = "2026-01-13"),
                ("STALE", r => r.Etag = "1234"),
            }
        )
        {
            var request = RecordOf(waiting);
            spoil(request);
            (await Refused.ReasonAsync(office.Feedback.RecordConciliationAsync(request))).ShouldBe(reason);
        }

        foreach (var person in new[] { member, await suite.Cast.UnitAsync(1), await suite.Cast.Supervisor })
            (await Refused.ReasonAsync(person.Feedback.RecordConciliationAsync(RecordOf(waiting)))).ShouldBe(
                "ROLE_REQUIRED"
            );

        var held = await office.Feedback.RecordConciliationAsync(RecordOf(waiting));

        (held.Case, held.Round, held.Date, held.Recorder).ShouldBe((waiting.Name, 2, suite.Today, office.Account.Name));
        suite.Suite.Clock.MoveTo(suite.Suite.Clock.GetUtcNow().AddMinutes(1));
        var later = RecordOf(waiting);
        (later.Kind, later.Understanding, later.Agreed) = (
            ConciliationKind.Explanation,
            Understanding.NotUnderstood,
            ""
        );
        var second = await office.Feedback.RecordConciliationAsync(later);
        var asking = new ListConciliationsRequest { Case = waiting.Name };
        foreach (var reader in new[] { office, member, await suite.Cast.Supervisor, await suite.Cast.HandOver })
            (await reader.Feedback.ListConciliationsAsync(asking)).Conciliations.ShouldBe([held, second]);
        (await Refused.ReasonAsync((await suite.Cast.UnitAsync(1)).Feedback.ListConciliationsAsync(asking))).ShouldBe(
            "ROLE_REQUIRED"
        );
        (await Refused.ReasonAsync((await suite.Cast.MemberAsync(3)).Feedback.ListConciliationsAsync(asking))).ShouldBe(
            "NOT_FOUND"
        );
        asking.PageSize = 1;
        var page = await office.Feedback.ListConciliationsAsync(asking);
        asking.PageToken = page.NextPageToken;
        page.Conciliations.Concat((await office.Feedback.ListConciliationsAsync(asking)).Conciliations)
            .ShouldBe([held, second]);

        // The proposer is told, and the figures count the case and what the proposer thought last.
        await ToldAsync(member, proposal, "（第 2 轮，当面协商，2026年1月12日），提案者表示理解");
        await ToldAsync(member, proposal, "（第 2 轮，专门说明，2026年1月12日），提案者仍不理解");
        (await BehindAsync("conciliated", proposal)).ShouldContain(proposal.Name);
        (await BehindAsync("conciliated_understood", proposal)).ShouldNotContain(proposal.Name);
        waiting = await suite.CaseInAsync(proposal.Name, CaseState.AwaitingClosure);
        (waiting.Moves, waiting.Blocked).ShouldBe(([CaseMove.Close, CaseMove.Conciliate], ""));
        var closed = await office.Feedback.CloseCaseAsync(ClosingOf(waiting));
        (closed.State, closed.Result).ShouldBe((CaseState.Closed, Rating.Dissatisfied));
        (await Refused.ReasonAsync(office.Feedback.RecordConciliationAsync(RecordOf(closed)))).ShouldBe(
            "MOVE_NOT_ALLOWED"
        );
    }

    [Fact]
    public async Task Has_nothing_to_talk_about_where_nobody_is_dissatisfied()
    {
        await RulesAsync(p => (p.ConciliationRequired, p.OfficeConfirmsClosing) = (true, true));
        var proposal = await suite.FiledAsync("关于无须协商的提案");
        await suite.AnsweredAsync(1, (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0]);
        foreach (var number in new[] { 1, 2 })
            await suite.RatedAsync(number, proposal.Name, Rating.Satisfied, Rating.MostlySatisfied);
        var office = await suite.Cast.Office;
        var waiting = await suite.CaseInAsync(proposal.Name, CaseState.AwaitingClosure);

        waiting.Moves.ShouldBe([CaseMove.Close]);
        (await Refused.ReasonAsync(office.Feedback.RecordConciliationAsync(RecordOf(waiting)))).ShouldBe(
            "NOT_DISSATISFIED"
        );
        (await office.Feedback.CloseCaseAsync(ClosingOf(waiting))).State.ShouldBe(CaseState.Closed);
    }

    private async Task RulesAsync(Action<PolicyProfile> change)
    {
        var office = await suite.Cast.Office;
        var profile = (await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest())).Clone();
        profile.OfficeConfirmsClosing = false;
        change(profile);
        await office.Directory.PublishPolicyProfileAsync(
            new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
        );
    }

    private async Task<Proposal> DissatisfiedTwiceAsync(string subject)
    {
        var proposal = await suite.FiledAsync(subject);
        var task = (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0];
        for (var round = 1; round <= 2; round++)
        {
            await suite.AnsweredAsync(1, task);
            await suite.RatedAsync(1, proposal.Name, Rating.MostlySatisfied, Rating.Dissatisfied, round);
            await suite.RatedAsync(2, proposal.Name, Rating.Satisfied, Rating.Satisfied, round);
            var office = await suite.Cast.HandOver;
            if (round == 1)
                task = await Call.UntilAsync(
                    "第 2 轮任务",
                    async () =>
                        (
                            await office.Assignment.ListAssignmentsAsync(
                                new ListAssignmentsRequest { Proposal = proposal.Name }
                            )
                        ).Assignments.FirstOrDefault(a => a.Round == 2)
                );
        }

        return proposal;
    }

    private RecordConciliationRequest RecordOf(Case of) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = of.Name,
            Kind = ConciliationKind.Meeting,
            Date = suite.Today,
            Participants = "主席会议成员、督查室，第一提案人",
            Content = "说明了财政安排和实施条件。",
            Agreed = "明年列入计划。",
            Understanding = Understanding.Understood,
        };

    private static CloseCaseRequest ClosingOf(Case of) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = of.Name,
            Reason = "已与提案者沟通",
        };

    private async Task ToldAsync(Person person, Proposal proposal, string ending)
    {
        await Call.UntilAsync(
            ending,
            async () =>
                (
                    await person.Supervision.ListNoticesAsync(new ListNoticesRequest { PageSize = 200 })
                ).Notices.FirstOrDefault(n =>
                    n.Proposal == proposal.Name && n.Entry.Text.EndsWith(ending, StringComparison.Ordinal)
                )
        );
        (
            await person.Supervision.GetCaseAsync(new GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) })
        ).Timeline.ShouldContain(t => t.Text.EndsWith(ending, StringComparison.Ordinal));
    }

    private async Task<IEnumerable<string>> BehindAsync(string definition, Proposal proposal) =>
        (
            await (await suite.Cast.Supervisor).Supervision.ListFigureProposalsAsync(
                new ListFigureProposalsRequest
                {
                    Session = proposal.Session,
                    Definition = definition,
                    Part = FigurePart.Numerator,
                    PageSize = 200,
                }
            )
        ).Proposals;
}

[Collection("laptop")]
public sealed class ConciliationsOnALaptop(Laptop suite) : ConciliationTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class ConciliationsInACounty(County suite) : ConciliationTests(suite), IClassFixture<County>;
