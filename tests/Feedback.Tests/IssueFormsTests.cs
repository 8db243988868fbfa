using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Shouldly;
using Xunit;
using static Proposals.Feedback.Tests.Given;

namespace Proposals.Feedback.Tests;

public class IssueFormsTests
{
    // National notices of 2026 (handbook 4.4).
    private static readonly WorkingCalendar National = Calendar(
        ["2026-02-15/23", "2026-04-04/06", "2026-05-01/05", "2026-06-19/21", "2026-09-25/27", "2026-10-01/07"],
        ["2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    );

    [Fact]
    public void One_form_a_proposer_and_the_first_is_the_lead()
    {
        var forms = Decide("m3,m1,m2");
        forms.Select(f => f.Member).ShouldBe(["m3", "m1", "m2"]);
        forms.Select(f => f.Lead).ShouldBe([true, false, false]);
        forms.ShouldAllBe(f => f.Reply == "r" && f.Unit == "u1" && f.Round == 2 && f.Proposal == "p");
    }

    // Handbook edge case 11: proposers of merged proposals have a form of their own, but nobody has two for one reply.
    [Fact]
    public void Who_is_named_twice_gets_one_form()
    {
        Decide("m1,m2,m1,m3,m2").Select(f => f.Member).ShouldBe(["m1", "m2", "m3"]);
        Decide("m2,m1,m2").Single(f => f.Member == "m2").Lead.ShouldBeTrue();
    }

    // Handbook edge case 11: the leads of merged proposals are answered and rate as leads.
    [Fact]
    public void The_leads_of_merged_proposals_are_leads_too()
    {
        var forms = Decide("m1,m2,m3,m4", leads: "m1,m3");
        forms.Select(f => (f.Member, f.Lead)).ShouldBe([("m1", true), ("m2", false), ("m3", true), ("m4", false)]);
        Decide("m3,m1").Select(f => f.Lead).ShouldBe([true, false], "an older program's event names no leads");
    }

    [Fact]
    public void Nothing_is_preset()
    {
        Decide("m1,m2")
            .ShouldAllBe(f => f.Work == Rating.Unspecified && f.Result == Rating.Unspecified && f.Comment == "");
    }

    // Handbook 4.5, column +15.
    [Theory]
    [InlineData("2026-02-12", "2026-03-11")]
    [InlineData("2026-02-27", "2026-03-19")]
    [InlineData("2026-09-18", "2026-10-15")]
    [InlineData("2026-09-30", "2026-10-27")]
    public void It_is_due_fifteen_working_days_after_delivery(string delivered, string due)
    {
        var at = WorkingCalendar.ParseDay(delivered).ToDateTime(new TimeOnly(23, 59, 59));
        Decide("m1", new DateTimeOffset(at, TimeSpan.FromHours(8))).Single().DueDate.ShouldBe(due);
    }

    [Fact]
    public void The_day_of_delivery_is_the_local_one()
    {
        // 16:00 UTC is midnight in China: the 13th.
        Decide("m1", new DateTimeOffset(2026, 2, 12, 15, 59, 59, TimeSpan.Zero))
            .Single()
            .DueDate.ShouldBe("2026-03-11");
        Decide("m1", new DateTimeOffset(2026, 2, 12, 16, 0, 0, TimeSpan.Zero)).Single().DueDate.ShouldBe("2026-03-12");
    }

    [Fact]
    public void It_is_too_late_from_the_first_instant_after_the_local_due_day()
    {
        Decide("m1", new DateTimeOffset(2026, 2, 12, 2, 0, 0, TimeSpan.Zero))
            .Single()
            .TooLateAt.ShouldBe(new DateTimeOffset(2026, 3, 11, 16, 0, 0, TimeSpan.Zero));
    }

    // Handbook 4.3: a period that ends on a rest day ends on the next working day where the profile says so.
    [Theory]
    [InlineData("2026-09-26", true, "2026-10-08")] // seven days end on 10-03, in the holiday
    [InlineData("2026-09-26", false, "2026-10-03")]
    [InlineData("2026-09-21", true, "2026-09-28")]
    public void Calendar_days_that_end_on_a_holiday_roll_or_not_as_the_profile_says(
        string delivered,
        bool roll,
        string due
    )
    {
        var policy = Policy();
        policy.Feedback = new DeadlineRule
        {
            Unit = PeriodUnit.CalendarDay,
            Amount = 7,
            RollToWorkingDay = roll,
        };
        var at = new DateTimeOffset(
            WorkingCalendar.ParseDay(delivered).ToDateTime(new TimeOnly(9, 0)),
            TimeSpan.FromHours(8)
        );
        var form = Decide("m1", at, policy: policy).Single();
        form.DueDate.ShouldBe(due);
        var end = new DateTimeOffset(
            WorkingCalendar.ParseDay(due).AddDays(1).ToDateTime(TimeOnly.MinValue),
            TimeSpan.FromHours(8)
        );
        form.TooLateAt.ShouldBe(end);
        form = form with { State = FormState.Open };
        Refuses(end.AddMicroseconds(-1)).ShouldBeNull();
        Refuses(end).ShouldNotBeNull().Reason.ShouldBe(FeedbackRefusals.FormLapsed);

        Refusal? Refuses(DateTimeOffset now) => SubmitFeedback.Refuses(form, now);
    }

    // Handbook edge case 47.
    [Fact]
    public void A_form_that_reaches_an_unknown_year_is_provisional_until_the_notice_comes()
    {
        var at = new DateTimeOffset(2026, 12, 21, 9, 0, 0, TimeSpan.FromHours(8));
        var form = Decide("m1", at).Single();
        (form.DueDate, form.Provisional, form.CalendarVersion).ShouldBe(("2027-01-11", true, 1L));

        var both = new Calendar
        {
            Version = 2,
            Years = { 2026, 2027 },
            Days =
            {
                new CalendarDay
                {
                    Date = "2027-01-01",
                    Kind = DayKind.Off,
                    Reason = "元旦",
                },
            },
        };
        RecountForms.Decide(form, at, Policy(), new WorkingCalendar(both)).ShouldBe((new DateOnly(2027, 1, 12), false));
        both.Days[0].Date = "2027-01-02";
        both.Days[0].Kind = DayKind.Work;
        RecountForms
            .Decide(form, at, Policy(), new WorkingCalendar(both))
            .ShouldBe((new DateOnly(2027, 1, 11), false), "never earlier than it was told");
    }

    [Fact]
    public void A_last_day_that_becomes_a_day_off_moves_though_the_rule_does_not_roll()
    {
        var policy = Policy();
        policy.Feedback = new DeadlineRule { Amount = 10, Unit = PeriodUnit.CalendarDay };
        var at = new DateTimeOffset(2026, 9, 20, 9, 0, 0, TimeSpan.FromHours(8));
        var form = Decide("m1", at, policy: policy).Single();
        form.DueDate.ShouldBe("2026-09-30");
        var revised = new Calendar { Version = 2, Years = { 2026 } };
        foreach (var day in new[] { "2026-09-30", "2026-10-01", "2026-10-02" })
            revised.Days.Add(
                new CalendarDay
                {
                    Date = day,
                    Kind = DayKind.Off,
                    Reason = "放假",
                }
            );
        RecountForms
            .Decide(form, at, policy, new WorkingCalendar(revised))
            .ShouldBe((new DateOnly(2026, 10, 5), false));
    }

    private static IReadOnlyList<FormRow> Decide(
        string proposers,
        DateTimeOffset? at = null,
        string leads = "",
        PolicyProfile? policy = null
    ) =>
        IssueForms.Decide(
            new ReplyRow
            {
                Id = "r",
                Proposal = "p",
                Unit = "u1",
                Round = 2,
                Proposers = proposers,
                Leads = leads,
                Needed = 1,
                PolicyVersion = 3,
                DeliveredAt = at ?? new DateTimeOffset(2026, 2, 12, 2, 0, 0, TimeSpan.Zero),
            },
            policy ?? Policy(),
            National
        );

    private static WorkingCalendar Calendar(string[] off, string[] work)
    {
        var calendar = new Calendar { Version = 1, Years = { 2026 } };
        foreach (var period in off)
        {
            var (from, to) = (WorkingCalendar.ParseDay(period[..10]), int.Parse(period[11..], null));
            for (var day = from; day.Day <= to && day.Month == from.Month; day = day.AddDays(1))
                calendar.Days.Add(
                    new CalendarDay
                    {
                        Date = WorkingCalendar.FormatDay(day),
                        Kind = DayKind.Off,
                        Reason = "节日",
                    }
                );
        }

        calendar.Days.AddRange(
            work.Select(day => new CalendarDay
            {
                Date = day,
                Kind = DayKind.Work,
                Reason = "节日",
            })
        );
        return new WorkingCalendar(calendar);
    }
}
