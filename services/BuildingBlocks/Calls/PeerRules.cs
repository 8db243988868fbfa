using System.Collections.Frozen;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The rules of calls between processes; docs/peers.csv is printed from them. The user's token decides afterwards what
/// the user may do.
/// </summary>
public static class PeerRules
{
    private const string Health = "/grpc.health.v1.Health/",
        ReadEvents = "/proposals.journal.v1.JournalService/ReadEvents",
        GetSignInSession = "/proposals.directory.v1.DirectoryService/GetSignInSession",
        FindAttachedFiles = "/proposals.intake.v1.IntakeService/FindAttachedFiles",
        FindScans = "/proposals.feedback.v1.FeedbackService/FindScans";

    /// <summary>
    /// RPCs that are not for users and that the gateway does not offer, by path, each with its reason.
    /// </summary>
    public static readonly FrozenDictionary<string, string> Withheld = new Dictionary<string, string>
    {
        [GetSignInSession] = "answers services only: who knows a token's hash is told whose it is",
        ["/proposals.directory.v1.DirectoryService/CreateCommittee"] = "answers the operator only",
        [FindAttachedFiles] = "answers the gateway itself, which removes the files that nobody attached",
        [FindScans] = "answers the gateway itself, which removes the files that nobody attached",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True when an identity may call the RPC of this path.</summary>
    /// <remarks>
    /// A service that follows others reads journals; one that follows Directory asks it for sign-ins.
    /// </remarks>
    public static bool Allows(string identity, string method) =>
        identity switch
        {
            Identity.Operator => true,
            Identity.Gateway => IsHealth(method)
                || method is FindAttachedFiles or FindScans
                || (method.StartsWith("/proposals.", StringComparison.Ordinal) && !Withheld.ContainsKey(method)),
            _ when Catalogue.Find(identity) is { } service => IsHealth(method)
                || (method == ReadEvents && service.Follows.Count > 0)
                || (method == GetSignInSession && service.Follows.Contains(Identity.Directory)),
            _ => false,
        };

    internal static bool IsHealth(string method) => method.StartsWith(Health, StringComparison.Ordinal);
}

/// <summary>
/// Re-validates long-lived connections. The client certificate is checked again when the authorities change, and once a
/// minute for its expiry, so a stolen key cannot outlive a rotation. A stream is checked in the same way while it lasts
/// (<see cref="StandingCaller"/>).
/// </summary>
internal sealed class PeerRevalidation(PeerCertificates certificates, X509Certificate2 shown)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private (object Generation, long At, bool Good) _last = (certificates.Generation, Stopwatch.GetTimestamp(), true);

    /// <summary>True when the certificate would be admitted in a new handshake.</summary>
    public bool IsStillValid
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
