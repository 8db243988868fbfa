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

/// <summary>
/// A handshake is long ago: whoever keeps his connection, and the thief of a key would, is looked at again when the authorities have changed, and every minute for the end of his certificate's time.
/// A stream that is under way goes on to its own end, ten minutes at the most.
/// </summary>
internal sealed class PeerRevalidation(PeerCertificates certificates, X509Certificate2 shown)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private (object Generation, long At, bool Good) _last = (certificates.Generation, Stopwatch.GetTimestamp(), true);

    /// <summary>He would be let in again.</summary>
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
