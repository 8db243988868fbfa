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

/// <summary>Who is at the other end of a connection, as the door he came by has found. A name of "" is nobody's.</summary>
internal sealed record Peer(string Name, Peer.Listener Via, PeerRevalidation? Revalidation = null)
{
    /// <summary>The doors of a service.</summary>
    internal enum Listener
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
        context.UserState.TryGetValue(typeof(Peer), out var peer) ? (Peer)peer : new Peer("", Listener.Health);

    /// <summary>Says of a call who it is from.</summary>
    public void Marks(ServerCallContext context) => context.UserState[typeof(Peer)] = this;

    /// <summary>
    /// The service (or operator) that calls on its own account, without a user's token; empty when none. By TLS the certificate says it, and a secret is worth nothing;
    /// in one process the secret does.
    /// </summary>
    public string ServiceOf(string authorization, byte[] secret)
    {
        const string service = "Service ";
        return Via switch
        {
            Listener.Tls when authorization.Length == 0 && Name != Identity.Gateway => Name,
            Listener.Loopback
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
