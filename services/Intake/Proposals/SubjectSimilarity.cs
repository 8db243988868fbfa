using System.Text;

namespace Proposals.Intake;

/// <summary>
/// The similarity of two 案由: of all pairs of neighbouring characters in either, the share that occurs in both. Only
/// letters, digits and Chinese characters count, regardless of case. The measure ignores meaning, is the same
/// everywhere, and can be explained: the shared phrases can be shown.
/// </summary>
internal static class SubjectSimilarity
{
    /// <summary>Less similar subjects are not shown.</summary>
    public const double Least = 0.2;

    private const int MaxShared = 5;

    /// <summary>
    /// The subjects similar to a given one, the most similar first and among equals the newest (ids sort by time).
    /// </summary>
    public static IReadOnlyList<SimilarSubject> Rank(
        string subject,
        IEnumerable<(string Id, string Subject)> others,
        int limit
    )
    {
        var (wanted, pairs, theirs) = (Fold(subject), new HashSet<long>(), new HashSet<long>());
        AddPairs(pairs, wanted);
        return
        [
            .. others
                .Select(o =>
                {
                    var folded = Fold(o.Subject);
                    theirs.Clear();
                    AddPairs(theirs, folded);
                    return (o.Id, Folded: folded, Similarity: Of(wanted, pairs, folded, theirs));
                })
                .Where(o => o.Similarity >= Least)
                .OrderByDescending(o => o.Similarity)
                .ThenByDescending(o => o.Id, StringComparer.Ordinal)
                .Take(limit)
                .Select(o => new SimilarSubject(o.Id, o.Similarity, Shared(wanted, o.Folded))),
        ];
    }

    /// <summary>0 to 1, symmetric; 1 for the same characters.</summary>
    public static double Of(string a, string b)
    {
        var (first, second, pairs, theirs) = (Fold(a), Fold(b), new HashSet<long>(), new HashSet<long>());
        AddPairs(pairs, first);
        AddPairs(theirs, second);
        return Of(first, pairs, second, theirs);
    }

    /// <summary>
    /// The common phrases of two characters or more, the longest first. A phrase that is part of another one is left
    /// out.
    /// </summary>
    public static IReadOnlyList<string> Shared(string a, string b) => Shared(Fold(a), Fold(b));

    private static double Of(Rune[] a, HashSet<long> pairs, Rune[] b, HashSet<long> theirs)
    {
        if (a.Length > 0 && a.AsSpan().SequenceEqual(b))
            return 1;
        var common = pairs.Count(theirs.Contains);
        return common == 0 ? 0 : (double)common / (pairs.Count + theirs.Count - common);
    }

    private static List<string> Shared(Rune[] a, Rune[] b)
    {
        // Length of the common run that ends at a[i - 1] and b[j - 1]; it cannot be extended when the next characters
        // differ.
        var (before, now) = (new int[b.Length + 1], new int[b.Length + 1]);
        var runs = new List<(int Start, int Length)>();
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                now[j] = a[i - 1] == b[j - 1] ? before[j - 1] + 1 : 0;
                var ends = i == a.Length || j == b.Length || a[i] != b[j];
                if (now[j] >= 2 && ends)
                    runs.Add((i - now[j], now[j]));
            }

            (before, now) = (now, before);
        }

        var shared = new List<string>();
        foreach (var (start, length) in runs.OrderByDescending(r => r.Length).ThenBy(r => r.Start))
        {
            var phrase = string.Concat(a[start..(start + length)]);
            if (shared.Count < MaxShared && !shared.Any(s => s.Contains(phrase, StringComparison.Ordinal)))
                shared.Add(phrase);
        }

        return shared;
    }

    private static Rune[] Fold(string text) =>
        [.. text.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(Rune.ToLowerInvariant)];

    private static void AddPairs(HashSet<long> pairs, Rune[] text)
    {
        for (var i = 1; i < text.Length; i++)
            pairs.Add(((long)text[i - 1].Value << 32) | (uint)text[i].Value);
    }
}
