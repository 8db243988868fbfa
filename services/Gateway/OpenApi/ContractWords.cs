using Google.Protobuf.Reflection;
using Proposals.BuildingBlocks;
using Proposals.Channels;

namespace Proposals.Gateway;

/// <summary>The enums and events with words in the contract, in the order in which the documents print them.</summary>
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
