using System.Globalization;
using Proposals.BuildingBlocks;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.Directory;

/// <summary>Checks a calendar before it is published.</summary>
internal static class CalendarRules
{
    public static Refusal? Refuses(Calendar calendar)
    {
        if (Input.Count(calendar.Days.Count, "calendar.days", 2000) is { } many)
            return many;
        if (calendar.Years.Count == 0)
            return CommonRefusals.FieldRequired.On("calendar.years");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var day in calendar.Days)
        {
            if (Input.Day(day.Date, "calendar.days") is not null)
                return CommonRefusals.FieldInvalid.On("calendar.days", $"“{Input.Echo(day.Date)}”不是有效日期。");
            var date = DateOnly.ParseExact(day.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (!seen.Add(day.Date))
                return CommonRefusals.FieldInvalid.On("calendar.days", $"{day.Date} 出现两次。");
            if (!calendar.Years.Contains(date.Year))
                return CommonRefusals.FieldInvalid.On("calendar.days", $"{day.Date} 不在所列年份内。");
            if (
                Input.First(
                    Input.Choice(day.Kind, "calendar.days"),
                    Input.Text(day.Reason, "calendar.days", 50),
                    Input.Text(day.Source, "calendar.days", 200)
                ) is
                { } refusal
            )
                return refusal;
        }

        return null;
    }
}
