using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Everything that a process of services is told by configuration, read and checked once at its start.
/// </summary>
public sealed record ServiceSettings
{
    /// <summary>The keys. Other programs use some of them too, so every program knows them all.</summary>
    public static IReadOnlyList<Setting> Declared { get; } =
    [
        .. ListenSettings.Declared,
        .. PeerSettings.Declared,
        .. DatabaseSettings.Declared,
        .. BusSettings.Declared,
        .. PositionsSettings.Declared,
        .. DrainSettings.Declared,
        .. RetrySettings.Declared,
        .. DraftSettings.Declared,
        .. TelemetrySettings.Declared,
        .. LoggingSettings.Declared,
        Settings.SecretsFolder,
    ];

    /// <summary>Where it listens.</summary>
    public required ListenSettings Listen { get; init; }

    /// <summary>The other services.</summary>
    public required PeerSettings Peers { get; init; }

    /// <summary>The databases.</summary>
    public required DatabaseSettings Database { get; init; }

    /// <summary>The bus.</summary>
    public required BusSettings Bus { get; init; }

    /// <summary>How it waits for what its callers have seen.</summary>
    public required PositionsSettings Positions { get; init; }

    /// <summary>How it ends.</summary>
    public required DrainSettings Drain { get; init; }

    /// <summary>How long a command may be sent again.</summary>
    public required RetrySettings Retry { get; init; }

    /// <summary>How much a member may keep as drafts.</summary>
    public required DraftSettings Drafts { get; init; }

    /// <summary>Where it exports traces and metrics.</summary>
    public required TelemetrySettings Telemetry { get; init; }

    /// <summary>What it logs.</summary>
    public required LoggingSettings Logging { get; init; }

    /// <summary>
    /// Reads them. Throws <see cref="SetupException"/> where a value is wrong, or where values do not go together.
    /// </summary>
    public static ServiceSettings Read(IConfiguration configuration, bool apart)
    {
        var settings = new ServiceSettings
        {
            Listen = ListenSettings.Read(configuration),
            Peers = PeerSettings.Read(configuration),
            Database = DatabaseSettings.Read(configuration),
            Bus = BusSettings.Read(configuration),
            Positions = PositionsSettings.Read(configuration),
            Drain = DrainSettings.Read(configuration),
            Retry = RetrySettings.Read(configuration),
            Drafts = DraftSettings.Read(configuration),
            Telemetry = TelemetrySettings.Read(configuration),
            Logging = LoggingSettings.Read(configuration),
        };
        settings.Listen.Check(apart, settings.Peers.Certificates is not null);
        return settings;
    }
}
