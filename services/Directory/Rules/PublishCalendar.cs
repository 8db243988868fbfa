using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.Directory;

/// <summary>
/// 发布日历: publishes the national days with the regional overlay, as a whole. The other services count running tasks
/// and open forms by it again, and no day becomes earlier.
/// </summary>
internal static class PublishCalendar
{
    public const string Aggregate = "calendar";

    public static async Task<Decision<Calendar>> HandleAsync(PublishCalendarRequest request, Transaction tx)
    {
        if (request.Calendar is null)
            return CommonRefusals.FieldRequired.On("calendar");
        if (CalendarRules.Refuses(request.Calendar) is { } refusal)
            return refusal;
        var calendar = request.Calendar.Clone();
        calendar.Version = await DirectoryJournal.NextVersionAsync(tx, Aggregate);
        calendar.Name = $"committees/{tx.Committee}/calendar";
        DirectoryJournal.Record(tx, Aggregate, calendar.Version, new CalendarPublished { Calendar = calendar });
        return calendar;
    }
}
