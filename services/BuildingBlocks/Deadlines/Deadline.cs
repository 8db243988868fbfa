using Proposals.ContractOptions.V1;
using Proposals.Directory.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Statutory deadlines (handbook section 4). The day of the start event is not counted. A month ends on the same day,
/// clamped to the month's end.
/// </summary>
public static class Deadline
{
    // The contract says the range of a period; the portal's form reads it there too.
    private static readonly ContractOptions.V1.Range Amount = DeadlineRule
        .Descriptor.FindFieldByNumber(DeadlineRule.AmountFieldNumber)
        .GetOptions()
        .GetExtension(OptionsExtensions.Range);

    /// <summary>Counts a period from the local day of its start event.</summary>
    public static CountedDeadline Count(DeadlineRule rule, DateOnly start, WorkingCalendar calendar)
    {
        var days = new List<CountedDay>();
        var due = rule.Unit switch
        {
            PeriodUnit.WorkingDay => CountWorkingDays(start, rule.Amount, calendar, days),
            PeriodUnit.CalendarDay => CountCalendarDays(start, start.AddDays(rule.Amount), calendar, days),
            PeriodUnit.Month => CountCalendarDays(start, start.AddMonths(rule.Amount), calendar, days),
            PeriodUnit.FixedDate => CountCalendarDays(
                start,
                Next(rule.FixedMonth, rule.FixedDay, start),
                calendar,
                days
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Unit, "a published rule has a unit"),
        };
        if (rule.NotAfterMonth > 0 && Next(rule.NotAfterMonth, rule.NotAfterDay, start) is var last && last < due)
        {
            due = last;
            days.RemoveAll(d => d.Day > last);
        }

        if (rule.RollToWorkingDay)
        {
            while (!calendar.Of(due).Working)
            {
                due = due.AddDays(1);
                var (working, reason) = calendar.Of(due);
                days.Add(new CountedDay(due, 0, working ? $"期满日非工作日，顺延至此（{reason}）" : $"顺延，{reason}"));
            }
        }

        var first = start.AddDays(1).Year;
        var provisional =
            !calendar.Knows(due) || Enumerable.Range(first, due.Year - first + 1).Any(y => !calendar.Knows(y));
        return new CountedDeadline(start, due, provisional, days, Describe(rule));
    }

    /// <summary>
    /// Counts the period of a first reply, from the local day of the hand-over. No reply is due after the cap of its
    /// profile (handbook 4.1), whatever its rule says.
    /// </summary>
    public static CountedDeadline CountReply(
        PolicyProfile policy,
        ProposalKind kind,
        DateOnly handedOver,
        WorkingCalendar calendar
    )
    {
        var rule = For(policy.Reply, kind);
        var start = StartOf(rule, kind, handedOver, calendar);
        return CountCapped(rule, start, calendar, Cap(handedOver, policy), policy.CapMonths);
    }

    /// <summary>
    /// The local day from which a reply is counted: that of the hand-over, or where the rule says so, that on which the
    /// plenary session closes. A hand-over so late that the period would be over by then starts it itself.
    /// </summary>
    public static DateOnly StartOf(
        DeadlineRule rule,
        ProposalKind kind,
        DateOnly handedOver,
        WorkingCalendar calendar
    ) =>
        rule.Start == DeadlineStart.SessionClose
        && kind.SessionClosed is { } closed
        && Count(rule, closed, calendar).Due > handedOver
            ? closed
            : handedOver;

    /// <summary>
    /// The last day of the cap: the given months after a round began, clamped to the month's end. A profile that names
    /// no cap has none.
    /// </summary>
    public static DateOnly Cap(DateOnly began, PolicyProfile policy) =>
        policy.CapMonths > 0 ? began.AddMonths(policy.CapMonths) : DateOnly.MaxValue;

    /// <summary>
    /// Counts a period that ends with the cap at the latest. The cap itself is a plain date; a period that ends by it
    /// may still move to the next working day.
    /// </summary>
    public static CountedDeadline CountCapped(
        DeadlineRule rule,
        DateOnly start,
        WorkingCalendar calendar,
        DateOnly cap,
        int capMonths,
        int round = 1
    )
    {
        var counted = Count(rule, start, calendar);
        if (counted.Due <= cap)
            return counted;
        var plain = rule.Clone();
        plain.RollToWorkingDay = false;
        if (rule.RollToWorkingDay && Count(plain, start, calendar).Due <= cap)
            return counted;
        return counted with
        {
            Due = cap,
            Provisional = false,
            Days = [.. counted.Days.Where(d => d.Day <= cap)],
            Rule =
                $"{counted.Rule}；自{(round > 1 ? "重新办理" : "首次交办")}起不超过 {capMonths} 个月，至 "
                + $"{WorkingCalendar.FormatDay(cap)} 止",
        };
    }

    /// <summary>The rule for a kind of proposal: the first that matches.</summary>
    public static DeadlineRule For(IEnumerable<DeadlineRule> rules, ProposalKind kind) =>
        rules.First(r => Matches(r, kind.Session, kind.Proposer));

