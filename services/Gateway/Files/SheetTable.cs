using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Proposals.Gateway;

/// <summary>A workbook of one or more sheets. Texts are inline strings, which no program calculates.</summary>
internal sealed class SheetTable : IExportTable
{
    private readonly SpreadsheetDocument _document;
    private readonly WorkbookPart _workbook;
    private readonly List<string> _names = [];
    private OpenXmlWriter? _sheet;

    /// <summary>Begins a workbook with its first sheet.</summary>
    public SheetTable(Stream stream, string name, params ReadOnlySpan<double> widths)
    {
        _document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook);
        _workbook = _document.AddWorkbookPart();
        Sheet(name, widths);
    }

    /// <summary>Ends the sheet and begins the next.</summary>
    public void Sheet(string name, params ReadOnlySpan<double> widths)
    {
        End();
        _names.Add(name);
        _sheet = OpenXmlWriter.Create(_workbook.AddNewPart<WorksheetPart>($"s{_names.Count}"));
        _sheet.WriteStartElement(new Worksheet());
        _sheet.WriteStartElement(new Columns());
        for (var i = 0; i < widths.Length; i++)
            _sheet.WriteElement(
                new Column
                {
                    Min = (uint)i + 1,
                    Max = (uint)i + 1,
                    Width = widths[i],
                    CustomWidth = true,
                }
            );
        _sheet.WriteEndElement();
        _sheet.WriteStartElement(new SheetData());
    }

    /// <inheritdoc />
    public void Row(params ReadOnlySpan<object> cells)
    {
        _sheet!.WriteStartElement(new Row());
        foreach (var cell in cells)
        {
            if (cell is string text)
                _sheet.WriteElement(
                    new Cell
                    {
                        DataType = CellValues.InlineString,
                        InlineString = new InlineString(
                            new Text(Writable(text)) { Space = SpaceProcessingModeValues.Preserve }
                        ),
                    }
                );
            else
                _sheet.WriteElement(
                    new Cell
                    {
                        DataType = CellValues.Number,
                        CellValue = new CellValue(FormattableString.Invariant($"{cell}")),
                    }
                );
        }

        _sheet.WriteEndElement();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        End();
        using (var writer = OpenXmlWriter.Create(_workbook))
        {
            writer.WriteStartElement(new Workbook());
            writer.WriteStartElement(new Sheets());
            for (var i = 0; i < _names.Count; i++)
                writer.WriteElement(
                    new Sheet
                    {
                        Name = _names[i],
                        SheetId = (uint)i + 1,
                        Id = $"s{i + 1}",
                    }
                );
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        _document.Dispose();
    }

    private void End()
    {
        if (_sheet is null)
            return;
        _sheet.WriteEndElement();
        _sheet.WriteEndElement();
        _sheet.Dispose();
    }

    /// <summary>Removes characters that XML cannot hold, and cuts the text at a cell's limit of 32,767.</summary>
    private static string Writable(string text)
    {
        var written = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (written.Length >= 32_766)
                break;
            written.Append(rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD");
        }

        return written.ToString();
    }
}
