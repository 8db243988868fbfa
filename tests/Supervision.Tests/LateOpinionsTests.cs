using Proposals.Assignments.V1;
using Proposals.Directory.V1;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Supervision.Tests;

public sealed class LateOpinionsTests
{
    // The lead's day is 4 June.
    private static readonly DateTimeOffset Late = Given.EndOf("2026-06-04");
    private static readonly PolicyProfile Waits = Given.Policy(p => p.OpinionsRequired = true);

    // Handbook T64, edge case 24.
    [Fact]
    public void Excuse_a_lead_that_had_to_wait_for_them()
    {
        var silent = Opinion();
        Of(Lead(), [silent], Waits, Late).ShouldBe("u2 excusable");
        // Where it may reply without them, nothing has kept it.
        Of(Lead(), [silent], Given.Policy(), Late).ShouldBe("u2");
        Of(Lead(), [silent], null, Late).ShouldBe("u2");
        // Its own last day has not passed.
        Of(Lead(), [silent], Waits, Late.AddTicks(-1)).ShouldBeEmpty();
    }

    [Fact]
    public void Excuse_nobody_when_they_came_before_the_leads_own_day()
    {
        Of(Lead(), [GivenOn("2026-05-20")], Waits, Late).ShouldBe("u2");
        Of(Lead(), [GivenOn("2026-06-05")], Waits, Late.AddDays(9)).ShouldBe("u2 excusable");
        Of(Lead(), [GivenOn("2026-04-01")], Waits, Late).ShouldBeEmpty();
        // It had come late, was sent back, and was given again.
        Of(Lead(), [GivenOn("2026-06-02") with { AnsweredLate = true, AnswerTooLateAt = Late }], Waits, Late)
            .ShouldBe("u2");
    }

    [Fact]
    public void Are_those_of_the_same_round_whose_own_day_has_passed()
    {
        AssignmentFacts[] others =
        [
            Opinion() with
            {
                Round = 2,
            },
            Opinion() with
            {
                State = AssignmentState.Cancelled,
            },
            Opinion() with
            {
                State = AssignmentState.Returned,
            },
            Opinion() with
            {
                AnswerDue = "2026-07-04",
                AnswerTooLateAt = Given.EndOf("2026-07-04"),
            },
            Opinion() with
            {
                AnswerDue = "",
            },
            Opinion() with
            {
                Role = AssignmentRole.Separate,
            },
        ];
        Of(Lead(), others, Waits, Late).ShouldBeEmpty();
    }

    [Fact]
    public void Are_beside_a_reply_of_the_lead_and_no_other_duty()
    {
        var silent = Opinion();
        foreach (var role in new[] { AssignmentRole.Separate, AssignmentRole.Sole, AssignmentRole.CoHandle })
            Of(Lead() with { Role = role }, [silent], Waits, Late).ShouldBeEmpty();
        var acknowledge = UnitDuty
            .Of(Lead() with { State = AssignmentState.HandedOver }, false)
            .Single(d => d.Kind == DutyKind.Acknowledge);
        LateOpinions.Of(acknowledge, [silent], Waits, Late).Units.ShouldBeEmpty();
    }

    // What was late when the reply was delivered stays told.
    [Fact]
    public void Are_those_of_the_instant_at_which_the_reply_came()
    {
        var replied = Lead() with { State = AssignmentState.Replied, CompletedAt = Late.AddDays(3) };
        Of(replied, [GivenOn("2026-06-20")], Waits, Late.AddDays(90)).ShouldBe("u2 excusable");
        var later = Opinion() with { AnswerDue = "2026-06-30", AnswerTooLateAt = Given.EndOf("2026-06-30") };
        Of(replied, [later], Waits, Late.AddDays(90)).ShouldBeEmpty();
        var inTime = replied with { CompletedAt = Late.AddTicks(-1) };
        Of(inTime, [Opinion()], Waits, Late.AddDays(90)).ShouldBeEmpty();
    }

    private static string Of(AssignmentFacts lead, AssignmentFacts[] others, PolicyProfile? policy, DateTimeOffset now)
    {
        var duty = UnitDuty.Of(lead, false).Single(d => d.Kind != DutyKind.Acknowledge);
        var late = LateOpinions.Of(duty, [lead, .. others], policy, now);
        return string.Join(' ', late.LeadExcusable ? late.Units.Append("excusable") : late.Units);
    }

    private static AssignmentFacts Lead() =>
        Given.Assignment("a1", AssignmentState.Acknowledged, role: AssignmentRole.Lead);

    /// <summary>An opinion that was due on 4 April and is not given.</summary>
    private static AssignmentFacts Opinion() =>
        Given.Assignment("a2", AssignmentState.Acknowledged, role: AssignmentRole.CoHandle, unit: "u2") with
        {
            AnswerDue = "2026-04-04",
            AnswerTooLateAt = Given.EndOf("2026-04-04"),
        };

    private static AssignmentFacts GivenOn(string day) =>
        Opinion() with
        {
            State = AssignmentState.OpinionGiven,
            CompletedAt = Given.EndOf(day).AddHours(-12),
        };
}
