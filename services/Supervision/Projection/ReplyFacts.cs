using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Supervision;

/// <summary>A delivered reply, from Assignment's journal.</summary>
internal sealed record ReplyFacts
{
    /// <summary>The table with alias r.</summary>
    public static readonly Table<ReplyFacts> Table = new("reply_facts", "r");

    /// <summary>
    /// Lets the reply @Reply count again. Its round @Round has all its replies once nobody owes one there.
    /// </summary>
    public static readonly string Stand = Sql.Of(
        $"""
        UPDATE reply_facts
        SET sent_back = 0,
          completes_round = CASE WHEN EXISTS (SELECT 1 FROM assignment_facts a
            WHERE a.committee = @committee AND a.proposal = @Proposal AND a.round = @Round
              AND a.role <> {AssignmentRole.CoHandle} AND {AssignmentFacts.IsOpen}) THEN 0 ELSE 1 END
        WHERE committee = @committee AND id = @Reply
        """
    );

    private static readonly string ById = Table.Select + " AND r.id = @id";

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

    /// <summary>True when it was sent back (handbook T90): it does not count.</summary>
    public bool SentBack { get; init; }

    /// <summary>The reply, also one that was sent back; null before it was delivered.</summary>
    public static Task<ReplyFacts?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });
}
