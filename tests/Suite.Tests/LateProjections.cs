using System.Collections.Concurrent;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;

namespace Proposals.Suite.Tests;

/// <summary>
/// Makes services late: they learn of an event only some time after it was decided. It needs hosts with the real clock.
/// </summary>
public sealed class LateProjections
{
    private readonly ConcurrentDictionary<string, TimeSpan> _late = new(StringComparer.Ordinal);

    /// <summary>From now on these services are late by so much, and no others.</summary>
    public void Delay(TimeSpan by, params IEnumerable<string> services)
    {
        _late.Clear();
        foreach (var service in services)
            _late[service] = by;
    }

    /// <summary>Reads a journal for a service, as <see cref="HostParts.Follows"/> asks.</summary>
    public PullEvents Of(string service, string source, PullEvents pull) =>
        async (after, hash, stop) =>
        {
            while (true)
            {
                var page = await pull(after, hash, stop);
                var by = _late.GetValueOrDefault(service);
                var known = page.Events.TakeWhile(e => LeftOf(e, by) <= TimeSpan.Zero).ToList();
                if (known.Count == page.Events.Count)
                    return page;
                if (known.Count == 0)
                {
                    await Task.Delay(LeftOf(page.Events[0], by), stop);
                    continue;
                }

                page.Events.Clear();
                page.Events.AddRange(known);
                return page;
            }
        };

    private static TimeSpan LeftOf(Event entry, TimeSpan by)
    {
        var left = entry.At.ToDateTimeOffset() + by - DateTimeOffset.UtcNow;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
