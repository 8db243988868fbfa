using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Proposals.ContractOptions.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Admits a request. A text is folded to one spelling and checked by the rule that the contract gives its field. Every
/// time, number of 64 bits and list is in a sane range, and every enum value belongs to its enum.
/// </summary>
/// <remarks>
/// A use case that reads a field sees it folded, so storage, comparison and search have one spelling. A request that
/// is sent again folds to the same bytes.
/// </remarks>
public static class InputGate
{
    /// <summary>Greatest number of entries of any list or map in a request.</summary>
    public const int MaxEntries = 20_000;

    /// <summary>Greatest length of a string without a text rule, in UTF-16 units.</summary>
    public const int MaxOpaque = 4_000;

    /// <summary>Greatest magnitude of a number: what every counter can still hold after a century of use.</summary>
    public const long MaxNumber = 1_000_000_000_000;

    // The years that a time in a request may have: the first committee is of 1949, and its members were born before.
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ConcurrentDictionary<MessageDescriptor, Checked[]> Known = new();

    /// <summary>
    /// Folds the texts of a request in place and checks it. Null when it may pass. Refusal: FIELD_INVALID with the
    /// path of the field.
    /// </summary>
    public static Refusal? Admit(IMessage request) => Walk(request, "");

    private static Refusal? Walk(IMessage message, string prefix)
    {
        foreach (var field in Known.GetOrAdd(message.Descriptor, Of))
        {
            if (field.Field.HasPresence && !field.Field.Accessor.HasValue(message))
                continue;
            var refusal = field.Field.Accessor.GetValue(message) switch
            {
                null => null,
                IDictionary map => OfMap(field, map, prefix),
                IList list => OfList(field, list, prefix),
                string text => OfText(field, message, text, prefix),
                var single => One(field.Field, single, prefix + field.Field.Name),
            };
            if (refusal is not null)
                return refusal;
        }

        return null;
    }

    private static Refusal? OfText(Checked field, IMessage message, string text, string prefix)
    {
        if (text.Length == 0)
            return null;
        var folded = text;
        if (Fold(ref folded, field.Rule, prefix + field.Field.Name) is { } refusal)
            return refusal;
        if (!ReferenceEquals(folded, text))
            field.Field.Accessor.SetValue(message, folded);
        return null;
    }

    private static Refusal? OfList(Checked field, IList list, string prefix)
    {
        var path = prefix + field.Field.Name;
        if (Input.Count(list.Count, path, MaxEntries) is { } tooMany)
            return tooMany;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is string text)
            {
                if (Fold(ref text, field.Rule, $"{path}[{i}]") is { } bad)
                    return bad;
                list[i] = text;
            }
            else if (One(field.Field, list[i]!, $"{path}[{i}]") is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static Refusal? OfMap(Checked field, IDictionary map, string prefix)
    {
        var path = prefix + field.Field.Name;
        if (Input.Count(map.Count, path, MaxEntries) is { } tooMany)
            return tooMany;
        var (keys, values) = (EnumFields.KeyOf(field.Field), EnumFields.ValueOf(field.Field));
        foreach (DictionaryEntry entry in map)
        {
            if ((One(keys, entry.Key, path) ?? One(values, entry.Value!, $"{path}[{entry.Key}]")) is { } refusal)
                return refusal;
        }

        return null;
    }

    private static Refusal? One(FieldDescriptor field, object value, string path) =>
        value switch
        {
            Timestamp time => IsSane(time)
                ? null
                : CommonRefusals.FieldInvalid.On(path, "时间须在 1900 年至 2199 年之间。"),
            Duration span => Math.Abs(span.Seconds) <= MaxNumber ? null : TooLarge(path),
            IMessage inner => Walk(inner, path + "."),
            string text => Fold(ref text, null, path),
            long number => number is >= -MaxNumber and <= MaxNumber ? null : TooLarge(path),
            ulong number => number <= MaxNumber ? null : TooLarge(path),
            _ => field.FieldType == FieldType.Enum ? EnumFields.Refuses(field.EnumType, value, path) : null,
        };

    private static Refusal? Fold(ref string text, TextRule? rule, string path)
    {
        if (rule is null)
        {
            return text.Length <= MaxOpaque && TextFolding.IsPlain(text)
                ? null
                : CommonRefusals.FieldInvalid.On(path, "过长，或含有看不见的字符，请核对后重试。");
        }

        if (rule.Most > 0 && Input.Longer(text, path, rule.Most) is { } tooLong)
            return tooLong;
        if (!TextFolding.TryFold(text, rule.Kind, out var folded, out var problem))
            return CommonRefusals.FieldInvalid.On(path, problem);
        text = folded;
        return null;
    }

    private static bool IsSane(Timestamp time) =>
        time.Nanos is >= 0 and <= 999_999_999
        && time.Seconds >= Earliest.ToUnixTimeSeconds()
        && time.Seconds < Latest.ToUnixTimeSeconds();

    private static Refusal TooLarge(string path) => CommonRefusals.FieldInvalid.On(path, "数字过大，请核对后重试。");

    private static Checked[] Of(MessageDescriptor type) =>
        [
            .. type
                .Fields.InFieldNumberOrder()
                .Where(f => f.IsMap || IsChecked(f.FieldType))
                .Select(f => new Checked(f, f.GetOptions()?.GetExtension(OptionsExtensions.Text))),
        ];

    private static bool IsChecked(FieldType type) =>
        type
            is FieldType.String
                or FieldType.Message
                or FieldType.Enum
                or FieldType.Int64
                or FieldType.UInt64
                or FieldType.SInt64
                or FieldType.Fixed64
                or FieldType.SFixed64;

    // A field that something is checked of; the rule is null for a string that is no text, and for what is no string.
    private sealed record Checked(FieldDescriptor Field, TextRule? Rule);
}
