using Google.Protobuf;
using Proposals.Channels;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Every event type of the contracts, by full name. A newer program wrote any other type; consumers park it.
/// </summary>
public static class EventTypes
{
    private static readonly Dictionary<string, MessageParser> Parsers = Contract.Events.ToDictionary(
        m => m.FullName,
        m => m.Parser,
        StringComparer.Ordinal
    );

    public static IEnumerable<string> Names => Parsers.Keys;

    /// <summary>
    /// Parses the message of an event. Throws <see cref="UnknownEventException"/> for a type that this program does not
    /// know.
    /// </summary>
    public static IMessage Parse(Event entry) =>
        Parsers.TryGetValue(entry.Type, out var parser)
            ? parser.ParseFrom(entry.Body)
            : throw new UnknownEventException(entry.Type);
}
