using Proposals.Assignments.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Supervision.Tests;

public sealed class DutyTests
{
    private static IEnumerable<DutyKind> Open(AssignmentFacts assignment, bool isOver = false) =>
        UnitDuty.Of(assignment, isOver).Where(d => d.IsOpen).Select(d => d.Kind);

    [Theory]
    [InlineData(AssignmentState.HandedOver, AssignmentRole.Lead, new[] { DutyKind.Acknowledge, DutyKind.Reply })]
    [InlineData(AssignmentState.HandedOver, AssignmentRole.CoHandle, new[] { DutyKind.Acknowledge, DutyKind.Opinion })]
    [InlineData(AssignmentState.Acknowledged, AssignmentRole.Sole, new[] { DutyKind.Reply })]
    [InlineData(AssignmentState.Acknowledged, AssignmentRole.Separate, new[] { DutyKind.Reply })]
    [InlineData(AssignmentState.Acknowledged, AssignmentRole.CoHandle, new[] { DutyKind.Opinion })]
    [InlineData(AssignmentState.OpinionGiven, AssignmentRole.CoHandle, new DutyKind[0])]
    [InlineData(AssignmentState.Replied, AssignmentRole.Lead, new DutyKind[0])]
    [InlineData(AssignmentState.Returned, AssignmentRole.Lead, new DutyKind[0])]
    [InlineData(AssignmentState.Cancelled, AssignmentRole.Lead, new DutyKind[0])]
    public void Are_open_until_they_are_done(AssignmentState state, AssignmentRole role, DutyKind[] kinds) =>
        Open(Given.Assignment(state: state, role: role)).ShouldBe(kinds);

    [Fact]
    public void Of_a_case_that_is_over_are_closed() =>
        Open(Given.Assignment(state: AssignmentState.Acknowledged, role: AssignmentRole.CoHandle), isOver: true)
            .ShouldBeEmpty();

    [Fact]
    public void Have_ids_made_of_the_assignments() =>
        UnitDuty.Of(Given.Assignment("x"), false).Select(d => d.Id).ShouldBe(["x-acknowledge", "x-answer"]);

    [Fact]
    public void That_are_done_say_when() =>
        UnitDuty
            .Of(Given.Assignment(state: AssignmentState.Replied), false)
            .Select(d => d.DoneAt)
            .ShouldBe([Given.Now, Given.Now.AddDays(20)]);

    [Fact]
    public void Are_urged_about_once_a_day_while_they_are_open()
    {
        var found = new UrgedAssignment
        {
            Id = "x",
            State = AssignmentState.Acknowledged,
            Role = AssignmentRole.Sole,
            AcknowledgedAt = Given.Now,
        };
        UrgeUnit.Decide("x-answer", Of(found), false).Value.ShouldNotBeNull().Kind.ShouldBe(DutyKind.Reply);
        UrgeUnit
            .Decide("x-answer", Of(found), true)
            .Refusal.ShouldNotBeNull()
            .Reason.ShouldBe(SupervisionRefusals.UrgedToday);
        UrgeUnit
            .Decide("x-acknowledge", Of(found), false)
            .Refusal.ShouldNotBeNull()
            .Reason.ShouldBe(SupervisionRefusals.DutyDone);
        UrgeUnit
            .Decide("x-answer", Of(found with { State = AssignmentState.Returned }), false)
            .Refusal.ShouldNotBeNull()
            .Reason.ShouldBe(SupervisionRefusals.DutyDone);
        UrgeUnit
            .Decide("x-answer", Of(found with { ProposalState = ProposalState.Withdrawn }), false)
            .Refusal.ShouldNotBeNull()
            .Reason.ShouldBe(SupervisionRefusals.DutyDone);
        UrgeUnit
            .Decide("x-answer", Of(found with { CaseState = CaseState.Closed }), false)
            .Refusal.ShouldNotBeNull()
            .Reason.ShouldBe(SupervisionRefusals.DutyDone);

        static IReadOnlyList<UnitDuty> Of(UrgedAssignment found) => UnitDuty.Of(found, found.IsOver);
    }
}
