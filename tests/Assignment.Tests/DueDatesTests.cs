using Proposals.Assignments.V1;
using Proposals.Directory.V1;

namespace Proposals.Assignments.Tests;

public sealed class DueDatesTests
{
    private static readonly DateTimeOffset HandedOver = Given.Moment("2026-02-27 23:30");

    [Fact]
    public void Are_counted_from_the_local_day_of_the_hand_over_which_does_not_count()
    {
        var dues = Given.Clock().Count(AssignmentRole.Sole, 1, SessionKind.InSession, HandedOver);
        dues.Acknowledge.StartDate.ShouldBe("2026-02-27");
        dues.Acknowledge.Due.Date.ShouldBe("2026-03-03");
        dues.Return.Due.Date.ShouldBe("2026-03-05");
        dues.Answer.Due.Date.ShouldBe("2026-05-27");
    }

    [Fact]
    public void Say_the_first_instant_that_is_too_late() =>
        Given
            .Clock()
            .Count(AssignmentRole.Sole, 1, SessionKind.InSession, HandedOver)
            .Return.Due.TooLateAt.ToDateTimeOffset()
            .ShouldBe(Given.Moment("2026-03-06 00:00"));

    [Fact]
    public void Are_explained_day_by_day()
    {
        var ledger = Given.Clock().Count(AssignmentRole.Sole, 1, SessionKind.InSession, HandedOver).Acknowledge;
        ledger.Duty.ShouldBe("签收");
        ledger.CalendarVersion.ShouldBe(7);
        ledger
            .Days.Select(d => $"{d.Date} {d.Number}")
            .ShouldBe(["2026-02-28 1", "2026-03-01 0", "2026-03-02 2", "2026-03-03 3"]);
        ledger.Days[0].Reason.ShouldContain("调休");
    }

    [Fact]
    public void Say_of_each_day_what_it_is()
    {
        var clock = Given.Clock();
        var acknowledge = clock.Count(AssignmentRole.Sole, 1, SessionKind.InSession, HandedOver).Acknowledge;
        acknowledge
            .Days.Select(d => d.Kind)
            .ShouldBe([
                LedgerDayKind.AdjustedWorkday,
                LedgerDayKind.Weekend,
                LedgerDayKind.Workday,
                LedgerDayKind.Workday,
            ]);

        // Two months end on 05-02, a holiday.
        var answer = clock
            .Count(AssignmentRole.Lead, 1, SessionKind.InterSession, Given.Moment("2026-03-02 09:00"))
            .Answer;
        answer.Days.Single(d => d.Date == "2026-05-02").Kind.ShouldBe(LedgerDayKind.Holiday);
        answer
            .Days[^1]
            .ShouldSatisfyAllConditions(
                d => d.Date.ShouldBe("2026-05-06"),
                d => d.Kind.ShouldBe(LedgerDayKind.MovedTo)
            );

        var extended = clock.Extended(answer, Given.Day("2026-05-09"));
        extended.Days.Skip(answer.Days.Count).ShouldAllBe(d => d.Kind == LedgerDayKind.Extension);
    }

    [Fact]
    public void Of_a_return_go_around_a_holiday() => // handbook edge case 19
        Given
            .Clock()
            .Count(AssignmentRole.Sole, 1, SessionKind.InSession, Given.Moment("2026-09-18 10:00"))
            .Return.Due.Date.ShouldBe("2026-09-24");

    [Fact]
    public void Of_replies_follow_the_kind_of_the_proposal()
    {
        var clock = Given.Clock();
        clock
            .Count(AssignmentRole.Lead, 1, SessionKind.InterSession, Given.Moment("2026-03-02 09:00"))
            .Answer.Due.Date.ShouldBe("2026-05-06"); // 05-02 is a holiday, so the next workday
        clock
            .Count(AssignmentRole.Lead, 1, SessionKind.InSession, Given.Moment("2026-03-02 09:00"))
            .Answer.Due.Date.ShouldBe("2026-06-02");
    }

