using System.Diagnostics.Metrics;
using System.Globalization;
using Grpc.Core;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Measurements that only the gateway can make: open event streams, files, and refusals to clients by itself or a
/// service.
/// </summary>
internal static class GatewayMeter
{
    /// <summary>Open event streams.</summary>
    public static readonly UpDownCounter<long> Streams = Telemetry.Meter.CreateUpDownCounter<long>(
        "proposals.gateway.streams",
        "{stream}",
        string.Create(CultureInfo.InvariantCulture, $"Open event streams; {StreamLimits.Max:N0} is the most.")
    );

    private static readonly Counter<long> Uploads = Telemetry.Meter.CreateCounter<long>(
        "proposals.gateway.uploads",
        "{file}",
        "Files received and kept."
    );
    private static readonly Counter<long> Bytes = Telemetry.Meter.CreateCounter<long>(
        "proposals.gateway.upload.size",
        "By",
        "Bytes of the files received and kept."
    );

    private static readonly Counter<long> Refusals = Telemetry.Meter.CreateCounter<long>(
        "proposals.gateway.refusals",
        "{request}",
        "Requests answered with an error, by what was asked (sign-in, upload, download, export, call) and reason."
    );

    /// <summary>Counts a file.</summary>
    public static void Uploaded(long size)
    {
        Uploads.Add(1);
        Bytes.Add(size);
    }

    /// <summary>Counts an error answer. The path itself is not recorded, because it may hold anything.</summary>
    public static void Refused(PathString path, RpcException error)
    {
        if (!Refusals.Enabled)
            return;
        var reason = RefusalStatus.ReasonOf(error) is { Length: > 0 } code ? code : error.StatusCode.ToString();
        var asked =
            path.StartsWithSegments("/proposals.directory.v1.DirectoryService/SignIn", StringComparison.Ordinal)
                ? "sign-in"
            : path == Proposals.Gateway.Uploads.Path ? "upload"
            : path.StartsWithSegments("/files", StringComparison.Ordinal) ? "download"
            : path.StartsWithSegments("/exports", StringComparison.Ordinal) ? "export"
            : "call";
        Refusals.Add(1, new("asked", asked), new KeyValuePair<string, object?>("reason", reason));
    }
}
