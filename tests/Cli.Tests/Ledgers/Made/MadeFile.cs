using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using NPOI.HSSF.UserModel;
using NPOI.SS.Util;

namespace Proposals.Cli.Tests.Ledgers.Made;

/// <summary>Writes sheets as .xlsx (plain XML), .xls (NPOI) or .csv (text).</summary>
internal static class MadeFile
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Xlsx(params MadeSheet[] sheets)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Put(string name, string text)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open(), new UTF8Encoding(false));
                writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" + text);
            }

            const string Kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
            var numbers = Enumerable.Range(1, sheets.Length).ToList();
            Put(
                "[Content_Types].xml",
                $"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"rels\" "
                    + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                    + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Kind}.sheet.main+xml\"/>"
                    + $"<Override PartName=\"/xl/styles.xml\" ContentType=\"{Kind}.styles+xml\"/>"
                    + string.Concat(
                        numbers.Select(n =>
                            $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{Kind}.worksheet+xml\"/>"
                        )
                    )
                    + "</Types>"
            );
            Put(
                "_rels/.rels",
                $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"a\" "
                    + $"Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            );
            Put(
                "xl/workbook.xml",
                $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets>"
                    + string.Concat(
                        numbers.Select(n =>
                            $"<sheet name=\"{sheets[n - 1].Name}\" sheetId=\"{n}\" r:id=\"s{n}\""
                            + $"{(sheets[n - 1].IsHidden ? " state=\"hidden\"" : "")}/>"
                        )
                    )
                    + "</sheets></workbook>"
            );
            Put(
                "xl/_rels/workbook.xml.rels",
                $"<Relationships xmlns=\"{Package}/relationships\">"
                    + string.Concat(
                        numbers.Select(n =>
                            $"<Relationship Id=\"s{n}\" Type=\"{Office}/worksheet\" "
                            + $"Target=\"worksheets/sheet{n}.xml\"/>"
                        )
                    )
                    + $"<Relationship Id=\"y\" Type=\"{Office}/styles\" Target=\"styles.xml\"/></Relationships>"
            );
            Put(
                "xl/styles.xml",
                $"<styleSheet xmlns=\"{Main}\"><fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills>"
                    + "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
                    + "<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs>"
                    + "</styleSheet>"
            );
            foreach (var n in numbers)
            {
                Put($"xl/worksheets/sheet{n}.xml", SheetXml(sheets[n - 1]));
                if (sheets[n - 1].Links is { Count: > 0 } links)
                {
                    Put(
                        $"xl/worksheets/_rels/sheet{n}.xml.rels",
                        $"<Relationships xmlns=\"{Package}/relationships\">"
                            + string.Concat(
                                links.Select(
                                    (link, i) =>
                                        $"<Relationship Id=\"l{i}\" Type=\"{Office}/hyperlink\" "
                                        + $"Target=\"{SecurityElement.Escape(link)}\" TargetMode=\"External\"/>"
                                )
                            )
                            + "</Relationships>"
                    );
                }
            }
        }

        return stream.ToArray();
    }

    public static byte[] Xls(params MadeSheet[] sheets)
    {
        var book = new HSSFWorkbook();
        var date = book.CreateCellStyle();
        date.DataFormat = 14;
        foreach (var (made, place) in sheets.Select((s, i) => (s, i)))
        {
            var sheet = book.CreateSheet(made.Name);
            if (made.IsHidden)
                book.SetSheetHidden(place, 1);
            for (var r = 0; r < made.Rows.Count; r++)
            {
                var row = sheet.CreateRow(r);
                row.ZeroHeight = made.HiddenRows.Contains(r);
                for (var c = 0; c < made.Rows[r].Length; c++)
                {
                    switch (made.Rows[r][c])
                    {
                        case null or "":
                            break;
                        case DateTime day:
                            row.CreateCell(c).SetCellValue(day);
                            row.GetCell(c).CellStyle = date;
                            break;
                        case int number:
                            row.CreateCell(c).SetCellValue(number);
                            break;
                        case var text:
                            row.CreateCell(c).SetCellValue((string)text);
                            break;
                    }
                }
            }

            foreach (var (top, left, bottom, right) in made.Merged)
                sheet.AddMergedRegion(new CellRangeAddress(top, bottom, left, right));
        }

        var stream = new MemoryStream();
        book.Write(stream);
        return stream.ToArray();
    }

    public static byte[] Csv(MadeSheet sheet, Encoding encoding, char separator = ',')
    {
        var text = new StringBuilder();
        foreach (var row in sheet.Rows)
            text.Append(string.Join(separator, row.Select(c => Quoted(TextOf(c), separator)))).Append("\r\n");
        return [.. encoding.GetPreamble(), .. encoding.GetBytes(text.ToString())];
    }

    private static string SheetXml(MadeSheet sheet)
    {
        var xml = new StringBuilder($"<worksheet xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheetData>");
        for (var r = 0; r < sheet.Rows.Count; r++)
        {
            xml.Append($"<row r=\"{r + 1}\"{(sheet.HiddenRows.Contains(r) ? " hidden=\"1\"" : "")}>");
            for (var c = 0; c < sheet.Rows[r].Length; c++)
            {
                var at = $"{Letters(c)}{r + 1}";
                xml.Append(
                    sheet.Rows[r][c] switch
                    {
                        null or "" => "",
                        DateTime day => $"<c r=\"{at}\" s=\"1\"><v>{(day - new DateTime(1899, 12, 30)).Days}</v></c>",
                        int number => $"<c r=\"{at}\"><v>{number}</v></c>",
                        var text => $"<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
                            + $"{SecurityElement.Escape((string)text)}</t></is></c>",
                    }
                );
            }

            xml.Append("</row>");
        }

        xml.Append("</sheetData>");
        if (sheet.Merged.Count > 0)
        {
            xml.Append($"<mergeCells count=\"{sheet.Merged.Count}\">");
            foreach (var (top, left, bottom, right) in sheet.Merged)
                xml.Append($"<mergeCell ref=\"{Letters(left)}{top + 1}:{Letters(right)}{bottom + 1}\"/>");
            xml.Append("</mergeCells>");
        }

        if (sheet.Links.Count > 0)
        {
            xml.Append("<hyperlinks>");
            for (var i = 0; i < sheet.Links.Count; i++)
                xml.Append($"<hyperlink ref=\"A{i + 1}\" r:id=\"l{i}\"/>");
            xml.Append("</hyperlinks>");
        }

        return xml.Append("</worksheet>").ToString();
    }

    private static string Letters(int column) =>
        column < 26 ? $"{(char)('A' + column)}" : Letters((column / 26) - 1) + (char)('A' + (column % 26));

    private static string TextOf(object? cell) =>
        cell switch
        {
            null => "",
            DateTime day => day.ToString("yyyy/M/d", CultureInfo.InvariantCulture),
            _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
        };

    private static string Quoted(string text, char separator) =>
        text.Contains(separator) || text.Contains('"') || text.Contains('\n')
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
}
