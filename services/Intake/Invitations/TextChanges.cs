using System.Text;
using DiffPlex;
using DiffPlex.Chunkers;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>What changed between two texts of a proposal, and whether the change is one of substance.</summary>
internal static class TextChanges
{
    private const string Ends = "，。；：！？、\n";

    // Marks that only divide a sentence, after full-width forms are folded. Between two digits they may be part of a
    // number (1:3, 1,500). The full stop of a decimal is no mark at all.
    private const string Marks = ",。、;:?!\"'“”‘’()《》〈〉「」『』【】[]—…·";

    private static readonly CustomFunctionChunker Clauses = new(ClausesOf);

    /// <summary>
    /// True when the texts differ in more than blanks, line breaks, punctuation and full-width forms. Then a signature
    /// under the one is none under the other.
    /// </summary>
    public static bool IsOfSubstance(ProposalText before, ProposalText after) =>
        Fold(before.Subject) != Fold(after.Subject)
        || Fold(before.Situation) != Fold(after.Situation)
        || Fold(before.Analysis) != Fold(after.Analysis)
        || !before
            .Suggestions.Select(Fold)
            .Where(s => s.Length > 0)
            .SequenceEqual(after.Suggestions.Select(Fold).Where(s => s.Length > 0), StringComparer.Ordinal);

    /// <summary>The changed places, clause by clause, in the order of the text.</summary>
    public static IEnumerable<TextChange> Of(ProposalText before, ProposalText after) =>
        [
            .. In("案由", before.Subject, after.Subject),
            .. In("情况", before.Situation, after.Situation),
            .. In("分析", before.Analysis, after.Analysis),
            .. Enumerable
                .Range(0, Math.Max(before.Suggestions.Count, after.Suggestions.Count))
                .SelectMany(i =>
                    In(
                        $"建议{i + 1}",
                        before.Suggestions.ElementAtOrDefault(i),
                        after.Suggestions.ElementAtOrDefault(i)
                    )
                ),
        ];

    private static IEnumerable<TextChange> In(string part, string? before, string? after)
    {
        if (before == after)
            return [];
        var found = Differ.Instance.CreateDiffs(before ?? "", after ?? "", false, false, Clauses);
        return found.DiffBlocks.Select(b => new TextChange
        {
            Part = part,
            Removed = string.Concat(found.PiecesOld.Skip(b.DeleteStartA).Take(b.DeleteCountA)),
            Added = string.Concat(found.PiecesNew.Skip(b.InsertStartB).Take(b.InsertCountB)),
        });
    }

    private static string[] ClausesOf(string text)
    {
        var clauses = new List<string>();
        for (var start = 0; start < text.Length; )
        {
            var end = text.AsSpan(start).IndexOfAny(Ends);
            var next = end < 0 ? text.Length : start + end + 1;
            clauses.Add(text[start..next]);
            start = next;
        }

        return [.. clauses];
    }

    private static string Fold(string text)
    {
        var folded = string.Concat(text.Select(Narrow));
        var kept = new StringBuilder(folded.Length);
        for (var i = 0; i < folded.Length; i++)
        {
            var inNumber = i > 0 && i + 1 < folded.Length && char.IsDigit(folded[i - 1]) && char.IsDigit(folded[i + 1]);
            if (!char.IsWhiteSpace(folded[i]) && (inNumber || !Marks.Contains(folded[i], StringComparison.Ordinal)))
                kept.Append(folded[i]);
        }

        return kept.ToString();
    }

    // Full-width ASCII. The suite runs without the data of the platform's normalisation.
    private static char Narrow(char c) => c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c;
}
