using Proposals.Assignments.V1;

namespace Proposals.Assignments.Tests;

public sealed class CopiesTests
{
    private static readonly AssignmentRow Lead = Given.Assignment("u1", AssignmentRole.Lead);

    private static readonly AssignmentRow[] OfCase =
    [
        Lead,
        Given.Assignment("u2", AssignmentRole.CoHandle, AssignmentState.OpinionGiven),
        Given.Assignment("u3", AssignmentRole.CoHandle, AssignmentState.Returned),
        Given.Assignment("u4", AssignmentRole.CoHandle, AssignmentState.Cancelled),
    ];

    // Handbook T73.
    [Fact]
    public void Go_to_the_other_units_that_have_the_case_and_to_nobody_else()
    {
        Copies.RefusesUnits([], Lead, OfCase).ShouldBeNull();
        Copies.RefusesUnits(["u2"], Lead, OfCase).ShouldBeNull();
        foreach (var unit in new[] { "u1", "u3", "u4", "u9" })
            Copies
                .RefusesUnits(["u2", unit], Lead, OfCase)
                .ShouldNotBeNull()
                .ShouldSatisfyAllConditions(
                    r => r.Reason.ShouldBe(AssignmentRefusals.CopyNotOfCase),
                    r => r.Field.ShouldBe("copied_units")
                );
    }

    [Fact]
    public void Go_to_each_once()
    {
        Copies
            .RefusesUnits(["u2", "u2"], Lead, OfCase)
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.UnitsConflict);
        Copies.RefusesOffices([CopiedOffice.ProposalsCommittee, CopiedOffice.Supervision]).ShouldBeNull();
        foreach (
            var wrong in new CopiedOffice[][]
            {
                [CopiedOffice.Supervision, CopiedOffice.Supervision],
                [CopiedOffice.Unspecified],
                [(CopiedOffice)9],
            }
        )
            Copies.RefusesOffices(wrong).ShouldNotBeNull().Field.ShouldBe("copied_offices");
    }
}
