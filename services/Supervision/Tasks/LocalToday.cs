using Proposals.BuildingBlocks;

namespace Proposals.Supervision;

/// <summary>The committee's day, by the profile in force.</summary>
internal static class LocalToday
{
    /// <summary>The day, YYYY-MM-DD. Refusals: NOT_FOUND while no profile is known here.</summary>
    public static async Task<Decision<string>> OfAsync(IRead read) =>
        await DirectoryCopy.PolicyAsync(read) is { } policy
            ? WorkingCalendar.FormatDay(Deadline.LocalDay(read.Now, policy.UtcOffsetMinutes))
            : CommonRefusals.NotFound;
}
