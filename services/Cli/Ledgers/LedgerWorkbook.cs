using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Proposals.Cli.Ledgers;

/// <summary>An opened .xlsx. It is read row by row and within limits, because the file comes from outside.</summary>
internal sealed partial class LedgerWorkbook : LedgerSource
{
    public const long MaxUnpackedBytes = 200L * 1024 * 1024;
    public const int MaxColumns = 200;

    private const int MaxParts = 2_000;

    // The limit of the spreadsheet program itself for one cell.
    internal const int MaxCellCharacters = 32_767;

    private readonly SpreadsheetDocument _document;
    private readonly WorkbookPart _workbook;
    private readonly List<string> _sharedStrings;
    private readonly HashSet<uint> _dateStyles;
    private readonly bool _from1904;

    private LedgerWorkbook(SpreadsheetDocument document)
    {
        _document = document;
        _workbook = document.WorkbookPart ?? throw NotAWorkbook();
        _sharedStrings = SharedStringsOf(_workbook);
        _dateStyles = DateStylesOf(_workbook);
        _from1904 = (_workbook.Workbook ?? throw NotAWorkbook()).WorkbookProperties?.Date1904?.Value ?? false;
    }

    /// <exception cref="LedgerUnreadableException">The file is not a workbook, or exceeds a limit.</exception>
    public static LedgerWorkbook Open(MemoryStream file)
    {
        RefuseWhatUnpacksTooBig(file);
        return Guarded(() =>
        {
            RemoveLinks(file);
            file.Position = 0;
            var settings = new OpenSettings { AutoSave = false, MaxCharactersInPart = MaxUnpackedBytes };
            var document = SpreadsheetDocument.Open(file, false, settings);
            try
            {
                return new LedgerWorkbook(document);
            }
            catch
            {
                document.Dispose();
                throw;
            }
        });
    }

    public override IEnumerable<LedgerSheet> Sheets() =>
        Guarded(() =>
                (_workbook.Workbook!.Sheets?.Elements<Sheet>() ?? [])
                    .Select(sheet => (Sheet: sheet, Part: PartOf(sheet) as WorksheetPart))
                    .Where(sheet => sheet.Part is not null)
                    .ToList()
            )
            .Select(sheet => new LedgerSheet(
                sheet.Sheet.Name?.Value ?? "",
                !IsVisible(sheet.Sheet),
                Rows(sheet.Part!)
            ));

    public override void Dispose() => _document.Dispose();

