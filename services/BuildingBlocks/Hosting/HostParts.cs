using Microsoft.Extensions.Logging;

namespace Proposals.BuildingBlocks;

/// <summary>
/// What a host may replace: the clock and the ids, for tests and for the demonstration data; for tests also how
/// journals are read.
/// </summary>
public sealed record HostParts(TimeProvider Clock, Ids Ids)
{
    /// <summary>Adds to a host's log, beside the console.</summary>
    public Action<ILoggingBuilder> Log { get; init; } = static _ => { };

    /// <summary>
    /// Why services that run in the same process do not serve, for the gateway beside them: sentences in Chinese.
    /// </summary>
    public Func<CancellationToken, Task<IReadOnlyList<string>>> Problems { get; init; } =
        static _ => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>How a service (first name) reads the journal of another; a test makes it late.</summary>
    public Func<string, string, PullEvents, PullEvents> Follows { get; init; } = static (_, _, pull) => pull;

    /// <summary>The real ones.</summary>
    public static HostParts Real => new(TimeProvider.System, new Ids());
}
