using System.Globalization;
using Proposals.Directory.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.Directory;

/// <summary>
/// The national days of 2024 to 2026 (国务院办公厅 notices; handbook 4.4). Regional days, such as Ningxia's 开斋节 and
/// 古尔邦节, are not derived: the committee enters them from its own notice.
/// </summary>
internal static class NationalCalendar
{
    private static readonly (int Year, string Off, string Work)[] Notices =
    [
        (
            2024,
            "元旦 01-01; 春节 02-10..02-17; 清明节 04-04..04-06; 劳动节 05-01..05-05; "
                + "端午节 06-10; 中秋节 09-15..09-17; 国庆节 10-01..10-07",
            "春节 02-04; 春节 02-18; 清明节 04-07; 劳动节 04-28; 劳动节 05-11; 中秋节 09-14; 国庆节 09-29; 国庆节 10-12"
        ),
        (
            2025,
            "元旦 01-01; 春节 01-28..02-04; 清明节 04-04..04-06; 劳动节 05-01..05-05; "
                + "端午节 05-31..06-02; 国庆节、中秋节 10-01..10-08",
            "春节 01-26; 春节 02-08; 劳动节 04-27; 国庆节、中秋节 09-28; 国庆节、中秋节 10-11"
        ),
        (
            2026,
            "元旦 01-01..01-03; 春节 02-15..02-23; 清明节 04-04..04-06; 劳动节 05-01..05-05; "
                + "端午节 06-19..06-21; 中秋节 09-25..09-27; 国庆节 10-01..10-07",
            "元旦 01-04; 春节 02-14; 春节 02-28; 劳动节 05-09; 国庆节 09-20; 国庆节 10-10"
        ),
    ];

    /// <summary>The three years as a calendar.</summary>
    public static Calendar Create()
    {
        var calendar = new Calendar();
        foreach (var (year, off, work) in Notices)
        {
            calendar.Years.Add(year);
            Add(calendar, year, off, DayKind.Off);
            Add(calendar, year, work, DayKind.Work);
        }

        return calendar;
    }

    private static void Add(Calendar calendar, int year, string list, DayKind kind)
    {
        foreach (var item in list.Split("; "))
        {
            var (reason, days) = (item.Split(' ')[0], item.Split(' ')[1].Split(".."));
            var (first, last) = (Parse(year, days[0]), Parse(year, days[^1]));
            for (var day = first; day <= last; day = day.AddDays(1))
            {
                calendar.Days.Add(
                    new CalendarDay
                    {
                        Date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        Kind = kind,
                        Reason = reason,
                        Source = $"国务院办公厅关于{year}年部分节假日安排的通知",
                    }
                );
            }
        }
    }

    private static DateOnly Parse(int year, string monthDay) =>
        DateOnly.ParseExact($"{year}-{monthDay}", "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
