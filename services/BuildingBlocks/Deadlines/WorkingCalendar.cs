using System.Globalization;
using Proposals.Directory.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.BuildingBlocks;

/// <summary>
/// A committee's working days: Monday to Friday, except where the holiday notices differ (handbook 4.3, 4.4).
/// </summary>
public sealed class WorkingCalendar
{
    private readonly Dictionary<DateOnly, CalendarDay> _days;
    private readonly HashSet<int> _years;

    /// <summary>Reads a calendar. Its dates were validated when it was published.</summary>
    public WorkingCalendar(Calendar calendar)
    {
        Version = calendar.Version;
        _days = calendar.Days.ToDictionary(d => ParseDay(d.Date));
        _years = [.. calendar.Years];
    }

    public long Version { get; }

    /// <summary>Parses a day written YYYY-MM-DD.</summary>
    public static DateOnly ParseDay(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Formats a day as YYYY-MM-DD.</summary>
    public static string FormatDay(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>True when the holiday notice of this year is entered.</summary>
    public bool Knows(int year) => _years.Contains(year);

    /// <summary>
    /// True when every notice that may speak of this day is entered: that of its year, and for the last days of
    /// December that of the next year too.
    /// </summary>
    public bool Knows(DateOnly day) => Knows(day.Year) && (!IsReachedByNextYear(day) || Knows(day.Year + 1));

    /// <summary>
    /// True for the last days of December. The notice of the next year may give them off for 元旦, or make them working
    /// days (handbook 4.3).
    /// </summary>
    public static bool IsReachedByNextYear(DateOnly day) => day is { Month: 12, Day: >= 26 };

    /// <summary>Tells whether the day is a working day, and why, in Chinese.</summary>
    public (bool Working, string Reason) Of(DateOnly day)
    {
        if (_days.TryGetValue(day, out var exception))
            return exception.Kind == DayKind.Work
                ? (true, $"{exception.Reason}调休上班")
                : (false, $"{exception.Reason}放假");
        return day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday
            ? (false, day.DayOfWeek == DayOfWeek.Saturday ? "星期六" : "星期日")
            : (true, "工作日");
    }

    /// <summary>What a holiday notice makes of the day; null when none speaks of it.</summary>
    public DayKind? NoticeOf(DateOnly day) => _days.TryGetValue(day, out var exception) ? exception.Kind : null;

    /// <summary>
    /// Working days after <paramref name="today"/> up to and including <paramref name="due"/>. When the due day has
    /// passed: minus the working days since.
    /// </summary>
    public int WorkingDaysLeft(DateOnly today, DateOnly due)
    {
        var (from, to, sign) = today <= due ? (today, due, 1) : (due, today, -1);
        var count = 0;
        for (var day = from.AddDays(1); day <= to; day = day.AddDays(1))
            count += Of(day).Working ? 1 : 0;
        return sign * count;
    }
}
