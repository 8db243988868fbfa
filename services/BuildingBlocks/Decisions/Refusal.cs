using System.Collections.Frozen;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>A value that says no: never an exception inside the core.</summary>
public sealed record Refusal(
    RefusalReason Reason,
    string Message,
    string? Field = null,
    IReadOnlyDictionary<string, string>? Metadata = null
)
{
    /// <summary>Further violations, one a field or row, for requests that are checked as a whole.</summary>
    public IReadOnlyList<(string Field, string Message)> Violations { get; init; } = [];
}
