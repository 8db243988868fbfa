using FsCheck;
using FsCheck.Fluent;
using Proposals.Directory;
using Proposals.Directory.V1;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>Checks deadlines against the tables of the handbook (4.4, 4.5), which another program computed.</summary>
public sealed class DeadlineTests
{
    private const string Off2021 =
        "01-01..01-03 02-11..02-17 04-03..04-05 05-01..05-05 06-12..06-14 09-19..09-21 10-01..10-07";
    private const string Work2021 = "02-07 02-20 04-25 05-08 09-18 09-26 10-09";
    private const string Off2022 =
        "01-01..01-03 01-31..02-06 04-03..04-05 04-30..05-04 06-03..06-05 09-10..09-12 10-01..10-07";
    private const string Work2022 = "01-29 01-30 04-02 04-24 05-07 10-08 10-09";

    private static readonly WorkingCalendar National = new(NationalCalendar.Create());
    private static readonly WorkingCalendar National2021 = Build((2021, Off2021, Work2021), (2022, Off2022, Work2022));
    private static readonly WorkingCalendar Ningxia2021 = Build(
        (2021, Off2021 + " 05-13..05-14 07-19..07-20", Work2021),
        (2022, Off2022 + " 07-11..07-12", Work2022)
    );

    private static WorkingCalendar Of(string calendar) =>
        calendar switch
        {
            "national" => National,
            "national 2021" => National2021,
            _ => Ningxia2021,
        };

    private static WorkingCalendar Build(params (int Year, string Off, string Work)[] years)
    {
        var calendar = new Calendar();
        foreach (var (year, off, work) in years)
        {
            calendar.Years.Add(year);
            foreach (var (list, kind) in new[] { (off, DayKind.Off), (work, DayKind.Work) })
            {
                foreach (var range in list.Split(' ').Select(r => r.Split("..")))
                {
                    for (var day = Day($"{year}-{range[0]}"); day <= Day($"{year}-{range[^1]}"); day = day.AddDays(1))
                    {
                        calendar.Days.Add(
                            new CalendarDay
                            {
                                Date = WorkingCalendar.FormatDay(day),
                                Kind = kind,
                                Reason = "示例",
                                Source = "示例",
                            }
                        );
                    }
                }
            }
        }

        return new WorkingCalendar(calendar);
    }

    private static DateOnly Day(string text) => WorkingCalendar.ParseDay(text);

    private static CountedDeadline Count(
        PeriodUnit unit,
        int amount,
        string start,
        WorkingCalendar calendar,
        bool roll = false
    ) =>
        Deadline.Count(
            new DeadlineRule
            {
                Unit = unit,
                Amount = amount,
                RollToWorkingDay = roll,
            },
            Day(start),
            calendar
        );

    [Theory]
    [InlineData("national", "2025-01-24", "01-26 02-05 02-07 02-10 02-13 02-20")]
    [InlineData("national", "2025-04-25", "04-27 04-29 05-06 05-08 05-13 05-20")]
    [InlineData("national", "2026-02-12", "02-13 02-24 02-26 02-28 03-04 03-11")]
    [InlineData("national", "2026-02-27", "02-28 03-03 03-05 03-09 03-12 03-19")]
    [InlineData("national", "2026-09-18", "09-20 09-22 09-24 09-29 10-09 10-15")]
    [InlineData("national", "2026-09-30", "10-08 10-10 10-13 10-15 10-20 10-27")]
    [InlineData("national 2021", "2022-07-08", "07-11 07-13 07-15 07-19 07-22 07-29")]
    [InlineData("Ningxia 2021", "2022-07-08", "07-13 07-15 07-19 07-21 07-26 08-02")]
    [InlineData("national 2021", "2021-05-12", "05-13 05-17 05-19 05-21 05-26 06-02")]
    [InlineData("Ningxia 2021", "2021-05-12", "05-17 05-19 05-21 05-25 05-28 06-04")]
    public void Working_days_are_counted_as_the_handbook_says(string calendar, string start, string due)
    {
        int[] amounts = [1, 3, 5, 7, 10, 15];
        amounts
            .Select(n => Count(PeriodUnit.WorkingDay, n, start, Of(calendar)).Due.ToString("MM-dd", null))
            .ShouldBe(due.Split(' '));
    }

