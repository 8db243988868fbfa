using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Event = Proposals.Journal.V1.Event;

namespace Proposals.BuildingBlocks;

/// <summary>The announcements over MassTransit: RabbitMQ, or in memory within one process.</summary>
public sealed partial class MassTransitAnnouncer(
    IServiceProvider provider,
    BusSettings settings,
    ILogger<MassTransitAnnouncer> log
) : BackgroundService, IAnnouncer
{
    // The first announcement after a silence is sent at once. Under load, one announcement a commit would make every
    // consumer pull commit by commit; ten a second are enough for its subscribers.
    private readonly TimeSpan _between = settings.IsRabbitMq ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero;
    private readonly Channel<IReadOnlyList<Event>> _outgoing = Channel.CreateBounded<IReadOnlyList<Event>>(
        new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest },
        dropped => AnnouncementMeter.Count(dropped[0].Source, "dropped")
    );
    private readonly Dictionary<
        string,
        (IReadOnlyCollection<string> Sources, Action<JournalAdvanced> Receive)
    > _receivers = new(StringComparer.Ordinal);

    /// <summary>Registers the bus with one explicitly named endpoint for each service.</summary>
    public static void Add(IServiceCollection services, BusSettings settings, IReadOnlyList<string> names)
    {
        services.AddSingleton(settings).AddSingleton<MassTransitAnnouncer>();
        services.AddSingleton<IAnnouncer>(p => p.GetRequiredService<MassTransitAnnouncer>());
        services.AddSingleton<IHostedService>(p => p.GetRequiredService<MassTransitAnnouncer>());
        services
            .AddHealthChecks()
            .AddCheck(BrokerTopology.Name, new BrokerTopology(settings, names), HealthStatus.Unhealthy);
        // Disabled: the library would send usage reports to its makers. A committee's system connects only to hosts
        // that it was told to use.
        services.Configure<UsageTelemetryOptions>(telemetry => telemetry.Enabled = false);
        services.AddMassTransit(bus =>
        {
            // Without the bus everything is a few seconds later and nothing is wrong. That is no reason to take a
            // process out of service, least of all every process at once.
            bus.ConfigureHealthCheckOptions(health => health.MinimalFailureStatus = HealthStatus.Degraded);
            if (settings.IsRabbitMq)
                bus.UsingRabbitMq((context, rabbit) => Configure(rabbit, context, settings, names));
            else
                bus.UsingInMemory(
                    (context, memory) =>
                    {
                        foreach (var name in names)
                            memory.ReceiveEndpoint(QueueOf(settings, name), e => Handle(e, context, name));
                    }
                );
        });
    }

    /// <summary>
    /// Name of a service's queue and of the exchange before it. It is unique, because two consumers of one queue would
    /// share its messages.
    /// </summary>
    public static string QueueOf(BusSettings settings, string service) => $"{settings.Prefix}proposals-{service}";

    /// <inheritdoc />
    public void Announce(IReadOnlyList<Event> events) => _outgoing.Writer.TryWrite(events);

    /// <inheritdoc />
    public void Subscribe(string service, IReadOnlyCollection<string> sources, Action<JournalAdvanced> receive) =>
        _receivers.Add(service, (sources, receive));

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var bus = provider.GetRequiredService<IBus>();
        var waiting = new Dictionary<(string Source, int Shard), IReadOnlyList<Event>>();
        while (await _outgoing.Reader.WaitToReadAsync(stoppingToken))
        {
            // All that was committed while the broker was slow is one announcement for each journal: the furthest
            // position.
            while (_outgoing.Reader.TryRead(out var events))
                waiting[(events[^1].Source, events[^1].Shard)] = events;
            foreach (var events in waiting.Values)
                await SayAsync(bus, events, stoppingToken);
            waiting.Clear();
            if (_between > TimeSpan.Zero)
                await Task.Delay(_between, stoppingToken);
        }
    }

    private async Task SayAsync(IBus bus, IReadOnlyList<Event> events, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        using var meter = AnnouncementMeter.Of(events);
        try
        {
            await bus.Publish(
                new JournalAdvanced(events[^1].Source, events[^1].Shard, events[^1].Position),
                patience.Token
            );
            meter.Outcome = "pushed";
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // The journal has the events; consumers pull what was not announced.
            NotPushed(log, events[^1].Source, events[^1].Position, e.Message);
        }
    }

    private static void Configure(
        IRabbitMqBusFactoryConfigurator rabbit,
        IBusRegistrationContext context,
        BusSettings settings,
        IReadOnlyList<string> names
    )
    {
        rabbit.Host(
            settings.Nodes[0].Host,
            settings.Nodes[0].Port,
            settings.VirtualHost,
            host =>
            {
                // Any node of a cluster will do; when the connected one fails, the next is tried.
                if (settings.Nodes.Count > 1)
                    host.UseCluster(cluster =>
                    {
                        foreach (var node in settings.Nodes)
                            cluster.Node($"{node.Host}:{node.Port}");
                    });
                // A machine that lost its power sends no reset. The heartbeat detects the silence, and the timeout
                // bounds the connection attempt.
                host.Heartbeat(TimeSpan.FromSeconds(10));
                host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5));
                host.Username(settings.User);
                host.Password(settings.Password);
            }
        );
        foreach (var name in names)
        {
            rabbit.ReceiveEndpoint(
                QueueOf(settings, name),
                endpoint =>
                {
                    // The queue is a hint too: bounded, short-lived, oldest dropped first; a consumer that misses an
                    // announcement pulls anyway. In a cluster it lies on up to three nodes. Of several replicas only
                    // one consumes it, in order. If they took turns, each would see gaps and pull what the other was
                    // told.
                    endpoint.SetQuorumQueue();
                    endpoint.SingleActiveConsumer = true;
                    endpoint.SetQueueArgument("x-max-length", 10_000);
                    endpoint.SetQueueArgument("x-overflow", "drop-head");
                    endpoint.SetQueueArgument("x-message-ttl", 600_000);
                    endpoint.PrefetchCount = 64;
                    Handle(endpoint, context, name);
                }
            );
        }
    }

    private static void Handle(IReceiveEndpointConfigurator endpoint, IRegistrationContext context, string name)
    {
        var push = context.GetRequiredService<MassTransitAnnouncer>();
        endpoint.Handler<JournalAdvanced>(message =>
        {
            if (push._receivers.TryGetValue(name, out var to) && to.Sources.Contains(message.Message.Source))
                to.Receive(message.Message);
            return Task.CompletedTask;
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source} could not announce position {Position}: {Error}")]
    private static partial void NotPushed(ILogger log, string source, long position, string error);
}
