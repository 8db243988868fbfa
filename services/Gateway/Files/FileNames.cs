using System.Text;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>The name a file is saved under by whoever downloads it. It never becomes a path here, and must not become a surprise there.</summary>
internal static class FileNames
{
    /// <summary>Most characters of a name.</summary>
    public const int Max = 120;

    /// <summary>The name, or FILE_NAME_INVALID: empty, longer than 120 characters, with a path in it, a control or direction character, or a dot or blank at either end.</summary>
    public static Decision<string> Check(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return GatewayRefusals.FileNameInvalid.Because("缺少文件名，请在查询参数 name 中给出。");
        var bad =
            name.Length > Max
            || name.Contains("..", StringComparison.Ordinal)
            || name[0] == '.'
            || name[^1] == '.'
            || name[0] == ' '
            || name[^1] == ' '
            || name.EnumerateRunes().Any(IsBad);
        return bad ? GatewayRefusals.FileNameInvalid : name;
    }

    private static bool IsBad(Rune rune) =>
        rune.Value is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|'
        || rune == Rune.ReplacementChar
        // Control and format characters; the latter turn "fdp.exe" around on the screen.
        || Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator;
}
