using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Supervision.Tests;

public sealed class CaseFactsTests
{
    private static CountedCase Of(CaseRecord c, Action<PolicyProfile>? change = null) =>
        CountedCase.Of(c, Given.Rules(change), FiledConvention.Inclusive, Given.Now);

    [Fact]
    public void Take_the_latest_ratings_that_feedback_told()
    {
        var rated = Given.Case() with
        {
            Forms = [Given.Form(), Given.Form(round: 2)],
            Ratings =
            [
                Given.Rated(Rating.Dissatisfied, Rating.Dissatisfied),
                Given.Rated(Rating.MostlySatisfied, Rating.Satisfied, round: 2),
                Given.Rated(Rating.Satisfied, Rating.Satisfied, round: 2, unit: "u1"),
            ],
        };
        (Of(rated).Work, Of(rated).Result).ShouldBe((Rating.MostlySatisfied, Rating.Satisfied));
    }

    [Fact]
    public void Keep_the_rating_of_an_earlier_round_until_a_later_one_is_told()
    {
        foreach (var state in new[] { FormState.Open, FormState.Lapsed })
        {
            var again = Given.Case() with
            {
                Forms = [Given.Form(), Given.Form(round: 2, state: state)],
                Ratings =
                [
                    Given.Rated(Rating.Dissatisfied, Rating.MostlySatisfied),
                    Given.Rated(Rating.Dissatisfied, Rating.MostlySatisfied, unit: "u1"),
                ],
            };
            (Of(again).Work, Of(again).Result).ShouldBe((Rating.Dissatisfied, Rating.MostlySatisfied));
        }
    }

    [Fact]
    public void Rate_each_unit_by_the_latest_round_it_answered_in()
    {
        var facts = Of(
            Given.Case() with
            {
                Assignments =
                [
                    Given.Assignment(state: AssignmentState.Replied),
                    Given.Assignment("a2", AssignmentState.Replied, unit: "u2"),
                ],
                Forms = [Given.Form(), Given.Form(unit: "u2"), Given.Form(round: 2, unit: "u2")],
                Ratings =
                [
                    Given.Rated(Rating.Satisfied, Rating.MostlySatisfied, unit: "u1"),
                    Given.Rated(Rating.Dissatisfied, Rating.Dissatisfied, unit: "u2"),
                    Given.Rated(Rating.Satisfied, Rating.Satisfied, round: 2, unit: "u2"),
                ],
            }
        );
        facts
            .Units.Select(u => (u.Unit, u.Work, u.Result))
            .ShouldBe([("u1", Rating.Satisfied, Rating.MostlySatisfied), ("u2", Rating.Satisfied, Rating.Satisfied)]);
    }

    [Fact]
    public void Never_take_silence_for_satisfaction()
    {
        Of(Given.Case() with { Forms = [Given.Form(state: FormState.Lapsed)] }).Work.ShouldBe(Rating.Unspecified);
        Of(Given.Case()).Work.ShouldBe(Rating.Unspecified);
    }

    [Fact]
    public void Take_the_lowest_class_of_several_units_and_the_last_of_each()
    {
        CountedCase
            .OutcomeOf(
                [
                    Given.Reply(outcome: "A"),
                    Given.Reply("a2", unit: "u2", outcome: "C"),
                    Given.Reply("a3", unit: "u3", outcome: "B"),
                ],
                Given.Policy()
            )
            .ShouldBe("C");
        CountedCase
            .OutcomeOf([Given.Reply(outcome: "C"), Given.Reply("a2", round: 2, outcome: "A", day: 40)], Given.Policy())
            .ShouldBe("A");
        CountedCase.OutcomeOf([], Given.Policy()).ShouldBe("");
    }

    [Fact]
    public void Are_on_time_up_to_the_end_of_the_due_day()
    {
        var due = Given.Assignment(state: AssignmentState.Replied);
        CaseRecord Replied(DateTimeOffset at) =>
            Given.Case() with
            {
                Assignments = [due with { CompletedAt = at }],
                Replies = [Given.Reply()],
            };
        Of(Replied(due.AnswerTooLateAt.AddTicks(-10))).RepliedOnTime.ShouldBeTrue();
        Of(Replied(due.AnswerTooLateAt)).RepliedOnTime.ShouldBeFalse();
        Of(Replied(due.AnswerTooLateAt)).Replied.ShouldBeTrue();
        // A late reply that was sent back has a later day now, and stays late (handbook T90).
        due = due with
        {
            AnsweredLate = true,
        };
        Of(Replied(due.AnswerTooLateAt.AddTicks(-10))).RepliedOnTime.ShouldBeFalse();
    }

    [Fact]
    public void Ask_nothing_of_a_unit_that_returned_the_case()
    {
        var facts = Of(
            Given.Case() with
            {
                Assignments =
                [
                    Given.Assignment("a0", AssignmentState.Returned, unit: "u0"),
                    Given.Assignment(state: AssignmentState.Replied),
                    Given.Assignment("a2", AssignmentState.Acknowledged, role: AssignmentRole.CoHandle, unit: "u2"),
                ],
                Replies = [Given.Reply()],
                Forms = [Given.Form()],
                Ratings = [Given.Rated(Rating.Satisfied, Rating.MostlySatisfied, unit: "u1")],
            }
        );
        facts.Units.ShouldBe([
            new CountedUnit("u1", true, false, true, Rating.Satisfied, Rating.MostlySatisfied) { OutcomeClass = "A" },
            new CountedUnit("u2", false, true, false, Rating.Unspecified, Rating.Unspecified),
        ]);
        facts.RepliedOnTime.ShouldBeTrue();
    }

