using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Supervision;

/// <summary>A feedback form, from Feedback's journal.</summary>
internal sealed record FormFacts
{
    /// <summary>The table with alias f.</summary>
    public static readonly Table<FormFacts> Table = new("form_facts", "f");

    public string Id { get; init; } = "";
    public string Proposal { get; init; } = "";
    public string Unit { get; init; } = "";
    public int Round { get; init; }
    public FormState State { get; init; }
}
