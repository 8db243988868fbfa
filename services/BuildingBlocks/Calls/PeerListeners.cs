using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Opens the listeners of a service. Every connection is marked with the listener that accepted it.
/// </summary>
internal sealed class PeerListeners(ListenSettings settings, PeerCertificates? certificates)
{
    /// <summary>Opens the listeners.</summary>
    public void Open(KestrelServerOptions kestrel)
    {
        kestrel.Listen(
            AddressSetting.HostOf(settings.Address),
            settings.Address.Port,
            endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http2;
                if (settings.Address.Scheme == Uri.UriSchemeHttps)
                {
                    endpoint.UseHttps(
                        new TlsHandshakeCallbackOptions
                        {
                            OnConnection = _ => ValueTask.FromResult(certificates!.ForServer()),
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
                                new PeerRevalidation(certificates!, shown)
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
        if (settings.Health is not { } health)
            return;
        kestrel.Listen(
            AddressSetting.HostOf(health),
            health.Port,
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
}
