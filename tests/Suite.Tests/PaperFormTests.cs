using Dapper;
using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using GetCaseRequest = Proposals.Supervision.V1.GetCaseRequest;

namespace Proposals.Suite.Tests;

/// <summary>
/// 代录 (handbook T83, edge cases 43 and 44): paper forms, what conflicts with them, and who contradicts; on both
/// engines.
/// </summary>
public abstract class PaperFormTests(WholeSuite suite) : IDisposable
{
    public void Dispose()
    {
        suite.Suite.Clock.MoveTo(TestSuite.Start);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_paper_form_counts_until_its_proposer_contradicts_also_after_the_case_was_closed()
    {
        var (proposal, form) = await AnsweredAsync("关于代录的提案", 2);
        var (office, signer) = (await suite.Cast.Office, await suite.Cast.MemberAsync(2));

        var recorded = await office.Feedback.RecordPaperFormAsync(
            Paper(form, Rating.Satisfied, Rating.MostlySatisfied)
        );

        (
            recorded.State,
            recorded.Work,
            recorded.Result,
            recorded.Comment,
            recorded.OnPaper,
            recorded.Conflict
        ).ShouldBe((FormState.Submitted, Rating.Satisfied, Rating.MostlySatisfied, "见纸质表", true, false));
        // The proposer has the whole period of feedback again to contradict.
        string.CompareOrdinal(recorded.RestateBy, recorded.DueDate).ShouldBeGreaterThanOrEqualTo(0);
        var paper = (await FormAsync(signer, form)).Statements.ShouldHaveSingleItem();
        (paper.Source, paper.PaperDate, paper.Recorder).ShouldBe(
            (StatementSource.Paper, suite.Today, office.Account.Name)
        );
        paper.Scan.FileName.ShouldBe("征询意见表.pdf");
        // Who signed is told, and nobody learns from it what was rated. A unit does not learn who it was at all.
        var told = await ToldAsync(signer, proposal.Name, "代录征询意见表");
        told.ShouldStartWith("代录征询意见表（第 1 轮，对示例区教育局的答复，纸质表日期2026年1月12日，提案者可更正至");
        told.ShouldNotContain("满意");
        var unit = await suite.Cast.UnitAsync(1);
        await suite.RatedAsync(1, proposal.Name, Rating.Satisfied, Rating.Satisfied);
        (await suite.CaseInAsync(proposal.Name, CaseState.Closed)).Result.ShouldBe(Rating.MostlySatisfied);
        await StageAsync(proposal.Name, Stage.Closed);
        (
            await unit.Supervision.GetCaseAsync(new GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) })
        ).Timeline.ShouldNotContain(t => t.Text.Contains("代录", StringComparison.Ordinal));

