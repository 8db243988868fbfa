using System.Text;

namespace Proposals.Cli.Ledgers;

/// <summary>
/// The text of a .csv file: UTF-8, UTF-16 with its mark, or GB18030 as Chinese spreadsheet programs write it.
/// </summary>
internal static class LedgerText
{
    private static readonly byte[] Utf8Mark = [0xEF, 0xBB, 0xBF];
    private static readonly byte[] Utf16Mark = [0xFF, 0xFE];
    private static readonly byte[] Utf16BigMark = [0xFE, 0xFF];

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding(
        "GB18030",
        EncoderFallback.ExceptionFallback,
        DecoderFallback.ExceptionFallback
    )!;

    /// <summary>Null when the bytes are no text.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var text =
                bytes.StartsWith(Utf8Mark) ? Utf8.GetString(bytes[3..])
                : bytes.StartsWith(Utf16Mark) ? Strict(Encoding.Unicode).GetString(bytes[2..])
                : bytes.StartsWith(Utf16BigMark) ? Strict(Encoding.BigEndianUnicode).GetString(bytes[2..])
                : IsUtf8(bytes) ? Utf8.GetString(bytes)
                : Gb18030.GetString(bytes);
            return text.Length == 0 || text.Contains('\0') ? null : text;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private static Encoding Strict(Encoding encoding) =>
        Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
}
