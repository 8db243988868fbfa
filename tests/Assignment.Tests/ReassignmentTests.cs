using Proposals.Assignments.V1;

namespace Proposals.Assignments.Tests;

public sealed class ReassignmentTests
{
    [Fact]
    public void Goes_to_a_unit_that_does_not_handle_the_case_yet() =>
        Reassignment.Refuses([Given.Assignment("u1")], "u2").ShouldBeNull();

    [Theory]
    [InlineData("u1")]
    [InlineData("u2")]
    public void Does_not_go_to_a_unit_with_a_live_task_in_the_case(string successor) =>
        Reassignment
            .Refuses(
                [Given.Assignment("u1"), Given.Assignment("u2", AssignmentRole.CoHandle, AssignmentState.OpinionGiven)],
                successor
            )
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.UnitsConflict);

    [Fact]
    public void May_go_back_to_a_unit_that_returned_it() =>
        Reassignment
            .Refuses([Given.Assignment("u1", state: AssignmentState.Returned), Given.Assignment("u2")], "u1")
            .ShouldBeNull();
}
