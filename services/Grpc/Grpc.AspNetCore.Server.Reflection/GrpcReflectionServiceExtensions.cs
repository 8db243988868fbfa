using Grpc.AspNetCore.Server.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers gRPC reflection.</summary>
public static class GrpcReflectionServiceExtensions
{
    /// <summary>Registers what gRPC reflection needs.</summary>
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<MappedContracts>();
        return services;
    }
}
