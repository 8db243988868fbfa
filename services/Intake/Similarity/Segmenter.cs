using System.Collections.Frozen;
using System.Text;

namespace Proposals.Intake;

/// <summary>
/// Cuts a Chinese text into words: of all ways to cut a run of characters, the one whose words are the most frequent
/// together. Letters and digits beside each other are one word.
/// </summary>
/// <remarks>
/// words.txt lists the words in the order of their frequency; by Zipf's law the rank of a word tells how frequent it
/// is. A word that it lacks falls into shorter ones, and a phrase of them is put together again where two texts share
/// it.
/// </remarks>
internal static class Segmenter
{
    // Longer words are rare, and made of shorter ones.
    private const int Longest = 5;

    // What an unknown character costs: more than any word.
    private const double Unknown = 16;

    // Words up to this rank tell little; from the second on they tell all that a word can.
    private const double Common = 200,
        Rare = 20_000;

    // A character alone, and a number, tell little whatever they are.
    private const double Single = 0.3;

    /// <summary>Weight of a word that tells nothing alone. Words that tell something have more.</summary>
    public const double Link = 0.1;

    private static readonly FrozenDictionary<string, int> Ranks = Read();

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> RankOf =
        Ranks.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The words of a text in its order, with an end between phrases.</summary>
    public static IReadOnlyList<Word> Of(string text)
    {
        var words = new List<Word>();
        var at = 0;
        while (at < text.Length)
        {
            var kind = KindAt(text, at, out var end);
            while (end < text.Length && KindAt(text, end, out var next) == kind)
                end = next;
            if (kind == Kind.Han)
                Cut(text, at, end, words);
            else if (kind == Kind.Letters)
                words.Add(Made(text, at, end));
            else if (kind == Kind.Break && words.Count > 0 && !words[^1].Ends)
                words.Add(new Word("", at, end, 0, false));
            at = end;
        }

        return words;
    }

    private static void Cut(string text, int start, int end, List<Word> words)
    {
        var length = end - start;
        var (cost, from) = (new double[length + 1], new int[length + 1]);
        Array.Fill(cost, double.PositiveInfinity);
        cost[0] = 0;
        for (var i = 0; i < length; i++)
        {
            if (double.IsPositiveInfinity(cost[i]))
                continue;
            var one = char.IsHighSurrogate(text[start + i]) && i + 1 < length ? 2 : 1;
            for (var size = one; size <= Math.Min(Longest, length - i); size++)
            {
                var known = RankOf.TryGetValue(text.AsSpan(start + i, size), out var rank);
                if (!known && size > one)
                    continue;
                var whole = cost[i] + (known ? Math.Log(rank) + 2.5 : Unknown);
                if (whole < cost[i + size])
                    (cost[i + size], from[i + size]) = (whole, i);
            }
        }

        var cuts = new Stack<(int Start, int End)>();
        for (var i = length; i > 0; i = from[i])
            cuts.Push((start + from[i], start + i));
        foreach (var (first, last) in cuts)
            words.Add(Made(text, first, last));
    }

    private static Word Made(string text, int start, int end)
    {
        var word = text[start..end].ToLowerInvariant();
        return EmptyWords.Links.Contains(word) ? new Word(word, start, end, Link, true)
            : EmptyWords.All.Contains(word) ? new Word(word, start, end, 0, false)
            : new Word(word, start, end, WeightOf(word), false);
    }

    private static double WeightOf(string word)
    {
        if (word.EnumerateRunes().All(Rune.IsDigit) || Runes(word) == 1)
            return Single;
        return Ranks.TryGetValue(word, out var rank)
            ? Math.Clamp(0.4 + (0.6 * Math.Log(rank / Common) / Math.Log(Rare / Common)), 0.4, 1)
            : 1;
    }

    private static int Runes(string word) => word.EnumerateRunes().Count();

    private static Kind KindAt(string text, int at, out int end)
    {
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
        end = at + length;
        return rune.Value is (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF)
                ? Kind.Han
            : Rune.IsLetterOrDigit(rune) ? Kind.Letters
            // Wi-Fi, 5 G: the phrase goes on.
            : rune.Value is ' ' or '-' or '·' ? Kind.Gap
            : Kind.Break;
    }

    private static FrozenDictionary<string, int> Read()
    {
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        using var file = typeof(Segmenter).Assembly.GetManifestResourceStream("words.txt")!;
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            foreach (var word in line.Split(' '))
                ranks.Add(word, ranks.Count + 1);
        }

        return ranks.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private enum Kind
    {
        Break,
        Gap,
        Han,
        Letters,
    }
}
