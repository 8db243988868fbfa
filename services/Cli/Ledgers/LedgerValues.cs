using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Proposals.Directory.V1;

namespace Proposals.Cli.Ledgers;

/// <summary>Reads the values of a ledger in the many notations that offices use.</summary>
internal static partial class LedgerValues
{
    private const string Digits = "一二三四五六七八九";

    // No notation of a date is longer, so the patterns are not tried on a whole essay.
    private const int MaxDateCharacters = 60;

    private static readonly char[] ListSeparators = ['、', '，', ',', ';', '；', '/', '／', '\n', '\r'];

    private static readonly string[] Parties =
    [
        "民盟",
        "民革",
        "民建",
        "民进",
        "农工党",
        "致公党",
        "九三",
        "台盟",
        "工商联",
        "民主同盟",
        "国民党革命委员会",
        "民主建国会",
        "民主促进会",
        "农工民主党",
        "自治同盟",
        "工商业联合会",
    ];

    /// <summary>
    /// Turns full-width letters, digits and signs into plain ones and removes all white space, for comparing with a
    /// known word or number.
    /// </summary>
    public static string Squeeze(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!IsSpace(c))
                folded.Append(c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c);
        }

        return folded.ToString();
    }

    /// <summary>Text as the office wrote it, without the white space around it.</summary>
    public static string Trim(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && IsSpace(text[start]))
            start++;
        while (end > start && IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    /// <summary>True for an empty cell, or one of the signs that offices write for it.</summary>
    public static bool IsBlank(string text) => Squeeze(text) is "" or "-" or "--" or "—" or "——" or "/" or "\\" or "无";

    /// <summary>A date as text; null when it is none. A number of eight digits is a date too.</summary>
    public static DateOnly? Date(string text)
    {
        if (text.Length > MaxDateCharacters)
            return null;
        var match = DatePattern().Match(Squeeze(TimeOfDay().Replace(Trim(text), "")));
        if (!match.Success)
            return null;
        var (year, month, day) = (Int(match.Groups["y"]), Int(match.Groups["m"]), Int(match.Groups["d"]));
        if (month is < 1 or > 12 || day < 1 || !IsPlausibleYear(year) || day > DateTime.DaysInMonth(year, month))
            return null;
        return new DateOnly(year, month, day);

        static int Int(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>A serial date of the spreadsheet; null when it is outside the plausible years.</summary>
    public static DateOnly? Date(double serial, bool from1904)
    {
        // The 1904 system starts four years and a day later, and without the 29 February 1900 that never was.
        var days = Math.Floor(serial) + (from1904 ? 1462 : 0);
        if (days is not (> 60 and < 2_958_466))
            return null;
        var date = DateOnly.FromDateTime(DateTime.FromOADate(days));
        return IsPlausibleYear(date.Year) ? date : null;
    }

    /// <summary>A case number such as 001, 2 or 第49号; null for other text.</summary>
    public static long? CaseNumber(string text) => NumberOf(CaseNumberPattern().Match(Squeeze(text)));

    /// <summary>The 案号 in 并入第12号; null for other text.</summary>
    public static long? MergedInto(string text) => NumberOf(MergedPattern().Match(Squeeze(text)));

    /// <summary>A whole number as in a totals row (50, 50件); null for other text.</summary>
    public static long? Count(string text) => NumberOf(CountPattern().Match(Squeeze(text)));

    /// <summary>
    /// The count behind 合计 in the same cell; 0 when there is none, null when the text does not begin a totals row.
    /// </summary>
    public static long? Total(string text)
    {
        var match = TotalPattern().Match(Squeeze(text));
        if (!match.Success)
            return null;
        return match.Groups["n"].Success ? long.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>A numeral of 1 to 99, Chinese or Arabic.</summary>
    public static int? Numeral(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var arabic))
            return arabic is >= 1 and <= 99 ? arabic : null;
        text = text.Replace('两', '二');
        var ten = text.IndexOf('十', StringComparison.Ordinal);
        if (ten < 0)
            return text.Length == 1 ? DigitOf(text[0]) : null;
        if (ten > 1 || text.Length > ten + 2)
            return null;
        var tens = ten == 0 ? 1 : DigitOf(text[0]);
        var ones = text.Length == ten + 1 ? 0 : DigitOf(text[ten + 1]);
        return tens * 10 + ones;

        static int? DigitOf(char c) =>
            Digits.IndexOf(c, StringComparison.Ordinal) is >= 0 and var place ? place + 1 : null;
    }

    /// <summary>The names of proposers or units in one cell, each once, in the order written.</summary>
    public static IReadOnlyList<string> Names(string text) =>
        text.Split(ListSeparators, StringSplitOptions.RemoveEmptyEntries)
            .Select(NameOf)
            .Where(name => name.Length > 0)
            .Distinct()
            .ToList();

    /// <summary>The proposers in one cell; the 等 behind the last one names nobody.</summary>
    public static IReadOnlyList<string> Proposers(string text) => Names(AndOthers().Replace(Trim(text), ""));

    /// <summary>The kind of a proposer that is not a member, guessed from its name.</summary>
    public static ProposerKind KindOf(string name)
    {
        // A sector may contain a party's name (民盟界), and an organ of a party or of the youth league may be called a
        // committee. So the narrower word decides.
        if (name.EndsWith('界') || name.Contains("界别", StringComparison.Ordinal))
            return ProposerKind.Sector;
        if (Parties.Any(party => name.Contains(party, StringComparison.Ordinal)))
            return ProposerKind.Party;
        if (name.Contains("共青团", StringComparison.Ordinal))
            return ProposerKind.PeoplesOrganization;
        if (name.Contains("委员会", StringComparison.Ordinal))
            return ProposerKind.SpecialCommittee;
        return name.EndsWith('组') ? ProposerKind.Group : ProposerKind.PeoplesOrganization;
    }

    private static string NameOf(string text)
    {
        var name = new StringBuilder(text.Length);
        foreach (var c in Trim(text))
        {
            // Only letters and digits: brackets belong to the names of units and stay.
            var isWide = c is >= '\uFF10' and <= '\uFF19' or >= '\uFF21' and <= '\uFF3A' or >= '\uFF41' and <= '\uFF5A';
            name.Append(isWide ? (char)(c - 0xFEE0) : c);
        }

        // Names of two characters are often spread out to the width of three.
        var parts = name.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts.All(part => part.Length == 1) ? string.Concat(parts) : name.ToString();
    }

    private static long? NumberOf(Match match) =>
        match.Success && long.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture) is > 0 and var number
            ? number
            : null;

    private static bool IsPlausibleYear(int year) => year is >= 1949 and <= 2100;

    // Text pasted from a web page brings zero-width characters along.
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is '\u200B' or '\u200C' or '\u200D' or '\uFEFF';

    [GeneratedRegex(
        "^(?:(?<y>[0-9]{4})年(?<m>[0-9]{1,2})月(?<d>[0-9]{1,2})日?"
            + "|(?<y>[0-9]{4})(?<s>[-./])(?<m>[0-9]{1,2})\\k<s>(?<d>[0-9]{1,2})"
            + "|(?<y>[0-9]{4})(?<m>[0-9]{2})(?<d>[0-9]{2}))$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex DatePattern();

    [GeneratedRegex("(?:\\s+|T)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?Z?$", RegexOptions.CultureInvariant)]
    private static partial Regex TimeOfDay();

    [GeneratedRegex("^第?(?<n>[0-9]{1,6})号?$", RegexOptions.CultureInvariant)]
    private static partial Regex CaseNumberPattern();

    [GeneratedRegex("^并入第?(?<n>[0-9]{1,6})号?(?:提案|案)?$", RegexOptions.CultureInvariant)]
    private static partial Regex MergedPattern();

    [GeneratedRegex("^共?(?<n>[0-9]{1,6})(?:件|条)?$", RegexOptions.CultureInvariant)]
    private static partial Regex CountPattern();

    [GeneratedRegex("^(?:合计|总计)[:：]?共?(?:(?<n>[0-9]{1,6})(?:件|条)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex TotalPattern();

    [GeneratedRegex(
        "等\\s*(?:[0-9０-９一二两三四五六七八九十]+\\s*)?(?:人|名|位)?(?:委员)?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex AndOthers();
}
