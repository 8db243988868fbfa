using Grpc.Net.ClientFactory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers gRPC clients, each with a named HTTP handler from the HTTP client factory behind it.</summary>
public static class GrpcClientServiceExtensions
{
    /// <summary>Registers a client under its type's name; say its address with the builder or the options.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(this IServiceCollection services)
        where TClient : class => services.AddGrpcClient<TClient>(_ => { });

    /// <summary>Registers a client under its type's name.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services,
        Action<GrpcClientFactoryOptions> configureClient
    )
        where TClient : class => services.AddGrpcClient<TClient>(typeof(TClient).Name, configureClient);

    /// <summary>Registers a client under its type's name, configured with the help of services.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services,
        Action<IServiceProvider, GrpcClientFactoryOptions> configureClient
    )
        where TClient : class => services.AddGrpcClient<TClient>(typeof(TClient).Name, configureClient);

    /// <summary>Registers a client under a name.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(this IServiceCollection services, string name)
        where TClient : class => services.AddGrpcClient<TClient>(name, _ => { });

    /// <summary>Registers a client under a name.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services,
        string name,
        Action<GrpcClientFactoryOptions> configureClient
    )
        where TClient : class
    {
        ArgumentNullException.ThrowIfNull(configureClient);
        return services.AddGrpcClient<TClient>(name, (_, options) => configureClient(options));
    }

    /// <summary>Registers a client under a name, configured with the help of services.</summary>
    /// <exception cref="InvalidOperationException">Another client type has the name already.</exception>
    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services,
        string name,
        Action<IServiceProvider, GrpcClientFactoryOptions> configureClient
    )
        where TClient : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configureClient);

        var client = new NamedClient(name, typeof(TClient));
        var registered = services
            .Select(service => service.ServiceKey is null ? service.ImplementationInstance : null)
            .OfType<NamedClient>()
            .FirstOrDefault(other => other.Name == name);
        if (registered is null)
        {
            services.AddSingleton(client);
        }
        else if (registered != client)
        {
            throw new InvalidOperationException(
                $"The gRPC clients {registered.Type} and {client.Type} cannot both be named '{name}': give one another name."
            );
        }

        services.TryAddSingleton<ClientChannels>();
        services.TryAddTransient<GrpcClientFactory, ScopedClientFactory>();
        services.TryAddTransient(provider =>
            provider.GetRequiredService<GrpcClientFactory>().CreateClient<TClient>(name)
        );
        services
            .AddOptions<GrpcClientFactoryOptions>(name)
            .Configure<IServiceProvider>((options, provider) => configureClient(provider, options));

        // The channel keeps its handler for good, so the handler is not to expire; it replaces old connections itself.
        return services
            .AddHttpClient(name)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    EnableMultipleHttp2Connections = true,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(15),
                }
            )
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }
}
