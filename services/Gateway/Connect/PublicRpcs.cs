using Google.Protobuf;
using Google.Protobuf.Reflection;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Proposals.Gateway;

/// <summary>
/// Every RPC of the suite's contracts that clients may call. They are found through the generated descriptors, so a new
/// RPC is offered as soon as it is in a proto.
/// </summary>
internal static class PublicRpcs
{
<<<<<<< HEAD
    /// <summary>Services that have a contract of their own, by the names of their packages.</summary>
    public static readonly IReadOnlySet<string> Peers = ContractFiles
        .All.Where(f => f.Services.Count > 0)
        .Select(f => f.Package.Split('.')[1])
        .Where(p => p != "journal")
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The services' contracts, by full name.</summary>
    public static readonly IReadOnlyList<ServiceDescriptor> Services =
    [
        .. ContractFiles.All.SelectMany(f => f.Services).OrderBy(s => s.FullName, StringComparer.Ordinal),
=======
    /// <summary>The services' contracts, by full name.</summary>
    public static readonly IReadOnlyList<ServiceDescriptor> Services =
    [
        .. Contract.Services.OrderBy(s => s.FullName, StringComparer.Ordinal),
>>>>>>> 481656a (Read the services from one catalogue)
    ];

    /// <summary>
    /// The offered RPCs, in the order of the contracts: all that <see cref="PeerRules.Withheld"/> does not name. No RPC
    /// takes a stream of requests.
    /// </summary>
    public static readonly IReadOnlyList<PublicRpc> All =
    [
        .. Services
            .SelectMany(s => s.Methods)
            .Where(m => !m.IsClientStreaming)
            .Select(m => new PublicRpc(m))
            .Where(r => !PeerRules.Withheld.ContainsKey(r.Path)),
    ];
}
