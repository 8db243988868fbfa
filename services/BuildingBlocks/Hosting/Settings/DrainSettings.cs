using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>How a process ends.</summary>
/// <param name="Time">How long it still takes calls after it was told to stop.</param>
public sealed record DrainSettings(TimeSpan Time)
{
    /// <summary>Seconds of it.</summary>
    public static readonly NumberSetting SecondsKey = new(
        "Drain:Seconds",
        0,
        0,
        60,
        "seconds after SIGTERM in which calls are still taken while health says NOT_SERVING, so that load "
            + "balancers notice first"
    );

    /// <summary>The keys.</summary>
    public static IReadOnlyList<Setting> Declared => [SecondsKey];

    /// <summary>Reads them. Throws <see cref="SetupException"/> where a value is wrong.</summary>
    public static DrainSettings Read(IConfiguration configuration) =>
        new(TimeSpan.FromSeconds(SecondsKey.Of(configuration)));
}
