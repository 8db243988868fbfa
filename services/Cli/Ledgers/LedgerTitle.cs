using System.Text.RegularExpressions;

namespace Proposals.Cli.Ledgers;

/// <summary>The committee and session in the title of a ledger (八届一次 is term 8, session 1).</summary>
internal sealed partial record LedgerTitle(string CommitteeTitle, int Term, int Number)
{
    private const string Numeral = "[0-9]{1,2}|[一二两三四五六七八九十]{1,3}";

    public static LedgerTitle? Parse(string title)
    {
        var match = Pattern().Match(LedgerValues.Squeeze(title));
        if (!match.Success)
            return null;
        var term = LedgerValues.Numeral(match.Groups["term"].Value);
        var number = LedgerValues.Numeral(match.Groups["number"].Value);
        var committee = CommitteeOf(match.Groups["committee"].Value);
        return term is null || number is null || committee is null
            ? null
            : new LedgerTitle(committee, term.Value, number.Value);
    }

    // The formal name puts the place behind 政协 (政协某市第八届委员会), the short one before it (某市政协八届). The
    // short one is the committee's title.
    private static string? CommitteeOf(string text)
    {
        text = text.Replace("中国人民政治协商会议", "政协", StringComparison.Ordinal);
        if (text.EndsWith("委员会", StringComparison.Ordinal))
            text = text[..^"委员会".Length];
        if (text.StartsWith("政协", StringComparison.Ordinal))
            text = text["政协".Length..] + "政协";
        return text.EndsWith("政协", StringComparison.Ordinal) && text.Length > "政协".Length ? text : null;
    }

    [GeneratedRegex(
        $"^(?:[0-9]{{4}}年度?)?(?<committee>.+?)第?(?<term>{Numeral})届(?:委员会)?第?(?<number>{Numeral})次",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}
