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

    private static readonly string Upsert = Table.Upsert(nameof(State), nameof(Round));

    /// <summary>Writes it in place of what was told before.</summary>
    public void Save(Transaction tx) => Table.Add(tx, this, Upsert);
}
