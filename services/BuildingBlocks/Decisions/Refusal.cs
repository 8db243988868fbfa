namespace Proposals.BuildingBlocks;

/// <summary>A refusal as a value; the core never throws one.</summary>
public sealed record Refusal(
    RefusalReason Reason,
    string Message,
    string? Field = null,
    IReadOnlyDictionary<string, string>? Metadata = null
)
{
    /// <summary>Further violations, one for each field or row, of requests that are checked as a whole.</summary>
    public IReadOnlyList<(string Field, string Message)> Violations { get; init; } = [];
}
