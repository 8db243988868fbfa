using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory;

/// <summary>Makes the clients that were registered by name.</summary>
public abstract class GrpcClientFactory
{
    /// <summary>Makes a client; it is cheap, as clients of one name share a channel.</summary>
    /// <exception cref="InvalidOperationException">No client of this type has the name, or it has no address.</exception>
    public abstract TClient CreateClient<TClient>(string name)
        where TClient : class;
}

/// <summary>One client type registered under one name.</summary>
internal sealed record NamedClient(string Name, Type Type);

internal sealed class ScopedClientFactory(
    IServiceProvider services,
    ClientChannels channels,
    IEnumerable<NamedClient> clients,
    IOptionsMonitor<GrpcClientFactoryOptions> options
) : GrpcClientFactory
{
    public override TClient CreateClient<TClient>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!clients.Contains(new NamedClient(name, typeof(TClient))))
        {
            throw new InvalidOperationException(
                $"No gRPC client of type {typeof(TClient)} is registered under the name '{name}'."
            );
        }

        var interceptors = options
            .Get(name)
            .InterceptorRegistrations.Where(registration => registration.Scope == InterceptorScope.Client)
            .Select(registration => registration.Create(services));
        return ActivatorUtilities.CreateInstance<TClient>(
            services,
            channels.Invoker(name).Intercept([.. interceptors])
        );
    }
}

/// <summary>The channels, one for each name, with the interceptors that are kept as long as they are.</summary>
internal sealed class ClientChannels(
    IServiceProvider services,
    IHttpMessageHandlerFactory handlers,
    IOptionsMonitor<GrpcClientFactoryOptions> options,
    ILoggerFactory loggers
) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(GrpcChannel Channel, CallInvoker Invoker)>> byName = new(
        StringComparer.Ordinal
    );

    public CallInvoker Invoker(string name) =>
        byName.GetOrAdd(name, key => new Lazy<(GrpcChannel, CallInvoker)>(() => Open(key))).Value.Invoker;

    public void Dispose()
    {
        foreach (var opened in byName.Values.Where(lazy => lazy.IsValueCreated))
        {
            opened.Value.Channel.Dispose();
        }
    }

    private (GrpcChannel Channel, CallInvoker Invoker) Open(string name)
    {
        var settings = options.Get(name);
        if (settings.Address is null)
        {
            throw new InvalidOperationException($"The gRPC client '{name}' has no address.");
        }

        var channelOptions = new GrpcChannelOptions
        {
            HttpHandler = handlers.CreateHandler(name),
            LoggerFactory = loggers,
            ServiceProvider = services,
        };
        foreach (var change in settings.ChannelOptionsActions)
        {
            change(channelOptions);
        }

        var channel = GrpcChannel.ForAddress(settings.Address, channelOptions);
        var interceptors = settings
            .InterceptorRegistrations.Where(registration => registration.Scope == InterceptorScope.Channel)
            .Select(registration => registration.Create(services));
        return (channel, channel.Intercept([.. interceptors]));
    }
}
