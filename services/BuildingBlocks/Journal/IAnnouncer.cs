using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Proposals.Journal.V1;
using Event = Proposals.Journal.V1.Event;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The bus as the suite sees it: a hint that events were committed. A lost announcement costs latency, never an event;
/// a forged one costs one pull.
/// </summary>
public interface IAnnouncer
{
    /// <summary>Announces that these events of one journal are committed. It never waits and never fails.</summary>
    void Announce(IReadOnlyList<Event> events);

    /// <summary>
    /// Calls back when one of the named sources announces a commit. Must be called before the bus starts.
    /// </summary>
    void Subscribe(string service, IReadOnlyCollection<string> sources, Action<JournalAdvanced> receive);
}

/// <summary>
/// The announcement of one committed batch. No event travels over the bus: a subscriber pulls events from the service
/// itself, whose certificate it checks.
/// </summary>
/// <param name="Source">The journal.</param>
/// <param name="Shard">Its shard.</param>
/// <param name="Head">Position of its last event.</param>
public sealed record JournalAdvanced(string Source, int Shard, long Head);

/// <summary>Address of a broker: a single one or a node of a cluster.</summary>
public sealed record BusNode(string Host, ushort Port)
{
    /// <summary>
    /// The brokers in Bus:Host, separated by commas, each with its own port or Bus:Port. Throws
    /// <see cref="InvalidOperationException"/>, in Chinese, for an invalid address.
    /// </summary>
    public static IReadOnlyList<BusNode> All(IConfiguration configuration)
    {
        var hosts = (configuration["Bus:Host"] ?? "127.0.0.1").Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        return hosts.Length > 0
            ? [.. hosts.Select(h => Of(h, configuration["Bus:Port"] ?? "5672"))]
            : throw new InvalidOperationException("Bus:Host 没有写任何地址。");
    }

    private static BusNode Of(string address, string port) =>
        Uri.TryCreate(
            $"amqp://{address}{(address.LastIndexOf(':') > address.LastIndexOf(']') ? "" : ":" + port)}",
            UriKind.Absolute,
            out var uri
        )
        && uri.PathAndQuery == "/"
        && uri.Port is > 0 and <= ushort.MaxValue
            ? new BusNode(uri.Host, (ushort)uri.Port)
            : throw new InvalidOperationException($"Bus:Host 中的“{address}”不是“主机”或“主机:端口”。");
}
