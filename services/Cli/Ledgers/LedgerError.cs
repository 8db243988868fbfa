namespace Proposals.Cli.Ledgers;

/// <summary>An error in one cell of a ledger and its remedy, worded for the office that corrects it.</summary>
/// <param name="Row">Row in the file as the spreadsheet program numbers it; 0 when it concerns the whole file.</param>
/// <param name="Column">Header of the column; empty when it concerns the whole file.</param>
/// <param name="Problem">The problem and its remedy.</param>
internal sealed record LedgerError(int Row, string Column, string Problem)
{
    public string Message => Row == 0 ? Problem : $"第{Row}行「{Column}」：{Problem}";

    public override string ToString() => Message;
}