        // Its own word counts: the case that the rule had closed is handled again.
        var restated = await signer.Feedback.RestateFeedbackAsync(
            Restatement(form, Rating.Dissatisfied, Rating.Dissatisfied)
        );
        (restated.Work, restated.Result, restated.OnPaper).ShouldBe((Rating.Dissatisfied, Rating.Dissatisfied, false));
        (await FormAsync(office, form))
            .Statements.Select(s => (s.Source, s.Result))
            .ShouldBe([(StatementSource.Paper, Rating.MostlySatisfied), (StatementSource.Online, Rating.Dissatisfied)]);
        (await suite.CaseInAsync(proposal.Name, CaseState.AwaitingReply)).Round.ShouldBe(2);
        await StageAsync(proposal.Name, Stage.Rehandling);
        (await ToldAsync(signer, proposal.Name, "再评价")).ShouldBe(
            "再评价（第 1 轮，对示例区教育局的答复），更正纸质代录"
        );
        (
            await Refused.ReasonAsync(
                signer.Feedback.RestateFeedbackAsync(Restatement(form, Rating.Satisfied, Rating.Satisfied))
            )
        ).ShouldBe("RESTATING_OVER");
        (
            await Refused.ReasonAsync(
                office.Feedback.RecordPaperFormAsync(Paper(form, Rating.Satisfied, Rating.Satisfied))
            )
        ).ShouldBe("ROUND_OVER");
    }

    [Fact]
    public async Task A_paper_form_needs_its_scan_its_day_and_both_ratings_and_comes_from_the_office_alone()
    {
        var (_, form) = await AnsweredAsync("关于不能代录的提案", 2);
        var office = await suite.Cast.Office;
        async Task ShouldBeAsync(string reason, Action<RecordPaperFormRequest> change)
        {
            var request = Paper(form, Rating.Satisfied, Rating.Satisfied);
            change(request);
            (await Refused.ReasonAsync(office.Feedback.RecordPaperFormAsync(request))).ShouldBe(reason);
        }

        await ShouldBeAsync("RATING_REQUIRED", r => r.Work = Rating.Unspecified);
        await ShouldBeAsync("RATING_REQUIRED", r => r.Result = Rating.Unspecified);
        await ShouldBeAsync("SCAN_REQUIRED", r => r.Scan = null);
        await ShouldBeAsync("SCAN_NOT_RECEIVED", r => r.Receipt = ByteString.Empty);
        await ShouldBeAsync("SCAN_NOT_RECEIVED", r => r.Scan.FileName = "另一份.pdf");
        await ShouldBeAsync("FIELD_INVALID", r => r.Scan.Sha256 = "ABC");
        await ShouldBeAsync("FIELD_REQUIRED", r => r.PaperDate = "");
        await ShouldBeAsync("FIELD_INVALID", r => r.PaperDate = "2026-02-30");
        await ShouldBeAsync("PAPER_DATE", r => r.PaperDate = "2026-01-11");
        await ShouldBeAsync("PAPER_DATE", r => r.PaperDate = "2026-01-13");
        await ShouldBeAsync("STALE", r => r.Etag = "1234");
        foreach (var person in new[] { await suite.Cast.MemberAsync(2), await suite.Cast.UnitAsync(1) })
            (
                await Refused.ReasonAsync(
                    person.Feedback.RecordPaperFormAsync(Paper(form, Rating.Satisfied, Rating.Satisfied))
                )
            ).ShouldBe("ROLE_REQUIRED");
        (await FormAsync(office, form)).State.ShouldBe(FormState.Open);

        // Time that is over is over for paper too; and so is the time to contradict.
        await office.Feedback.RecordPaperFormAsync(Paper(form, Rating.Satisfied, Rating.Satisfied));
        var other = await suite.FormAsync(1, form.Proposal);
        var cast = await suite.AtAsync(new DateTimeOffset(2026, 3, 31, 9, 0, 0, TimeSpan.FromHours(8)));
        office = await cast.Office;
        foreach (var late in new[] { form, other })
            (
                await Refused.ReasonAsync(
                    office.Feedback.RecordPaperFormAsync(Paper(late, Rating.Satisfied, Rating.Satisfied))
                )
            ).ShouldBe("FORM_LAPSED");
        (
            await Refused.ReasonAsync(
                (await cast.MemberAsync(2)).Feedback.RestateFeedbackAsync(
                    Restatement(form, Rating.Satisfied, Rating.Satisfied)
                )
            )
        ).ShouldBe("RESTATING_OVER");
    }

    [Theory]
    [InlineData(StatementSource.Online, CaseState.Closed, Rating.Satisfied)]
    [InlineData(StatementSource.Paper, CaseState.AwaitingReply, Rating.Dissatisfied)]
    public async Task A_paper_form_that_differs_from_what_was_stated_online_is_decided_by_a_person(
        StatementSource chosen,
        CaseState after,
        Rating result
    )
    {
        var (proposal, form) = await AnsweredAsync($"关于纸质与网上不一致的提案之{chosen}", 1);
        var (office, member) = (await suite.Cast.Office, await suite.Cast.MemberAsync(1));
        await suite.RatedAsync(1, proposal.Name, Rating.Satisfied, Rating.Satisfied);
        (await Refused.ReasonAsync(office.Feedback.SettlePaperConflictAsync(Settlement(form, chosen)))).ShouldBe(
            "NO_CONFLICT"
        );

        var recorded = await office.Feedback.RecordPaperFormAsync(Paper(form, Rating.Satisfied, Rating.Dissatisfied));

        (recorded.Conflict, recorded.OnPaper, recorded.Result).ShouldBe((true, false, Rating.Satisfied));
        (await ToldAsync(member, proposal.Name, "代录征询意见表")).ShouldContain("与网上评价不一致、待裁定");
        // The rule leaves the case to the office, which cannot close it before it has decided.
        await suite.RatedAsync(2, proposal.Name, Rating.Satisfied, Rating.Satisfied);
        var waiting = await suite.CaseInAsync(proposal.Name, CaseState.AwaitingClosure);
        waiting.Result.ShouldBe(Rating.Satisfied, "until then the proposer's own word counts");
        var refused = await Refused.ByAsync(
            office.Feedback.CloseCaseAsync(
                new CloseCaseRequest
                {
                    RequestId = Call.NewId(),
                    Name = waiting.Name,
                    Reason = "办结",
                }
            )
        );
        (Call.ReasonOf(refused), Call.MessageOf(refused)).ShouldBe(
            ("CLOSING_RULE", "有 1 份征询意见表的纸质评价与网上评价不一致，请先裁定以哪一份为准，再办结。")
        );
        (await Refused.ReasonAsync(member.Feedback.SettlePaperConflictAsync(Settlement(form, chosen)))).ShouldBe(
            "ROLE_REQUIRED"
        );
        foreach (var bad in new[] { Settlement(form, default), Settlement(form, chosen, "") })
            (await Refused.ReasonAsync(office.Feedback.SettlePaperConflictAsync(bad))).ShouldBe("FIELD_REQUIRED");

        var settled = await office.Feedback.SettlePaperConflictAsync(Settlement(form, chosen));

        (settled.Conflict, settled.OnPaper, settled.Result, settled.Settlement).ShouldBe(
            (false, chosen == StatementSource.Paper, result, "与提案者电话核实")
        );
        (await FormAsync(member, form))
            .Statements.Select(s => (s.Source, s.Result))
            .ShouldBe([(StatementSource.Online, Rating.Satisfied), (StatementSource.Paper, Rating.Dissatisfied)]);
        await suite.CaseInAsync(proposal.Name, after);
        (await ToldAsync(member, proposal.Name, "裁定评价")).ShouldContain(
            chosen == StatementSource.Paper ? "以纸质代录为准" : "以网上填写为准"
        );
    }

    // A further round was ordered by another proposer while the paper could still be contradicted.
    [Fact]
    public async Task A_paper_form_that_a_further_round_overtook_is_contradicted_and_the_figures_follow()
    {
        var (proposal, form) = await AnsweredAsync("关于代录后又重新办理的提案", 2);
        var (office, signer) = (await suite.Cast.Office, await suite.Cast.MemberAsync(2));
        await office.Feedback.RecordPaperFormAsync(Paper(form, Rating.Satisfied, Rating.Satisfied));
        await suite.RatedAsync(1, proposal.Name, Rating.Dissatisfied, Rating.Satisfied);
        (await suite.CaseInAsync(proposal.Name, CaseState.AwaitingReply)).Round.ShouldBe(2);

        await signer.Feedback.RestateFeedbackAsync(Restatement(form, Rating.Satisfied, Rating.Dissatisfied));

        (await FormAsync(office, form))
            .Statements.Select(s => (s.Source, s.Result))
            .ShouldBe([(StatementSource.Paper, Rating.Satisfied), (StatementSource.Online, Rating.Dissatisfied)]);
        // What stood in the closed round follows, and what stands now; the round that was ordered goes on.
        await RatedAsync(1, Rating.Dissatisfied, Rating.Dissatisfied);
        await RatedAsync(2, Rating.Dissatisfied, Rating.Dissatisfied);
        (await suite.CaseInAsync(proposal.Name, CaseState.AwaitingReply)).Round.ShouldBe(2);
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
        foreach (var member in new[] { 1, 2 })
            await suite.RatedAsync(member, proposal.Name, Rating.Satisfied, Rating.Satisfied, round: 2);
        (await suite.CaseInAsync(proposal.Name, CaseState.Closed)).Result.ShouldBe(Rating.Satisfied);
        await RatedAsync(2, Rating.Satisfied, Rating.Satisfied);
        await RatedAsync(1, Rating.Dissatisfied, Rating.Dissatisfied);

        Task RatedAsync(int round, Rating work, Rating result) =>
            Call.UntilAsync(
                $"round {round}: {work}, {result}",
                async () =>
                {
                    await using var reader = await suite.Suite.Service("supervision").Database.OpenReaderAsync(default);
                    var rated = await reader.QueryFirstOrDefaultAsync<(long Work, long Result)>(
                        "SELECT work, result FROM rating_facts WHERE committee = @Committee AND proposal = @id "
                            + "AND round = @round AND unit = ''",
                        new
                        {
                            suite.Cast.Committee,
                            id = proposal.Name.Split('/')[3],
                            round,
                        }
                    );
                    return rated == ((long)work, (long)result) ? "" : null;
                }
            );
    }

    [Fact]
    public async Task A_paper_form_that_says_the_same_as_the_online_one_changes_nothing()
    {
        var (proposal, form) = await AnsweredAsync("关于纸质与网上一致的提案", 1);
        var office = await suite.Cast.Office;
        await suite.RatedAsync(1, proposal.Name, Rating.Satisfied, Rating.Satisfied);
        await suite.RatedAsync(2, proposal.Name, Rating.Satisfied, Rating.Satisfied);
        var closed = await suite.CaseInAsync(proposal.Name, CaseState.Closed);

        var recorded = await office.Feedback.RecordPaperFormAsync(Paper(form, Rating.Satisfied, Rating.Satisfied));

        // There is nothing to contradict.
        (recorded.Conflict, recorded.OnPaper, recorded.RestateBy).ShouldBe((false, false, ""));
        (await FormAsync(office, form)).Statements.Count.ShouldBe(2);
        (await ToldAsync(await suite.Cast.MemberAsync(1), proposal.Name, "代录征询意见表")).ShouldNotContain("更正");
        (await suite.CaseInAsync(proposal.Name, CaseState.Closed)).Etag.ShouldBe(closed.Etag);
    }

    [Fact]
    public async Task The_gateway_alone_asks_which_files_are_scans()
    {
        var (_, form) = await AnsweredAsync("关于扫描件的提案", 2);
        var paper = Paper(form, Rating.Satisfied, Rating.Satisfied);
        await (await suite.Cast.Office).Feedback.RecordPaperFormAsync(paper);
        var other = PaperRequest.NewHash();
        var asking = new FindScansRequest
        {
            Committee = "committees/" + suite.Cast.Committee,
            Sha256 = { other, paper.Scan.Sha256 },
        };
        var gatewayItself = suite.Suite.Suite.Operator(suite.Suite.Secret).Feedback;

        var answer = await gatewayItself.FindScansAsync(asking);

        answer.Sha256.ShouldBe([paper.Scan.Sha256]);
        answer.AsOf.ShouldContain(p => p.Source == "feedback" && p.Position_ > 0);
        foreach (var person in new[] { await suite.Cast.MemberAsync(2), await suite.Cast.Office })
            (await Refused.ReasonAsync(person.Feedback.FindScansAsync(asking))).ShouldBe("ROLE_REQUIRED");
        asking.Sha256.Add("ABC");
        (await Refused.ReasonAsync(gatewayItself.FindScansAsync(asking))).ShouldBe("FIELD_INVALID");
        asking.Sha256.Clear();
        asking.Sha256.AddRange(Enumerable.Repeat(other, FileRules.MaxAsked + 1));
        (await Refused.ReasonAsync(gatewayItself.FindScansAsync(asking))).ShouldBe("FIELD_INVALID");
    }

    /// <summary>A case with one reply, and the form of one of its two proposers.</summary>
    private async Task<(Proposal Proposal, FeedbackForm Form)> AnsweredAsync(string subject, int member)
    {
        var proposal = await suite.FiledAsync(subject);
        await suite.AnsweredAsync(1, (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0]);
        await suite.FormAsync(3 - member, proposal.Name);
        return (proposal, await suite.FormAsync(member, proposal.Name));
    }

    private RecordPaperFormRequest Paper(FeedbackForm form, Rating work, Rating result) =>
        PaperRequest.Of(suite, form, work, result);

    private static RestateFeedbackRequest Restatement(FeedbackForm form, Rating work, Rating result) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = form.Name,
            Work = work,
            Result = result,
        };

    private static SettlePaperConflictRequest Settlement(
        FeedbackForm form,
        StatementSource source,
        string reason = "与提案者电话核实"
    ) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = form.Name,
            Source = source,
            Reason = reason,
        };

    private static async Task<FeedbackForm> FormAsync(Person person, FeedbackForm form) =>
        await person.Feedback.GetFeedbackFormAsync(new GetFeedbackFormRequest { Name = form.Name });

    private static async Task<string> ToldAsync(Person person, string proposal, string beginning) =>
        await Call.UntilAsync(
            beginning,
            async () =>
                (await person.Supervision.ListNoticesAsync(new ListNoticesRequest { PageSize = 200 }))
                    .Notices.FirstOrDefault(n =>
                        n.Proposal == proposal && n.Entry.Text.StartsWith(beginning, StringComparison.Ordinal)
                    )
                    ?.Entry.Text
        );

    private async Task StageAsync(string proposal, Stage stage)
    {
        var office = await suite.Cast.Office;
        await Call.UntilAsync(
            $"{stage}",
            async () =>
                (
                    await office.Supervision.GetCaseAsync(new GetCaseRequest { Name = WholeSuite.CaseName(proposal) })
                ).Stage == stage
                    ? ""
                    : null
        );
    }
}

[Collection("laptop")]
public sealed class PaperFormsOnALaptop(Laptop suite) : PaperFormTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class PaperFormsInACounty(County suite) : PaperFormTests(suite), IClassFixture<County>;
