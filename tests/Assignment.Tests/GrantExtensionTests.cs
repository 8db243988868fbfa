using Proposals.BuildingBlocks;

namespace Proposals.Assignments.Tests;

public sealed class GrantExtensionTests
{
    [Fact]
    public void Is_as_asked_without_a_reason() => Refuses("2026-06-30", "2026-06-30").ShouldBeNull();

    [Fact]
    public void Of_an_earlier_day_needs_a_reason()
    {
        Refuses("2026-06-30", "2026-06-10")
            .ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                r => r.Reason.ShouldBe(CommonRefusals.FieldRequired),
                r => r.Field.ShouldBe("reason")
            );
        Refuses("2026-06-30", "2026-06-10", "十日足够").ShouldBeNull();
        Refuses("2026-06-30", "2026-06-03", "一日足够").ShouldBeNull();
    }

    [Theory]
    [InlineData("2026-07-01")]
    [InlineData("2027-06-30")]
    public void Does_not_go_beyond_the_day_asked_for(string until) =>
        Refuses("2026-06-30", until, "多给几天")
            .ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                r => r.Reason.ShouldBe(AssignmentRefusals.BeyondAsked),
                r => r.Message.ShouldContain("2026-06-30")
            );

    [Theory]
    [InlineData("2026-06-02")]
    [InlineData("2026-03-03")]
    public void Never_moves_the_due_date_back(string until) =>
        Refuses("2026-06-30", until, "不需要").ShouldNotBeNull().Reason.ShouldBe(AssignmentRefusals.NotLater);

    [Fact]
    public void Is_refused_when_a_calendar_has_moved_the_due_date_past_the_day_asked_for() =>
        Refuses("2026-06-02", "2026-06-02").ShouldNotBeNull().Reason.ShouldBe(AssignmentRefusals.NotLater);

    [Fact]
    public void Does_not_go_beyond_the_cap() =>
        Refuses("2026-09-30", "2026-09-03", "到总时限")
            .ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                r => r.Reason.ShouldBe(AssignmentRefusals.BeyondCap),
                r => r.Message.ShouldContain("2026-09-02")
            );

    [Fact]
    public void Adds_no_more_than_the_profile_allows_at_once() =>
        Refuses("2026-07-03", "2026-07-03", "", Given.Day("2026-07-02"))
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.ExtensionTooLong);

    private static Refusal? Refuses(string asked, string until, string reason = "") =>
        Refuses(asked, until, reason, longest: DateOnly.MaxValue);

    private static Refusal? Refuses(string asked, string until, string reason, DateOnly longest) =>
        GrantExtension.Refuses(Given.Assignment(), asked, until, reason, Given.Day("2026-09-02"), longest);
}
