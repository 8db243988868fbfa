namespace Proposals.Cli.Ledgers;

/// <summary>A row of the sheet with its non-empty cells, by the index of their column.</summary>
internal sealed record LedgerSheetRow(int Number, IReadOnlyDictionary<int, LedgerCell> Cells);