    // Runs only the code that reads the package. Any exception of the libraries on a damaged file becomes one error.
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e)
            when (e
                    is OpenXmlPackageException
                        or FileFormatException
                        or InvalidDataException
                        or XmlException
                        or FormatException
                        or ArgumentException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or IOException
                        or NotSupportedException
            )
        {
            throw new LedgerUnreadableException(
                "文件已损坏或不是 Excel 工作簿（.xlsx），请在表格软件中打开后另存为 .xlsx 再导入"
            );
        }
    }

    // A link to the outside is never followed. One that is malformed would keep the whole package from being opened.
    private static void RemoveLinks(MemoryStream file)
    {
        if (!HasLinks(file))
            return;
        using var package = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true);
        var parts = package.Entries.Where(e => e.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase));
        foreach (var part in parts.ToList())
        {
            using var content = part.Open();
            XDocument relations;
            using (var reader = XmlReader.Create(content, Secure))
                relations = XDocument.Load(reader);
            var links = relations
                .Root!.Elements()
                .Where(e => (string?)e.Attribute("TargetMode") == "External")
                .ToList();
            if (links.Count == 0)
                continue;
            links.ForEach(link => link.Remove());
            content.SetLength(0);
            relations.Save(content);
        }
    }

    private static bool HasLinks(MemoryStream file)
    {
        using var package = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        return package
            .Entries.Where(e => e.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase))
            .Any(e =>
            {
                using var text = new StreamReader(e.Open());
                return text.ReadToEnd().Contains("External", StringComparison.Ordinal);
            });
    }

    // The declared sizes of the entries are checked first. Then each entry is unpacked and counted, because a declared
    // size may lie.
    private static void RefuseWhatUnpacksTooBig(MemoryStream file) =>
        Guarded(() =>
        {
            using var package = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            if (package.Entries.Count > MaxParts)
                throw UnpacksTooBig();
            if (package.Entries.Sum(entry => Math.Min(entry.Length, MaxUnpackedBytes + 1)) > MaxUnpackedBytes)
                throw UnpacksTooBig();
            var buffer = new byte[81_920];
            var unpacked = 0L;
            foreach (var entry in package.Entries)
            {
                using var content = entry.Open();
                for (var read = content.Read(buffer); read > 0; read = content.Read(buffer))
                {
                    unpacked += read;
                    if (unpacked > MaxUnpackedBytes)
                        throw UnpacksTooBig();
                }
            }

            return unpacked;
        });

    private static LedgerUnreadableException UnpacksTooBig() => new("文件解压后超过 200 MB，请删去无关内容后再导入");

    internal static LedgerUnreadableException TextTooLong() => new("有单元格超过 32767 个字符，请缩短后再导入");

    internal static LedgerUnreadableException TooManyColumns() => new("表格超过 200 列，请删去无关的列后再导入");

    private static readonly XmlReaderSettings Secure = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxUnpackedBytes,
    };

    private static List<string> SharedStringsOf(WorkbookPart workbook)
    {
        var strings = new List<string>();
        if (workbook.SharedStringTablePart is not { } part)
            return strings;
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
        {
            if (reader.IsStartElement && reader.ElementType == typeof(SharedStringItem))
                strings.Add(TextOf(reader.LoadCurrentElement()!));
        }

        return strings;
    }

    private static HashSet<uint> DateStylesOf(WorkbookPart workbook)
    {
        var sheet = workbook.WorkbookStylesPart?.Stylesheet;
        var dateFormats = (sheet?.NumberingFormats?.Elements<NumberingFormat>() ?? [])
            .Where(format => format.NumberFormatId is not null && IsDateFormat(format.FormatCode?.Value ?? ""))
            .Select(format => format.NumberFormatId!.Value)
            .ToHashSet();
        return (sheet?.CellFormats?.Elements<CellFormat>() ?? [])
            .Select((format, index) => (Index: (uint)index, FormatId: format.NumberFormatId?.Value ?? 0))
            .Where(style => IsBuiltInDateFormat(style.FormatId) || dateFormats.Contains(style.FormatId))
            .Select(style => style.Index)
            .ToHashSet();
    }

    // 27 to 36 and 50 to 58 are the dates of the Chinese editions (2022年3月4日); they have no entry in the file.
    private static bool IsBuiltInDateFormat(uint id) =>
        id is (>= 14 and <= 17) or 22 or (>= 27 and <= 36) or (>= 50 and <= 58);

    private static bool IsDateFormat(string code) =>
        LiteralsOfFormat().Replace(code, "").AsSpan().IndexOfAny("yYdD年月日") >= 0;

    // The runs of rich text belong together; phonetic runs only tell how to read it.
    private static string TextOf(OpenXmlElement item)
    {
        var text = new StringBuilder();
        foreach (var child in item.ChildElements)
        {
            text.Append(
                child switch
                {
                    Text plain => plain.Text,
                    Run run => run.Text?.Text,
                    _ => null,
                }
            );
        }

        if (text.Length > MaxCellCharacters)
            throw TextTooLong();
        return Unescaped(text.ToString());
    }

    private static string Unescaped(string text) =>
        text.Contains("_x", StringComparison.Ordinal)
            ? EscapedCharacter().Replace(text, match => ((char)Convert.ToUInt16(match.Groups[1].Value, 16)).ToString())
            : text;

    private static int ColumnOf(string reference)
    {
        var column = 0;
        foreach (var c in reference.TakeWhile(char.IsAsciiLetterUpper).Take(3))
            column = column * 26 + (c - 'A' + 1);
        return column;
    }

    private static bool IsVisible(Sheet sheet) => sheet.State is null || sheet.State.Value == SheetStateValues.Visible;

    private OpenXmlPart? PartOf(Sheet sheet) => sheet.Id?.Value is { } id ? _workbook.GetPartById(id) : null;

    private IEnumerable<LedgerSheetRow> Rows(WorksheetPart part)
    {
        var merges = Guarded(() => MergesOf(part));
        using var reader = Guarded(() => OpenXmlReader.Create(part));
        var number = 0;
        while (Guarded(reader.Read))
        {
            if (!reader.IsStartElement || reader.ElementType != typeof(Row))
                continue;
            number = RowNumber(reader) ?? number + 1;
            var isHidden = IsHidden(reader);
            var cells = Guarded(() => Cells(reader));
            if (cells.Count > 0)
                yield return merges.Fill(new LedgerSheetRow(number, cells) { IsHidden = isHidden });
        }
    }

    // They stand behind the rows, so the part is read twice.
    private static LedgerMerges MergesOf(WorksheetPart part)
    {
        var merges = new LedgerMerges();
        using var content = part.GetStream();
        using var reader = XmlReader.Create(content, Secure);
        reader.MoveToContent();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "sheetData")
            {
                reader.Skip();
                continue;
            }

            if (
                reader.NodeType == XmlNodeType.Element
                && reader.LocalName == "mergeCell"
                && AreaOf().Match(reader.GetAttribute("ref") ?? "") is { Success: true } area
            )
            {
                merges.Add(
                    int.Parse(area.Groups[2].ValueSpan, CultureInfo.InvariantCulture),
                    ColumnOf(area.Groups[1].Value),
                    int.Parse(area.Groups[4].ValueSpan, CultureInfo.InvariantCulture),
                    ColumnOf(area.Groups[3].Value)
                );
            }

            reader.Read();
        }

        return merges;
    }

    private static bool IsHidden(OpenXmlReader row) =>
        row.Attributes.FirstOrDefault(attribute => attribute.LocalName == "hidden").Value is "1" or "true";

    private static int? RowNumber(OpenXmlReader reader)
    {
        var text = reader.Attributes.FirstOrDefault(attribute => attribute.LocalName == "r").Value;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private Dictionary<int, LedgerCell> Cells(OpenXmlReader row)
    {
        var cells = new Dictionary<int, LedgerCell>();
        var column = 0;
        if (!row.ReadFirstChild())
            return cells;
        do
        {
            if (row.ElementType != typeof(Cell))
                continue;
            var cell = (Cell)row.LoadCurrentElement()!;
            column = cell.CellReference?.Value is { } reference ? ColumnOf(reference) : column + 1;
            var content = ContentOf(cell);
            if (!content.HasContent)
                continue;

            // Empty cells do not count: sheets are often formatted up to their last column.
            if (column > MaxColumns)
                throw TooManyColumns();
            cells[column] = content;
        } while (row.ReadNextSibling());
        return cells;
    }

    private LedgerCell ContentOf(Cell cell)
    {
        var type = cell.DataType?.Value ?? CellValues.Number;
        var value = cell.CellValue?.Text ?? "";
        if (value.Length > MaxCellCharacters)
            throw TextTooLong();
        if (type == CellValues.Error)
            return new LedgerCell(value, null, $"公式的结果是错误值 {value}，请改正公式或直接填写内容");
        if (type == CellValues.InlineString)
            return Plain(cell.InlineString is null ? "" : TextOf(cell.InlineString));
        if (type == CellValues.SharedString)
            return Plain(SharedString(value));
        if (type == CellValues.String)
            return Plain(Unescaped(value));
        if (cell.CellFormula is not null && value.Length == 0)
            return new LedgerCell("", null, "公式没有保存计算结果，请在表格软件中打开、计算并保存后再导入");
        if (
            type != CellValues.Number
            || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        )
            return Plain(value);
        var date = _dateStyles.Contains(cell.StyleIndex?.Value ?? 0) ? LedgerValues.Date(number, _from1904) : null;

        return new LedgerCell(LedgerValues.IsWhole(number) ? LedgerValues.NumberText(number) : value, date, null);

        static LedgerCell Plain(string text) => new(text, null, null);
    }

    private string SharedString(string index) =>
        int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
        && place < _sharedStrings.Count
            ? _sharedStrings[place]
            : throw new InvalidDataException("A cell points outside the shared strings.");

    [GeneratedRegex("\"[^\"]*\"|\\[[^\\]]*\\]|[\\\\_*].", RegexOptions.CultureInvariant)]
    private static partial Regex LiteralsOfFormat();

    [GeneratedRegex(
        "^\\$?([A-Z]{1,3})\\$?([0-9]{1,7}):\\$?([A-Z]{1,3})\\$?([0-9]{1,7})$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex AreaOf();

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_", RegexOptions.CultureInvariant)]
    private static partial Regex EscapedCharacter();
}
