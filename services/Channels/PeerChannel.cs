using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Proposals.Channels;

/// <summary>
/// The only way to create a channel to a service, for services, gateway and clients alike. A call that ends in
/// UNAVAILABLE is retried up to four times within about two seconds. Commands carry a request_id, so a second arrival
/// gets the first answer. Several addresses are used in turn; one that does not answer is skipped until it does.
/// </summary>
public static class PeerChannel
{
    /// <summary>Largest message: an event may be as large as a request (4 MB) and a little more.</summary>
    private const int MaxMessage = 8 * 1024 * 1024;

    /// <summary>
    /// Opens a channel without connecting. Throws <see cref="SetupException"/> for unusable addresses.
    /// </summary>
    /// <param name="service">Name of the service, as its certificate states it.</param>
    /// <param name="addresses">
    /// http://host:port, https://host:port, several of one kind separated by commas, or dns:///host:port. dns stands
    /// for every address of a name, resolved again every few seconds.
    /// </param>
    /// <param name="certificates">Required for https; dns uses TLS when they are given.</param>
    /// <param name="lifetime">
    /// Longest use of a connection, 5 minutes by default, so that new certificates and replicas come into use.
    /// </param>
    public static GrpcChannel Open(
        string service,
        string addresses,
        PeerCertificates? certificates,
        TimeSpan? lifetime = null
    )
    {
        if (ProblemOf(addresses, certificates is not null) is { } problem)
            throw new SetupException($"{service} 的地址“{addresses}”无效，{problem}。");
        var targets = TargetsOf(addresses);
        var first = targets[0]!;
        var secure = first.Scheme == "https" || (first.Scheme == "dns" && certificates is not null);
        var handler = new SocketsHttpHandler
        {
            // A service admits 200 streams on one connection; many open event streams must not starve the calls.
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = lifetime ?? TimeSpan.FromMinutes(5),
            // A peer whose machine is gone sends nothing; only a ping reveals it.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        };
        if (secure)
            handler.SslOptions = certificates!.ForClient(service);
        var options = new GrpcChannelOptions
        {
            HttpHandler = new LostConnections(handler),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxMessage,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(200),
            // A replica that has come back must be found before the next one stops.
            MaxReconnectBackoff = TimeSpan.FromSeconds(1),
            ServiceConfig = Again(),
        };
        if (targets.Count == 1 && first.Scheme != "dns")
            return GrpcChannel.ForAddress(first, options);
        options.Credentials = secure ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        options.ServiceProvider = new ServiceCollection()
            .AddSingleton<ResolverFactory>(
                new StaticResolverFactory(_ => targets.Select(t => new BalancerAddress(t!.IdnHost, t.Port)))
            )
            .AddSingleton<ResolverFactory>(new DnsResolverFactory(TimeSpan.FromSeconds(5)))
            .BuildServiceProvider();
        return GrpcChannel.ForAddress(first.Scheme == "dns" ? first.OriginalString : $"static:///{service}", options);
    }

    /// <summary>
    /// The problem with addresses, in Chinese and without a full stop; null when a channel to them can be opened.
    /// </summary>
    public static string? ProblemOf(string addresses, bool hasCertificates)
    {
        var targets = TargetsOf(addresses);
        if (
            targets.Count == 0
            || targets.Any(t =>
                t is not { Scheme: "http" or "https" or "dns" }
                || t.Scheme != targets[0]!.Scheme
                || (t.Scheme == "dns" && targets.Count > 1)
            )
        )
            return "应为 http://主机:端口 或 https://主机:端口（多个用逗号分隔），或 dns:///主机:端口";
        return targets[0]!.Scheme == "https" && !hasCertificates
            ? "为 https 时必须指定证书文件夹（服务：Peers:Certificates；命令行：--certificates）"
            : null;
    }

    private static List<Uri?> TargetsOf(string addresses) =>
        [
            .. addresses
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(a => Uri.TryCreate(a, UriKind.Absolute, out var uri) ? uri : null),
        ];

    private static ServiceConfig Again() =>
        new()
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { MethodName.Default },
                    RetryPolicy = new RetryPolicy
                    {
                        MaxAttempts = 5,
                        InitialBackoff = TimeSpan.FromMilliseconds(100),
                        MaxBackoff = TimeSpan.FromSeconds(2),
                        BackoffMultiplier = 3,
                        RetryableStatusCodes = { StatusCode.Unavailable },
                    },
                },
            },
            // When most calls fail, retries only add to the load.
            RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 100, TokenRatio = 0.5 },
            LoadBalancingConfigs = { new RoundRobinConfig() },
        };
}
