using System.Collections.Concurrent;
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

    private const int MaxKept = 4_000;

    // Every question needs the rules, and they change a few times a year: what was made of the same bytes before is taken again. The bytes are read and compared each time.
    private static readonly ConcurrentDictionary<string, (IReadOnlyList<byte[]> Bodies, Rules Rules)> Kept = new(StringComparer.Ordinal);

    /// <summary>Reads them.</summary>
    public static async Task<Rules> LoadAsync(IRead read)
    {
        var profiles = await read.ManyAsync<byte[]>("SELECT body FROM policy_profiles WHERE committee = @committee ORDER BY version", new { committee = read.Committee });
        // Without a calendar every year is one whose notice is not entered: Monday to Friday, and provisional.
        var calendar = await read.OneAsync<byte[]>("SELECT body FROM calendars WHERE committee = @committee ORDER BY version DESC LIMIT 1", new { committee = read.Committee }) ?? [];
        byte[][] bodies = [.. profiles, calendar];
        if (Kept.TryGetValue(read.Committee, out var kept) && kept.Bodies.Count == bodies.Length && kept.Bodies.Zip(bodies).All(b => b.First.AsSpan().SequenceEqual(b.Second))) return kept.Rules;
        var rules = new Rules(profiles.Select(b => PolicyProfile.Parser.ParseFrom(b)).ToDictionary(p => p.Version), new WorkingCalendar(Calendar.Parser.ParseFrom(calendar)));
        if (Kept.Count >= MaxKept) Kept.Clear();
        Kept[read.Committee] = (bodies, rules);
        return rules;
    }
}
