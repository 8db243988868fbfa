namespace Proposals.Cli.Ledgers;

/// <summary>A session's ledger (提案办理情况台账) as an office keeps it in a workbook.</summary>
/// <param name="Title">The title as written.</param>
/// <param name="CommitteeTitle">The committee, such as 大武口区政协; empty when the title does not say.</param>
/// <param name="Term">届; 0 when the title does not say.</param>
/// <param name="Number">次; 0 when the title does not say.</param>
/// <param name="FilledOn">填报日期.</param>
/// <param name="Rows">Every data row. A row with errors holds what could be read of it.</param>
/// <param name="Errors">All errors, from top to bottom; a ledger with errors cannot be imported.</param>
internal sealed record LedgerFile(
    string Title,
    string CommitteeTitle,
    int Term,
    int Number,
    DateOnly? FilledOn,
    IReadOnlyList<LedgerRecord> Rows,
    IReadOnlyList<LedgerError> Errors
)
{
    public const int MaxRows = 5_000;

    // Above the header there are a title and a line or two; a sheet with more is not a ledger.
    private const int MaxRowsAboveHeader = 50;

    private const string FilledOnLabel = "填报日期";

    /// <summary>Reads a ledger and checks every row. Errors in the file do not throw.</summary>
    public static LedgerFile Read(Stream stream)
    {
        try
        {
            using var workbook = LedgerWorkbook.Open(stream);
            foreach (var sheet in workbook.Sheets())
            {
                if (ReadSheet(sheet) is { } ledger)
                    return ledger;
            }

            return Unreadable("没有找到台账的表头，请保留写有「案由」「提案者」等栏名的那一行");
        }
        catch (LedgerUnreadableException e)
        {
            return Unreadable(e.Message);
        }
    }

    private static LedgerFile Unreadable(string problem) =>
        new("", "", 0, 0, null, [], [new LedgerError(0, "", problem)]);

    private static LedgerFile? ReadSheet(IEnumerable<LedgerSheetRow> sheet)
    {
        using var rows = sheet.GetEnumerator();
        var above = new List<LedgerSheetRow>();
        while (true)
        {
            if (!rows.MoveNext() || above.Count > MaxRowsAboveHeader)
                return null;
            if (LedgerColumns.IsHeader(rows.Current))
                break;
            above.Add(rows.Current);
        }

        var errors = new List<LedgerError>();
        var (text, title) = TitleOf(above, errors);
        var filledOn = FilledOnOf(above, errors);
        var columns = LedgerColumns.Of(rows.Current);
        errors.AddRange(columns.Errors);
        var records = columns.Errors.Count == 0 ? ReadRows(rows, columns, errors) : [];
        var ordered = errors.OrderBy(error => error.Row).ToList();
        return new LedgerFile(
            text,
            title?.CommitteeTitle ?? "",
            title?.Term ?? 0,
            title?.Number ?? 0,
            filledOn,
            records,
            ordered
        );
    }

    private static List<LedgerRecord> ReadRows(
        IEnumerator<LedgerSheetRow> rows,
        LedgerColumns columns,
        List<LedgerError> errors
    )
    {
        var records = new List<LedgerRecord>();
        LedgerSheetRow? totals = null;
        while (totals is null && rows.MoveNext())
        {
            if (TotalBeside(rows.Current) is not null)
            {
                totals = rows.Current;
            }
            else
            {
                if (records.Count == MaxRows)
                    throw new LedgerUnreadableException("台账超过 5000 行，请按届次分成几个文件导入");
                records.Add(new LedgerRowReader(columns, rows.Current, errors).Read());
            }
        }

        errors.AddRange(LedgerChecks.CaseNumbers(records));
        errors.AddRange(LedgerChecks.Merges(records));
        if (totals is not null)
        {
            var proposals = LedgerValues.Count(columns.Cell(totals, LedgerColumn.Subject).Text);
            var caseNumbers = LedgerValues.Count(columns.Cell(totals, LedgerColumn.CaseNumber).Text);
            long? beside = TotalBeside(totals) is > 0 and var written ? written : null;
            errors.AddRange(LedgerChecks.Totals(records, totals.Number, proposals ?? beside, caseNumbers));
        }

        return records;
    }

    // 合计 stands in the first non-empty cell, sometimes with the number behind it.
    private static long? TotalBeside(LedgerSheetRow row) =>
        LedgerValues.Total(row.Cells.MinBy(cell => cell.Key).Value.Text);

    private static (string Text, LedgerTitle? Title) TitleOf(List<LedgerSheetRow> above, List<LedgerError> errors)
    {
        var texts = above
            .SelectMany(row =>
                row.Cells.OrderBy(cell => cell.Key)
                    .Select(cell => (row.Number, Text: LedgerValues.Trim(cell.Value.Text)))
            )
            .ToList();
        foreach (var (_, text) in texts)
        {
            if (LedgerTitle.Parse(text) is { } title)
                return (text, title);
        }

        var (number, first) = texts.Count > 0 ? texts[0] : (1, "");
        errors.Add(
            new LedgerError(
                number,
                "标题",
                "看不出是哪个政协的哪届哪次会议，请写成“大武口区政协八届一次会议提案办理情况台账”的样式"
            )
        );
        return (first, null);
    }

    private static DateOnly? FilledOnOf(List<LedgerSheetRow> above, List<LedgerError> errors)
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
                    errors.Add(
                        new LedgerError(row.Number, FilledOnLabel, $"“{text}”不是有效日期，请写成 2022-03-04 的样式")
                    );
                return date;
            }
        }

        return null;
    }
}
