using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Grpc.Net.ClientFactory;

/// <summary>How the clients of one name are made.</summary>
public class GrpcClientFactoryOptions
{
    /// <summary>The server's address; required.</summary>
    public Uri? Address { get; set; }

    /// <summary>Changes to the options of the channel the clients share, applied in order.</summary>
    public IList<Action<GrpcChannelOptions>> ChannelOptionsActions { get; } = [];

    /// <summary>The interceptors every call passes, in order; those of the client before those of the channel.</summary>
    public IList<InterceptorRegistration> InterceptorRegistrations { get; } = [];
}

/// <summary>How long an interceptor is kept.</summary>
public enum InterceptorScope
{
    /// <summary>Made once and shared by every client of the name.</summary>
    Channel,

    /// <summary>Made for each client, with the services of the scope that asked for the client.</summary>
    Client,
}

/// <summary>An interceptor to be made when it is needed.</summary>
public class InterceptorRegistration(InterceptorScope scope, Func<IServiceProvider, Interceptor> creator)
{
    /// <summary>How long the interceptor is kept.</summary>
    public InterceptorScope Scope { get; } = scope;

    internal Interceptor Create(IServiceProvider services) => creator(services);
}
