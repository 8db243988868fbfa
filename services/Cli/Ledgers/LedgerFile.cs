namespace Proposals.Cli.Ledgers;

/// <summary>A session's ledger (提案办理情况台账) as an office keeps it in a file.</summary>
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
    public const int MaxRows = 20_000;

    /// <summary>What the office must answer before the import: hidden rows and sheets, several ledgers.</summary>
    public IReadOnlyList<string> Questions { get; init; } = [];

    /// <summary>Reads a ledger and checks every row. Errors in the file do not throw.</summary>
    public static LedgerFile Read(Stream stream, LedgerOptions? options = null)
    {
        options ??= new LedgerOptions();
        try
        {
            using var source = LedgerSource.Open(stream);
            var (sheets, questions) = SheetsOf(source, options);
            if (sheets.Count == 0)
            {
                return Unreadable(
                    source is LedgerTable { IsText: true }
                        ? "这不是 Excel 工作簿，也不是有表头的 CSV 台账，请保留写有「案由」「提案者」等栏名的那一行"
                        : "没有找到台账的表头，请保留写有「案由」「提案者」等栏名的那一行"
                ) with
                {
                    Questions = questions,
                };
            }

            return Whole(sheets, questions, options);
        }
        catch (LedgerUnreadableException e)
        {
            return Unreadable(e.Message);
        }
    }

    private static LedgerFile Unreadable(string problem) =>
        new("", "", 0, 0, null, [], [new LedgerError(0, "", problem)]);

    private static (IReadOnlyList<LedgerSheetReader> Sheets, IReadOnlyList<string> Questions) SheetsOf(
        LedgerSource source,
        LedgerOptions options
    )
    {
        var (read, further, hidden) = (new List<LedgerSheetReader>(), new List<string>(), new List<string>());
        var rows = 0;
        foreach (var sheet in source.Sheets())
        {
            var isNamed = options.Sheets.Contains(sheet.Name);
            if (options.Sheets.Count > 0 && !isNamed)
                continue;
            if (sheet.IsHidden && !isNamed && options.Hidden == HiddenContent.Leave)
                continue;
            var isOnlyAsked = !isNamed && (read.Count > 0 || sheet.IsHidden && options.Hidden == HiddenContent.Ask);
            if (LedgerSheetReader.Read(sheet, options, isOnlyAsked, options.MaxRows - rows) is not { } ledger)
                continue;
            if (!isOnlyAsked)
            {
                read.Add(ledger);
                rows += ledger.Rows.Count;
            }
            else
            {
                (sheet.IsHidden ? hidden : further).Add($"「{sheet.Name}」");
            }
        }

        var questions = new List<string>();
        if (hidden.Count > 0)
        {
            questions.Add(
                $"隐藏的工作表{string.Concat(hidden)}也是台账：一并导入请加 --hidden take，不导入请加 --hidden leave。"
            );
        }

        if (further.Count > 0)
        {
            questions.Add(
                $"工作表「{read[0].Sheet}」之外，{string.Concat(further)}也是台账："
                    + "请用 --sheet 写明要导入的工作表，可以写几次。"
            );
        }

        foreach (var sheet in read.Where(s => s.HiddenRows.Count > 0 && options.Hidden == HiddenContent.Ask))
        {
            var places = string.Join('、', sheet.HiddenRows.Take(20));
            questions.Add(
                $"第{places}行{(sheet.HiddenRows.Count > 20 ? $"等 {sheet.HiddenRows.Count} 行" : "")}是隐藏的："
                    + "一并导入请加 --hidden take，不导入请加 --hidden leave。"
            );
        }

        return (read, questions);
    }

    private static LedgerFile Whole(
        IReadOnlyList<LedgerSheetReader> sheets,
        IReadOnlyList<string> questions,
        LedgerOptions options
    )
    {
        var errors = new List<LedgerError>();
        var (text, title) = TitleOf(sheets, options, errors);
        var several = sheets.Count > 1;
        var rows = sheets.SelectMany(s => s.Rows.Select(r => several ? r with { Sheet = s.Sheet } : r)).ToList();
        foreach (var sheet in sheets)
        {
            var own = sheet.Errors.Concat(LedgerChecks.Totals(sheet.Rows, sheet.Totals));
            errors.AddRange(own.Select(e => several ? e with { Sheet = sheet.Sheet } : e));
        }

        errors.AddRange(LedgerChecks.CaseNumbers(rows));
        errors.AddRange(LedgerChecks.Merges(rows));
        var order = sheets.Select((s, i) => (s.Sheet, i)).DistinctBy(s => s.Sheet).ToDictionary(s => s.Sheet, s => s.i);
        return new LedgerFile(
            text,
            title?.CommitteeTitle ?? "",
            title?.Term ?? 0,
            title?.Number ?? 0,
            sheets.Select(s => s.FilledOn).FirstOrDefault(day => day is not null),
            rows,
            [.. errors.OrderBy(error => order.GetValueOrDefault(error.Sheet)).ThenBy(error => error.Row)]
        )
        {
            Questions = questions,
        };
    }

    // The title stands above the header. Otherwise the sheet or the file may be called by it.
    private static (string Text, LedgerTitle? Title) TitleOf(
        IReadOnlyList<LedgerSheetReader> sheets,
        LedgerOptions options,
        List<LedgerError> errors
    )
    {
        foreach (var (_, text) in sheets.SelectMany(s => s.Texts))
        {
            if (LedgerTitle.Parse(text) is { } title)
                return (text, title);
        }

        foreach (var text in sheets.Select(s => s.Sheet).Append(Path.GetFileNameWithoutExtension(options.FileName)))
        {
            if (LedgerTitle.Parse(text) is { } title)
                return (text, title);
        }

        var (number, first) = sheets[0].Texts.Count > 0 ? sheets[0].Texts[0] : (1, "");
        errors.Add(
            new LedgerError(
                number,
                "标题",
                "看不出是哪个政协的哪届哪次会议，请写成“大武口区政协八届一次会议提案办理情况台账”的样式"
            )
        );
        return (first, null);
    }
}
