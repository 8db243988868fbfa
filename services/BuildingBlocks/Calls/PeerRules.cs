using System.Collections.Frozen;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>Who may call what between processes. What a user may do is decided afterwards, by his token; docs/peers.csv is printed from here.</summary>
public static class PeerRules
{
    private const string Health = "/grpc.health.v1.Health/",
        ReadEvents = "/proposals.journal.v1.JournalService/ReadEvents";

    /// <summary>RPCs that are not for users and not offered by the gateway, by path, and why.</summary>
    public static readonly FrozenDictionary<string, string> Withheld = new Dictionary<string, string>
    {
        ["/proposals.directory.v1.DirectoryService/GetSignInSession"] =
            "answers services only: who knows a token's hash is told whose it is",
        ["/proposals.directory.v1.DirectoryService/CreateCommittee"] = "answers the operator only",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>An identity may call an RPC, given by its path. Services follow each other's journals and ask for sign-ins; Directory follows nobody.</summary>
    public static bool Allows(string identity, string method) =>
        identity switch
        {
            Identity.Operator => true,
            Identity.Gateway => IsHealth(method)
                || (method.StartsWith("/proposals.", StringComparison.Ordinal) && !Withheld.ContainsKey(method)),
            "intake" or "assignment" or "feedback" or "supervision" => IsHealth(method)
                || method is ReadEvents or "/proposals.directory.v1.DirectoryService/GetSignInSession",
            "directory" => IsHealth(method),
            _ => false,
        };

    internal static bool IsHealth(string method) => method.StartsWith(Health, StringComparison.Ordinal);
}

/// <summary>Who is at the other end of a connection, as the door he came by has found. A name of "" is nobody's.</summary>
internal sealed record Peer(string Name, Peer.Door By, Admission? Admission = null)
{
    /// <summary>The doors of a service.</summary>
    internal enum Door
    {
        /// <summary>TLS with a certificate.</summary>
        Tls,

        /// <summary>Plain, from this machine: all services are in this process.</summary>
        Loopback,

        /// <summary>Plain, for the orchestrator's questions after health.</summary>
        Health,
    }

    /// <summary>Who calls. A call that came by no door is nobody's.</summary>
    public static Peer Of(ServerCallContext context) =>
        context.UserState.TryGetValue(typeof(Peer), out var peer) ? (Peer)peer : new Peer("", Door.Health);

    /// <summary>Says of a call who it is from.</summary>
    public void Marks(ServerCallContext context) => context.UserState[typeof(Peer)] = this;

    /// <summary>
    /// The service (or operator) that calls on its own account, without a user's token; empty when none. By TLS the certificate says it, and a secret is worth nothing;
    /// in one process the secret does.
    /// </summary>
    public string ServiceOf(string authorization, byte[] secret)
    {
        const string service = "Service ";
        return By switch
        {
            Door.Tls when authorization.Length == 0 && Name != Identity.Gateway => Name,
            Door.Loopback
                when authorization.StartsWith(service, StringComparison.Ordinal)
                    && secret.Length > 0
                    && CryptographicOperations.FixedTimeEquals(
                        Encoding.UTF8.GetBytes(authorization[service.Length..]),
                        secret
                    ) => "service",
            _ => "",
        };
    }
}

/// <summary>
/// A handshake is long ago: whoever keeps his connection, and the thief of a key would, is looked at again when the authorities have changed, and every minute for the end of his certificate's time.
/// A stream that is under way goes on to its own end, ten minutes at the most.
/// </summary>
internal sealed class Admission(PeerCertificates certificates, X509Certificate2 shown)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private (object Generation, long At, bool Good) _last = (certificates.Generation, Stopwatch.GetTimestamp(), true);

    /// <summary>He would be let in again.</summary>
    public bool StillGood
    {
        get
        {
            var generation = certificates.Generation;
            lock (shown)
            {
                if (!ReferenceEquals(_last.Generation, generation) || Stopwatch.GetElapsedTime(_last.At) > Every)
                    _last = (generation, Stopwatch.GetTimestamp(), certificates.Believes(shown));
                return _last.Good;
            }
        }
    }
}

/// <summary>Where a service listens: Listen, and where set Health:Listen. Every connection is marked by the door it came through.</summary>
internal sealed class PeerDoors
{
    private readonly Uri _listen;
    private readonly Uri? _health;
    private readonly PeerCertificates? _certificates;

    private PeerDoors(Uri listen, Uri? health, PeerCertificates? certificates) =>
        (_listen, _health, _certificates) = (listen, health, certificates);

