using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Supervision;

/// <summary>The state of a case's closing side, from Feedback's journal.</summary>
internal sealed record ClosingFacts
{
    /// <summary>The table with alias c.</summary>
    public static readonly Table<ClosingFacts> Table = new("closing_facts", "c", key: [nameof(Proposal)]);

    public string Proposal { get; init; } = "";
    public CaseState State { get; init; }
    public int Round { get; init; }

    /// <summary>True when a 当面协商 or 专门说明 followed its last round.</summary>
    public bool Conciliated { get; init; }

    /// <summary>True when the proposers understood after the last of them.</summary>
    public bool Understood { get; init; }

    private static readonly string Upsert = Table.Upsert(nameof(State), nameof(Round));

    /// <summary>Writes it in place of what was told before.</summary>
    public void Save(Transaction tx) => Table.Add(tx, this, Upsert);

    /// <summary>Records a 当面协商 or 专门说明.</summary>
    public static void Conciliate(Transaction tx, ConciliationHeld e) =>
        tx.Write(
            """
            UPDATE closing_facts SET conciliated = 1, understood = @understood
            WHERE committee = @committee AND proposal = @Proposal
            """,
            new
            {
                committee = tx.Committee,
                understood = e.Understanding == Understanding.Understood ? 1 : 0,
                e.Proposal,
            }
        );
}
