using System.Security.Cryptography;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Proposals.Directory.V1;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Every event type of the contracts, by full name. A newer program wrote any other type; consumers park it.
/// </summary>
public static class EventTypes
{
    private static readonly Dictionary<string, MessageParser> Parsers = new FileDescriptor[]
    {
        DirectoryEventsReflection.Descriptor,
        Intake.V1.IntakeEventsReflection.Descriptor,
        Assignments.V1.AssignmentEventsReflection.Descriptor,
        Feedback.V1.FeedbackEventsReflection.Descriptor,
        Supervision.V1.SupervisionEventsReflection.Descriptor,
    }
        .SelectMany(f => f.MessageTypes)
        .ToDictionary(m => m.FullName, m => m.Parser, StringComparer.Ordinal);

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
