using Proposals.Assignments.V1;

namespace Proposals.Assignments.Tests;

public sealed class ExtendedAssignmentTests
{
    [Fact]
    public void Has_a_new_due_date_and_keeps_the_first_one()
    {
        var before = Given.Assignment() with { OriginalDue = Given.DueOn("2026-06-02") };
        var due = new DueDate
        {
            Date = "2026-06-30",
            TooLateAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Given.Moment("2026-07-01 00:00")),
        };
        var after = before.After(
            AssignmentMove.GrantExtension,
            new ExtensionGranted { Due = due },
            Given.Moment("2026-05-20 09:00")
        );
        (after.Due.Text, after.Due.TooLateAt, after.OriginalDue.Text, after.State).ShouldBe(
            ("2026-06-30", Given.Moment("2026-07-01 00:00"), "2026-06-02", AssignmentState.Acknowledged)
        );
    }
}
