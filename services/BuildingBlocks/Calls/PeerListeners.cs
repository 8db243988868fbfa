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

/// <summary>
/// The addresses where a service listens: Listen and, when set, Health:Listen. Every connection is marked with the
/// listener that accepted it.
/// </summary>
internal sealed class PeerListeners
{
    private readonly Uri _listen;
    private readonly Uri? _health;
    private readonly PeerCertificates? _certificates;

    private PeerListeners(Uri listen, Uri? health, PeerCertificates? certificates) =>
        (_listen, _health, _certificates) = (listen, health, certificates);

    /// <summary>
    /// Reads the configuration. Plain http is allowed only for one process with all services, and only on loopback.
    /// Throws <see cref="InvalidOperationException"/>, in Chinese, for any other address.
    /// </summary>
    public static PeerListeners Of(IConfiguration configuration, PeerCertificates? certificates, bool apart)
    {
        var listen = AddressOf("Listen", Peers.ListenOf(configuration));
        if (listen.Scheme == Uri.UriSchemeHttps && certificates is null)
            throw new InvalidOperationException(
                "Listen 为 https 时必须设置 Peers:Certificates（证书文件夹，可用 proposals certs init 生成）。"
            );
        if (listen.Scheme == Uri.UriSchemeHttp && apart)
            throw new InvalidOperationException(
                $"单独运行的服务必须使用 TLS：Listen “{listen.OriginalString}” 应为 https://…，"
                    + "并设置 Peers:Certificates（可用 proposals certs init 生成）。"
            );
        if (listen.Scheme == Uri.UriSchemeHttp && !IPAddress.IsLoopback(HostOf(listen)))
            throw new InvalidOperationException(
                $"Listen “{listen.OriginalString}” 为明文 http，只能在本机回环地址上使用；"
                    + "对外请用 https:// 和 Peers:Certificates。"
            );
        var health = configuration["Health:Listen"] is { Length: > 0 } text ? AddressOf("Health:Listen", text) : null;
        if (health?.Scheme == Uri.UriSchemeHttps)
            throw new InvalidOperationException("Health:Listen 只用明文 http：它只回答健康检查。");
        return new PeerListeners(listen, health, certificates);
    }

    /// <summary>Opens the listeners.</summary>
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
                            return new Peer(
                                Identity.Of(shown),
                                Peer.Listener.Tls,
                                new PeerRevalidation(_certificates!, shown)
                            );
                        }
                    );
                }
                else
                {
                    Mark(endpoint, _ => new Peer("", Peer.Listener.Loopback));
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
                Mark(endpoint, _ => new Peer("", Peer.Listener.Health));
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