    [Theory]
    [InlineData("national", 2025, 248)]
    [InlineData("national", 2026, 248)]
    [InlineData("national 2021", 2022, 249)]
    [InlineData("Ningxia 2021", 2022, 247)]
    [InlineData("national 2021", 2021, 250)]
    [InlineData("Ningxia 2021", 2021, 246)]
    public void A_year_has_so_many_working_days(string calendar, int year, int days) =>
        Of(calendar).WorkingDaysLeft(new DateOnly(year - 1, 12, 31), new DateOnly(year, 12, 31)).ShouldBe(days);

    [Theory]
    [InlineData("2026-01-31", 1, "2026-02-28", "2026-02-28")]
    [InlineData("2026-01-31", 3, "2026-04-30", "2026-04-30")]
    [InlineData("2026-02-28", 1, "2026-03-28", "2026-03-30")]
    [InlineData("2026-02-28", 3, "2026-05-28", "2026-05-28")]
    [InlineData("2026-03-02", 2, "2026-05-02", "2026-05-06")]
    public void A_month_ends_on_the_same_day_clamped_and_rolls_where_the_rule_says_so(
        string start,
        int months,
        string raw,
        string rolled
    )
    {
        Count(PeriodUnit.Month, months, start, National).Due.ShouldBe(Day(raw));
        Count(PeriodUnit.Month, months, start, National, roll: true).Due.ShouldBe(Day(rolled));
    }

    [Fact]
    public void Calendar_days_count_every_day() =>
        Count(PeriodUnit.CalendarDay, 7, "2026-09-30", National).Due.ShouldBe(Day("2026-10-07"));

    [Theory]
    [InlineData("2026-03-04", "2026-08-31")]
    [InlineData("2026-08-30", "2026-08-31")]
    [InlineData("2026-08-31", "2027-08-31")]
    public void A_fixed_date_is_the_next_one_after_the_start(string start, string due) =>
        Deadline
            .Count(
                new DeadlineRule
                {
                    Unit = PeriodUnit.FixedDate,
                    FixedMonth = 8,
                    FixedDay = 31,
                },
                Day(start),
                National
            )
            .Due.ShouldBe(Day(due));

    [Theory]
    [InlineData(9, 31, "9 月没有 31 日")]
    [InlineData(2, 29, "2 月没有 29 日")]
    [InlineData(13, 1, "没有 13 月")]
    [InlineData(0, 1, "没有 0 月")]
    [InlineData(6, 0, "6 月没有 0 日")]
    [InlineData(9, 30, "")]
    [InlineData(2, 28, "")]
    public void A_date_that_does_not_exist_is_no_rule(int month, int day, string problem) =>
        Deadline
            .Problem(
                new DeadlineRule
                {
                    Unit = PeriodUnit.FixedDate,
                    FixedMonth = month,
                    FixedDay = day,
                }
            )
            .ShouldBe(problem);

    [Theory]
    [InlineData("2026-03-04", "2026-06-04", 92)]
    [InlineData("2026-06-10", "2026-08-31", 82)]
    [InlineData("2026-08-30", "2026-08-31", 1)]
    // The day has passed: it is that of the next year, which the three months do not reach.
    [InlineData("2026-08-31", "2026-11-30", 91)]
    public void A_period_ends_on_the_earlier_of_two_days(string start, string due, int days)
    {
        var counted = Deadline.Count(
            new DeadlineRule
            {
                Unit = PeriodUnit.Month,
                Amount = 3,
                NotAfterMonth = 8,
                NotAfterDay = 31,
            },
            Day(start),
            National
        );

        counted.Due.ShouldBe(Day(due));
        counted.Days.Count.ShouldBe(days);
        counted.Days[^1].Day.ShouldBe(counted.Due);
        counted.Rule.ShouldBe("3 个月，且不迟于 8 月 31 日（已过的为次年），起算日不计");
    }

