using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Proposals.ContractOptions.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// One spelling for texts that look alike. Full-width punctuation stays: it is how Chinese is written.
/// </summary>
public static class TextFolding
{
    // More marks than this on one letter are no writing; they cover the lines around it.
    private const int MaxMarks = 8;

    // The platform's normalization needs the library ICU, which neither the images nor a bare server have.
    private static readonly (
        FrozenDictionary<Rune, string> Compatible,
        FrozenDictionary<(Rune, Rune), Rune> Composed
    ) Table = ReadTable();

    /// <summary>True when every character can be seen and none is a replacement for bytes that were no text.</summary>
    public static bool IsPlain(string text)
    {
        if (IsCommon(text, TextKind.Body) && !text.AsSpan().ContainsAny('\n', '\r', '\t'))
            return true;
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            marks = IsMark(rune) ? marks + 1 : 0;
            if (
                marks > MaxMarks
                || Problem(rune) is not null
                || IsInvisible(rune)
                || Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
            )
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when a reader counts every UTF-16 unit as a character.</summary>
    public static bool IsCharByChar(string text) =>
        text.Length <= 1 || (IsCommon(text, TextKind.Body) && !text.Contains('\r', StringComparison.Ordinal));

    /// <summary>One line, folded as <see cref="TextKind.Line"/>; for texts that do not come in a request.</summary>
    public static string Line(string text) => Fold(text, TextKind.Line);

    /// <summary>
    /// Folds a text. False with a sentence for the user when it holds what cannot be kept: control characters, marks
    /// that turn the direction of writing, or bytes that were no text.
    /// </summary>
    public static bool TryFold(string text, TextKind kind, out string folded, out string problem)
    {
        (folded, problem) = (text, "");
        if (IsCommon(text, kind))
            return true;
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            marks = IsMark(rune) ? marks + 1 : 0;
            if ((marks > MaxMarks ? "一个字上的组合符号过多，请删除后重试。" : Problem(rune)) is { } found)
            {
                problem = found;
                return false;
            }
        }

        folded = Fold(text, kind);
        return true;
    }

    private static string Fold(string text, TextKind kind)
    {
        var result = new StringBuilder(text.Length);
        var (before, visible) = (default(Rune), false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsInvisible(rune) || IsJoiner(rune) && !Joins(before, kind))
                continue;
            visible |= IsVisible(rune);
            if (kind == TextKind.Line && (Rune.IsWhiteSpace(rune) || rune.Value == 0x3000))
                result.Append(' ');
            else if (rune.Value is 0x2028 or 0x2029)
                result.Append('\n');
            else if (kind == TextKind.Line && Table.Compatible.TryGetValue(rune, out var plain))
                result.Append(plain);
            else if (Table.Composed.TryGetValue((before, rune), out var composed))
            {
                result.Length -= before.Utf16SequenceLength;
                result.Append(composed.ToString());
                before = composed;
                continue;
            }
            else
                result.Append(rune.ToString());
            before = rune;
        }

        if (!visible)
            return "";
        var folded = result.ToString();
        return kind == TextKind.Line ? folded.Trim() : folded;
    }

    // Most texts hold nothing to fold: printable ASCII, Chinese, and its punctuation.
    private static bool IsCommon(string text, TextKind kind)
    {
        foreach (var c in text)
        {
            var common = c switch
            {
                >= ' ' and <= '~' => true,
                >= '\u4e00' and <= '\u9fff' => true,
                >= '\u3001' and <= '\u3011' => true,
                '\uff0c' or '\uff1a' or '\uff1b' or '\uff1f' or '\uff01' or '\uff08' or '\uff09' => true,
                '\u2018' or '\u2019' or '\u201c' or '\u201d' or '\u2014' or '\u2026' or '\u00b7' => true,
                '\n' or '\r' or '\t' => kind == TextKind.Body,
                _ => false,
            };
            if (!common)
                return false;
        }

        return text.Length == 0
            || (kind == TextKind.Body ? !string.IsNullOrWhiteSpace(text) : text[0] != ' ' && text[^1] != ' ');
    }

    private static string? Problem(Rune rune) =>
        rune.Value switch
        {
            '\n' or '\r' or '\t' => null,
            0xFFFD => "含有无法识别的字符（可能是编码错误），请重新输入。",
            // They reverse what stands after them on the screen.
            0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) =>
                "含有改变文字方向的隐藏字符，请删除后重试。",
            var value when (value & 0xFFFE) == 0xFFFE || value is >= 0xFDD0 and <= 0xFDEF =>
                "含有无法识别的字符（可能是编码错误），请重新输入。",
            _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control
                ? "含有不能保存的控制字符，请删除后重试。"
                : null,
        };

    // Characters without a shape that change no shape beside them: zero-width space, word joiner, byte-order mark, soft
    // hyphen, the fillers of Hangul and of braille, and tags.
    private static bool IsInvisible(Rune rune) =>
        rune.Value
            is 0x00AD
                or 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or 0x180B
                or 0x180C
                or 0x180D
                or 0x180E
                or 0x200B
                or (>= 0x2060 and <= 0x2065)
                or (>= 0x206A and <= 0x206F)
                or 0x2800
                or 0x3164
                or 0xFEFF
                or 0xFFA0
                or (>= 0xFFF0 and <= 0xFFFB)
                or (>= 0x1D173 and <= 0x1D17A)
                or (>= 0xE0000 and <= 0xE007F);

    // Joiners and variation selectors: between the parts of one picture they matter, on a letter of a name they make
    // two of what looks the same.
    private static bool IsJoiner(Rune rune) =>
        rune.Value is 0x200C or 0x200D or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool Joins(Rune before, TextKind kind) =>
        before != default && (kind == TextKind.Body || !Rune.IsLetterOrDigit(before));

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
        && !IsJoiner(rune);

    private static bool IsVisible(Rune rune) =>
        !Rune.IsWhiteSpace(rune) && !IsMark(rune) && !IsJoiner(rune) && !Rune.IsControl(rune);

    private static (FrozenDictionary<Rune, string>, FrozenDictionary<(Rune, Rune), Rune>) ReadTable()
    {
        var (compatible, composed) = (new Dictionary<Rune, string>(), new Dictionary<(Rune, Rune), Rune>());
        using var file = typeof(TextFolding).Assembly.GetManifestResourceStream("unicode-folding.txt")!;
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            foreach (var entry in line.Split(' '))
            {
                var sides = entry.Split(':');
                var (from, to) = (RunesOf(sides[0]), RunesOf(sides[1]));
                if (from.Length == 1)
                    compatible.Add(from[0], string.Concat(to));
                else
                    composed.Add((from[0], from[1]), to[0]);
            }
        }

        return (compatible.ToFrozenDictionary(), composed.ToFrozenDictionary());
    }

    private static Rune[] RunesOf(string codes) =>
        [.. codes.Split('+').Select(c => new Rune(int.Parse(c, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
}
