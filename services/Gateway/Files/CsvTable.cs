using System.Text;

namespace Proposals.Gateway;

/// <summary>CSV as Excel and WPS read it: UTF-8 with BOM, CRLF, quotes where needed.</summary>
internal sealed class CsvTable(Stream stream) : IExportTable
{
    private readonly StreamWriter _writer = new(
        stream,
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        64 * 1024,
        leaveOpen: true
    )
    {
        NewLine = "\r\n",
    };

    /// <inheritdoc />
    public void Row(params ReadOnlySpan<object> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                _writer.Write(',');
            _writer.Write(cells[i] is string text ? Quote(Harmless(text)) : FormattableString.Invariant($"{cells[i]}"));
        }

        _writer.WriteLine();
    }

    /// <inheritdoc />
    public void Dispose() => _writer.Dispose();

    /// <summary>Puts an apostrophe before a text that a spreadsheet would take for a formula.</summary>
    internal static string Harmless(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠'
            ? "'" + text
            : text;

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n")
            ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
            : text;
}
