namespace Proposals.Cli.Ledgers;

/// <summary>The position of each column of a ledger, from its header row.</summary>
internal sealed class LedgerColumns
{
    private static readonly (LedgerColumn Column, bool Needed, string[] Headers)[] Known =
    [
        (LedgerColumn.CaseNumber, true, ["案号"]),
        (LedgerColumn.Subject, true, ["案由"]),
        (LedgerColumn.Proposers, true, ["提案者", "提案人"]),
        (LedgerColumn.ProposalForm, true, ["提案形式"]),
        (LedgerColumn.Category, true, ["类别"]),
        (LedgerColumn.SessionKind, true, ["会议/平时", "大会/平时"]),
        (LedgerColumn.Decision, true, ["审查结果"]),
        (LedgerColumn.KeyProposal, false, ["重点提案"]),
        (LedgerColumn.LeadUnit, true, ["主办单位"]),
        (LedgerColumn.CoUnits, true, ["会办单位", "协办单位"]),
        (LedgerColumn.HandedOverOn, true, ["交办日期"]),
        (LedgerColumn.AcknowledgedOn, false, ["签收日期"]),
        (LedgerColumn.Contact, false, ["面商方式"]),
        (LedgerColumn.RepliedOn, true, ["答复日期"]),
        (LedgerColumn.DocumentNumber, false, ["答复文号"]),
        (LedgerColumn.Outcome, true, ["办理结果"]),
        (LedgerColumn.WorkRating, true, ["办理工作评价"]),
        (LedgerColumn.ResultRating, true, ["办理结果评价"]),
        (LedgerColumn.Closing, true, ["办结情况"]),
    ];

    private readonly Dictionary<LedgerColumn, int> _places = [];

    /// <summary>Errors of the header itself; with any of them the rows below cannot be understood.</summary>
    public List<LedgerError> Errors { get; } = [];

    public static bool IsHeader(LedgerSheetRow row)
    {
        var texts = row.Cells.Values.Select(cell => LedgerValues.Squeeze(cell.Text)).ToHashSet();
        return HeadersOf(LedgerColumn.Subject).Any(texts.Contains)
            && HeadersOf(LedgerColumn.Proposers).Any(texts.Contains);
    }

    public static LedgerColumns Of(LedgerSheetRow header)
    {
        var columns = new LedgerColumns();
        foreach (var (column, needed, headers) in Known)
        {
            var places = header
                .Cells.Where(cell => headers.Contains(LedgerValues.Squeeze(cell.Value.Text)))
                .Select(cell => cell.Key)
                .Order()
                .ToList();
            if (places.Count > 0)
                columns._places[column] = places[0];
            if (places.Count > 1)
                columns.Errors.Add(
                    new LedgerError(header.Number, headers[0], "表头中这一栏出现了不止一次，请只保留一栏")
                );
            if (places.Count == 0 && needed)
                columns.Errors.Add(
                    new LedgerError(header.Number, headers[0], "表头缺少这一栏，请补上（没有内容的格可以留空）")
                );
        }

        return columns;
    }

    /// <summary>The name of a column in messages.</summary>
    public static string NameOf(LedgerColumn column) => HeadersOf(column)[0];

    public LedgerCell Cell(LedgerSheetRow row, LedgerColumn column) =>
        _places.TryGetValue(column, out var place) && row.Cells.TryGetValue(place, out var cell)
            ? cell
            : LedgerCell.Empty;

    private static string[] HeadersOf(LedgerColumn column) => Known.First(known => known.Column == column).Headers;
}