    [Fact]
    public void Stay_replied_while_the_case_is_handled_again() =>
        Of(
                Given.Case() with
                {
                    Assignments = [Given.Assignment(state: AssignmentState.Replied), Given.Assignment("a2", round: 2)],
                    Replies = [Given.Reply()],
                }
            )
            .ShouldSatisfyAllConditions(c => c.Replied.ShouldBeTrue(), c => c.Round.ShouldBe(2));

    [Fact]
    public void Come_from_a_ledger_just_the_same()
    {
        var row = new LedgerRow
        {
            Decision = LedgerDecision.Filed,
            Unit = "u1",
            CoUnits = { "u2" },
            HandedOverOn = "2026-03-04",
            RepliedOn = "2026-06-04",
            OutcomeClass = "B",
            WorkRating = LedgerRating.Satisfied,
            ResultRating = LedgerRating.MostlySatisfied,
            Closing = LedgerClosing.Closed,
            Contact = "面谈",
        };
        var facts = Of(Given.Case() with { Ledger = row });
        facts.ShouldSatisfyAllConditions(
            c => c.HandedOver.ShouldBeTrue(),
            c => c.Replied.ShouldBeTrue(),
            c => c.RepliedOnTime.ShouldBeTrue(),
            c => c.Closed.ShouldBeTrue(),
            c => c.Contacted.ShouldBeTrue(),
            c => c.OutcomeClass.ShouldBe("B"),
            c => c.Work.ShouldBe(Rating.Satisfied),
            c => c.Result.ShouldBe(Rating.MostlySatisfied),
            c => c.Asked.ShouldBeTrue(),
            c => c.Units.Select(u => u.Unit).ShouldBe(["u1", "u2"])
        );
        // 2026-03-04 and three months is 2026-06-04, a Thursday.
        Of(Given.Case() with { Ledger = new LedgerRow(row) { RepliedOn = "2026-06-05" } })
            .RepliedOnTime.ShouldBeFalse();
        Of(Given.Case() with { Ledger = new LedgerRow(row) { HandedOverOn = "" } }).RepliedOnTime.ShouldBeFalse();
    }

    [Fact]
    public void Take_every_rating_of_a_ledger_by_its_word()
    {
        var ratings = Enum.GetValues<LedgerRating>();
        ratings.Select(r => Words.Of(CountedCase.RatingOf(r))).ShouldBe(ratings.Select(r => Words.Of(r)));
        ratings.Select(CountedCase.RatingOf).ShouldBe(Enum.GetValues<Rating>(), ignoreOrder: true);
        CountedCase.RatingOf((LedgerRating)99).ShouldBe(Rating.Unspecified);
    }

    [Fact]
    public void Of_a_ledger_row_with_values_that_nobody_knows_are_shown_and_count_as_not_stated()
    {
        var row = new LedgerRow
        {
            Decision = (LedgerDecision)99,
            SessionKind = (SessionKind)99,
            ProposerKind = (ProposerKind)99,
            HandedOverOn = "9999-12-30",
            RepliedOn = "9999-12-31",
            WorkRating = (LedgerRating)99,
            ResultRating = (LedgerRating)(-1),
            Closing = (LedgerClosing)99,
        };
        var record = Given.Case() with { Ledger = row };
        var bySession = Given.Rules(p => p.Reply[0].SessionKind = SessionKind.InSession);

        var facts = CountedCase.Of(record, bySession, FiledConvention.Inclusive, Given.Now);

        (facts.Work, facts.Result, facts.RepliedOnTime).ShouldBe((Rating.Unspecified, Rating.Unspecified, false));
        CaseStage.Of(record).ShouldBe(Stage.Replied);
        TimelineSentence.Of(new LedgerCaseImported { Row = row }, Given.Labels()).ShouldBe("导入台账，未知（99）");
        CountedCase.Of(record, Given.Rules(), FiledConvention.Inclusive, Given.Now).RepliedOnTime.ShouldBeFalse();
    }

    [Theory]
    [InlineData(LedgerDecision.Redirected, "letter", ProposalState.NotFiled, "letter", true)]
    [InlineData(LedgerDecision.Redirected, "", ProposalState.NotFiled, "suggestion", true)]
    [InlineData(LedgerDecision.NotFiled, "", ProposalState.NotFiled, "not-filed", false)]
    [InlineData(LedgerDecision.Filed, "filed", ProposalState.Withdrawn, "withdrawn", false)]
    [InlineData(LedgerDecision.Filed, "filed", ProposalState.Merged, "merged", false)]
    public void Know_the_outcome_of_examination_by_the_ledger_as_long_as_its_state_stands(
        LedgerDecision decision,
        string outcome,
        ProposalState state,
        string examination,
        bool redirected
    )
    {
        var facts = Of(
            Given.Case(state) with
            {
                Ledger = new LedgerRow { Decision = decision, Outcome = outcome },
            }
        );

        (facts.Examination, facts.Redirected).ShouldBe((examination, redirected));
    }

    [Fact]
    public void Know_the_outcome_of_examination_of_a_case_of_this_system()
    {
        Of(Given.Case()).Examination.ShouldBe("filed");
        Of(Given.Case(ProposalState.Submitted)).Examination.ShouldBe("");
        Of(
            Given.Case(),
            p => p.ExaminationOutcomes.Add(new ExaminationOutcome { Code = "x", Effect = ExaminationEffect.Filed })
        )
            .Examination.ShouldBe("x");
    }
}
