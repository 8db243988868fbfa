using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Journal.V1;

namespace Proposals.Supervision;

/// <summary>A feedback form, as Feedback's journal tells it.</summary>
internal sealed record FormFacts
{
    public string Proposal { get; init; } = "";
    public string Unit { get; init; } = "";
    public int Round { get; init; }

    /// <summary>It was issued to the lead proposer of the case.</summary>
    public bool Lead { get; init; }
    public FormState State { get; init; }
    public Rating Work { get; init; }
    public Rating Result { get; init; }
}
