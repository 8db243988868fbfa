using Google.Protobuf;

namespace Proposals.BuildingBlocks;

/// <summary>The outcome of a job: committed with a message or remembered bytes, or refused.</summary>
/// <param name="Message">The answer; null when it is replayed or refused.</param>
/// <param name="Remembered">The first answer, when a command is repeated.</param>
/// <param name="Refusal">Null when committed.</param>
/// <param name="Position">Journal position of its last event.</param>
public sealed record JobAnswer(IMessage? Message, byte[]? Remembered, Refusal? Refusal, long Position)
{
    /// <summary>Where the journal ends for this answer; 0 when the job was not begun.</summary>
    public long Head { get; init; }
}
