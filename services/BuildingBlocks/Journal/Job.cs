using Google.Protobuf;

namespace Proposals.BuildingBlocks;

/// <summary>A job to run in a transaction: a command, a page of another journal, a sweep.</summary>
public sealed class Job
{
    /// <summary>The caller on whose behalf it runs.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The request_id. For consumers and sweeps: the name of the cause.</summary>
    public required string CommandId { get; init; }

    /// <summary>The RPC of a command whose answer is remembered; empty for other jobs.</summary>
    public string Method { get; init; } = "";

    /// <summary>Hash of the request of a command whose answer is remembered.</summary>
    public byte[] Fingerprint { get; init; } = [];

    /// <summary>
    /// The job's code. It may run more than once, each time in a new transaction that sees nothing of the previous
    /// attempt.
    /// </summary>
    public required Func<Transaction, Task<Decision<IMessage>>> Run { get; init; }

    internal TaskCompletionSource<JobAnswer> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Arrival Arrival;
}
