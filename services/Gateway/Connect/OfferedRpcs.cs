using Proposals.BuildingBlocks;
using Proposals.Channels;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Proposals.Gateway;

/// <summary>
/// Every RPC of the suite's contracts that clients may call. They are found through the generated descriptors, so a new
/// RPC is offered as soon as it is in a proto.
/// </summary>
internal static class OfferedRpcs
{
    /// <summary>The services' contracts, by full name.</summary>
    public static readonly IReadOnlyList<ServiceDescriptor> Services =
    [
        .. Contract.Services.OrderBy(s => s.FullName, StringComparer.Ordinal),
    ];

    /// <summary>
    /// The offered RPCs, in the order of the contracts: all that <see cref="PeerRules.Withheld"/> does not name. No RPC
    /// takes a stream of requests.
    /// </summary>
    public static readonly IReadOnlyList<OfferedRpc> All =
    [
        .. Services
            .SelectMany(s => s.Methods)
            .Where(m => !m.IsClientStreaming)
            .Select(m => new OfferedRpc(m))
            .Where(r => !PeerRules.Withheld.ContainsKey(r.Path)),
    ];
}
