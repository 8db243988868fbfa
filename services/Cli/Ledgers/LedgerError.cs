namespace Proposals.Cli.Ledgers;

/// <summary>An error in one cell of a ledger and its remedy, worded for the office that corrects it.</summary>
/// <param name="Row">Row in the file as the spreadsheet program numbers it; 0 when it concerns the whole file.</param>
/// <param name="Column">Header of the column; empty when it concerns the whole file.</param>
/// <param name="Problem">The problem and its remedy.</param>
internal sealed record LedgerError(int Row, string Column, string Problem)
{
    /// <summary>The sheet, when the ledger has several.</summary>
    public string Sheet { get; init; } = "";

    public string Message =>
        Row == 0 ? Problem
        : Sheet.Length > 0 ? $"工作表「{Sheet}」第{Row}行「{Column}」：{Problem}"
        : $"第{Row}行「{Column}」：{Problem}";

    public override string ToString() => Message;
}
