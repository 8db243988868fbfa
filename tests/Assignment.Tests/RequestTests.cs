using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments.Tests;

public sealed class RequestReturnTests
{
    [Fact]
    // edge case 18
    public void Is_accepted_until_the_last_moment_of_the_window() => Refuses("2026-03-09 23:59:59").ShouldBeNull();

    [Fact]
    public void Is_refused_from_the_next_day_on_without_adjustment()
    {
        Refuses("2026-03-10 00:00").ShouldNotBeNull().Reason.Code.ShouldBe("RETURN_WINDOW_CLOSED");
        Refuses("2026-03-10 00:00")!.Message.ShouldContain("逾期不作调整");
    }

    [Fact]
    public void Is_open_to_a_co_handling_unit_too() =>
        Refuses("2026-03-05 10:00", role: AssignmentRole.CoHandle).ShouldBeNull();

    [Fact]
    public void Waits_for_the_earlier_request() =>
        Refuses("2026-03-05 10:00", pending: true).ShouldNotBeNull().Reason.ShouldBe(AssignmentRefusals.ReturnPending);

    [Fact]
    public void Ends_after_so_many_approved_returns_of_the_case() // edge case 21
    {
        Refuses("2026-03-05 10:00", approved: 1).ShouldBeNull();
        Refuses("2026-03-05 10:00", approved: 2).ShouldNotBeNull().Reason.ShouldBe(AssignmentRefusals.TooManyReturns);
    }

    private static Refusal? Refuses(
        string now,
        bool pending = false,
        long approved = 0,
        AssignmentRole role = AssignmentRole.Sole
    ) => RequestReturn.Refuses(Given.Assignment(role: role), pending, approved, maxReturns: 2, Given.Moment(now));
}

public sealed class ReassignmentTests
{
    [Fact]
    public void Goes_to_a_unit_that_does_not_handle_the_case_yet() =>
        ApproveReturn.Refuses([Given.Assignment("u1")], "u2").ShouldBeNull();

    [Theory]
    [InlineData("u1")]
    [InlineData("u2")]
    public void Does_not_go_to_a_unit_with_a_live_task_in_the_case(string successor) =>
        ApproveReturn
            .Refuses(
                [Given.Assignment("u1"), Given.Assignment("u2", AssignmentRole.CoHandle, AssignmentState.OpinionGiven)],
                successor
            )
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.UnitsConflict);

    [Fact]
    public void May_go_back_to_a_unit_that_returned_it() =>
        ApproveReturn
            .Refuses([Given.Assignment("u1", state: AssignmentState.Returned), Given.Assignment("u2")], "u1")
            .ShouldBeNull();
}

public sealed class RequestExtensionTests
{
    [Fact]
    public void Is_accepted_on_the_due_date_itself() => Refuses("2026-06-02 23:59:59", "2026-06-30").ShouldBeNull();

    [Fact]
    public void Is_refused_after_the_due_date() =>
        // edge case 22
        Refuses("2026-06-03 00:00", "2026-06-30").ShouldNotBeNull().Reason.ShouldBe(AssignmentRefusals.Overdue);

    [Theory]
    [InlineData("2026-06-02")]
    [InlineData("2026-05-30")]
    public void Is_for_a_later_day(string until) =>
        Refuses("2026-05-20 09:00", until).ShouldNotBeNull().Reason.ShouldBe(AssignmentRefusals.NotLater);

    [Fact]
    public void Does_not_go_beyond_the_cap() // edge case 23
    {
        Refuses("2026-05-20 09:00", "2026-09-02").ShouldBeNull();
        Refuses("2026-05-20 09:00", "2026-09-03")
            .ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                r => r.Reason.Code.ShouldBe("BEYOND_CAP"),
                r => r.Message.ShouldContain("2026-09-02")
            );
    }

    [Fact]
    public void Waits_for_the_earlier_request() =>
        Refuses("2026-05-20 09:00", "2026-06-30", ExtensionRequestState.Denied, ExtensionRequestState.Pending)
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.ExtensionPending);

    [Fact]
    public void Counts_what_was_granted_and_not_what_was_denied()
    {
        Refuses("2026-05-20 09:00", "2026-06-30", ExtensionRequestState.Denied, ExtensionRequestState.Denied)
            .ShouldBeNull();
        Refuses("2026-05-20 09:00", "2026-06-30", ExtensionRequestState.Granted)
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.TooManyExtensions);
    }

    private static Refusal? Refuses(string now, string until, params ExtensionRequestState[] earlier) =>
        RequestExtension.Refuses(
            Given.Assignment(),
            until,
            earlier,
            maxExtensions: 1,
            Given.Day("2026-09-02"),
            Given.Moment(now)
        );
}

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