    [Fact]
    public void Of_co_handling_are_those_of_the_opinion()
    {
        var answer = Given
            .Clock()
            .Count(AssignmentRole.CoHandle, 1, SessionKind.InSession, Given.Moment("2026-01-31 09:00"))
            .Answer;
        (answer.Duty, answer.Due.Date).ShouldBe(("会办意见", "2026-02-28")); // clamped: edge case 49
    }

    [Fact]
    public void Of_a_later_round_are_those_of_handling_again() =>
        Given
            .Clock()
            .Count(AssignmentRole.Separate, 2, SessionKind.InSession, Given.Moment("2026-06-10 09:00"))
            .Answer.Due.Date.ShouldBe("2026-07-10");

    [Fact]
    public void That_reach_a_year_without_a_notice_are_provisional()
    {
        var dues = Given.Clock().Count(AssignmentRole.Sole, 1, SessionKind.InSession, Given.Moment("2026-11-20 09:00"));
        dues.Answer.Due.Provisional.ShouldBeTrue();
        dues.Acknowledge.Due.Provisional.ShouldBeFalse();
    }

    [Fact]
    public void Have_a_cap_that_is_clamped_to_the_end_of_the_month() =>
        Given.Clock().Cap(Given.Moment("2025-08-31 09:00")).ShouldBe(Given.Day("2026-02-28"));

    [Fact]
    public void Of_a_new_unit_are_a_whole_new_period_where_the_clock_restarts() =>
        Reassigned("2026-03-10 09:00", restart: true).Answer.Due.Date.ShouldBe("2026-06-10");

    [Fact]
    public void Of_a_new_unit_are_the_old_ones_where_the_clock_does_not_restart()
    {
        var dues = Reassigned("2026-03-10 09:00", restart: false);
        dues.Answer.Due.Date.ShouldBe("2026-06-02");
        dues.Answer.Rule.ShouldContain("沿用原期限");
        dues.Acknowledge.Due.Date.ShouldBe("2026-03-13"); // the new unit acknowledges too, counted from now
        dues.Return.Due.Date.ShouldBe("2026-03-17");
    }

    [Fact]
    public void Of_a_new_unit_do_not_go_beyond_the_cap() // edge case 50: day 80 of 90
    {
        var answer = Reassigned("2026-05-21 09:00", restart: true, capMonths: 4).Answer;
        answer.Due.Date.ShouldBe("2026-07-02");
        answer.Days[^1].Date.ShouldBe("2026-07-02");
        answer.Rule.ShouldContain("自首次交办起不超过 4 个月");
    }

    [Fact]
    public void Of_a_new_unit_are_never_earlier_than_what_was_told() =>
        Reassigned("2026-03-10 09:00", restart: true, capMonths: 2).Answer.Due.Date.ShouldBe("2026-06-02");

    [Fact]
    public void Of_a_granted_extension_keep_the_days_that_were_told()
    {
        var clock = Given.Clock();
        var told = clock.Count(AssignmentRole.Sole, 1, SessionKind.InSession, Given.Moment("2026-03-02 09:00")).Answer;
        var extended = clock.Extended(told, Given.Day("2026-06-05"));
        extended.Due.Date.ShouldBe("2026-06-05");
        extended.Due.TooLateAt.ToDateTimeOffset().ShouldBe(Given.Moment("2026-06-06 00:00"));
        extended.Days.Take(told.Days.Count).ShouldBe(told.Days);
        extended
            .Days.Skip(told.Days.Count)
            .Select(d => $"{d.Date} {d.Number}")
            .ShouldBe(["2026-06-03 0", "2026-06-04 0", "2026-06-05 0"]);
        extended.Rule.ShouldContain("原期限 2026-06-02");
        told.Due.Date.ShouldBe("2026-06-02");
    }

    private static CountedDues Reassigned(string at, bool restart, int capMonths = 6)
    {
        var clock = Given.Clock(p => (p.RestartClockOnReassign, p.CapMonths) = (restart, capMonths));
        var first = Given.Moment("2026-03-02 09:00");
        var told = clock.Count(AssignmentRole.Sole, 1, SessionKind.InSession, first).Answer;
        return clock.Reassigned(told, first, AssignmentRole.Sole, 1, SessionKind.InSession, Given.Moment(at));
    }
}
