using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Asks RabbitMQ whether the bus can announce: a node answers, and the exchange of the announcements and the queue of
/// every service of this process are there. It is the health service <c>bus</c>, and only a hint: without the broker
/// the suite works, some seconds later.
/// </summary>
/// <remarks>
/// It asks over a connection of its own, so it sees a broker that the library's connection is still waiting for. It
/// declares passively, so it changes nothing. What the library itself thinks of its connection is another check.
/// </remarks>
internal sealed class BrokerTopology(BusSettings settings, IReadOnlyList<string> services) : IHealthCheck
{
    /// <summary>Name of the check, and of the health service.</summary>
    public const string Name = "bus";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The exchange of the announcements, as the library names it after the message.</summary>
    public static readonly string Exchange = $"{typeof(JournalAdvanced).Namespace}:{nameof(JournalAdvanced)}";

    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (!settings.IsRabbitMq)
            return HealthCheckResult.Healthy("in this process");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await AskAsync(patience.Token);
        }
        catch (OperationInterruptedException e)
        {
            // The broker's own words: NOT_FOUND - no queue 'proposals-intake' in vhost '/'.
            return HealthCheckResult.Unhealthy(e.ShutdownReason?.ReplyText ?? e.Message);
        }
        catch (Exception e)
            when (e is BrokerUnreachableException or RabbitMQClientException or IOException or TimeoutException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return HealthCheckResult.Unhealthy((e.InnerException ?? e).Message);
        }
    }

    private async Task<HealthCheckResult> AskAsync(CancellationToken stop)
    {
        var factory = new ConnectionFactory
        {
            UserName = settings.User,
            Password = settings.Password,
            VirtualHost = settings.VirtualHost,
            RequestedConnectionTimeout = Patience,
            AutomaticRecoveryEnabled = false,
        };
        await using var connection = await factory.CreateConnectionAsync(
            settings.Nodes.Select(n => new AmqpTcpEndpoint(n.Host, n.Port)),
            "proposals health",
            stop
        );
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stop);
        await channel.ExchangeDeclarePassiveAsync(Exchange, stop);
        var (waiting, silent) = (0L, new List<string>());
        foreach (var service in services)
        {
            var queue = MassTransitAnnouncer.QueueOf(settings, service);
            await channel.ExchangeDeclarePassiveAsync(queue, stop);
            var found = await channel.QueueDeclarePassiveAsync(queue, stop);
            waiting += found.MessageCount;
            if (found.ConsumerCount == 0)
                silent.Add(queue);
        }

        return silent.Count > 0
            ? HealthCheckResult.Unhealthy($"nobody listens to {string.Join(", ", silent)}")
            : HealthCheckResult.Healthy($"{waiting} announcements wait");
    }
}
