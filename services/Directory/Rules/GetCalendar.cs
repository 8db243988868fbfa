using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Returns the calendar in force.</summary>
internal static class GetCalendar
{
    public static async Task<Decision<Calendar>> HandleAsync(GetCalendarRequest request, Query query) =>
        await DirectoryCopy.CalendarAsync(query) is { } calendar ? calendar : CommonRefusals.NotFound;
}
