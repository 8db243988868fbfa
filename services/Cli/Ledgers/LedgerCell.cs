namespace Proposals.Cli.Ledgers;

/// <summary>
/// One cell: its text, its date when it holds a serial date, and the fault when its value cannot be read.
/// </summary>
internal readonly record struct LedgerCell(string Text, DateOnly? Date, string? Fault)
{
    public static LedgerCell Empty { get; } = new("", null, null);

    /// <summary>True when its value stands in a row above, with which it is merged.</summary>
    public bool IsMerged { get; init; }

    public bool HasContent => Fault is not null || LedgerValues.Squeeze(Text).Length > 0;
}
