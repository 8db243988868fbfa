using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>
/// One key of the configuration. It is declared once, with its default, its values and its meaning; it is read,
/// checked, documented (docs/configuration.md) and tested from that declaration.
/// </summary>
/// <remarks>
/// A key that ends in <c>:*</c> stands for a family of keys; <see cref="Names"/> says which, empty any.
/// </remarks>
public abstract class Setting
{
    private protected Setting(string key, string fallback, string meaning) =>
        (Key, Default, Meaning) = (key, fallback, meaning);

    /// <summary>The key, with colons between its parts.</summary>
    public string Key { get; }

    /// <summary>The value where none is given; empty where the setting is then unset.</summary>
    public string Default { get; }

    /// <summary>What the document says of the default where <see cref="Default"/> is not a fixed value.</summary>
    public string DefaultNote { get; init; } = "";

    /// <summary>What it means, for the document: English, one sentence or two.</summary>
    public string Meaning { get; }

    /// <summary>The value must not be shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The last parts of a family's keys; empty where any will do.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Which values are right, for the document: English.</summary>
    public abstract string Values { get; }

    /// <summary>Which values are right, for a sentence in Chinese: 应为 …, 可用 ….</summary>
    protected abstract string Expected { get; }

    private string? Family => Key.EndsWith(":*", StringComparison.Ordinal) ? Key[..^1] : null;

    /// <summary>This declaration is that of a key; upper and lower case are alike, as in the configuration.</summary>
    public bool Covers(string key)
    {
        if (Family is not { } family)
            return key.Equals(Key, StringComparison.OrdinalIgnoreCase);
        if (!key.StartsWith(family, StringComparison.OrdinalIgnoreCase))
            return false;
        var name = key[family.Length..];
        return Names.Count == 0
            ? name.Length > 0 && !name.Contains(':', StringComparison.Ordinal)
            : Names.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The key of a member of a family.</summary>
    public string KeyOf(string name) => Family + name;

    /// <summary>
    /// What to say of a value that is wrong. <paramref name="problem"/> says what is wrong where that is not plain from
    /// the values.
    /// </summary>
    public SetupException Wrong(string text, string? problem = null, string? key = null) =>
        new(
            text.Length == 0 ? $"{key ?? Key} 不能为空，{problem ?? Expected}。"
            : IsSecret ? $"{key ?? Key} 无效，{problem ?? Expected}。"
            : $"{key ?? Key} “{InOneLine(text)}” 无效，{problem ?? Expected}。"
        );

    private static string InOneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
