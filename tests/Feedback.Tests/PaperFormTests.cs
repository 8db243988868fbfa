using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Shouldly;
using Xunit;
using static Proposals.Feedback.Tests.Given;

namespace Proposals.Feedback.Tests;

/// <summary>代录 (handbook T83, edge case 44): what holds a form and its case back.</summary>
public class PaperFormTests
{
    private static readonly DateTimeOffset InTime = Open().TooLateAt.AddDays(-3);
    private static readonly FormRow Recorded = Stated(Yes, Yes) with { OnPaper = true, RestateBy = "2026-03-20" };
    private static readonly DateTimeOffset LastDayOver = new(2026, 3, 21, 0, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData(CaseState.AwaitingReply)]
    [InlineData(CaseState.AwaitingFeedback)]
    [InlineData(CaseState.AwaitingClosure)]
    [InlineData(CaseState.Closed)]
    public void A_form_takes_a_paper_in_its_time_also_when_the_rule_has_closed_the_case(CaseState state)
    {
        RecordPaperForm.Refuses(Open(), Case(state), InTime, Policy()).ShouldBeNull();
        RecordPaperForm.Refuses(Stated(Yes, No), Case(state), InTime, Policy()).ShouldBeNull();
    }

    [Fact]
    public void A_form_whose_time_is_over_takes_no_paper()
    {
        foreach (var form in new[] { Open(), Lapsed(), Stated(Yes, Yes) })
            RecordPaperForm
                .Refuses(form, Case(CaseState.AwaitingFeedback), Open().TooLateAt, Policy())
                .ShouldNotBeNull()
                .Reason.ShouldBe(FeedbackRefusals.FormLapsed);
        // The office corrects its own record as long as the proposer may.
        var late = Recorded.TooLateAt.AddDays(1);
        RecordPaperForm
            .Refuses(Recorded with { RestateBy = "2027-01-01" }, Case(CaseState.AwaitingFeedback), late, Policy())
            .ShouldBeNull();
    }

    [Fact]
    public void Nobody_records_or_settles_the_own_rating()
    {
        var form = Open() with { Member = "m1" };
        form.RefusesOwner(Caller.System("c") with { Member = "m1" }).ShouldNotBeNull();
        form.RefusesOwner(Caller.System("c") with { Member = "m2" }).ShouldBeNull();
        form.RefusesOwner(Caller.System("c")).ShouldBeNull();
    }

    [Fact]
    public void What_the_office_has_closed_or_a_new_reply_replaces_stays_as_it_is()
    {
        var form = Recorded;
        ReasonOf(form, Case(CaseState.Closed) with { Reason = "已核实" }).ShouldBe(FeedbackRefusals.CaseClosed);
        ReasonOf(form with { SetAside = true }, Case(CaseState.AwaitingReply)).ShouldBe(FeedbackRefusals.RoundOver);
        ReasonOf(Lapsed(), Case(CaseState.AwaitingFeedback)).ShouldBe(CommonRefusals.MoveNotAllowed);
        ReasonOf(form, Case(CaseState.Closed)).ShouldBeNull();
        // A further round ends what the office may do, and nothing of what the proposer may.
        ReasonOf(form, Case(CaseState.AwaitingReply, 2)).ShouldBeNull();
        foreach (var move in new[] { FormMove.Record, FormMove.Settle })
            form.RefusesChange(Case(CaseState.AwaitingReply, 2), move)
                .ShouldNotBeNull()
                .Reason.ShouldBe(FeedbackRefusals.RoundOver);

        static RefusalReason? ReasonOf(FormRow form, CaseRow row) => form.RefusesChange(row, FormMove.Restate)?.Reason;
    }

    [Fact]
    public void A_proposer_contradicts_up_to_the_last_day_and_presets_nothing()
    {
        var row = Case(CaseState.AwaitingClosure);
        RestateFeedback.Refuses(Recorded, row, LastDayOver.AddMicroseconds(-1), Policy()).ShouldBeNull();
        RestateFeedback
            .Refuses(Recorded, row, LastDayOver, Policy())
            .ShouldNotBeNull()
            .Reason.ShouldBe(FeedbackRefusals.RestatingOver);
        var missing = SubmitFeedback.RefusesRatings(None, No).ShouldNotBeNull();
        (missing.Reason, missing.Field).ShouldBe((FeedbackRefusals.RatingRequired, "work"));
        // What the proposer stated itself, and no paper contradicts, is final.
        RestateFeedback
            .Refuses(Stated(Yes, Yes), row, InTime, Policy())
            .ShouldNotBeNull()
            .Reason.ShouldBe(FeedbackRefusals.RestatingOver);
    }

    [Fact]
    public void The_office_closes_no_case_while_a_proposer_can_contradict_its_paper()
    {
        var row = Case(CaseState.AwaitingClosure);
        var refusal = CloseCase
            .RefusesPaper(row, [Recorded], LastDayOver.AddMicroseconds(-1), Policy())
            .ShouldNotBeNull();
        refusal.Reason.ShouldBe(FeedbackRefusals.ClosingRule);
        refusal.Message.ShouldContain("最迟 2026-03-20 可以更正");
        CloseCase.RefusesPaper(row, [Recorded], LastDayOver, Policy()).ShouldBeNull();
        CloseCase.RefusesPaper(row, [Recorded with { OnPaper = false }], InTime, Policy()).ShouldBeNull();
        // Also where the paper is of an earlier round, until the proposer has said another word about the unit.
        var second = Case(CaseState.AwaitingClosure, 2);
        CloseCase.RefusesPaper(second, [Recorded], InTime, Policy()).ShouldNotBeNull();
        CloseCase
            .RefusesPaper(second, [Recorded, Stated(No, No) with { Id = "later", Round = 2 }], InTime, Policy())
            .ShouldBeNull();
    }

    [Fact]
    public void A_conflict_that_nobody_decided_goes_to_the_office_and_closes_nothing()
    {
        FormRow[] forms = [Stated(Yes, Yes) with { Conflict = true }];
        ClosingRule.Decide(forms, Policy(), 1, allIssued: true, withdrawn: false).Verdict.ShouldBe(Verdict.Refer);
        CloseCase
            .RefusesPaper(Case(CaseState.AwaitingClosure), forms, LastDayOver, Policy())
            .ShouldNotBeNull()
            .Message.ShouldContain("请先裁定以哪一份为准");
        SettlePaperConflict.Refuses(forms[0], Case(CaseState.AwaitingClosure)).ShouldBeNull();
        SettlePaperConflict
            .Refuses(Stated(Yes, Yes), Case(CaseState.AwaitingClosure))
            .ShouldNotBeNull()
            .Reason.ShouldBe(FeedbackRefusals.NoConflict);
    }

    [Fact]
    public void A_paper_is_dated_between_the_reply_and_today()
    {
        var delivered = new DateTimeOffset(2026, 2, 25, 15, 59, 0, TimeSpan.Zero);
        RecordPaperForm.RefusesDay("2026-02-25", delivered, InTime, Policy()).ShouldBeNull();
        RecordPaperForm.RefusesDay("2026-03-09", delivered, InTime, Policy()).ShouldBeNull();
        foreach (var day in new[] { "2026-02-24", "2026-03-10" })
            RecordPaperForm
                .RefusesDay(day, delivered, InTime, Policy())
                .ShouldNotBeNull()
                .Reason.ShouldBe(FeedbackRefusals.PaperDate);
    }
}
