using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// A proposal's text as it is compared with others (查重, handbook T25): its telling words, and the pairs of them that
/// stand beside each other. Two texts are as similar as the greatest of three:
/// <list type="bullet">
/// <item>of the telling words of both 案由, by weight, the share that both have;</item>
/// <item>the same of the words and pairs of both texts, where both are long enough to be told from others;</item>
/// <item>of the pairs of one 案由, the share that stands in the other text; it counts less.</item>
/// </list>
/// </summary>
/// <remarks>
/// It ignores meaning, is the same everywhere, and can be explained: the shared phrases are shown
/// (docs/decisions/0033-similarity-by-words.md).
/// </remarks>
internal sealed class ComparedText
{
    /// <summary>What is less similar is not shown.</summary>
    public const double Least = 0.3;

    // A text with fewer telling words says what any other says.
    private const int LeastBody = 12;

    // More of a text is not compared: three sections of the longest text that profiles allow by default.
    private const int MostBody = 10_000;

    // A 案由 that stands in another text is weaker than one that is another 案由, and half of it is none.
    private const double OfMention = 0.45,
        LeastMention = 0.7;

    private const int MaxShared = 5,
        MaxPhrase = 20,
        MaxShown = 800;

    private readonly string _text;
    private readonly IReadOnlyList<Word> _words;
    private readonly int _subject;
    private readonly Dictionary<string, double> _ofSubject = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _ofAll;
    private readonly Dictionary<(string, string), double> _pairsOfSubject = [];
    private readonly HashSet<(string, string)> _pairs = [];

    /// <summary>Reads a 案由 and, where it is known, what stands under it.</summary>
    public ComparedText(string subject, string body = "")
    {
        // The line end between them: no phrase spans both.
        _text = $"{subject}\n{(body.Length > MostBody ? body[..MostBody] : body)}";
        _words = Segmenter.Of(_text);
        _subject = _words.TakeWhile(w => w.Start < subject.Length).Count();
        var before = default(Word);
        var counts = new Dictionary<string, (int Count, double Weight)>(StringComparer.Ordinal);
        for (var i = 0; i < _words.Count; i++)
        {
            var word = _words[i];
            if (word.Ends)
                before = default;
            if (i < _subject && word.Weight > 0)
                _ofSubject[word.Text] = word.Weight;
            if (!word.Tells)
                continue;
            if (i >= _subject)
                counts[word.Text] = (counts.GetValueOrDefault(word.Text).Count + 1, word.Weight);
            if (before.Tells)
            {
                _pairs.Add((before.Text, word.Text));
                if (i < _subject)
                    _pairsOfSubject[(before.Text, word.Text)] = before.Weight + word.Weight;
            }

            before = word;
        }

        HasBody = counts.Count >= LeastBody;
        _ofAll = counts.ToDictionary(c => c.Key, c => c.Value.Weight, StringComparer.Ordinal);
        foreach (var word in SubjectWords)
            _ofAll[word] = _ofSubject[word];
        KeyWords =
        [
            .. counts
                .OrderByDescending(c => c.Value.Count * c.Value.Weight)
                .ThenBy(c => c.Key, StringComparer.Ordinal)
                .Select(c => c.Key),
        ];
    }

    /// <summary>The text of a proposal: 案由, 情况, 分析 and 建议.</summary>
    public static ComparedText Of(ProposalText text) =>
        new(text.Subject, string.Join('\n', [text.Situation, text.Analysis, .. text.Suggestions]));

    /// <summary>True when what stands under the 案由 is long enough to be compared.</summary>
    public bool HasBody { get; }

    /// <summary>The telling words of the 案由, those that tell most first.</summary>
    public IEnumerable<string> SubjectWords =>
        _ofSubject
            .Where(w => w.Value > Segmenter.Link)
            .OrderByDescending(w => w.Value)
            .ThenBy(w => w.Key, StringComparer.Ordinal)
            .Select(w => w.Key);

    /// <summary>Pairs of them that stand beside each other.</summary>
    public IEnumerable<(string, string)> SubjectPairs => _pairsOfSubject.Keys;

    /// <summary>The telling words of what stands under the 案由, the most frequent first.</summary>
    public IReadOnlyList<string> KeyWords { get; }

    /// <summary>All pairs of telling words that stand beside each other.</summary>
    public IEnumerable<(string, string)> Pairs => _pairs;

    /// <summary>0 to 1, the same both ways.</summary>
    public double SimilarityTo(ComparedText other)
    {
        var similarity = Shared(_ofSubject, other._ofSubject);
        if (HasBody && other.HasBody)
        {
            var common = _pairs.Count(other._pairs.Contains);
            var ofPairs = common == 0 ? 0 : (double)common / (_pairs.Count + other._pairs.Count - common);
            similarity = Math.Max(similarity, (ofPairs + Shared(_ofAll, other._ofAll)) / 2);
        }

        return Math.Max(similarity, Math.Max(MentionedIn(other), other.MentionedIn(this)));
    }

