namespace Proposals.Cli.Ledgers;

/// <summary>One sheet of a ledger: what stands above the header, its rows and its totals.</summary>
internal sealed class LedgerSheetReader
{
    // Above the header there are a title and a line or two; a sheet with more is not a ledger.
    private const int MaxRowsAboveHeader = 50;

    // A remark below the rows has few cells.
    private const int MaxCellsOfRemark = 2;

    private const string FilledOnLabel = "填报日期";

    private readonly LedgerOptions _options;
    private readonly int _maxRows;
    private readonly List<LedgerError> _errors = [];
    private readonly List<LedgerRecord> _records = [];
    private readonly List<int> _hiddenRows = [];
    private LedgerColumns _columns = null!;

    private LedgerSheetReader(string sheet, LedgerOptions options, int maxRows) =>
        (Sheet, _options, _maxRows) = (sheet, options, maxRows);

    public string Sheet { get; }

    /// <summary>The texts above the header, with their rows.</summary>
    public IReadOnlyList<(int Row, string Text)> Texts { get; private set; } = [];

    public DateOnly? FilledOn { get; private set; }

    public IReadOnlyList<LedgerRecord> Rows => _records;

    public IReadOnlyList<LedgerError> Errors => _errors;

    /// <summary>Numbers of the rows that the spreadsheet program does not show.</summary>
    public IReadOnlyList<int> HiddenRows => _hiddenRows;

    /// <summary>The row of 合计 with its counts; null when there is none.</summary>
    public LedgerTotals? Totals { get; private set; }

    /// <summary>Reads a sheet; null when it has no header of a ledger.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="options">What to do with hidden rows.</param>
    /// <param name="isOnlyAsked">Stops behind the header.</param>
    /// <param name="maxRows">Number of rows that it may have.</param>
    public static LedgerSheetReader? Read(LedgerSheet sheet, LedgerOptions options, bool isOnlyAsked, int maxRows)
    {
        var ledger = new LedgerSheetReader(sheet.Name, options, maxRows);
        using var rows = sheet.Rows.GetEnumerator();
        var above = new List<LedgerSheetRow>();
        while (true)
        {
            if (!rows.MoveNext() || above.Count > MaxRowsAboveHeader)
                return null;
            if (LedgerColumns.IsHeader(rows.Current))
                break;
            above.Add(rows.Current);
        }

        if (!isOnlyAsked)
            ledger.ReadBelow(rows, above);
        return ledger;
    }

    private void ReadBelow(IEnumerator<LedgerSheetRow> rows, List<LedgerSheetRow> above)
    {
        Texts =
        [
            .. above.SelectMany(row =>
                row.Cells.OrderBy(cell => cell.Key)
                    .Where(cell => !cell.Value.IsMerged)
                    .Select(cell => (row.Number, LedgerValues.Trim(cell.Value.Text)))
            ),
        ];
        FilledOn = FilledOnOf(above);
        var header = rows.Current;
        var groups = above.LastOrDefault() is { } last && last.Number == header.Number - 1 ? last : null;
        var hasNext = rows.MoveNext();
        var hasSecond = hasNext && LedgerColumns.IsSecondHeader(header, rows.Current);
        _columns = LedgerColumns.Of(header, groups, hasSecond ? rows.Current : null);
        _errors.AddRange(_columns.Errors);
        if (_columns.Errors.Count > 0)
            return;
        if (hasSecond)
            hasNext = rows.MoveNext();
        for (; hasNext; hasNext = rows.MoveNext())
            ReadRow(rows.Current);
    }

    private void ReadRow(LedgerSheetRow row)
    {
        if (LedgerColumns.IsHeader(row) || LedgerValues.IsSubtotal(FirstText(row)))
            return;
        if (LedgerValues.Total(FirstText(row)) is { } beside)
        {
            Totals = new LedgerTotals(
                row.Number,
                LedgerValues.Count(_columns.Cell(row, LedgerColumn.Subject).Text) ?? (beside > 0 ? beside : null),
                LedgerValues.Count(_columns.Cell(row, LedgerColumn.CaseNumber).Text)
            );
            return;
        }

        if (!IsProposal(row))
            return;
        if (row.IsHidden)
            _hiddenRows.Add(row.Number);
        if (row.IsHidden && _options.Hidden == HiddenContent.Leave)
            return;
        if (_records.Count == _maxRows)
        {
            throw new LedgerUnreadableException(
                $"台账超过 {_options.MaxRows} 行，一次会议不会有这么多件，请核对文件是否放错"
            );
        }

        _records.Add(new LedgerRowReader(_columns, row, _errors, _options.Outcomes).Read());
    }

    // Between and below the rows stand headings, remarks and signatures.
    private bool IsProposal(LedgerSheetRow row)
    {
        var isNamed = new[] { LedgerColumn.Subject, LedgerColumn.Proposers, LedgerColumn.Decision }.Select(c =>
            LedgerValues.Trim(_columns.Cell(row, c).Text) is { Length: > 0 } text && !LedgerValues.IsFooter(text)
            || _columns.Cell(row, c).Fault is not null
        );
        var given = isNamed.Count(is_ => is_);
        if (given == 3)
            return true;
        // Below the totals only a whole row is one more proposal.
        if (Totals is not null && _records.Count > 0)
            return false;
        return row.Cells.Values.Any(cell => LedgerValues.IsFooter(cell.Text))
            ? given >= 2
            : given > 0 || row.Cells.Values.Count(cell => !cell.IsMerged) > MaxCellsOfRemark;
    }

    // 合计 stands in the first non-empty cell, sometimes with the number behind it.
    private static string FirstText(LedgerSheetRow row) =>
        row.Cells.Where(cell => !cell.Value.IsMerged)
            .OrderBy(cell => cell.Key)
            .Select(c => c.Value.Text)
            .FirstOrDefault()
        ?? "";

    private DateOnly? FilledOnOf(List<LedgerSheetRow> above)
    {
        foreach (var row in above)
        {
            var cells = row.Cells.OrderBy(cell => cell.Key).Select(cell => cell.Value).ToList();
            var label = cells.FindIndex(cell =>
                LedgerValues.Squeeze(cell.Text).StartsWith(FilledOnLabel, StringComparison.Ordinal)
            );
            if (label < 0)
                continue;
            var written = LedgerValues.Squeeze(cells[label].Text)[FilledOnLabel.Length..].TrimStart(':');

            // The date may stand in the next cell instead.
            if (written.Length == 0 && label + 1 < cells.Count)
                return cells[label + 1].Date ?? DateOf(cells[label + 1].Text);
            return written.Length == 0 ? null : DateOf(written);

            DateOnly? DateOf(string text)
            {
                var date = LedgerValues.Date(text);
                if (date is null)
                    _errors.Add(
                        new LedgerError(row.Number, FilledOnLabel, $"“{text}”不是有效日期，请写成 2022-03-04 的样式")
                    );
                return date;
            }
        }

        return null;
    }
}
