using System.Diagnostics.CodeAnalysis;

namespace Proposals.BuildingBlocks;

/// <summary>A key whose value is a text.</summary>
/// <param name="key">Its key.</param>
/// <param name="fallback">Its default; empty for none.</param>
/// <param name="values">Which texts are right, for the document.</param>
/// <param name="expected">The same for a Chinese sentence.</param>
/// <param name="meaning">What it means.</param>
public sealed class TextSetting(string key, string fallback, string values, string expected, string meaning)
    : TypedSetting<string>(key, fallback, meaning)
{
    /// <summary>
    /// Says in Chinese what is wrong with a text; null where nothing is. Without one every text is right.
    /// </summary>
    public Func<string, string?> Check { get; init; } = _ => null;

    /// <inheritdoc />
    public override string Values => values;

    /// <inheritdoc />
    protected override string Expected => expected;

    private protected override bool TryParse(string text, [MaybeNullWhen(false)] out string value, out string? problem)
    {
        (value, problem) = (text, text.Length == 0 ? Expected : Check(text));
        return problem is null;
    }
}
