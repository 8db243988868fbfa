namespace Grpc.Core.Interceptors;

/// <summary>The call a client interceptor is looking at.</summary>
public struct ClientInterceptorContext<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    string? host,
    CallOptions options
)
    where TRequest : class
    where TResponse : class
{
    /// <summary>The method to be called.</summary>
    public Method<TRequest, TResponse> Method { get; } = method;

    /// <summary>The host to be addressed, or null for the channel's own.</summary>
    public string? Host { get; } = host;

    /// <summary>The options of the call.</summary>
    public CallOptions Options { get; } = options;
}
