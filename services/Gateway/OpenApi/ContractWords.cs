using Google.Protobuf.Reflection;
using Proposals.Channels;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>What has words in the contract, in the order in which the documents print it.</summary>
internal static class ContractWords
{
    /// <summary>Enums whose values users see.</summary>
    public static readonly IReadOnlyList<EnumDescriptor> Enums =
    [
        .. Contract
            .Files.SelectMany(f => f.EnumTypes)
            .Where(e => e.Values.Any(v => Words.Of(v).Length > 0))
            .OrderBy(e => e.FullName, StringComparer.Ordinal),
    ];

    /// <summary>Events of the journals.</summary>
    public static readonly IReadOnlyList<MessageDescriptor> Events =
    [
        .. Contract
            .Files.SelectMany(f => f.MessageTypes)
            .Where(m => Words.Of(m).Length > 0)
            .OrderBy(m => m.FullName, StringComparer.Ordinal),
    ];
}
