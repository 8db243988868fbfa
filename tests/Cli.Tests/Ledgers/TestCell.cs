using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Proposals.Cli.Tests.Ledgers;

/// <summary>A cell to write, in one of the ways in which a workbook can hold a value.</summary>
internal sealed record TestCell(Func<List<OpenXmlElement>, Cell> Build)
{
    public const uint General = 0;
    public const uint ShortDate = 1;
    public const uint ChineseDate = 2;
    public const uint BuiltInChineseDate = 3;
    public const uint LocalizedDate = 4;
    public const uint NumberWithLetters = 5;

    public static implicit operator TestCell(string text) =>
        new(_ => new Cell
        {
            DataType = CellValues.InlineString,
            InlineString = new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }),
        });

    public static TestCell Number(double value, uint style = General) =>
        new(_ => new Cell
        {
            CellValue = new CellValue(value.ToString(CultureInfo.InvariantCulture)),
            StyleIndex = style,
        });

    public static TestCell Shared(params string[] runs) =>
        new(table =>
        {
            OpenXmlElement[] parts =
                runs.Length == 1
                    ? [new Text(runs[0])]
                    : [.. runs.Select(run => new Run(new RunProperties(new Bold()), new Text(run)))];
            var phonetic = new PhoneticRun(new Text("pinyin")) { BaseTextStartIndex = 0, EndingBaseIndex = 1 };
            table.Add(new SharedStringItem([.. parts, phonetic]));
            return new Cell { DataType = CellValues.SharedString, CellValue = new CellValue(table.Count - 1) };
        });

    public static TestCell Formula(string formula, string? text) =>
        new(_ => new Cell
        {
            CellFormula = new CellFormula(formula),
            DataType = text is null ? null : CellValues.String,
            CellValue = text is null ? null : new CellValue(text),
        });

    public static TestCell FormulaOfNumber(string formula, double value, uint style = General) =>
        new(_ => new Cell
        {
            CellFormula = new CellFormula(formula),
            CellValue = new CellValue(value.ToString(CultureInfo.InvariantCulture)),
            StyleIndex = style,
        });

    public static TestCell Error(string code) =>
        new(_ => new Cell { DataType = CellValues.Error, CellValue = new CellValue(code) });

    public static TestCell IsoDate(string date) =>
        new(_ => new Cell { DataType = CellValues.Date, CellValue = new CellValue(date) });
}
