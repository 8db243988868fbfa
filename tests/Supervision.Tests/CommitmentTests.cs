using Proposals.Assignments.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Supervision.Tests;

public sealed class CommitmentTests
{
    private static CommitmentFacts Promise(
        CommitmentState state,
        string due = "2026-03-10",
        string? first = null,
        int provenOn = 0
    ) =>
        new()
        {
            Id = $"m-{state}-{due}-{provenOn}",
            Proposal = "p",
            Assignment = "a1",
            Unit = "u1",
            PolicyVersion = 1,
            State = state,
            DueDate = due,
            TooLateAt = Given.EndOf(due),
            FirstTooLateAt = Given.EndOf(first ?? due),
            ProvenAt = provenOn > 0 ? Given.Now.AddDays(provenOn) : DateTimeOffset.UnixEpoch,
            Role = AssignmentRole.Sole,
            Round = 1,
        };

    private static CaseRecord Closed(params CommitmentFacts[] promised) =>
        Given.Case() with
        {
            Assignments = [Given.Assignment(state: AssignmentState.Replied)],
            Replies = [Given.Reply(outcome: "B")],
            Closing = new ClosingFacts { State = CaseState.Closed, Round = 1 },
            Commitments = promised,
        };

    private static CountedCase Counted(CaseRecord c, DateTimeOffset now) =>
        CountedCase.Of(c, Given.Rules(), Given.Policy().FiledConvention, now);

    [Theory]
    [InlineData(CommitmentState.Open, 0, Light.Red, true)]
    [InlineData(CommitmentState.Open, 30, Light.Green, false)]
    [InlineData(CommitmentState.Overdue, 0, Light.Red, true)]
    [InlineData(CommitmentState.Proven, 0, Light.Unspecified, false)]
    [InlineData(CommitmentState.Fulfilled, 0, Light.Unspecified, false)]
    [InlineData(CommitmentState.Void, 0, Light.Unspecified, false)]
    // handbook 4.6, edge case 31
    public void Light_up_until_there_is_proof_also_after_the_case_was_closed(
        CommitmentState state,
        int daysLeft,
        Light light,
        bool overdue
    )
    {
        var now = Given.Now.AddDays(7 - daysLeft);
        var counted = Counted(Closed(Promise(state)), now);
        (counted.Light, counted.Overdue).ShouldBe((light, overdue));
    }

    [Fact]
    public void Are_duties_with_ids_of_their_own()
    {
        var duty = UnitDuty.Of(Promise(CommitmentState.Overdue)).ShouldHaveSingleItem();
        (duty.Id, duty.Kind, duty.IsOpen, duty.DoneAt).ShouldBe(
            ("m-Overdue-2026-03-10-0-commitment", DutyKind.Commitment, true, null)
        );
        UnitDuty
            .Of(Promise(CommitmentState.Proven, provenOn: 2))
            .ShouldHaveSingleItem()
            .DoneAt.ShouldBe(Given.Now.AddDays(2));
        UnitDuty.Of(Promise(CommitmentState.Void)).ShouldBeEmpty();
        Given.Labels().OfDuty(duty.Id).ShouldBe("承诺事项");
        UrgeUnit.Decide(duty.Id, [duty], false).Value.ShouldNotBeNull().Kind.ShouldBe(DutyKind.Commitment);
    }

    [Fact]
    public void Count_as_kept_when_the_proof_came_by_the_promised_day_and_was_confirmed()
    {
        var c = Counted(
            Closed(
                // Kept; late; kept late though a new day was agreed to; not confirmed; not due yet; void.
                Promise(CommitmentState.Fulfilled, provenOn: 2),
                Promise(CommitmentState.Fulfilled, provenOn: 9),
                Promise(CommitmentState.Fulfilled, "2026-04-10", first: "2026-03-10", provenOn: 10),
                Promise(CommitmentState.Proven, provenOn: 3),
                Promise(CommitmentState.Open, "2026-06-01"),
                Promise(CommitmentState.Overdue),
                Promise(CommitmentState.Void)
            ),
            Given.Now.AddDays(14)
        );
        var values = FigureCount
            .Compute(Figures.All([("B", "")]), [c])
            .Where(v => v.Definition.PerCommitment)
            .ToDictionary(v => v.Definition.Id, v => (v.Numerator, v.Denominator, v.Percent));

        values.ShouldBe(
            new Dictionary<string, (long, long, string)>
            {
                ["commitments"] = (6, 0, ""),
                ["commitments_fulfilled"] = (3, 0, ""),
                ["commitments_overdue"] = (1, 0, ""),
                ["commitment_rate"] = (1, 5, "20.0"),
            },
            ignoreOrder: true
        );
        // A case is behind a figure as often as it counts it, and a case that is not handled never.
        var rate = Figures.All([]).Single(f => f.Id == "commitment_rate");
        FigureCount.Behind(rate, "", FigurePart.Denominator, [c]).Count().ShouldBe(5);
        FigureCount
            .Behind(rate, "", FigurePart.Denominator, [c with { State = ProposalState.Withdrawn }])
            .ShouldBeEmpty();
    }
}
