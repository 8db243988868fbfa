namespace Proposals.Cli.Ledgers;

/// <summary>The row of 合计.</summary>
/// <param name="Row">Row in the file.</param>
/// <param name="Proposals">Count under 案由, or beside 合计; null when it is not given.</param>
/// <param name="CaseNumbers">Count under 案号; null when it is not given.</param>
internal sealed record LedgerTotals(int Row, long? Proposals, long? CaseNumbers);
