using System.Globalization;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>
/// One spelling for the name of a person or a unit, for storage and comparison. The same name may come spread out by
/// blanks, with full-width letters, with another dot or form of bracket, or with characters that nobody sees.
/// </summary>
public static class Spelling
{
    /// <summary>The name in its one spelling; empty when nothing of it is visible.</summary>
    public static string OfName(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var rune in TextFolding.Line(name).EnumerateRunes())
        {
            if (!IsUnseen(rune))
                plain.Append(Folded(rune).ToString());
        }

        return WithoutSpread(plain.ToString());
    }

    /// <summary>True for a character without a form of its own: control, format and variation selectors.</summary>
    public static bool IsUnseen(Rune rune) =>
        rune.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF or >= 0x180B and <= 0x180D or 0x034F
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control && !Rune.IsWhiteSpace(rune);

    private static Rune Folded(Rune rune) =>
        rune.Value switch
        {
            '(' or '[' or '〔' or '［' or '﹝' => new Rune('（'),
            ')' or ']' or '〕' or '］' or '﹞' => new Rune('）'),
            '．' => new Rune('.'),
            '•' or '‧' or '∙' or '⋅' or '・' or '･' or '●' or '⸱' => new Rune('·'),
            _ when Rune.IsWhiteSpace(rune) => new Rune(' '),
            _ => rune,
        };

    // Names of two characters are often spread out to the width of three. Between other letters one blank stays.
    private static string WithoutSpread(string name)
    {
        var runes = name.EnumerateRunes().ToList();
        var result = new StringBuilder(name.Length);
        for (var i = 0; i < runes.Count; i++)
        {
            if (runes[i].Value != ' ')
            {
                var isDot = runes[i].Value == '.' && IsIdeograph(runes, i - 1) && IsIdeograph(runes, i + 1);
                result.Append(isDot ? "·" : runes[i].ToString());
                continue;
            }

            var next = i;
            while (next < runes.Count && runes[next].Value == ' ')
                next++;
            if (IsLatin(runes, i - 1) && IsLatin(runes, next))
                result.Append(' ');
            i = next - 1;
        }

        return result.ToString();
    }

    private static bool IsIdeograph(List<Rune> runes, int at) =>
        at >= 0 && at < runes.Count && Rune.GetUnicodeCategory(runes[at]) == UnicodeCategory.OtherLetter;

    private static bool IsLatin(List<Rune> runes, int at) =>
        at >= 0
        && at < runes.Count
        && Rune.IsLetterOrDigit(runes[at])
        && Rune.GetUnicodeCategory(runes[at]) != UnicodeCategory.OtherLetter;
}
