namespace Proposals.Cli.Ledgers;

/// <summary>Splits a cell at the signs that separate names, outside of brackets only.</summary>
internal static class LedgerSplit
{
    private static readonly char[] Separators = ['、', '，', ',', ';', '；', '/', '／', '\n', '\r', '|', '｜'];

    /// <summary>The parts in the order written. A bracket that is never closed holds nothing together.</summary>
    public static IEnumerable<string> Outside(string text)
    {
        var begin = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (ClosingOf(text[i]) is { } closing && text.IndexOf(closing, i) is > 0 and var end)
            {
                i = end;
            }
            else if (Separators.Contains(text[i]))
            {
                yield return text[begin..i];
                begin = i + 1;
            }
        }

        yield return text[begin..];
    }

    private static char? ClosingOf(char opening) =>
        opening switch
        {
            '（' => '）',
            '(' => ')',
            '【' => '】',
            '[' => ']',
            '〔' => '〕',
            '《' => '》',
            _ => null,
        };
}
