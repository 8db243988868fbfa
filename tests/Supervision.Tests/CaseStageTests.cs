using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Supervision.Tests;

public sealed class CaseStageTests
{
    [Theory]
    [InlineData(ProposalState.Submitted, Stage.Submitted)]
    [InlineData(ProposalState.Examined, Stage.Examined)]
    [InlineData(ProposalState.Returned, Stage.Returned)]
    [InlineData(ProposalState.Filed, Stage.Filed)]
    [InlineData(ProposalState.NotFiled, Stage.NotFiled)]
    [InlineData(ProposalState.Merged, Stage.Merged)]
    [InlineData(ProposalState.Withdrawn, Stage.Withdrawn)]
    [InlineData(ProposalState.Draft, Stage.Unspecified)]
    [InlineData(ProposalState.Deleted, Stage.Unspecified)]
    public void Follows_intake_before_hand_over(ProposalState state, Stage stage) =>
        CaseStage.Of(Given.Case(state)).ShouldBe(stage);

    [Fact]
    public void Is_handed_over_until_a_unit_acknowledges()
    {
        CaseStage.Of(Given.Case() with { Assignments = [Given.Assignment()] }).ShouldBe(Stage.HandedOver);
        CaseStage
            .Of(
                Given.Case() with
                {
                    Assignments =
                    [
                        Given.Assignment(),
                        Given.Assignment("a2", AssignmentState.Acknowledged, unit: "u2"),
                    ],
                }
            )
            .ShouldBe(Stage.Handling);
    }

    [Fact]
    public void Falls_back_to_filed_when_the_only_assignment_was_returned() =>
        CaseStage
            .Of(Given.Case() with { Assignments = [Given.Assignment(state: AssignmentState.Returned)] })
            .ShouldBe(Stage.Filed);

    [Fact]
    public void Is_handling_while_two_of_three_separate_units_have_replied()
    {
        var handling = Given.Case() with
        {
            Assignments =
            [
                .. new[] { "a1", "a2", "a3" }.Select(
                    (id, i) =>
                        Given.Assignment(
                            id,
                            i < 2 ? AssignmentState.Replied : AssignmentState.Acknowledged,
                            role: AssignmentRole.Separate,
                            unit: $"u{i}"
                        )
                ),
            ],
            Replies = [Given.Reply("a1", completes: false), Given.Reply("a2", completes: false, unit: "u2")],
        };
        CaseStage.Of(handling).ShouldBe(Stage.Handling);
        CaseStage
            .Of(handling with { Replies = [.. handling.Replies, Given.Reply("a3", unit: "u3")] })
            .ShouldBe(Stage.Replied);
    }

    [Fact]
    public void Is_replied_whether_assignment_or_feedback_says_so_first()
    {
        var handled = Given.Case() with { Assignments = [Given.Assignment(state: AssignmentState.Replied)] };
        CaseStage.Of(handled with { Replies = [Given.Reply()] }).ShouldBe(Stage.Replied);
        CaseStage
            .Of(
                handled with
                {
                    Closing = new ClosingFacts { State = CaseState.AwaitingFeedback, Round = 1 },
                }
            )
            .ShouldBe(Stage.Replied);
    }

    [Fact]
    public void Is_rehandling_from_the_order_on_until_the_new_reply()
    {
        var ordered = Given.Case() with
        {
            Assignments = [Given.Assignment(state: AssignmentState.Replied)],
            Replies = [Given.Reply()],
            Closing = new ClosingFacts { State = CaseState.AwaitingReply, Round = 2 },
        };
        CaseStage.Of(ordered).ShouldBe(Stage.Rehandling);
        var again = ordered with
        {
            Assignments = [.. ordered.Assignments, Given.Assignment("a2", AssignmentState.Acknowledged, round: 2)],
        };
        CaseStage.Of(again).ShouldBe(Stage.Rehandling);
        CaseStage.Of(again with { Closing = null }).ShouldBe(Stage.Rehandling);
        CaseStage.Of(again with { Replies = [Given.Reply(), Given.Reply("a2", 2)] }).ShouldBe(Stage.Replied);
    }

    [Theory]
    [InlineData(CaseState.AwaitingClosure, Stage.AwaitingClosure)]
    [InlineData(CaseState.Closed, Stage.Closed)]
    public void Follows_feedback_after_the_forms(CaseState state, Stage stage) =>
        CaseStage
            .Of(
                Given.Case() with
                {
                    Assignments = [Given.Assignment(state: AssignmentState.Replied)],
                    Replies = [Given.Reply()],
                    Closing = new ClosingFacts { State = state, Round = 1 },
                }
            )
            .ShouldBe(stage);

    [Fact]
    public void Of_a_withdrawn_case_stays_withdrawn_whatever_the_units_did() =>
        CaseStage
            .Of(
                Given.Case(ProposalState.Withdrawn) with
                {
                    Assignments = [Given.Assignment(state: AssignmentState.Acknowledged)],
                }
            )
            .ShouldBe(Stage.Withdrawn);

    public static TheoryData<LedgerRow, Stage> Ledgers =>
        new()
        {
            { new LedgerRow(), Stage.Filed },
            {
                new LedgerRow { HandedOverOn = "2021-03-01" },
                Stage.HandedOver
            },
            {
                new LedgerRow { HandedOverOn = "2021-03-01", AcknowledgedOn = "2021-03-02" },
                Stage.Handling
            },
            {
                new LedgerRow { HandedOverOn = "2021-03-01", RepliedOn = "2021-04-02" },
                Stage.Replied
            },
            {
                new LedgerRow
                {
                    HandedOverOn = "2021-03-01",
                    RepliedOn = "2021-04-02",
                    ResultRating = LedgerRating.Satisfied,
                },
                Stage.AwaitingClosure
            },
            {
                new LedgerRow
                {
                    HandedOverOn = "2021-03-01",
                    RepliedOn = "2021-04-02",
                    Closing = LedgerClosing.Closed,
                },
                Stage.Closed
            },
            {
                new LedgerRow { HandedOverOn = "2021-03-01", Closing = LedgerClosing.CarriedOver },
                Stage.CarriedOver
            },
            {
                new LedgerRow { HandedOverOn = "2021-03-01", Closing = LedgerClosing.Unable },
                Stage.Unable
            },
        };

    [Theory]
    [MemberData(nameof(Ledgers))]
    public void Of_a_ledger_case_follows_the_ledger(LedgerRow row, Stage stage) =>
        CaseStage.Of(Given.Case() with { Ledger = row }).ShouldBe(stage);

    [Fact]
    public void Has_a_chinese_text_of_its_own()
    {
        var texts = Enum.GetValues<Stage>().Select(Words.Of).ToList();
        texts.ShouldAllBe(t => t.Length > 0);
        texts.ShouldBeUnique();
    }
}
