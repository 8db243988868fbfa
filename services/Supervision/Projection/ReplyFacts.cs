using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Supervision;

/// <summary>A delivered reply, from Assignment's journal.</summary>
internal sealed record ReplyFacts
{
    /// <summary>The table with alias r.</summary>
    public static readonly Table<ReplyFacts> Table = new("reply_facts", "r");

    public string Id { get; init; } = "";
    public string Proposal { get; init; } = "";
    public string Assignment { get; init; } = "";
    public string Unit { get; init; } = "";
    public AssignmentRole Role { get; init; }
    public int Round { get; init; }
    public string OutcomeClass { get; init; } = "";
    public Disclosure Disclosure { get; init; }

    /// <summary>办复: with this reply the round had all replies it needs.</summary>
    public bool CompletesRound { get; init; }
    public DateTimeOffset DeliveredAt { get; init; } = DateTimeOffset.UnixEpoch;
}
