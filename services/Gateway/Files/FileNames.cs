using System.Text;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Checks the name under which a downloaded file is saved. It never becomes a path here, and must be harmless on the
/// user's machine.
/// </summary>
internal static class FileNames
{
    /// <summary>Largest number of characters of a name.</summary>
    public const int Max = 120;

    /// <summary>
    /// The name, or FILE_NAME_INVALID for one that is empty, longer than 120 characters, contains a path, a control or
    /// direction character, or begins or ends with a dot or blank.
    /// </summary>
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
        // Control and format characters; the latter can reverse "fdp.exe" on the screen.
        || Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator;
}
