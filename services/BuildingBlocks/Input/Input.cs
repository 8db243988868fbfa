using System.Buffers;
using System.Globalization;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Checks of request fields. Each returns null when the field is valid, otherwise the refusal that names it.
/// </summary>
public static class Input
{
    private static readonly SearchValues<char> Controls = SearchValues.Create([
        .. Enumerable
            .Range(0, 256)
            .Select(c => (char)c)
            .Where(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')),
    ]);

    /// <summary>
    /// A text that is given. Its characters and its length the gate has checked, by the rule in the contract
    /// (<see cref="InputGate"/>).
    /// </summary>
    public static Refusal? Required(string value, string field) =>
        string.IsNullOrWhiteSpace(value) ? CommonRefusals.FieldRequired.On(field) : null;

    /// <summary>
    /// For a text without a rule in the contract: 1 to <paramref name="max"/> characters, without control characters
    /// other than line breaks and tabs.
    /// Characters are text elements, as users count them.
    /// </summary>
    public static Refusal? Text(string value, string field, int max) =>
        string.IsNullOrWhiteSpace(value) ? CommonRefusals.FieldRequired.On(field) : Optional(value, field, max);

    /// <summary>The same, but the text may be empty.</summary>
    public static Refusal? Optional(string value, string field, int max) =>
        Printable(value, field) ?? Longer(value, field, max);

    /// <summary>Refused when the text is longer than <paramref name="max"/> characters.</summary>
    public static Refusal? Longer(string value, string field, int max) =>
        Exceeds(value, max)
            ? CommonRefusals.FieldInvalid.On(
                field,
                $"最多 {max} 字，现有 {Length(value)} 字（组合符号过多的也不能保存）。"
            )
            : null;

    /// <summary>A text without control characters other than line breaks and tabs.</summary>
    public static Refusal? Printable(string value, string field) =>
        value.AsSpan().ContainsAny(Controls)
            ? CommonRefusals.FieldInvalid.On(field, "含有不能保存的控制字符，请删除后重试。")
            : null;

    /// <summary>
    /// True when the text is longer than <paramref name="max"/> characters. A character may be a letter under any
    /// number of marks, so the memory it takes is limited too.
    /// </summary>
    public static bool Exceeds(string value, int max) =>
        value.Length > max && (value.Length > (max * 8L) + 64 || Length(value) > max);

    /// <summary>Number of characters, as a reader counts them.</summary>
    public static int Length(string value) =>
        TextFolding.IsCharByChar(value) ? value.Length : new StringInfo(value).LengthInTextElements;

    /// <summary>An enum value that is defined and not the unspecified one.</summary>
    public static Refusal? Choice<T>(T value, string field)
        where T : struct, Enum =>
        EqualityComparer<T>.Default.Equals(value, default) ? CommonRefusals.FieldRequired.On(field)
        : Enum.IsDefined(value) ? null
        : CommonRefusals.FieldInvalid.On(field);

    /// <summary>A day written YYYY-MM-DD, from 1900 to 2199.</summary>
    public static Refusal? Day(string value, string field) =>
        value.Length == 0 ? CommonRefusals.FieldRequired.On(field)
        : DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 1900 and <= 2199
            ? null
        : CommonRefusals.FieldInvalid.On(field, "日期须写成 2026-03-04 的样式，且确有其日，在 1900 年至 2199 年之间。");

    /// <summary>What came in, short enough to be repeated in a sentence.</summary>
    public static string Echo(string value) => value.Length > 40 ? value[..40] + "…" : value;

    /// <summary>At most <paramref name="max"/> items.</summary>
    public static Refusal? Count(int count, string field, int max) =>
        count > max ? CommonRefusals.FieldInvalid.On(field, $"最多 {max} 项，现有 {count} 项。") : null;

    /// <summary>The first refusal of several checks; null when there is none.</summary>
    public static Refusal? First(params ReadOnlySpan<Refusal?> checks)
    {
        foreach (var check in checks)
        {
            if (check is not null)
                return check;
        }

        return null;
    }
}
