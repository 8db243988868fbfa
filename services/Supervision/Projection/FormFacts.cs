using Proposals.Feedback.V1;

namespace Proposals.Supervision;

/// <summary>A feedback form, from Feedback's journal.</summary>
internal sealed record FormFacts
{
    public string Proposal { get; init; } = "";
    public string Unit { get; init; } = "";
    public int Round { get; init; }
    public FormState State { get; init; }
}
