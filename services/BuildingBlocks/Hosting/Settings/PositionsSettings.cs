using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>How a service waits for what a caller has done or seen elsewhere (docs/decisions/0034).</summary>
/// <param name="Wait">How long a call waits before it is refused as NOT_YET.</param>
public sealed record PositionsSettings(TimeSpan Wait)
{
    /// <summary>The wait where none is configured.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(5);

    /// <summary>Milliseconds of it.</summary>
    public static readonly NumberSetting WaitKey = new(
        "Positions:WaitMilliseconds",
        5000,
        0,
        60_000,
        "milliseconds that a call waits until this service has applied what its caller has done or seen elsewhere; "
            + "then it is refused as `NOT_YET`, and earlier where the call's deadline comes earlier"
    );

    /// <summary>The keys.</summary>
    public static IReadOnlyList<Setting> Declared => [WaitKey];

    /// <summary>Reads them. Throws <see cref="SetupException"/> where a value is wrong.</summary>
    public static PositionsSettings Read(IConfiguration configuration) =>
        new(TimeSpan.FromMilliseconds(WaitKey.Of(configuration)));
}
