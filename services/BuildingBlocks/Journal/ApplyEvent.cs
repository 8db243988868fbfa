using Google.Protobuf;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Applies one event of another journal. It may append events of its own; all of them commit together with the
/// checkpoint.
/// </summary>
public delegate Task ApplyEvent(Transaction tx, Event entry, IMessage message);
