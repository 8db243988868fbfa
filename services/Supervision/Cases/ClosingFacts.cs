using Proposals.Feedback.V1;

namespace Proposals.Supervision;

/// <summary>Where the closing side of a case stands, as Feedback's journal tells it.</summary>
internal sealed record ClosingFacts
{
    public string Proposal { get; init; } = "";
    public CaseState State { get; init; }
    public int Round { get; init; }
}
