using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments.Tests;

public sealed class ReleaseCoHandlerTests
{
    [Fact]
    public void Is_for_a_co_handling_unit_that_still_owes_its_opinion()
    {
        ReleaseCoHandler.Refuses(Given.Assignment(role: AssignmentRole.CoHandle)).ShouldBeNull();
        foreach (var role in new[] { AssignmentRole.Lead, AssignmentRole.Sole, AssignmentRole.Separate })
            ReleaseCoHandler
                .Refuses(Given.Assignment(role: role))
                .ShouldNotBeNull()
                .Reason.ShouldBe(AssignmentRefusals.NotCoHandling);
        ReleaseCoHandler
            .Refuses(Given.Assignment(role: AssignmentRole.CoHandle, state: AssignmentState.OpinionGiven))
            .ShouldNotBeNull()
            .Reason.ShouldBe(CommonRefusals.MoveNotAllowed);
    }
}
