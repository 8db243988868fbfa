using Proposals.Feedback.V1;

namespace Proposals.Supervision;

/// <summary>The state of a case's closing side, from Feedback's journal.</summary>
internal sealed record ClosingFacts
{
    public string Proposal { get; init; } = "";
    public CaseState State { get; init; }
    public int Round { get; init; }
}
