using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Proposals.Cli.Ledgers;

/// <summary>A .xls workbook or a .csv file. The library reads both; it holds one sheet at a time.</summary>
internal sealed class LedgerTable : LedgerSource
{
    private readonly IExcelDataReader _reader;

    private LedgerTable(IExcelDataReader reader, bool isText) => (_reader, IsText) = (reader, isText);

    /// <summary>True for a .csv.</summary>
    public bool IsText { get; }

    public static LedgerTable OfOldWorkbook(MemoryStream file)
    {
        // The library asks for code pages of old workbooks by name.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return new LedgerTable(
            Guarded(() =>
                ExcelReaderFactory.CreateReader(file, new ExcelReaderConfiguration { FallbackEncoding = Encoding.UTF8 })
            ),
            isText: false
        );
    }

    public static LedgerTable OfText(string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var configuration = new ExcelReaderConfiguration
        {
            FallbackEncoding = Encoding.UTF8,
            AutodetectSeparators = [SeparatorOf(text)],
        };
        return new LedgerTable(
            ExcelReaderFactory.CreateCsvReader(
                new MemoryStream([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)]),
                configuration
            ),
            isText: true
        );
    }

    public override IEnumerable<LedgerSheet> Sheets()
    {
        do
        {
            var isHidden = !IsText && _reader.VisibleState is not (null or "visible");
            yield return new LedgerSheet(IsText ? "" : _reader.Name ?? "", isHidden, Rows());
        } while (Guarded(_reader.NextResult));
    }

    public override void Dispose() => _reader.Dispose();

    private IEnumerable<LedgerSheetRow> Rows()
    {
        var merges = new LedgerMerges();
        foreach (var area in _reader.MergeCells ?? [])
            merges.Add(area.FromRow + 1, area.FromColumn + 1, area.ToRow + 1, area.ToColumn + 1);
        while (Guarded(_reader.Read))
        {
            var cells = new Dictionary<int, LedgerCell>();
            for (var i = 0; i < _reader.FieldCount; i++)
            {
                var cell = CellOf(_reader.GetValue(i));
                if (!cell.HasContent)
                    continue;
                if (i >= LedgerWorkbook.MaxColumns)
                    throw LedgerWorkbook.TooManyColumns();
                cells[i + 1] = cell;
            }

            if (cells.Count > 0)
            {
                var row = new LedgerSheetRow(_reader.Depth + 1, cells) { IsHidden = !IsText && _reader.RowHeight == 0 };
                yield return merges.Fill(row);
            }
        }
    }

    private static LedgerCell CellOf(object? value) =>
        value switch
        {
            null => LedgerCell.Empty,
            DateTime date => new LedgerCell(
                date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                LedgerValues.IsPlausible(date) ? DateOnly.FromDateTime(date) : null,
                null
            ),
            double number => new LedgerCell(LedgerValues.NumberText(number), null, null),
            string { Length: > LedgerWorkbook.MaxCellCharacters } => throw LedgerWorkbook.TextTooLong(),
            _ => new LedgerCell(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", null, null),
        };

    // The sign that stands most often in the rows in front; a comma when none does.
    private static char SeparatorOf(string text)
    {
        var front = text.AsSpan(0, Math.Min(text.Length, 4000));
        var (commas, tabs, semicolons) = (front.Count(','), front.Count('\t'), front.Count(';'));
        return tabs > commas && tabs > semicolons ? '\t'
            : semicolons > commas ? ';'
            : ',';
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (LedgerUnreadableException or OutOfMemoryException))
        {
            throw new LedgerUnreadableException(
                e is InvalidPasswordException
                    ? "这是旧式 .xls 或加密的工作簿，请去掉密码并另存为 .xlsx 再导入"
                    : "这是旧式 .xls 或加密的工作簿，读不出内容，请在表格软件中打开后另存为 .xlsx 再导入"
            );
        }
    }
}
