using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Tells those who watch that the health checks have been run again.</summary>
internal sealed class HealthReports : IHealthCheckPublisher
{
    private readonly ConcurrentDictionary<ChannelWriter<HealthReport>, byte> watchers = [];

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var watcher in watchers.Keys)
        {
            watcher.TryWrite(report);
        }

        return Task.CompletedTask;
    }

    /// <summary>The reports from now on; a slow reader sees only the newest.</summary>
    public Subscription Subscribe() => new(this);

    internal sealed class Subscription : IDisposable
    {
        private readonly HealthReports reports;
        private readonly Channel<HealthReport> channel = Channel.CreateBounded<HealthReport>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }
        );

        public Subscription(HealthReports reports)
        {
            this.reports = reports;
            reports.watchers.TryAdd(channel.Writer, 0);
        }

        public IAsyncEnumerable<HealthReport> ReadAllAsync(CancellationToken cancellationToken) =>
            channel.Reader.ReadAllAsync(cancellationToken);

        public void Dispose() => reports.watchers.TryRemove(channel.Writer, out _);
    }
}
