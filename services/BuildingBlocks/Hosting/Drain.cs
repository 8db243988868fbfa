using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Proposals.BuildingBlocks;

/// <summary>
/// How a process ends without failing a call. Told to stop (SIGTERM), it says NOT_SERVING at once and its streams end
/// as something to be asked again. It goes on taking calls for Drain:Seconds (0), for load balancers that have to
/// notice first; then it sends GOAWAY, so that clients go elsewhere, and answers what it has taken, at most
/// <see cref="Longest"/>.
/// </summary>
public sealed class Drain(DrainSettings settings, IHostApplicationLifetime lifetime)
    : IHostedLifecycleService,
        IHealthCheck
{
    /// <summary>How long calls in flight may take: as long as a call without a deadline, and a little.</summary>
    public static readonly TimeSpan Longest = ServiceShard.DefaultTimeout + TimeSpan.FromSeconds(2);

    /// <summary>Ends a host in this way. To be called before another hosted service is added.</summary>
    public static void Add(IServiceCollection services, DrainSettings settings)
    {
        services.Configure<HostOptions>(o => o.ShutdownTimeout = settings.Time + Longest);
        services
            .AddSingleton(settings)
            .AddSingleton<Drain>()
            .AddSingleton<IHostedService>(p => p.GetRequiredService<Drain>());
        services.AddHealthChecks().AddCheck<Drain>("drain");
    }

    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            lifetime.ApplicationStopping.IsCancellationRequested
                ? HealthCheckResult.Unhealthy("stopping")
                : HealthCheckResult.Healthy()
        );

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(settings.Time, cancellationToken);

    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
