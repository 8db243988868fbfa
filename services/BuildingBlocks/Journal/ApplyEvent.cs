using System.Diagnostics;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Applies one event of another journal. It may append events of its own; all of them commit together with the
/// checkpoint.
/// </summary>
public delegate Task ApplyEvent(Transaction tx, Event entry, IMessage message);
