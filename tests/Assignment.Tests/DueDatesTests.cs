using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments.Tests;

public sealed class DueDatesTests
{
    private static readonly DateTimeOffset HandedOver = Given.Moment("2026-02-27 23:30");

    [Fact]
    public void Are_counted_from_the_local_day_of_the_hand_over_which_does_not_count()
    {
        var dues = Given.Clock().Count(AssignmentRole.Sole, 1, HandedOver);
        dues.Acknowledge.StartDate.ShouldBe("2026-02-27");
        dues.Acknowledge.Due.Date.ShouldBe("2026-03-03");
        dues.Return.Due.Date.ShouldBe("2026-03-05");
        dues.Answer.Due.Date.ShouldBe("2026-05-27");
    }

    [Fact]
    public void Say_the_first_instant_that_is_too_late() =>
        Given
            .Clock()
            .Count(AssignmentRole.Sole, 1, HandedOver)
            .Return.Due.TooLateAt.ToDateTimeOffset()
            .ShouldBe(Given.Moment("2026-03-06 00:00"));

    [Fact]
    public void Are_explained_day_by_day()
    {
        var ledger = Given.Clock().Count(AssignmentRole.Sole, 1, HandedOver).Acknowledge;
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
        var acknowledge = clock.Count(AssignmentRole.Sole, 1, HandedOver).Acknowledge;
        acknowledge
            .Days.Select(d => d.Kind)
            .ShouldBe([
                LedgerDayKind.AdjustedWorkday,
                LedgerDayKind.Weekend,
                LedgerDayKind.Workday,
                LedgerDayKind.Workday,
            ]);

        // Two months end on 05-02, a holiday.
        var answer = Given
            .Clock(kind: Given.InterSession)
            .Count(AssignmentRole.Lead, 1, Given.Moment("2026-03-02 09:00"))
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
            .Count(AssignmentRole.Sole, 1, Given.Moment("2026-09-18 10:00"))
            .Return.Due.Date.ShouldBe("2026-09-24");

    [Fact]
    public void Of_replies_follow_the_kind_of_the_proposal()
    {
        Given
            .Clock(kind: Given.InterSession)
            .Count(AssignmentRole.Lead, 1, Given.Moment("2026-03-02 09:00"))
            .Answer.Due.Date.ShouldBe("2026-05-06"); // 05-02 is a holiday, so the next workday
        Given
            .Clock()
            .Count(AssignmentRole.Lead, 1, Given.Moment("2026-03-02 09:00"))
            .Answer.Due.Date.ShouldBe("2026-06-02");
    }

    [Theory]
    [InlineData(ProposerKind.Party, "2026-04-02")]
    [InlineData(ProposerKind.Member, "2026-06-02")]
    [InlineData(ProposerKind.Unspecified, "2026-06-02")]
    public void Of_replies_follow_the_kind_of_the_lead_proposer(ProposerKind lead, string due)
    {
        var parties = Given.Rule(PeriodUnit.Month, 1);
        parties.ProposerKind = ProposerKind.Party;
        Given
            .Clock(p => p.Reply.Insert(0, parties), new ProposalKind(SessionKind.InSession, lead))
            .Count(AssignmentRole.Lead, 1, Given.Moment("2026-03-02 09:00"))
            .Answer.Due.Date.ShouldBe(due);
    }

    [Theory]
    [InlineData("2026-01-20", "2026-03-02", "2026-01-20", "2026-04-20")]
    [InlineData("2026-01-20", "2026-01-15", "2026-01-20", "2026-04-20")]
    // The period would be over on the day of the hand-over.
    [InlineData("2026-01-20", "2026-04-19", "2026-01-20", "2026-04-20")]
    [InlineData("2026-01-20", "2026-04-20", "2026-04-20", "2026-07-20")]
    // Nobody knows when the session closes.
    [InlineData("", "2026-03-02", "2026-03-02", "2026-06-02")]
    public void Of_replies_begin_when_the_session_closes_where_the_rule_says_so(
        string closed,
        string handedOver,
        string start,
        string due
    )
    {
        var answer = FromClosing(closed).Count(AssignmentRole.Lead, 1, Given.Moment($"{handedOver} 09:00")).Answer;
        answer.StartDate.ShouldBe(start);
        answer.Due.Date.ShouldBe(due);
        answer.Days[0].Number.ShouldBe(1);
        answer.Rule.StartsWith("自闭会之日起 3 个月", StringComparison.Ordinal).ShouldBe(start == closed);
    }

    [Fact]
    public void That_begin_when_the_session_closes_stay_so_by_another_calendar_and_begin_anew_with_another_unit()
    {
        var at = Given.Moment("2026-03-02 09:00");
        var clock = FromClosing("2026-01-20");
        var told = clock.Count(AssignmentRole.Lead, 1, at);
        var task = Given.Assignment() with
        {
            Due = Due.Of(told.Answer.Due),
            OriginalDue = Due.Of(told.Answer.Due),
            AcknowledgeDue = Due.Of(told.Acknowledge.Due),
            ReturnDue = Due.Of(told.Return.Due),
        };
        var holiday = Given.NextCalendar(null, ("2026-04-20", DayKind.Off));
        var again = FromClosing("2026-01-20", holiday).Recounted(task, told, at).Dues.Answer;
        (again.StartDate, again.Due.Date).ShouldBe(("2026-01-20", "2026-04-21"));
        again.Rule.ShouldStartWith("自闭会之日起 3 个月");
        var passedOn = clock.Reassigned(told.Answer, at, AssignmentRole.Lead, 1, Given.Moment("2026-03-20 09:00"));
        (passedOn.Answer.StartDate, passedOn.Answer.Due.Date).ShouldBe(("2026-03-20", "2026-06-22"));
    }

    private static DueDates FromClosing(string closed, WorkingCalendar? calendar = null)
    {
        var policy = Given.Policy();
        var rule = Given.Rule(PeriodUnit.Month, 3, SessionKind.InSession);
        rule.Start = DeadlineStart.SessionClose;
        policy.Reply.Insert(0, rule);
        DateOnly? day = closed.Length > 0 ? WorkingCalendar.ParseDay(closed) : null;
        return new DueDates(
            policy,
            calendar ?? Given.Calendar(),
            new ProposalKind(SessionKind.InSession, ProposerKind.Member, day)
        );
    }

    [Fact]
    public void Of_co_handling_are_those_of_the_opinion()
    {
        var answer = Given.Clock().Count(AssignmentRole.CoHandle, 1, Given.Moment("2026-01-31 09:00")).Answer;
        (answer.Duty, answer.Due.Date).ShouldBe(("会办意见", "2026-02-28")); // clamped: edge case 49
    }

    [Fact]
    public void Of_a_later_round_are_those_of_handling_again() =>
        Given
            .Clock()
            .Count(AssignmentRole.Separate, 2, Given.Moment("2026-06-10 09:00"))
            .Answer.Due.Date.ShouldBe("2026-07-10");

    [Fact]
    public void That_reach_a_year_without_a_notice_are_provisional()
    {
        var dues = Given.Clock().Count(AssignmentRole.Sole, 1, Given.Moment("2026-11-20 09:00"));
        dues.Answer.Due.Provisional.ShouldBeTrue();
        dues.Acknowledge.Due.Provisional.ShouldBeFalse();
    }

    // Handbook 4.1: the cap binds the first date too, whatever the rule says.
    [Fact]
    public void Of_a_first_answer_do_not_go_beyond_the_cap()
    {
        var clock = Given.Clock(p =>
        {
            p.Reply.Clear();
            p.Reply.Add(
                new DeadlineRule
                {
                    Unit = PeriodUnit.FixedDate,
                    FixedMonth = 8,
                    FixedDay = 31,
                }
            );
        });
        var answer = clock.Count(AssignmentRole.Sole, 1, Given.Moment("2025-09-01 09:00")).Answer;
        answer.Due.Date.ShouldBe("2026-03-01");
        answer.Days[^1].Date.ShouldBe("2026-03-01");
        answer.Rule.ShouldContain("自首次交办起不超过 6 个月，至 2026-03-01 止");
        clock
            .Count(AssignmentRole.Sole, 1, Given.Moment("2026-03-02 09:00"))
            .Answer.Due.Date.ShouldBe("2026-08-31", "within the cap");

        clock = Given.Clock(p => p.Reply[0].Amount = 9, Given.InterSession);
        clock.Count(AssignmentRole.Lead, 1, Given.Moment("2025-09-01 09:00")).Answer.Due.Date.ShouldBe("2026-03-01");
        clock = Given.Clock(p => p.CoHandlingOpinion.Amount = 9);
        clock
            .Count(AssignmentRole.CoHandle, 1, Given.Moment("2025-09-01 09:00"))
            .Answer.Due.Date.ShouldBe("2026-03-01");
    }

    [Fact]
    public void That_end_with_the_cap_may_still_move_to_the_next_working_day()
    {
        var clock = Given.Clock(p => p.Reply[1].Amount = 6);
        // The cap is 05-01, a holiday.
        clock.Count(AssignmentRole.Lead, 1, Given.Moment("2025-11-01 09:00")).Answer.Due.Date.ShouldBe("2026-05-06");
    }

    // Handbook 4.1: each round counts the cap from its own beginning.
    [Fact]
    public void Of_handling_again_do_not_go_beyond_the_cap_of_their_round()
    {
        var answer = Given
            .Clock(p => (p.CapMonths, p.Rehandling.Amount) = (1, 3))
            .Count(AssignmentRole.Sole, 2, Given.Moment("2026-06-10 09:00"))
            .Answer;
        answer.Due.Date.ShouldBe("2026-07-10");
        answer.Rule.ShouldContain("自重新办理起不超过 1 个月，至 2026-07-10 止");
    }

    [Fact]
    public void Of_a_new_unit_in_a_later_round_are_bounded_by_the_cap_of_that_round()
    {
        var clock = Given.Clock(p => p.CapMonths = 2);
        var began = Given.Moment("2026-09-10 09:00");
        var told = clock.Count(AssignmentRole.Sole, 2, began).Answer;
        told.Due.Date.ShouldBe("2026-10-10");
        (ReassignedOn("2026-09-21 09:00"), ReassignedOn("2026-10-20 09:00")).ShouldBe(("2026-10-21", "2026-11-10"));

        string ReassignedOn(string at) =>
            clock.Reassigned(told, began, AssignmentRole.Sole, 2, Given.Moment(at)).Answer.Due.Date;
    }

    [Fact]
    public void Of_a_round_count_the_cap_from_the_beginning_of_the_round()
    {
        var (first, second) = (Given.Moment("2026-03-02 09:00"), Given.Moment("2026-09-10 09:00"));
        var proposal = new FiledProposalRow { HandedOverAt = first };
        AssignmentRow[] ofCase =
        [
            // Of a hand-over that was taken back.
            Given.Assignment() with
            {
                Round = 1,
                HandedOverAt = first.AddDays(-7),
            },
            Given.Assignment() with
            {
                Round = 1,
                HandedOverAt = first,
            },
            // It took over within the round.
            Given.Assignment() with
            {
                Round = 2,
                HandedOverAt = second.AddDays(9),
            },
            Given.Assignment() with
            {
                Round = 2,
                HandedOverAt = second,
            },
        ];
        AssignmentRow.RoundBegan(ofCase, proposal, 1).ShouldBe(first);
        AssignmentRow.RoundBegan(ofCase, proposal, 2).ShouldBe(second);
    }

    // Handbook edge case 47, 4.3.
    [Fact]
    public void That_are_provisional_are_counted_again_when_the_notice_comes()
    {
        var (clock, at) = (Given.Clock(), Given.Moment("2026-12-29 09:00"));
        var told = clock.Count(AssignmentRole.Sole, 1, at);
        (told.Acknowledge.Due.Date, told.Acknowledge.Due.Provisional).ShouldBe(("2027-01-01", true));

        var now = Recounted(told, at, Given.NextCalendar());
        (now.Dues.Acknowledge.Due.Date, now.Dues.Acknowledge.Due.Provisional).ShouldBe(("2027-01-04", false));
        now.Dues.Acknowledge.Due.TooLateAt.ToDateTimeOffset().ShouldBe(Given.Moment("2027-01-05 00:00"));
        now.Dues.Acknowledge.Rule.ShouldContain("原告知 2027-01-01，按工作日历第 8 版重算");
        now.Dues.Acknowledge.CalendarVersion.ShouldBe(8);
        now.Dues.Acknowledge.Days[^1].Date.ShouldBe("2027-01-04");
        (now.Dues.Answer.Due.Date, now.Dues.Answer.Due.Provisional).ShouldBe(("2027-03-29", false));
        now.Original.ShouldBe(now.Dues.Answer.Due);
        Recounted(now.Dues, at, Given.NextCalendar()).Dues.ShouldBe(now.Dues, "the same calendar again");
    }

    [Fact]
    public void Are_never_shortened_by_a_notice()
    {
        var (clock, at) = (Given.Clock(), Given.Moment("2026-12-29 09:00"));
        var told = clock.Count(AssignmentRole.Sole, 1, at);
        // The Saturday becomes a working day, so that three working days end earlier.
        var now = Recounted(
            told,
            at,
            Given.NextCalendar(c => c.Days.Clear(), ("2027-01-02", DayKind.Work), ("2026-12-31", DayKind.Work))
        );
        now.Dues.Return.Due.Date.ShouldBe(told.Return.Due.Date);
        now.Dues.Return.Due.Provisional.ShouldBeFalse();
        now.Dues.Return.Days.ShouldBe(told.Return.Days, "as they were told");
        now.Dues.Return.Rule.ShouldContain("按工作日历第 8 版重算为 2027-01-04，已告知的期限不提前");
        var again = Recounted(now.Dues, at, Given.NextCalendar(c => c.Version = 9, ("2027-01-02", DayKind.Work)));
        again.Dues.Return.Rule.Split("按工作日历").Length.ShouldBe(2, "said once");
    }

    [Fact]
    public void That_fall_on_a_day_that_became_a_holiday_move_to_the_next_working_day()
    {
        var (clock, at) = (Given.Clock(), Given.Moment("2026-10-12 09:00"));
        var told = clock.Count(AssignmentRole.Sole, 1, at);
        told.Acknowledge.Due.Date.ShouldBe("2026-10-15");
        var revised = Given.NextCalendar(null, ("2026-10-15", DayKind.Off), ("2026-10-16", DayKind.Off));
        Recounted(told, at, revised).Dues.Acknowledge.Due.Date.ShouldBe("2026-10-19");

        // Also where the profile moves no last day, and where a person set the day.
        var plain = Given.Clock(p => p.Acknowledge = Given.Rule(PeriodUnit.CalendarDay, 3));
        told = plain.Count(AssignmentRole.Sole, 1, at);
        told.Acknowledge.Due.Date.ShouldBe("2026-10-15");
        var now = Recounted(told, at, revised, p => p.Acknowledge = Given.Rule(PeriodUnit.CalendarDay, 3));
        now.Dues.Acknowledge.Due.Date.ShouldBe("2026-10-19");
        now.Dues.Acknowledge.Days[^1].Reason.ShouldContain("期满日改为放假");

        var extended = told with { Answer = clock.Extended(told.Answer, Given.Day("2027-01-14")) };
        now = Recounted(
            extended,
            at,
            Given.NextCalendar(null, ("2027-01-14", DayKind.Off)),
            original: told.Answer.Due.Date
        );
        (now.Dues.Answer.Due.Date, now.Original.Date).ShouldBe(("2027-01-15", told.Answer.Due.Date));
    }

    [Fact]
    public void That_were_set_on_a_day_off_stay()
    {
        var (clock, at) = (Given.Clock(), Given.Moment("2026-10-12 09:00"));
        var told = clock.Count(AssignmentRole.Sole, 1, at);
        var extended = told with { Answer = clock.Extended(told.Answer, Given.Day("2027-01-16")) };
        Recounted(extended, at, Given.NextCalendar(), original: told.Answer.Due.Date)
            .Dues.Answer.Due.Date.ShouldBe("2027-01-16", "a Saturday, as it was granted");
    }

    [Fact]
    public void Are_counted_again_within_the_cap()
    {
        var (clock, at) = (Given.Clock(p => p.Reply[1].Amount = 9), Given.Moment("2026-07-01 09:00"));
        var told = clock.Count(AssignmentRole.Sole, 1, at);
        told.Answer.Due.Date.ShouldBe("2027-01-01");
        var now = Recounted(told, at, Given.NextCalendar(c => c.Days.Clear()), p => p.Reply[1].Amount = 9);
        now.Dues.Answer.Due.Date.ShouldBe("2027-01-01");
    }

    [Fact]
    public void That_did_not_move_are_told_again_only_when_they_are_no_longer_provisional()
    {
        var (clock, at) = (Given.Clock(), Given.Moment("2026-10-12 09:00"));
        var told = clock.Count(AssignmentRole.Sole, 1, at);
        var task = Given.Assignment() with
        {
            AcknowledgeDue = Due.Of(told.Acknowledge.Due),
            ReturnDue = Due.Of(told.Return.Due),
            Due = Due.Of(told.Answer.Due),
            OriginalDue = Due.Of(told.Answer.Due),
        };
        RecountDueDates.Decide(task, new RecountedDues(told, told.Answer.Due), 8).ShouldBeNull();

        var happened = RecountDueDates
            .Decide(task, Recounted(told, at, Given.NextCalendar()), 8)
            .ShouldNotBeNull("2027 is known now");
        (happened.OldDue.Provisional, happened.Due.Provisional).ShouldBe((true, false));
        (happened.CalendarVersion, happened.OldDue.Date).ShouldBe((8, happened.Due.Date));
        var after = AssignmentRow.Evolve(task, happened, at);
        (after.Due.Provisional, after.OriginalDue.Provisional, after.CalendarVersion, after.State).ShouldBe(
            (false, false, 8, task.State)
        );
    }

    private static RecountedDues Recounted(
        CountedDues told,
        DateTimeOffset at,
        WorkingCalendar calendar,
        Action<PolicyProfile>? change = null,
        string? original = null
    )
    {
        var policy = Given.Policy();
        change?.Invoke(policy);
        var task = Given.Assignment() with
        {
            Due = Due.Of(told.Answer.Due),
            OriginalDue = original is null ? Due.Of(told.Answer.Due) : Given.DueOn(original),
        };
        return new DueDates(policy, calendar, Given.InSession).Recounted(task, told, at);
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
        var told = clock.Count(AssignmentRole.Sole, 1, Given.Moment("2026-03-02 09:00")).Answer;
        var extended = clock.Extended(told, Given.Day("2026-06-05"));
        extended.Due.Date.ShouldBe("2026-06-05");
        extended.Due.TooLateAt.ToDateTimeOffset().ShouldBe(Given.Moment("2026-06-06 00:00"));
        extended.Days.Take(told.Days.Count).ShouldBe(told.Days);
        extended
            .Days.Skip(told.Days.Count)
            .Select(d => $"{d.Date} {d.Number}")
            .ShouldBe(["2026-06-03 0", "2026-06-04 0", "2026-06-05 0"]);
        extended.Rule.ShouldEndWith("原期限 2026-06-02，准予延期至 2026-06-05");
        told.Due.Date.ShouldBe("2026-06-02");
    }

    [Fact]
    public void Of_an_extension_to_another_day_than_the_one_asked_for_say_which_and_why()
    {
        var clock = Given.Clock();
        var told = clock.Count(AssignmentRole.Sole, 1, Given.Moment("2026-03-02 09:00")).Answer;

        var extended = clock.Extended(told, Given.Day("2026-06-05"), Given.Day("2026-06-30"), "三日足够");

        extended.Due.Date.ShouldBe("2026-06-05");
        extended.Rule.ShouldEndWith("原期限 2026-06-02，申请延至 2026-06-30，准予延期至 2026-06-05（三日足够）");
    }

    [Fact]
    public void Of_what_was_sent_back_keep_the_days_that_were_told()
    {
        var clock = Given.Clock();
        var told = clock.Count(AssignmentRole.CoHandle, 1, Given.Moment("2026-03-02 09:00")).Answer;
        told.Due.Date.ShouldBe("2026-04-02");

        var again = clock.SentBack(told, Given.Day("2026-04-04"));

        again.Due.Date.ShouldBe("2026-04-04");
        again.Days.Take(told.Days.Count).ShouldBe(told.Days);
        again
            .Days.Skip(told.Days.Count)
            .Select(d => $"{d.Date} {d.Kind}")
            .ShouldBe(["2026-04-03 SentBack", "2026-04-04 SentBack"]);
        again.Rule.ShouldEndWith("原期限 2026-04-02，退回后 2026-04-04 前重新提交");
        var kept = clock.SentBack(told, Given.Day("2026-03-20"));
        kept.Due.ShouldBe(told.Due, "a day that was told never becomes earlier");
        kept.Rule.ShouldEndWith("退回后期限不变");
    }

    [Theory]
    [InlineData("2026-03-10 09:00", "2026-06-02")] // a day that was told never becomes earlier
    [InlineData("2026-06-01 23:59", "2026-07-01")]
    [InlineData("2026-06-30 09:00", "2026-07-30")] // after the day that stood
    public void Of_a_reply_that_was_sent_back_are_those_of_handling_again(string at, string due)
    {
        var clock = Given.Clock();
        var told = clock.Count(AssignmentRole.Sole, 1, Given.Moment("2026-03-02 09:00")).Answer;

        var again = clock.HandledAgain(told, Given.Moment(at));

        again.Due.Date.ShouldBe(due);
        again.HandledAgain.ShouldBe(due != told.Due.Date);
        again.Rule.ShouldEndWith(again.HandledAgain ? "；原期限 2026-06-02" : "；退回后期限不变");
        clock.HandledAgain(again, Given.Moment(at)).Rule.Split("退回后").Length.ShouldBe(2, "said once");
    }

    [Fact]
    public void Of_a_reply_that_was_sent_back_are_counted_again_by_the_period_of_handling_again()
    {
        void TwentyDays(PolicyProfile p) => p.Rehandling = Given.Rule(PeriodUnit.WorkingDay, 20);
        var (clock, at) = (Given.Clock(TwentyDays), Given.Moment("2026-08-03 09:00"));
        var told = clock.Count(AssignmentRole.Sole, 1, at);
        var again = told with { Answer = clock.HandledAgain(told.Answer, Given.Moment("2026-12-10 09:00")) };
        (again.Answer.Due.Date, again.Answer.Due.Provisional).ShouldBe(("2027-01-07", true));

        var now = Recounted(again, at, Given.NextCalendar(), TwentyDays, told.Answer.Due.Date);

        (now.Dues.Answer.Due.Date, now.Dues.Answer.Due.Provisional).ShouldBe(("2027-01-08", false));
        (now.Dues.Answer.HandledAgain, now.Original.Date).ShouldBe((true, told.Answer.Due.Date));
    }

    [Fact]
    public void Of_a_reply_that_was_sent_back_end_with_the_cap_from_that_day() =>
        Given
            .Clock(p => (p.CapMonths, p.Rehandling) = (3, Given.Rule(PeriodUnit.Month, 5)))
            .HandledAgain(
                Given.Clock().Count(AssignmentRole.Sole, 1, Given.Moment("2026-03-02 09:00")).Answer,
                Given.Moment("2026-06-10 09:00")
            )
            .Due.Date.ShouldBe("2026-09-10");

    [Fact]
    public void Of_a_reply_that_was_sent_back_can_be_extended_to_the_cap_from_that_day()
    {
        var (clock, began) = (Given.Clock(p => p.CapMonths = 6), Given.Moment("2026-03-02 09:00"));
        var told = clock.Count(AssignmentRole.Sole, 1, began).Answer;
        clock.Cap(told, began).ShouldBe(new DateOnly(2026, 9, 2));

        var again = clock.HandledAgain(told, Given.Moment("2026-08-25 09:00"));

        clock.Cap(again, began).ShouldBe(new DateOnly(2027, 2, 25));
        // The unit that takes it over has the same cap.
        clock
            .Reassigned(again, began, AssignmentRole.Sole, 1, Given.Moment("2026-09-01 09:00"))
            .Answer.Due.Date.ShouldBe("2026-12-01");
    }

    private static CountedDues Reassigned(string at, bool restart, int capMonths = 6)
    {
        var clock = Given.Clock(p => (p.RestartClockOnReassign, p.CapMonths) = (restart, capMonths));
        var first = Given.Moment("2026-03-02 09:00");
        // Told by a program that did not bound the first date.
        var told = Given.Clock().Count(AssignmentRole.Sole, 1, first).Answer;
        return clock.Reassigned(told, first, AssignmentRole.Sole, 1, Given.Moment(at));
    }
}
