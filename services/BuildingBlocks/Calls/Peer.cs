using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The process at the other end of a connection, as the listener has identified it. An empty name means that it is
/// unknown.
/// </summary>
internal sealed record Peer(string Name, Peer.Listener Via, PeerRevalidation? Revalidation = null)
{
    /// <summary>The kinds of listener of a service.</summary>
    internal enum Listener
    {
        /// <summary>TLS with a client certificate.</summary>
        Tls,

        /// <summary>Plain, from this machine: all services run in this process.</summary>
        Loopback,

        /// <summary>Plain, for the orchestrator's health checks only.</summary>
        Health,
    }

    /// <summary>Returns the peer of a call. A call that no listener has marked has an unknown peer.</summary>
    public static Peer Of(ServerCallContext context) =>
        context.UserState.TryGetValue(typeof(Peer), out var peer) ? (Peer)peer : new Peer("", Listener.Health);

    /// <summary>Marks a call with this peer.</summary>
    public void Marks(ServerCallContext context) => context.UserState[typeof(Peer)] = this;

    /// <summary>
    /// The service (or operator) that calls on its own account, without a user's token; empty when there is none. With
    /// TLS the certificate names it and a secret counts for nothing. Within one process the secret proves it.
    /// </summary>
    public string ServiceOf(string authorization, byte[] secret) =>
        Via switch
        {
            Listener.Tls when authorization.Length == 0 && Name != Identity.Gateway => Name,
            Listener.Loopback when IsSecret(authorization, secret) => "service",
            _ => "",
        };

    /// <summary>
    /// True when the gateway calls on its own account, without a user's token. It is no service: it may ask for what
    /// the RPC names and for no journal.
    /// </summary>
    public bool IsGateway(string authorization, byte[] secret) =>
        Via switch
        {
            Listener.Tls => authorization.Length == 0 && Name == Identity.Gateway,
            Listener.Loopback => IsSecret(authorization, secret),
            _ => false,
        };

    private static bool IsSecret(string authorization, byte[] secret)
    {
        const string service = "Service ";
        return authorization.StartsWith(service, StringComparison.Ordinal)
            && secret.Length > 0
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization[service.Length..]), secret);
    }
}
