using System.Globalization;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>The rules for files, for the gateway, which receives them, and for Intake, which attaches them.</summary>
public static class FileRules
{
    /// <summary>Largest file in megabytes of 1,048,576 bytes.</summary>
    public const int MaxMegabytes = 20;

    /// <summary>Largest file in bytes.</summary>
    public const long MaxBytes = MaxMegabytes * 1024L * 1024;

    /// <summary>Largest number of characters of a name.</summary>
    public const int MaxNameCharacters = 120;

    /// <summary>The rule of <see cref="IsName"/> in Chinese.</summary>
    public static readonly string NameRule =
        $"1 至 {MaxNameCharacters} 个字，不得含控制字符和 Windows 不允许的符号，首尾不得为点或空格。";

    /// <summary>
    /// True for a name that is harmless on every user's machine: no path, no control or direction character, no dot or
    /// blank at its ends.
    /// </summary>
    public static bool IsName(string name) =>
        !string.IsNullOrWhiteSpace(name)
        && name.Length <= MaxNameCharacters
        && !name.Contains("..", StringComparison.Ordinal)
        && name[0] is not ('.' or ' ')
        && name[^1] is not ('.' or ' ')
        && !name.EnumerateRunes().Any(IsBad);

    /// <summary>True for a SHA-256 as it is written here: 64 lower-case hexadecimal digits.</summary>
    public static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    private static bool IsBad(Rune rune) =>
        rune.Value is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|'
        || rune == Rune.ReplacementChar
        // Control and format characters; the latter can reverse "fdp.exe" on the screen.
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
