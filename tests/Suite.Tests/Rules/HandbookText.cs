using System.Text.RegularExpressions;

namespace Proposals.Suite.Tests;

/// <summary>What docs/handbook.md numbers and lists.</summary>
internal sealed partial class HandbookText(string text)
{
    /// <summary>The handbook as it is.</summary>
    public static HandbookText Current { get; } = new(File.ReadAllText(Path.Combine(Printed.Root, "docs/handbook.md")));

    /// <summary>T01, T02 … in the order of the numbers.</summary>
    public IReadOnlyList<string> Transitions { get; } =
    [.. Transition().Matches(text).Select(m => m.Groups[1].Value).OrderBy(NumberOf)];

    /// <summary>1, 2 … of the edge cases.</summary>
    public IReadOnlyList<string> EdgeCases { get; } = [.. EdgeCase().Matches(text).Select(m => m.Groups[1].Value)];

    private static int NumberOf(string transition) =>
        int.Parse(transition[1..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// The words of a section, in one line, without sources and marks; those of a part of it with <c>3.8 延期</c>.
    /// </summary>
    public string Words(string section)
    {
        var (number, part) = section.Split(' ') is [var n, var p] ? (n, p) : (section, "");
        var words = OneLine(Raw(number));
        return part.Length == 0
            ? words
            : words.Split(". ").Single(s => s.StartsWith($"{part}:", StringComparison.Ordinal));
    }

    /// <summary>
    /// What a section lists: the first cells of its table, otherwise the words between its points and semicolons.
    /// </summary>
    public IReadOnlyList<string> Pieces(string section)
    {
        var rows = Raw(section.Split(' ')[0])
            .Split('\n')
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1);
        var cells = rows.Select(l => OneLine(l.Split('|')[1])).ToList();
        return cells.Count > 0
            ? cells
            : [.. Between().Split(Words(section)).Select(p => p.Trim(' ', '.')).Where(p => p.Length > 0)];
    }

    private string Raw(string number)
    {
        var heading = $"<a id=\"section-{number.Replace('.', '-')}\"></a>";
        var from = text.IndexOf(heading, StringComparison.Ordinal);
        if (from < 0)
            throw new InvalidDataException($"docs/handbook.md has no section {number}");
        from = text.IndexOf('\n', from);
        var to = text.IndexOf("\n##", from, StringComparison.Ordinal);
        return to < 0 ? text[from..] : text[from..to];
    }

    private static string OneLine(string raw) => Blanks().Replace(Marks().Replace(raw, ""), " ").Trim();

    [GeneratedRegex("""<a id="t\d+"></a>(T\d+) """)]
    private static partial Regex Transition();

    [GeneratedRegex("""<a id="edge-case-\d+"></a>(\d+) """)]
    private static partial Regex EdgeCase();

    // Sources such as [C1][N12], and bold.
    [GeneratedRegex(@"\s*\[[A-Z]+\d*b?\]|\*\*")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("[·;,]")]
    private static partial Regex Between();
}
