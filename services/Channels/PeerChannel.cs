using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Proposals.Channels;

/// <summary>
/// The one way to make a channel to a service, for services, gateway and clients alike. A call that ends in UNAVAILABLE is sent again up to four times within about two seconds:
/// commands carry a request_id, so a second arrival is answered with the first answer. Several addresses are taken in turn, and one that does not answer is left out until it does.
/// </summary>
public static class PeerChannel
{
    /// <summary>One message at most: an event may be as large as a request (4 MB) and a little more.</summary>
    private const int MaxMessage = 8 * 1024 * 1024;

    /// <summary>
    /// Opens a channel; nothing is connected yet. <paramref name="addresses"/> is http://host:port, https://host:port, several of one kind separated by commas, or dns:///host:port for
    /// every address of a name, asked for again every few seconds. https needs <paramref name="certificates"/>; dns is TLS where there are some. A connection is used for
    /// <paramref name="lifetime"/> (5 minutes) at most, so that new certificates and new replicas come into use. Throws <see cref="InvalidOperationException"/>, in Chinese, for what it cannot open.
    /// </summary>
    public static GrpcChannel Open(
        string service,
        string addresses,
        PeerCertificates? certificates,
        TimeSpan? lifetime = null
    )
    {
        var targets = addresses
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(a => Uri.TryCreate(a, UriKind.Absolute, out var uri) ? uri : null)
            .ToList();
        if (
            targets.Count == 0
            || targets.Any(t =>
                t is not { Scheme: "http" or "https" or "dns" }
                || t.Scheme != targets[0]!.Scheme
                || (t.Scheme == "dns" && targets.Count > 1)
            )
        )
        {
            throw new InvalidOperationException(
                $"{service} 的地址“{addresses}”无效，应为 http://主机:端口 或 https://主机:端口（多个用逗号分隔），或 dns:///主机:端口。"
            );
        }

        var first = targets[0]!;
        if (first.Scheme == "https" && certificates is null)
            throw new InvalidOperationException(
                $"{service} 的地址“{addresses}”为 https，必须指定证书文件夹（服务：Peers:Certificates；命令行：--certificates）。"
            );
        var secure = first.Scheme == "https" || (first.Scheme == "dns" && certificates is not null);
        var handler = new SocketsHttpHandler
        {
            // A service admits 200 streams a connection; many open event streams must not starve the calls.
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = lifetime ?? TimeSpan.FromMinutes(5),
            // A peer whose machine is gone says nothing: without a question nobody would learn it.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        };
        if (secure)
            handler.SslOptions = certificates!.ForClient(service);
        var options = new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxMessage,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(200),
            // A replica that has come back must be found before the next one goes.
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
            // Where most calls fail, sending them again only adds to the load.
            RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 100, TokenRatio = 0.5 },
            LoadBalancingConfigs = { new RoundRobinConfig() },
        };
}