    /// <summary>
    /// Phrases that both have, as the other text writes them: first those of both 案由, then those of the texts, of
    /// each those that tell most first. None is part of another one, and each tells something.
    /// </summary>
    public IReadOnlyList<string> SharedWith(ComparedText other)
    {
        var shared = new List<string>();
        Add(shared, other, Runs(0, _subject, other, 0, other._subject));
        Add(shared, other, Runs(0, Shown, other, 0, other.Shown));
        return shared;
    }

    // Words in which shared phrases are looked for: enough of the text to show why it was found.
    private int Shown => HasBody ? Math.Min(_words.Count, MaxShown) : _subject;

    private static void Add(
        List<string> shared,
        ComparedText other,
        IEnumerable<(int Start, int End, double Weight)> runs
    )
    {
        foreach (var (start, end, _) in runs.OrderByDescending(r => r.Weight).ThenBy(r => r.Start))
        {
            var phrase = other._text[other._words[start].Start..other._words[end - 1].End];
            if (shared.Count < MaxShared && !shared.Any(s => Holds(s, phrase) || Holds(phrase, s)))
                shared.Add(phrase);
        }
    }

    private static bool Holds(string phrase, string part) => phrase.Contains(part, StringComparison.OrdinalIgnoreCase);

    private double MentionedIn(ComparedText other)
    {
        if (_pairsOfSubject.Count == 0 || !other.HasBody)
            return 0;
        var share =
            _pairsOfSubject.Where(p => other._pairs.Contains(p.Key)).Sum(p => p.Value) / _pairsOfSubject.Values.Sum();
        return share < LeastMention ? 0 : OfMention * share;
    }

    // Of the weight of the words of either, the share of those of both; 0 when they share only words that tell nothing
    // alone.
    private static double Shared(Dictionary<string, double> one, Dictionary<string, double> other)
    {
        var common = one.Where(w => other.ContainsKey(w.Key)).Select(w => w.Value).ToList();
        return common.All(w => w <= Segmenter.Link)
            ? 0
            : common.Sum() / (one.Values.Sum() + other.Values.Sum() - common.Sum());
    }

    // Longest runs of the same words in both, as places in the other text, without the empty words at their ends.
    private IEnumerable<(int Start, int End, double Weight)> Runs(
        int a,
        int endOfA,
        ComparedText other,
        int b,
        int endOfB
    )
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] ours = [.. _words.Take(endOfA).Skip(a).Select(w => NumberOf(w, numbers, -1))];
        int[] theirs = [.. other._words.Take(endOfB).Skip(b).Select(w => NumberOf(w, numbers, -2))];
        // Length of the common run that ends at two words; it cannot be extended when the next words differ.
        var (before, now) = (new int[theirs.Length + 1], new int[theirs.Length + 1]);
        for (var i = 0; i < ours.Length; i++)
        {
            for (var j = 0; j < theirs.Length; j++)
            {
                now[j + 1] = ours[i] == theirs[j] ? before[j] + 1 : 0;
                if (now[j + 1] == 0 || i + 1 < ours.Length && j + 1 < theirs.Length && ours[i + 1] == theirs[j + 1])
                    continue;
                if (other.Phrase(b + j + 1 - now[j + 1], b + j + 1) is { } phrase)
                    yield return phrase;
            }

            (before, now) = (now, before);
        }
    }

    // The same number for the same word; the end of a phrase is like nothing in the other text.
    private static int NumberOf(Word word, Dictionary<string, int> numbers, int end)
    {
        if (word.Ends)
            return end;
        if (!numbers.TryGetValue(word.Text, out var number))
            numbers.Add(word.Text, number = numbers.Count);
        return number;
    }

    // The phrase within a run: from a word that tells or links to another one, at most so long as a reader takes in at
    // a glance. Null when it tells nothing, or is a single character.
    private (int Start, int End, double Weight)? Phrase(int start, int end)
    {
        // A character alone before a word is mostly the end of another word.
        while (start < end && (!_words[start].Tells || IsSingle(start) && start + 1 < end && !IsSingle(start + 1)))
            start++;
        while (end > start && (!_words[end - 1].Tells && !_words[end - 1].Links || IsLong(start, end)))
            end--;
        if (start == end || _words[end - 1].End - _words[start].Start < 2)
            return null;
        var weight = 0d;
        for (var i = start; i < end; i++)
            weight += _words[i].Weight;
        return (start, end, weight);
    }

    private bool IsSingle(int at) => _words[at].End - _words[at].Start == 1;

    private bool IsLong(int start, int end) => end > start + 1 && _words[end - 1].End - _words[start].Start > MaxPhrase;
}
