using Proposals.Feedback.V1;

namespace Proposals.Supervision;

/// <summary>What the forms of a round amount to, as Feedback's journal tells it.</summary>
internal sealed record RatingFacts
{
    /// <summary>Nobody whose word counts has stated a rating.</summary>
    public static readonly RatingFacts None = new();

    public string Proposal { get; init; } = "";
    public int Round { get; init; }

    /// <summary>Id of the unit whose reply was rated; empty for the whole case.</summary>
    public string Unit { get; init; } = "";
    public Rating Work { get; init; }
    public Rating Result { get; init; }
}
