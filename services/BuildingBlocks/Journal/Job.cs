using System.Data;
using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>Something to be done in a transaction: a command, a page of another journal, a sweep.</summary>
public sealed class Job
{
    /// <summary>On whose behalf.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The request_id; for consumers and sweeps a name of what caused it.</summary>
    public required string CommandId { get; init; }

    /// <summary>The RPC, for commands whose answer is remembered; empty for others.</summary>
    public string Method { get; init; } = "";

    /// <summary>Hash of the request, for commands whose answer is remembered.</summary>
    public byte[] Fingerprint { get; init; } = [];

    /// <summary>The work itself. It may run more than once, each time in a transaction that sees nothing of the time before.</summary>
    public required Func<Transaction, Task<Decision<IMessage>>> Run { get; init; }

    internal TaskCompletionSource<JobAnswer> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Arrival Arrival;
}