    /// <summary>True when a rule is for a kind of proposal.</summary>
    public static bool Matches(DeadlineRule rule, SessionKind session, ProposerKind proposer) =>
        (rule.SessionKind == SessionKind.Unspecified || rule.SessionKind == session)
        && (rule.ProposerKind == ProposerKind.Unspecified || rule.ProposerKind == proposer);

    /// <summary>The local day of an instant.</summary>
    public static DateOnly LocalDay(DateTimeOffset at, int utcOffsetMinutes) =>
        DateOnly.FromDateTime(at.ToOffset(TimeSpan.FromMinutes(utcOffsetMinutes)).DateTime);

    /// <summary>The first instant after a local day, and so the first that is too late.</summary>
    public static DateTimeOffset EndOf(DateOnly day, int utcOffsetMinutes) =>
        new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.FromMinutes(utcOffsetMinutes));

    /// <summary>Describes a rule in Chinese.</summary>
    public static string Describe(DeadlineRule rule)
    {
        var period = rule.Unit switch
        {
            PeriodUnit.WorkingDay => $"{rule.Amount} 个工作日",
            PeriodUnit.CalendarDay => $"{rule.Amount} 日",
            PeriodUnit.Month => $"{rule.Amount} 个月",
            PeriodUnit.FixedDate => $"{rule.FixedMonth} 月 {rule.FixedDay} 日前",
            _ => "",
        };
        var last =
            rule.NotAfterMonth > 0 ? $"，且不迟于 {rule.NotAfterMonth} 月 {rule.NotAfterDay} 日（已过的为次年）" : "";
        return period + last + (rule.RollToWorkingDay ? "，期满日非工作日的顺延" : "") + "，起算日不计";
    }

    /// <summary>The error in a rule, in Chinese; empty when it is valid.</summary>
    public static string Problem(DeadlineRule? rule) =>
        rule is null ? "未设置期限规则"
        : rule is { NotAfterMonth: 0, NotAfterDay: 0 } ? ProblemOfPeriod(rule)
        : rule.Unit == PeriodUnit.FixedDate ? "固定日期的期限不能再设最迟日期"
        : rule.NotAfterMonth == 0 || rule.NotAfterDay == 0 ? "最迟日期的月和日都要填写"
        : ProblemOfDay(rule.NotAfterMonth, rule.NotAfterDay) is { Length: > 0 } problem ? problem
        : ProblemOfPeriod(rule);

    private static string ProblemOfPeriod(DeadlineRule rule) =>
        rule switch
        {
            { Unit: PeriodUnit.FixedDate } => ProblemOfDay(rule.FixedMonth, rule.FixedDay),
            { Unit: PeriodUnit.WorkingDay or PeriodUnit.CalendarDay or PeriodUnit.Month }
                when rule.Amount >= Amount.Least && rule.Amount <= Amount.Most => "",
            { Unit: PeriodUnit.WorkingDay or PeriodUnit.CalendarDay or PeriodUnit.Month } =>
                $"期限须为 {Amount.Least} 至 {Amount.Most}，现为 {rule.Amount}",
            _ => "未设置期限单位",
        };

    private static string ProblemOfDay(int month, int day) =>
        month is < 1 or > 12 ? $"没有 {month} 月"
        // 2 月 29 日 does not exist in three years of four.
        : day < 1 || day > DateTime.DaysInMonth(2023, month) ? $"{month} 月没有 {day} 日"
        : "";

    private static DateOnly CountWorkingDays(
        DateOnly start,
        int amount,
        WorkingCalendar calendar,
        List<CountedDay> days
    )
    {
        var day = start;
        for (var number = 0; number < amount; )
        {
            day = day.AddDays(1);
            var (working, reason) = calendar.Of(day);
            days.Add(new CountedDay(day, working ? ++number : 0, reason));
        }

        return day;
    }

    private static DateOnly CountCalendarDays(
        DateOnly start,
        DateOnly due,
        WorkingCalendar calendar,
        List<CountedDay> days
    )
    {
        for (var day = start.AddDays(1); day <= due; day = day.AddDays(1))
            days.Add(new CountedDay(day, day.DayNumber - start.DayNumber, calendar.Of(day).Reason));
        return due;
    }

    private static DateOnly Next(int month, int dayOfMonth, DateOnly start)
    {
        var day = new DateOnly(start.Year, month, dayOfMonth);
        return day > start ? day : day.AddYears(1);
    }
}

/// <summary>One day of a count.</summary>
/// <param name="Day">The day.</param>
/// <param name="Number">Its number in the count; 0 when it does not count.</param>
/// <param name="Reason">Why, in Chinese.</param>
public readonly record struct CountedDay(DateOnly Day, int Number, string Reason);

/// <summary>A due date with every day of its count.</summary>
/// <param name="Start">The day of the start event, not counted.</param>
/// <param name="Due">The last day.</param>
/// <param name="Provisional">The period touches a year whose holiday notice is not entered yet.</param>
/// <param name="Days">The days from the one after the start to the last.</param>
/// <param name="Rule">The rule, in Chinese.</param>
public sealed record CountedDeadline(
    DateOnly Start,
    DateOnly Due,
    bool Provisional,
    IReadOnlyList<CountedDay> Days,
    string Rule
);