    [Theory]
    [InlineData("2026-03-04", "2026-06-27", "2026-06-29")]
    [InlineData("2026-03-04", "2026-06-26", "2026-06-26")]
    public void A_latest_day_that_is_no_working_day_moves_where_the_rule_says_so(string start, string last, string due)
    {
        var day = Day(last);
        Deadline
            .Count(
                new DeadlineRule
                {
                    Unit = PeriodUnit.Month,
                    Amount = 6,
                    NotAfterMonth = day.Month,
                    NotAfterDay = day.Day,
                    RollToWorkingDay = true,
                },
                Day(start),
                National
            )
            .Due.ShouldBe(Day(due));
    }

    [Theory]
    [InlineData(PeriodUnit.Month, 9, 31, "9 月没有 31 日")]
    [InlineData(PeriodUnit.WorkingDay, 13, 1, "没有 13 月")]
    [InlineData(PeriodUnit.CalendarDay, 0, 5, "最迟日期的月和日都要填写")]
    [InlineData(PeriodUnit.Month, 6, 0, "最迟日期的月和日都要填写")]
    [InlineData(PeriodUnit.FixedDate, 6, 30, "固定日期的期限不能再设最迟日期")]
    [InlineData(PeriodUnit.Month, 8, 31, "")]
    public void A_latest_day_exists_and_a_fixed_date_has_none(PeriodUnit unit, int month, int day, string problem) =>
        Deadline
            .Problem(
                new DeadlineRule
                {
                    Unit = unit,
                    Amount = 3,
                    FixedMonth = 8,
                    FixedDay = 31,
                    NotAfterMonth = month,
                    NotAfterDay = day,
                }
            )
            .ShouldBe(problem);

    [Theory]
    [InlineData(PeriodUnit.WorkingDay, 0, false)]
    [InlineData(PeriodUnit.Month, 401, false)]
    [InlineData(PeriodUnit.Unspecified, 3, false)]
    [InlineData(PeriodUnit.Month, 3, true)]
    public void A_period_has_a_unit_and_a_sensible_length(PeriodUnit unit, int amount, bool good) =>
        (Deadline.Problem(new DeadlineRule { Unit = unit, Amount = amount }).Length == 0).ShouldBe(good);

    [Theory]
    [InlineData("2026-12-20", 5, false)]
    [InlineData("2026-12-20", 15, true)]
    [InlineData("2023-12-25", 2, true)]
    // The notice of 2027 may speak of the last days of 2026.
    [InlineData("2026-12-24", 1, false)]
    [InlineData("2026-12-25", 1, true)]
    [InlineData("2026-12-28", 3, true)]
    // The start day is not counted.
    [InlineData("2023-12-31", 2, false)]
    public void A_deadline_that_touches_a_year_without_a_notice_is_provisional(
        string start,
        int workingDays,
        bool provisional
    ) => Count(PeriodUnit.WorkingDay, workingDays, start, National).Provisional.ShouldBe(provisional);

    [Theory]
    [InlineData("2026-09-18", "2026-09-24", 5)]
    [InlineData("2026-09-24", "2026-09-24", 0)]
    [InlineData("2026-09-29", "2026-09-24", -2)]
    [InlineData("2026-09-27", "2026-09-24", 0)]
    public void Working_days_left_are_those_after_today_and_negative_when_it_has_passed(
        string today,
        string due,
        int left
    ) => National.WorkingDaysLeft(Day(today), Day(due)).ShouldBe(left);

