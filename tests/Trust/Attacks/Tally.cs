using System.Globalization;

namespace Proposals.Trust;

/// <summary>What one kind of attack came to: calls, how they were answered, and what should not have been.</summary>
internal sealed class Tally(string name)
{
    private const int MostOutcomes = 9,
        MostUnexpected = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly List<string> _facts = [],
        _unexpected = [];
    private TimeSpan _slowest;
    private int _calls;

    /// <summary>
    /// Counts an answer. It is unexpected when it is what no answer may be, or is not <paramref name="allowed"/>.
    /// </summary>
    public void Count(Answer answer, string what, bool allowed = true)
    {
        lock (_lock)
        {
            _calls++;
            _outcomes[answer.Outcome] = _outcomes.GetValueOrDefault(answer.Outcome) + 1;
            if (answer.Took > _slowest)
                _slowest = answer.Took;
            if (answer.Problem.Length > 0 || !allowed)
                _unexpected.Add(
                    $"{what}: {answer.Outcome} {answer.Problem} {(answer.IsOk ? "" : Cut(answer.Text))}".TrimEnd()
                );
        }
    }

    /// <summary>Records a fact beside the single answers, with its figure.</summary>
    public void Expect(bool holds, string fact)
    {
        lock (_lock)
            (holds ? _facts : _unexpected).Add(fact);
    }

    /// <summary>The line that sums it up.</summary>
    public Finding ToFinding()
    {
        var sorted = _outcomes.OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal).ToList();
        var others = sorted.Skip(MostOutcomes).Sum(o => o.Value);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{_calls} calls, the slowest {_slowest.TotalSeconds:F1} s: "
        );
        text += string.Join(", ", sorted.Take(MostOutcomes).Select(o => $"{o.Key} {o.Value}"));
        text += others > 0 ? $", {sorted.Count - MostOutcomes} other reasons {others}" : "";
        text += string.Concat(_facts.Distinct().Select(f => $"; {f}"));
        text += $"; unexpected {_unexpected.Count}";
        return new Finding(
            name,
            _unexpected.Count == 0,
            text + string.Concat(_unexpected.Take(MostUnexpected).Select(u => $"\n    {Cut(u, 400)}"))
        );
    }

    private static string Cut(string text, int most = 200)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length > most ? line[..most] : line;
    }
}
