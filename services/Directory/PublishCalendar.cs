using System.Globalization;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.Directory;

/// <summary>发布日历: the national days with the regional overlay laid over them, as a whole. Due dates that were told to somebody stay.</summary>
internal static class PublishCalendar
{
    public const string Aggregate = "calendar";

    public static async Task<Decision<Calendar>> HandleAsync(PublishCalendarRequest request, UnitOfWork unit)
    {
        if (request.Calendar is null)
            return CommonRefusals.FieldRequired.On("calendar");
        if (CalendarRules.Refuses(request.Calendar) is { } refusal)
            return refusal;
        var calendar = request.Calendar.Clone();
        calendar.Version = await Facts.NextVersionAsync(unit, Aggregate);
        calendar.Name = $"committees/{unit.Committee}/calendar";
        Facts.Record(unit, Aggregate, calendar.Version, new CalendarPublished { Calendar = calendar });
        return calendar;
    }
}

/// <summary>What a calendar must be.</summary>
internal static class CalendarRules
{
    public static Refusal? Refuses(Calendar calendar)
    {
        if (Required.Count(calendar.Days.Count, "calendar.days", 2000) is { } many)
            return many;
        if (calendar.Years.Count == 0)
            return CommonRefusals.FieldRequired.On("calendar.years");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var day in calendar.Days)
        {
            if (
                !DateOnly.TryParseExact(
                    day.Date,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var date
                )
            )
                return CommonRefusals.FieldInvalid.On("calendar.days", $"“{day.Date}”不是有效日期。");
            if (!seen.Add(day.Date))
                return CommonRefusals.FieldInvalid.On("calendar.days", $"{day.Date} 出现两次。");
            if (!calendar.Years.Contains(date.Year))
                return CommonRefusals.FieldInvalid.On("calendar.days", $"{day.Date} 不在所列年份内。");
            if (
                Required.First(
                    Required.Choice(day.Kind, "calendar.days"),
                    Required.Text(day.Reason, "calendar.days", 50),
                    Required.Text(day.Source, "calendar.days", 200)
                ) is
                { } refusal
            )
                return refusal;
        }

        return null;
    }
}
