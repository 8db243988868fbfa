using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>Where a process exports traces and metrics.</summary>
/// <param name="Endpoint">The collector; null where nothing is exported.</param>
/// <param name="IsGrpc">OTLP by gRPC, else by HTTP.</param>
/// <param name="Interval">Between two exports of the metrics.</param>
public sealed record TelemetrySettings(Uri? Endpoint, bool IsGrpc, TimeSpan Interval)
{
    /// <summary>The collector.</summary>
    public static readonly AddressSetting EndpointKey = new(
        "Telemetry:Endpoint",
        "",
        "where traces and metrics are sent by OTLP, e.g. `http://collector:4317`; when unset, nothing is "
            + "exported ([metrics](metrics.md))"
    )
    {
        TakesPath = true,
    };

    /// <summary>Protocol of the export.</summary>
    public static readonly WordSetting ProtocolKey = new(
        "Telemetry:Protocol",
        "grpc",
        ["grpc", "http"],
        "how OTLP is carried"
    );

    /// <summary>How often.</summary>
    public static readonly NumberSetting IntervalKey = new(
        "Telemetry:Interval",
        15,
        1,
        3600,
        "seconds between two exports of the metrics"
    );

    /// <summary>The keys.</summary>
    public static IReadOnlyList<Setting> Declared => [EndpointKey, ProtocolKey, IntervalKey];

    /// <summary>Reads them. Throws <see cref="SetupException"/> where a value is wrong.</summary>
    public static TelemetrySettings Read(IConfiguration configuration) =>
        new(
            EndpointKey.OrNull(configuration),
            ProtocolKey.Of(configuration) == "grpc",
            TimeSpan.FromSeconds(IntervalKey.Of(configuration))
        );
}
