using Grpc.AspNetCore.HealthChecks;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the gRPC health service.</summary>
public static class GrpcHealthChecksServiceExtensions
{
    /// <summary>Registers the gRPC health service and the health checks it reports; add the checks to the result.</summary>
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<HealthReports>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHealthCheckPublisher, HealthReports>(provider =>
                provider.GetRequiredService<HealthReports>()
            )
        );
        return services.AddHealthChecks();
    }

    /// <summary>Registers the gRPC health service and says which services it answers for.</summary>
    public static IHealthChecksBuilder AddGrpcHealthChecks(
        this IServiceCollection services,
        Action<GrpcHealthChecksOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        services.Configure(configure);
        return services.AddGrpcHealthChecks();
    }
}