    [Fact]
    public void The_ledger_lists_every_day_once_and_adds_up_for_every_start_of_a_year()
    {
        for (var start = Day("2025-12-01"); start < Day("2026-12-01"); start = start.AddDays(1))
        {
            foreach (
                var (unit, amount) in new[]
                {
                    (PeriodUnit.WorkingDay, 15),
                    (PeriodUnit.CalendarDay, 10),
                    (PeriodUnit.Month, 3),
                }
            )
            {
                var counted = Count(unit, amount, WorkingCalendar.FormatDay(start), National, roll: true);
                counted
                    .Days.Select(d => d.Day)
                    .ShouldBe(Enumerable.Range(1, counted.Due.DayNumber - start.DayNumber).Select(start.AddDays));
                counted.Days.ShouldAllBe(d => d.Reason.Length > 0);
                var numbers = counted.Days.Where(d => d.Number > 0).Select(d => d.Number).ToList();
                numbers.ShouldBe(Enumerable.Range(1, numbers.Count));
                if (unit != PeriodUnit.Month)
                    numbers.Count.ShouldBe(amount);
                National.Of(counted.Due).Working.ShouldBeTrue();
                if (unit == PeriodUnit.WorkingDay)
                    National.WorkingDaysLeft(start, counted.Due).ShouldBe(amount);
            }
        }
    }

    [Fact]
    public void A_local_day_ends_at_its_own_midnight()
    {
        var end = Deadline.EndOf(Day("2026-08-31"), 480);
        end.ShouldBe(new DateTimeOffset(2026, 8, 31, 16, 0, 0, TimeSpan.Zero));
        Deadline.LocalDay(end.AddTicks(-1), 480).ShouldBe(Day("2026-08-31"));
        Deadline.LocalDay(end, 480).ShouldBe(Day("2026-09-01"));
    }

    private static readonly Arbitrary<(int Start, PeriodUnit Unit, int Amount, bool Roll)> Rules = (
        from start in Gen.Choose(0, 700)
        from unit in Gen.Elements(PeriodUnit.WorkingDay, PeriodUnit.CalendarDay, PeriodUnit.Month)
        from amount in Gen.Choose(1, 24)
        from roll in Gen.Elements(true, false)
        select (start, unit, amount, roll)
    ).ToArbitrary();

    private static void ForEveryRule(Func<DeadlineRule, CountedDeadline, bool> holds) =>
        Prop.ForAll(
                Rules,
                given =>
                {
                    var rule = new DeadlineRule
                    {
                        Unit = given.Unit,
                        Amount = given.Amount,
                        RollToWorkingDay = given.Roll,
                    };
                    return holds(rule, Deadline.Count(rule, Day("2021-01-01").AddDays(given.Start), National2021));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_day_after_the_start_is_explained_once_up_to_the_last() =>
        ForEveryRule(
            (_, counted) =>
                counted
                    .Days.Select(d => d.Day)
                    .SequenceEqual(
                        Enumerable
                            .Range(1, counted.Due.DayNumber - counted.Start.DayNumber)
                            .Select(i => counted.Start.AddDays(i))
                    ) && counted.Days.All(d => d.Reason.Length > 0)
        );

    [Fact]
    public void So_many_working_days_are_numbered_and_no_others() =>
        ForEveryRule(
            (rule, counted) =>
                rule.Unit != PeriodUnit.WorkingDay
                || counted
                    .Days.Where(d => d.Number > 0)
                    .Select(d => d.Number)
                    .SequenceEqual(Enumerable.Range(1, rule.Amount))
                    && counted.Days.All(d => d.Number > 0 == National2021.Of(d.Day).Working)
        );

    [Fact]
    public void A_due_date_that_rolls_is_a_working_day() =>
        ForEveryRule((rule, counted) => !rule.RollToWorkingDay || National2021.Of(counted.Due).Working);

    [Fact]
    public void A_longer_period_never_ends_earlier() =>
        ForEveryRule(
            (rule, counted) =>
            {
                var longer = rule.Clone();
                longer.Amount++;
                return Deadline.Count(longer, counted.Start, National2021).Due >= counted.Due;
            }
        );
}
