using Microsoft.Extensions.Logging;

namespace Proposals.BuildingBlocks;

/// <summary>What a host may replace: the clock and the ids, for tests and for the demonstration data.</summary>
public sealed record HostParts(TimeProvider Clock, Ids Ids)
{
    /// <summary>Adds to a host's log, beside the console.</summary>
    public Action<ILoggingBuilder> Log { get; init; } = static _ => { };

    /// <summary>The real ones.</summary>
    public static HostParts Real => new(TimeProvider.System, new Ids());
}
