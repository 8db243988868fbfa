namespace Proposals.Cli.Ledgers;

/// <summary>A row of the sheet with its non-empty cells, by the index of their column.</summary>
internal sealed record LedgerSheetRow(int Number, IReadOnlyDictionary<int, LedgerCell> Cells)
{
    /// <summary>True when the spreadsheet program does not show it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The last column of each cell that is merged with those beside it, by its first column.</summary>
    public IReadOnlyDictionary<int, int> Spans { get; init; } = new Dictionary<int, int>();
}
