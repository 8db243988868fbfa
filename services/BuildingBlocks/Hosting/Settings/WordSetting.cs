using System.Diagnostics.CodeAnalysis;

namespace Proposals.BuildingBlocks;

/// <summary>A key whose value is one of a few words.</summary>
public sealed class WordSetting(string key, string fallback, IReadOnlyList<string> words, string meaning)
    : TypedSetting<string>(key, fallback, meaning)
{
    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>Upper and lower case are alike; otherwise a word is written as it is declared.</summary>
    public bool IgnoresCase { get; init; }

    /// <inheritdoc />
    public override string Values => string.Join(", ", words.Select(w => $"`{w}`"));

    /// <inheritdoc />
    protected override string Expected =>
        words.Count == 2 ? $"可用 {words[0]} 或 {words[1]}" : $"可用 {string.Join("、", words)}";

    private protected override bool TryParse(string text, [MaybeNullWhen(false)] out string value, out string? problem)
    {
        var comparison = IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        (value, problem) = (words.FirstOrDefault(w => w.Equals(text, comparison)), null);
        return value is not null;
    }
}
