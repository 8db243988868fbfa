using System.Collections.Frozen;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Proposals.Channels;
using Proposals.Directory.V1;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The other services by address, and this process's credentials: its certificate, or a secret within one process.
/// </summary>
public sealed class Peers : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly FrozenDictionary<string, GrpcChannel> _channels;

    /// <summary>
    /// Creates a channel to every service without connecting. Throws <see cref="SetupException"/> for unusable
    /// addresses or certificates.
    /// </summary>
    public Peers(PeerSettings settings, ILogger? log = null)
    {
        Secret = settings.Secret ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        Certificates = settings.OpenCertificates(log);
        _channels = settings.Addresses.ToFrozenDictionary(
            a => a.Key,
            a => PeerChannel.Open(a.Key, a.Value, Certificates)
        );
    }

    /// <summary>
    /// The key that signs upload receipts and authenticates the services of one process to each other. Without a
    /// configured secret, one process draws a new one at every start.
    /// </summary>
    public string Secret { get; }

    /// <summary>The certificates; null without TLS.</summary>
    public PeerCertificates? Certificates { get; }

    /// <summary>A service's channel.</summary>
    public GrpcChannel Of(string service) => _channels[service];

    /// <summary>Reads a page of another service's journal, and tells it the head of the own one.</summary>
    public async Task<ReadEventsResponse> PullAsync(
        string source,
        int shard,
        long after,
        byte[] afterHash,
        KnownHead own,
        CancellationToken stop
    ) =>
        await new JournalService.JournalServiceClient(Of(source)).ReadEventsAsync(
            new ReadEventsRequest
            {
                Source = source,
                Shard = shard,
                After = after,
                AfterHash = ByteString.CopyFrom(afterHash),
                Own = own,
            },
            Headers(),
            DateTime.UtcNow + Deadline,
            stop
        );

    /// <summary>
    /// Asks Directory for the sign-in of a token hash; null when there is none. While Directory cannot answer, the call
    /// fails as one to retry. The token may be valid, so "sign in again" would be wrong advice to a user who has just
    /// done so.
    /// </summary>
    public async Task<SignInSession?> AskDirectoryAsync(string committee, byte[] tokenHash, CancellationToken stop)
    {
        try
        {
            return await new DirectoryService.DirectoryServiceClient(Of(Identity.Directory)).GetSignInSessionAsync(
                new GetSignInSessionRequest { Committee = committee, TokenHash = ByteString.CopyFrom(tokenHash) },
                Headers(),
                DateTime.UtcNow + TimeSpan.FromSeconds(2),
                stop
            );
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            throw RefusalStatus.ToException(CommonRefusals.OutcomeUnknown);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var channel in _channels.Values)
            channel.Dispose();
    }

    /// <summary>
    /// Headers of a call on this process's own account: with TLS its certificate names it, within one process the
    /// secret does.
    /// </summary>
    public Metadata Headers() => Certificates is null ? new() { { "authorization", "Service " + Secret } } : [];
}
