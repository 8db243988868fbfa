using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Proposals.Cli.Ledgers;

namespace Proposals.Cli.Tests.Ledgers;

/// <summary>
/// Writes a ledger in the layout of the offices. Its rows start in row 4, and each is valid until a test changes it.
/// </summary>
internal sealed class TestLedger
{
    public const int FirstRow = 4;

    public static readonly string[] AllHeaders =
    [
        "序号",
        "案号",
        "案由",
        "提案者",
        "提案形式",
        "界别",
        "类别",
        "会议/平时",
        "审查结果",
        "重点提案",
        "主办单位",
        "会办单位",
        "交办日期",
        "签收日期",
        "面商方式",
        "答复日期",
        "答复文号",
        "办理结果",
        "办理工作评价",
        "办理结果评价",
        "办结情况",
        "备注",
    ];

    private readonly Dictionary<(int Row, string Header), TestCell> _cells = [];
    private readonly HashSet<int> _gaps = [];

    public TestLedger(int rows)
    {
        RowCount = rows;
        for (var row = FirstRow; row < FirstRow + rows; row++)
            Fill(row);
    }

    public int RowCount { get; }

    public string Title { get; init; } = "示例区政协八届一次会议提案办理情况台账";

    public string[] Headers { get; init; } = AllHeaders;

    /// <summary>Returns the header to write for a column. By default it is the name of the column.</summary>
    public Func<string, string> WriteHeader { get; init; } = header => header;

    public bool From1904 { get; init; }

    /// <summary>Cells of the totals row by header; none when null.</summary>
    public Dictionary<string, TestCell>? Totals { get; set; }

    public bool HasHiddenCopyInFront { get; init; }

    public TestCell this[int row, string header]
    {
        set => _cells[(row, header)] = value;
    }

    public TestLedger With(int row, params (string Header, TestCell Cell)[] cells)
    {
        foreach (var (header, cell) in cells)
            this[row, header] = cell;
        return this;
    }

    /// <summary>Marks a row as one that examination did not file.</summary>
    public TestLedger NotFiled(int row) => Unhandled(row, "不予立案");

    public TestLedger Merged(int row, string decision) => Unhandled(row, decision);

    public TestLedger Empty(int row)
    {
        _gaps.Add(row);
        return this;
    }

    public LedgerFile Read() => LedgerFile.Read(ToStream());

    public MemoryStream ToStream()
    {
        var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.Workbook = new Workbook(new WorkbookProperties { Date1904 = From1904 });
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            var sheets = workbook.Workbook.AppendChild(new Sheets());
            var strings = new List<OpenXmlElement>();
            if (HasHiddenCopyInFront)
                AddSheet(workbook, sheets, new SheetData(HeaderRow(strings)), SheetStateValues.Hidden);
            AddSheet(workbook, sheets, Data(strings), SheetStateValues.Visible);
            AddSheet(
                workbook,
                sheets,
                new SheetData(RowOf(1, [(1, "本表均为虚构")], strings)),
                SheetStateValues.Visible
            );
            workbook.AddNewPart<SharedStringTablePart>().SharedStringTable = new SharedStringTable(strings);
        }

        stream.Position = 0;
        return stream;
    }

    private static void AddSheet(WorkbookPart workbook, Sheets sheets, SheetData data, SheetStateValues state)
    {
        var part = workbook.AddNewPart<WorksheetPart>();
        part.Worksheet = new Worksheet(data, new MergeCells(new MergeCell { Reference = "A1:V1" }));
        var id = (uint)sheets.ChildElements.Count + 1;
        sheets.Append(
            new Sheet
            {
                Name = $"表{id}",
                SheetId = id,
                Id = workbook.GetIdOfPart(part),
                State = state,
            }
        );
    }

    private static Stylesheet Styles() =>
        new(
            new NumberingFormats(
                new NumberingFormat { NumberFormatId = 176, FormatCode = "yyyy\"年\"m\"月\"d\"日\"" },
                new NumberingFormat { NumberFormatId = 177, FormatCode = "[$-804]yyyy/m/d;@" },
                new NumberingFormat { NumberFormatId = 178, FormatCode = "0\"days\"" }
            ),
            new CellFormats(
                new CellFormat { NumberFormatId = 0 },
                new CellFormat { NumberFormatId = 14 },
                new CellFormat { NumberFormatId = 176 },
                new CellFormat { NumberFormatId = 31 },
                new CellFormat { NumberFormatId = 177 },
                new CellFormat { NumberFormatId = 178 }
            )
        );

    private static Row RowOf(int number, IEnumerable<(int Column, TestCell Cell)> cells, List<OpenXmlElement> strings)
    {
        var row = new Row { RowIndex = (uint)number };
        foreach (var (column, content) in cells)
        {
            var cell = content.Build(strings);
            cell.CellReference = $"{Letters(column)}{number}";
            row.Append(cell);
        }

        return row;
    }

    private static string Letters(int column) =>
        column <= 26 ? $"{(char)('A' + column - 1)}" : Letters((column - 1) / 26) + Letters((column - 1) % 26 + 1);

    private SheetData Data(List<OpenXmlElement> strings)
    {
        var data = new SheetData();
        data.Append(RowOf(1, [(1, Title)], strings));
        data.Append(RowOf(2, [(1, "填报单位：示例办公室"), (5, "填报日期：2022年12月20日")], strings));
        data.Append(HeaderRow(strings));
        for (var row = FirstRow; row < FirstRow + RowCount; row++)
        {
            var cells = Headers
                .Select((header, index) => (Column: index + 1, Cell: _cells.GetValueOrDefault((row, header), "")))
                .ToList();
            data.Append(_gaps.Contains(row) ? new Row { RowIndex = (uint)row } : RowOf(row, cells, strings));
        }

        if (Totals is null)
            return data;
        var totals = Headers
            .Select((header, index) => (Column: index + 1, Header: header))
            .Where(place => Totals.ContainsKey(place.Header));
        data.Append(RowOf(FirstRow + RowCount, totals.Select(place => (place.Column, Totals[place.Header])), strings));
        data.Append(RowOf(FirstRow + RowCount + 1, [(1, "注：本表由示例办公室填写")], strings));
        return data;
    }

    private Row HeaderRow(List<OpenXmlElement> strings) =>
        RowOf(FirstRow - 1, Headers.Select((header, index) => (index + 1, (TestCell)WriteHeader(header))), strings);

    private void Fill(int row)
    {
        var number = row - FirstRow + 1;
        With(
            row,
            ("序号", TestCell.Number(number)),
            ("案号", $"{number:000}"),
            ("案由", $"关于示例事项{number}的提案"),
            ("提案者", $"示例委员{number:000}")
        );
        With(
            row,
            ("提案形式", "个人"),
            ("界别", "教育界"),
            ("类别", "综合"),
            ("会议/平时", "会议"),
            ("审查结果", "立案"),
            ("主办单位", "教育体育局"),
            ("会办单位", "财政局")
        );
        With(
            row,
            ("交办日期", "2022-02-22"),
            ("签收日期", "2022-02-23"),
            ("面商方式", "面谈"),
            ("答复日期", "2022-05-11"),
            ("答复文号", $"示例函〔2022〕{number}号")
        );
        With(row, ("办理结果", "A"), ("办理工作评价", "满意"), ("办理结果评价", "满意"), ("办结情况", "办结"));
    }

    private TestLedger Unhandled(int row, string decision)
    {
        foreach (var header in AllHeaders.Skip(Array.IndexOf(AllHeaders, "重点提案")))
            this[row, header] = "";
        return With(row, ("案号", ""), ("审查结果", decision));
    }
}
