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

    [Fact]
    public void Is_not_for_a_unit_that_a_leader_appointed() // edge case 21
    {
        var appointed = Given.Assignment() with { Decision = "分管领导决定" };
        RequestReturn
            .Refuses(appointed, pending: false, approved: 0, maxReturns: 2, Given.Moment("2026-03-05 10:00"))
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.UnitDecided);
    }

    private static Refusal? Refuses(
        string now,
        bool pending = false,
        long approved = 0,
        AssignmentRole role = AssignmentRole.Sole
    ) => RequestReturn.Refuses(Given.Assignment(role: role), pending, approved, maxReturns: 2, Given.Moment(now));
}
