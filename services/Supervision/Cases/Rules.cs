using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.Supervision;

/// <summary>The committee's policy profiles, all versions, and its calendar, as known here.</summary>
internal sealed record Rules(IReadOnlyDictionary<long, PolicyProfile> Profiles, WorkingCalendar Calendar)
{
    /// <summary>The profile in force; null while none is known here.</summary>
    public PolicyProfile? InForce => Profiles.Count == 0 ? null : Profiles[Profiles.Keys.Max()];

    /// <summary>The profile a case is under, the one in force while that is not known here; null while none is.</summary>
    public PolicyProfile? Of(long version) => Profiles.GetValueOrDefault(version) ?? InForce;

    /// <summary>Reads them.</summary>
    public static async Task<Rules> LoadAsync(IRead read)
    {
        var bodies = await read.ManyAsync<byte[]>(
            "SELECT body FROM policy_profiles WHERE committee = @committee",
            new { committee = read.Committee }
        );
        // Without a calendar every year is one whose notice is not entered: Monday to Friday, and provisional.
        return new Rules(
            bodies.Select(b => PolicyProfile.Parser.ParseFrom(b)).ToDictionary(p => p.Version),
            new WorkingCalendar(await DirectoryCopy.CalendarAsync(read) ?? new Calendar())
        );
    }
}
