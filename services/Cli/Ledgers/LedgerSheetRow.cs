using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Proposals.Cli.Ledgers;

/// <summary>A row of the sheet with its non-empty cells, by the index of their column.</summary>
internal sealed record LedgerSheetRow(int Number, IReadOnlyDictionary<int, LedgerCell> Cells);
