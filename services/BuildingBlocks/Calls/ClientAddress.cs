using System.Net;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The address from which a user calls, for limits by address. Behind the gateway only the gateway knows it, so the
/// gateway passes it on. Nobody else is believed: a caller could otherwise have as many addresses as it likes.
/// </summary>
public static class ClientAddress
{
    private const string Header = "client-address",
        Proof = "client-proof";
    private const int MaxLength = 64;

    /// <summary>An address as it is counted. Of an IPv6 address only the half that identifies one subscriber.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.GetAddressBytes() is { Length: 16 } six
            ? new IPAddress([.. six[..8], 0, 0, 0, 0, 0, 0, 0, 0]).ToString()
            : address.ToString();
    }

    /// <summary>Adds a user's address to the gateway's call; without TLS the secret proves who says it.</summary>
    public static Metadata With(Metadata headers, string address, Peers peers)
    {
        headers.Add(Header, address);
        if (peers.Certificates is null)
            headers.Add(Proof, peers.Secret);
        return headers;
    }

    /// <summary>The user's address that the gateway names, otherwise that of the connection.</summary>
    internal static string Of(ServerCallContext context, byte[] secret) =>
        context.RequestHeaders.GetValue(Header) is { Length: > 0 and <= MaxLength } named && IsGateway(context, secret)
            ? named
            : Of(context.GetHttpContext().Connection.RemoteIpAddress);

    private static bool IsGateway(ServerCallContext context, byte[] secret) =>
        Peer.Of(context) switch
        {
            { Via: Peer.Listener.Tls, Name: Channels.Identity.Gateway } => true,
            { Via: Peer.Listener.Loopback } => secret.Length > 0
                && CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(context.RequestHeaders.GetValue(Proof) ?? ""),
                    secret
                ),
            _ => false,
        };
}
