using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments.Tests;

public sealed class RequestExtensionTests
{
    // The first and the last microsecond that the column keeps.
    [Theory]
    [InlineData("2026-06-02 23:59:59.999999", true)]
    [InlineData("2026-06-03 00:00:00.000000", false)]
    [InlineData("2026-06-03 00:00:00.000001", false)]
    public void Is_decided_to_the_microsecond(string now, bool accepted) =>
        (Refuses(now, "2026-06-30") is null).ShouldBe(accepted);

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
    public void Counts_what_was_granted_and_not_what_was_denied_or_taken_back()
    {
        Refuses("2026-05-20 09:00", "2026-06-30", ExtensionRequestState.Denied, ExtensionRequestState.Recalled)
            .ShouldBeNull();
        Refuses("2026-05-20 09:00", "2026-06-30", ExtensionRequestState.Granted)
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.TooManyExtensions);
    }

    [Theory]
    [InlineData(1, "2026-07-02", true)]
    [InlineData(1, "2026-07-03", false)]
    [InlineData(3, "2026-09-02", true)]
    // The profile names no length: the cap alone bounds it.
    [InlineData(0, "2026-09-02", true)]
    public void Adds_no_more_than_the_profile_allows_at_once(int months, string until, bool accepted)
    {
        var clock = new DueDates(
            new PolicyProfile { MaxExtensionMonths = months },
            new WorkingCalendar(new Calendar()),
            Given.InSession
        );
        var refusal = RequestExtension.Refuses(
            Given.Assignment(),
            until,
            [],
            maxExtensions: 1,
            Given.Day("2026-09-02"),
            clock.LongestExtension(Given.Assignment().Due.Day),
            Given.Moment("2026-05-20 09:00")
        );

        refusal?.Reason.ShouldBe(AssignmentRefusals.ExtensionTooLong);
        (refusal is null).ShouldBe(accepted);
    }

    private static Refusal? Refuses(string now, string until, params ExtensionRequestState[] earlier) =>
        RequestExtension.Refuses(
            Given.Assignment(),
            until,
            earlier,
            maxExtensions: 1,
            Given.Day("2026-09-02"),
            longest: DateOnly.MaxValue,
            Given.Moment(now)
        );
}
