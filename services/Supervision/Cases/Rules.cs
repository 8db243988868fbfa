using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.Supervision;

/// <summary>
/// All versions of the committee's policy profile, its calendar, and when each of its plenary sessions closes, as known
/// here.
/// </summary>
internal sealed record Rules(
    IReadOnlyDictionary<long, PolicyProfile> Profiles,
    WorkingCalendar Calendar,
    IReadOnlyDictionary<string, DateTimeOffset> SessionsClose
)
{
    /// <summary>The profile in force; null while none is known here.</summary>
    public PolicyProfile? InForce => Profiles.Count == 0 ? null : Profiles[Profiles.Keys.Max()];

    /// <summary>
    /// The profile that applies to a case, or the one in force while that is unknown here; null while none is known.
    /// </summary>
    public PolicyProfile? Of(long version) => Profiles.GetValueOrDefault(version) ?? InForce;

    /// <summary>Reads them.</summary>
    public static async Task<Rules> LoadAsync(IRead read)
    {
        var bodies = await read.ManyAsync<byte[]>(
            "SELECT body FROM policy_profiles WHERE committee = @committee",
            new { committee = read.Committee }
        );
        var sessions = await read.ManyAsync<PlenarySessionRow>(
            "SELECT id, closes_at FROM plenary_sessions WHERE committee = @committee",
            new { committee = read.Committee }
        );
        // Without a calendar every year counts as one without a holiday notice: Monday to Friday, and provisional.
        return new Rules(
            bodies.Select(PolicyDefaults.Read).ToDictionary(p => p.Version),
            new WorkingCalendar(await DirectoryCopy.CalendarAsync(read) ?? new Calendar()),
            sessions.ToDictionary(s => s.Id, s => s.ClosesAt)
        );
    }
}
