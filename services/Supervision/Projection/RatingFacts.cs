using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Supervision;

/// <summary>The rating of a round, from Feedback's journal.</summary>
internal sealed record RatingFacts
{
    /// <summary>The table with alias g.</summary>
    public static readonly Table<RatingFacts> Table = new(
        "rating_facts",
        "g",
        key: [nameof(Proposal), nameof(Round), nameof(Unit)]
    );

    /// <summary>The rating of a round in which no form that counts states one.</summary>
    public static readonly RatingFacts None = new();

    public string Proposal { get; init; } = "";
    public int Round { get; init; }

    /// <summary>Id of the unit whose reply was rated; empty for the whole case.</summary>
    public string Unit { get; init; } = "";
    public Rating Work { get; init; }
    public Rating Result { get; init; }

    private static readonly string Upsert = Table.Upsert(nameof(Work), nameof(Result));

    /// <summary>Writes it in place of what was told before.</summary>
    public void Save(Transaction tx) => Table.Add(tx, this, Upsert);
}
