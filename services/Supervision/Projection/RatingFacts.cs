using Proposals.Feedback.V1;

namespace Proposals.Supervision;

/// <summary>The rating of a round, from Feedback's journal.</summary>
internal sealed record RatingFacts
{
    /// <summary>The rating of a round in which no form that counts states one.</summary>
    public static readonly RatingFacts None = new();

    public string Proposal { get; init; } = "";
    public int Round { get; init; }

    /// <summary>Id of the unit whose reply was rated; empty for the whole case.</summary>
    public string Unit { get; init; } = "";
    public Rating Work { get; init; }
    public Rating Result { get; init; }
}
