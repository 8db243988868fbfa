namespace Proposals.Cli.Ledgers;

/// <summary>A sheet of a workbook with its non-empty rows.</summary>
internal sealed record LedgerSheet(string Name, bool IsHidden, IEnumerable<LedgerSheetRow> Rows);
