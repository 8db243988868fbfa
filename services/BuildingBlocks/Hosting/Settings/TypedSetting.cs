using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>A key whose values are of a type.</summary>
public abstract class TypedSetting<T> : Setting
{
    private protected TypedSetting(string key, string fallback, string meaning)
        : base(key, fallback, meaning) { }

    /// <summary>
    /// The value. Throws <see cref="SetupException"/> where it is wrong, or where it is unset and has no default.
    /// </summary>
    public T Of(IConfiguration configuration) =>
        OrNull(configuration) ?? throw new SetupException($"必须设置 {Key}，{Expected}。");

    /// <summary>
    /// The value; null where it is unset and has no default. Throws <see cref="SetupException"/> where it is wrong.
    /// </summary>
    /// <remarks>
    /// An empty value is no value, except where there is a default: somebody meant to replace that, and did not say by
    /// what.
    /// </remarks>
    public T? OrNull(IConfiguration configuration) => Read(configuration, Key);

    /// <summary>
    /// The value of a member of a family; null where it is unset. Throws <see cref="SetupException"/> where it is
    /// wrong.
    /// </summary>
    public T? OrNull(IConfiguration configuration, string name) => Read(configuration, KeyOf(name));

    /// <summary>
    /// Takes a text for a value; says what is wrong with it where <see cref="Setting.Expected"/> does not.
    /// </summary>
    private protected abstract bool TryParse(string text, [MaybeNullWhen(false)] out T value, out string? problem);

    private T? Read(IConfiguration configuration, string key)
    {
        var text = configuration[key] ?? Default;
        if (text.Length == 0 && Default.Length == 0)
            return default;
        return TryParse(text, out var value, out var problem) ? value : throw Wrong(text, problem, key);
    }
}
