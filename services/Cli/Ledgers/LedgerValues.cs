using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Cli.Ledgers;

/// <summary>Reads the values of a ledger in the many notations that offices use.</summary>
internal static partial class LedgerValues
{
    private const string Digits = "一二三四五六七八九";

    // No notation of a date is longer, so the patterns are not tried on a whole essay.
    private const int MaxDateCharacters = 60;

    private const int MaxCaseNumberCharacters = 60;

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

    /// <summary>The same on one line, without characters that nobody sees.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in Trim(text).EnumerateRunes())
        {
            if (rune.Value is '\r' or '\n' || Spelling.IsUnseen(rune) && !IsSelector(rune))
                continue;
            line.Append(rune.Value == '\t' ? " " : rune.ToString());
        }

        return line.ToString();
    }

    /// <summary>True for an empty cell, or one of the signs that offices write for it.</summary>
    public static bool IsBlank(string text) => Squeeze(text) is "" or "-" or "--" or "—" or "——" or "/" or "\\" or "无";

    /// <summary>A date as text; null when it is none. A number of eight digits is a date too.</summary>
    public static DateOnly? Date(string text)
    {
        if (text.Length > MaxDateCharacters)
            return null;
        var written = Squeeze(TimeOfDay().Replace(DayOfWeek().Replace(Trim(text), ""), ""));
        var match = DatePattern().Match(written.TrimEnd('.', '。'));
        if (!match.Success)
            return ChineseDate(written);
        var (year, month, day) = (Int(match.Groups["y"]), Int(match.Groups["m"]), Int(match.Groups["d"]));
        return DayOf(year, month, day);

        static int Int(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
    }

    // 二〇二三年三月五日.
    private static DateOnly? ChineseDate(string text)
    {
        var match = ChineseDatePattern().Match(text);
        if (!match.Success)
            return null;
        var year = 0;
        foreach (var c in match.Groups["y"].ValueSpan)
            year =
                (year * 10) + (c is '〇' or '零' or '○' or 'O' ? 0 : Digits.IndexOf(c, StringComparison.Ordinal) + 1);
        var month = Numeral(match.Groups["m"].Value);
        var day = Numeral(match.Groups["d"].Value.Replace("廿", "二十", StringComparison.Ordinal));
        return month is null || day is null ? null : DayOf(year, month.Value, day.Value);
    }

    private static DateOnly? DayOf(int year, int month, int day) =>
        month is < 1 or > 12 || day < 1 || !IsPlausibleYear(year) || day > DateTime.DaysInMonth(year, month)
            ? null
            : new DateOnly(year, month, day);

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

    /// <summary>
    /// A case number of any published form, such as 平字第12号, 2023-012 or 九届二次会议第0012号: its number, and all
    /// of it when it is more than a number. Null for other text.
    /// </summary>
    public static (long Number, string Label)? LabelledCaseNumber(string text)
    {
        if (text.Length > MaxCaseNumberCharacters)
            return null;
        var written = Squeeze(NoteBehind().Replace(Trim(text), ""));
        if (NumberOf(CaseNumberPattern().Match(written)) is { } plain)
            return (plain, "");
        var labelled = LabelledPattern().Match(written);
        if (NumberOf(labelled) is not { } number)
            return null;
        var digits = labelled.Groups["n"];
        return (number, $"{written[..digits.Index]}{number}{written[(digits.Index + digits.Length)..]}");
    }

    /// <summary>
    /// The case number in 并入第12号, 与第12号并案 or 并案（第12号）; null for other text.
    /// </summary>
    public static (long Number, string Label)? MergedInto(string text)
    {
        var match = MergedPattern().Match(Squeeze(text));
        return match.Success && LabelledCaseNumber(match.Groups["into"].Value) is { } into ? into : null;
    }

    /// <summary>A number of a cell as text. A whole number may be stored with the tail of a binary fraction.</summary>
    public static string NumberText(double number) =>
        IsWhole(number)
            ? Math.Round(number).ToString("0", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);

    public static bool IsWhole(double number) =>
        Math.Abs(number - Math.Round(number)) < 1e-9 && Math.Abs(number) < 1e15;

    public static bool IsPlausible(DateTime date) => IsPlausibleYear(date.Year);

    /// <summary>True for a row of 小计, which counts rows above it.</summary>
    public static bool IsSubtotal(string text) => SubtotalPattern().IsMatch(Squeeze(text));

    /// <summary>True for what stands below a ledger: signatures, dates and remarks.</summary>
    public static bool IsFooter(string text) => text.Length < 200 && FooterPattern().IsMatch(Squeeze(text));

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

    // It chooses the form of a rare character, so a text keeps it.
    private static bool IsSelector(Rune rune) => rune.Value is >= 0xE0100 and <= 0xE01EF;

    private static long? NumberOf(Match match) =>
        match.Success && long.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture) is > 0 and var number
            ? number
            : null;

    private static bool IsPlausibleYear(int year) => year is >= 1949 and <= 2100;

    // Text pasted from a web page brings characters along that nobody sees.
    private static bool IsSpace(char c) =>
        char.IsWhiteSpace(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format
        || c is >= '\uFE00' and <= '\uFE0F'
        || char.IsControl(c);

    [GeneratedRegex(
        "^(?:(?<y>[0-9]{4})年(?<m>[0-9]{1,2})月(?<d>[0-9]{1,2})[日号]?"
            + "|(?<y>[0-9]{4})(?<s>[-./])(?<m>[0-9]{1,2})\\k<s>(?<d>[0-9]{1,2})"
            + "|(?<y>[0-9]{4})(?<m>[0-9]{2})(?<d>[0-9]{2}))$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex DatePattern();

    [GeneratedRegex("(?:\\s+|T)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?Z?$", RegexOptions.CultureInvariant)]
    private static partial Regex TimeOfDay();

    [GeneratedRegex("^第?(?<n>[0-9]{1,9})号?$", RegexOptions.CultureInvariant)]
    private static partial Regex CaseNumberPattern();

    [GeneratedRegex(
        "^(?:(?:并入|合并入|合并至|并至|并到|并案至|并案到|合并到)(?<into>.{1,50}?)(?:提案|案)?(?:办理|处理)?"
            + "|(?:与|同|和)(?<into>.{1,50}?)(?:提案|案)?(?:合并|并案)(?:办理|处理|立案)?"
            + "|(?:并案|合并)[(](?:并入|与)?(?<into>.{1,50}?)(?:提案|案)?[)])$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex MergedPattern();

    // A year, a session or a kind of proposal in front of the number.
    [GeneratedRegex(
        "^(?:[0-9]{4}(?:年度?[-—_/·.]?|[-—_/·.])|[〔\\[(【][0-9]{4}[〕\\])】]|[0-9]{1,2}-[0-9]{1,2}-"
            + "|第?[0-9一二三四五六七八九十]{1,3}届第?[0-9一二三四五六七八九十]{1,3}次(?:会议|全会)?|政协)*"
            + "(?:大会|平时|会议|闭会|委员|集体|党派|界别|重点|大|平|会|闭)?(?:提案|提)?字?[A-Z]{0,3}[-—]?"
            + "第?(?<n>[0-9]{1,9})号?(?:提案|案|件)?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex LabelledPattern();

    // 第00123号（社会管理类012号）
    [GeneratedRegex("(?<=.)[（(][^（()）]*[)）]\\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex NoteBehind();

    [GeneratedRegex(
        "^(?<y>[一二三四五六七八九〇零○O]{4})年(?<m>[一二三四五六七八九十]{1,3})月"
            + "(?<d>[一二三四五六七八九十廿]{1,4})[日号]?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex ChineseDatePattern();

    [GeneratedRegex("\\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?(?=\\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex DayOfWeek();

    [GeneratedRegex("^.{0,12}小计[:：]?共?(?:[0-9]{1,6}(?:件|条)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex SubtotalPattern();

    [GeneratedRegex(
        "^(?:填表|制表|填报|填写|审核|复核|审批|审定|经办|经手|负责|主管|分管|单位负责|单位|联系|报送"
            + "|签发|校对|统计|打印|领导)"
            + "[^:]{0,8}:|^(?:注|备注|说明|附注)[:、0-9]|^[(]?(?:盖章|公章|签字|签名)[)]?|^第[0-9]+页",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex FooterPattern();

    [GeneratedRegex("^共?(?<n>[0-9]{1,6})(?:件|条)?$", RegexOptions.CultureInvariant)]
    private static partial Regex CountPattern();

    [GeneratedRegex("^(?:合计|总计|共计)[:：]?共?(?:(?<n>[0-9]{1,6})(?:件|条)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex TotalPattern();
}
