using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Proposals.BuildingBlocks;

namespace Proposals.Cli.Ledgers;

/// <summary>Reads the names in one cell. Offices separate them by signs, by blanks and by lines.</summary>
internal static partial class LedgerNames
{
    private static readonly string[] UnitEndings =
    [
        "局",
        "委",
        "办",
        "院",
        "厅",
        "部",
        "会",
        "中心",
        "政府",
        "公司",
        "所",
        "处",
        "队",
        "站",
        "集团",
        "街道",
        "馆",
        "校",
        "行",
        "社",
        "署",
        "科",
        "组",
    ];

    // What offices note behind a name. Any other note tells two people of one name apart, and stays.
    private static readonly string[] Notes =
    [
        "男",
        "女",
        "委员",
        "常委",
        "中共党员",
        "党员",
        "群众",
        "无党派",
        "无党派人士",
        "民盟",
        "民革",
        "民建",
        "民进",
        "农工党",
        "致公党",
        "九三",
        "九三学社",
        "台盟",
        "工商联",
        "执笔",
        "执笔人",
        "领衔",
        "领衔人",
        "第一提案人",
        "第一提案者",
        "联名",
        "附议",
    ];

    /// <summary>The names of units in one cell, each once, in the order written.</summary>
    public static IReadOnlyList<string> Units(string text) =>
        Distinct(LedgerSplit.Outside(LedgerValues.Trim(text)).SelectMany(UnitsBetweenBlanks));

    /// <summary>
    /// The proposers in one cell; 等 behind the last one names nobody. Null when blanks leave open where a name ends.
    /// </summary>
    /// <param name="text">The cell.</param>
    /// <param name="arePeople">True for members; an organization's name may hold a blank.</param>
    public static IReadOnlyList<string>? Proposers(string text, bool arePeople)
    {
        var names = new List<string>();
        foreach (var written in LedgerSplit.Outside(AndOthers().Replace(LedgerValues.Trim(text), "")))
        {
            var part = Label().Replace(Numbering().Replace(written, ""), "");
            if (Digits().IsMatch(part))
                continue;
            if (!arePeople)
            {
                names.Add(Spelling.OfName(part));
                continue;
            }

            if (PeopleBetweenBlanks(WithoutNotes(part)) is not { } people)
                return null;
            names.AddRange(people);
        }

        return Distinct(names);
    }

    // 教育局 财政局 are two units, but 市 教育局 and 教育 体育局 are one.
    private static IEnumerable<string> UnitsBetweenBlanks(string written)
    {
        var parts = Blanks(written);
        return parts.Count > 1 && parts.All(IsUnit) ? parts.Select(Spelling.OfName) : [Spelling.OfName(written)];
    }

    private static bool IsUnit(string part)
    {
        var name = Bracketed().Replace(part, "");
        return LengthOf(name) >= 3 && UnitEndings.Any(e => name.EndsWith(e, StringComparison.Ordinal));
    }

    // 张三 李四 are two people, and 马 丽 is one whose name is spread out.
    private static List<string>? PeopleBetweenBlanks(string written)
    {
        var parts = Blanks(written)
            .Select(p => Numbering().Replace(p, ""))
            .Where(p => p is not ("" or "委员" or "等"))
            .ToList();
        if (parts.Count < 2 || !parts.Any(HasIdeograph) || parts.Any(p => Digits().IsMatch(p)))
            return [Spelling.OfName(string.Join(' ', parts))];
        if (!parts.All(HasIdeograph))
            return null;
        var people = new List<string>();
        for (var i = 0; i < parts.Count; )
        {
            if (LengthOf(parts[i]) > 1)
            {
                people.Add(Spelling.OfName(parts[i++]));
                continue;
            }

            var end = i;
            while (end < parts.Count && LengthOf(parts[end]) == 1)
                end++;
            var isSurname = end == i + 1 && end < parts.Count && LengthOf(parts[end]) == 2;
            if (isSurname)
                end++;
            if (!isSurname && end - i is not (2 or 3))
                return null;
            people.Add(Spelling.OfName(string.Concat(parts.Skip(i).Take(end - i))));
            i = end;
        }

        return people;
    }

    private static string WithoutNotes(string part) =>
        Bracketed()
            .Replace(
                part,
                match => LedgerSplit.Outside(match.Groups[1].Value).All(IsNote) ? "" : Spelling.OfName(match.Value)
            );

    private static bool IsNote(string text) =>
        LedgerValues.Squeeze(text) is var note
        && (note.Length == 0 || Notes.Contains(note) || note.Length <= 6 && note.EndsWith('族'));

    private static List<string> Blanks(string text) =>
        [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(p => Spelling.OfName(p).Length > 0)];

    private static bool HasIdeograph(string text) =>
        text.EnumerateRunes().Any(r => Rune.GetUnicodeCategory(r) is UnicodeCategory.OtherLetter);

    private static int LengthOf(string text) => new StringInfo(Spelling.OfName(text)).LengthInTextElements;

    private static IReadOnlyList<string> Distinct(IEnumerable<string> names) =>
        [.. names.Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex("[（(【\\[〔]([^）)】\\]〕]*)[）)】\\]〕]", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    [GeneratedRegex("^\\s*(?:[0-9０-９]{1,3}\\s*[.．)）、]|[①-⑳]|[(（][0-9０-９一二三四五六七八九十]{1,3}[)）])\\s*")]
    private static partial Regex Numbering();

    [GeneratedRegex(
        "^\\s*(?:第一提案[人者]|领衔提案人|领衔人|提案[人者]|联名[人者]?|联名提案[人者]|附议人|执笔人)\\s*[:：]"
    )]
    private static partial Regex Label();

    [GeneratedRegex("^\\s*[0-9０-９]{1,3}\\s*$")]
    private static partial Regex Digits();

    [GeneratedRegex(
        "等\\s*(?:[0-9０-９一二两三四五六七八九十]+\\s*)?(?:人|名|位)?(?:委员)?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex AndOthers();
}