    /// <summary>Reads the configuration. Throws <see cref="InvalidOperationException"/>, in Chinese: plain http is for one process alone, and on loopback.</summary>
    public static PeerDoors Of(IConfiguration configuration, PeerCertificates? certificates, bool apart)
    {
        var listen = AddressOf("Listen", Peers.ListenOf(configuration));
        if (listen.Scheme == Uri.UriSchemeHttps && certificates is null)
            throw new InvalidOperationException(
                "Listen 为 https 时必须设置 Peers:Certificates（证书文件夹，可用 proposals certs init 生成）。"
            );
        if (listen.Scheme == Uri.UriSchemeHttp && apart)
            throw new InvalidOperationException(
                $"单独运行的服务必须使用 TLS：Listen “{listen.OriginalString}” 应为 https://…，并设置 Peers:Certificates（可用 proposals certs init 生成）。"
            );
        if (listen.Scheme == Uri.UriSchemeHttp && !IPAddress.IsLoopback(HostOf(listen)))
            throw new InvalidOperationException(
                $"Listen “{listen.OriginalString}” 为明文 http，只能在本机回环地址上使用；对外请用 https:// 和 Peers:Certificates。"
            );
        var health = configuration["Health:Listen"] is { Length: > 0 } text ? AddressOf("Health:Listen", text) : null;
        if (health?.Scheme == Uri.UriSchemeHttps)
            throw new InvalidOperationException("Health:Listen 只用明文 http：它只回答健康检查。");
        return new PeerDoors(listen, health, certificates);
    }

    /// <summary>Opens them.</summary>
    public void Open(KestrelServerOptions kestrel)
    {
        kestrel.Listen(
            HostOf(_listen),
            _listen.Port,
            endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http2;
                if (_listen.Scheme == Uri.UriSchemeHttps)
                {
                    endpoint.UseHttps(
                        new TlsHandshakeCallbackOptions
                        {
                            OnConnection = _ => ValueTask.FromResult(_certificates!.ForServer()),
                            HandshakeTimeout = TimeSpan.FromSeconds(30),
                        }
                    );
                    Mark(
                        endpoint,
                        connection =>
                        {
                            var shown = connection
                                .Features.GetRequiredFeature<ITlsConnectionFeature>()
                                .ClientCertificate!;
                            return new Peer(Identity.Of(shown), Peer.Door.Tls, new Admission(_certificates!, shown));
                        }
                    );
                }
                else
                {
                    Mark(endpoint, _ => new Peer("", Peer.Door.Loopback));
                }
            }
        );
        if (_health is null)
            return;
        kestrel.Listen(
            HostOf(_health),
            _health.Port,
            endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http2;
                Mark(endpoint, _ => new Peer("", Peer.Door.Health));
            }
        );
    }

    private static void Mark(ListenOptions endpoint, Func<ConnectionContext, Peer> peer) =>
        endpoint.Use(next =>
            connection =>
            {
                connection.Features.Set(peer(connection));
                return next(connection);
            }
        );

    private static IPAddress HostOf(Uri address) =>
        address.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address.Host);

    private static Uri AddressOf(string key, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.PathAndQuery == "/"
        && (uri.Host == "localhost" || IPAddress.TryParse(uri.Host, out _))
            ? uri
            : throw new InvalidOperationException($"{key} “{text}” 无效，应为 http://IP:端口 或 https://IP:端口。");
}

/// <summary>Stands before every RPC and lets in whom <see cref="PeerRules"/> allows. Refusal: PEER_NOT_ALLOWED. At the door for health nothing else exists.</summary>
internal sealed class PeerInterceptor : Interceptor
{
    /// <inheritdoc />
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    ) => continuation(request, Admitted(context));

    /// <inheritdoc />
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    ) => continuation(request, responseStream, Admitted(context));

    /// <inheritdoc />
    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation
    ) => continuation(requestStream, Admitted(context));

    /// <inheritdoc />
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation
    ) => continuation(requestStream, responseStream, Admitted(context));

    private static ServerCallContext Admitted(ServerCallContext context)
    {
        var peer =
            context.GetHttpContext().Features.Get<Peer>()
            ?? throw new InvalidOperationException("a connection that came by no door");
        switch (peer.By)
        {
            case Peer.Door.Tls
                when !PeerRules.Allows(peer.Name, context.Method) || peer.Admission is not { StillGood: true }:
                throw RefusalStatus.ToException(CommonRefusals.PeerNotAllowed);
            case Peer.Door.Health when !PeerRules.IsHealth(context.Method):
                throw new RpcException(new Status(StatusCode.Unimplemented, "only grpc.health.v1 is answered here"));
        }

        peer.Marks(context);
        return context;
    }
}
