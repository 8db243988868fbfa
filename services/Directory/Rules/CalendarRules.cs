using System.Globalization;
using Proposals.BuildingBlocks;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.Directory;

/// <summary>
/// Checks a calendar before it is published. The notice of a year may speak of the last days of the year before, whose
/// own notice need not be entered.
/// </summary>
internal static class CalendarRules
{
    private const int FirstYear = 1949;
    private const int LastYear = 2199;

    public static Refusal? Refuses(Calendar calendar)
    {
        if (
            (
                Input.Count(calendar.Days.Count, "calendar.days", 2000)
                ?? Input.Count(calendar.Years.Count, "calendar.years", LastYear - FirstYear + 1)
            ) is
            { } many
        )
            return many;
        if (calendar.Years.Count == 0)
            return CommonRefusals.FieldRequired.On("calendar.years");
        if (calendar.Years.Any(y => y is < FirstYear or > LastYear))
            return CommonRefusals.FieldInvalid.On("calendar.years", $"年份须为 {FirstYear} 至 {LastYear}。");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var day in calendar.Days)
        {
            if (Input.Day(day.Date, "calendar.days") is not null)
                return CommonRefusals.FieldInvalid.On("calendar.days", $"“{Input.Echo(day.Date)}”不是有效日期。");
            var date = DateOnly.ParseExact(day.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (!seen.Add(day.Date))
                return CommonRefusals.FieldInvalid.On("calendar.days", $"{day.Date} 出现两次。");
            if (
                !calendar.Years.Contains(date.Year)
                && !(WorkingCalendar.IsReachedByNextYear(date) && calendar.Years.Contains(date.Year + 1))
            )
                return CommonRefusals.FieldInvalid.On(
                    "calendar.days",
                    $"{day.Date} 不在所列年份内（下一年的通知只能涉及上年 12 月 26 日以后的日子）。"
                );
            if (
                Input.First(
                    Input.Choice(day.Kind, "calendar.days"),
                    Input.Required(day.Reason, "calendar.days"),
                    Input.Required(day.Source, "calendar.days")
                ) is
                { } refusal
            )
                return refusal;
        }

        return null;
    }
}
