using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
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
    public static Refusal? Admit(IMessage request)
    {
        foreach (var field in Known.GetOrAdd(request.Descriptor, Of))
        {
            // Null is a message that is not set.
            var refusal = field.Accessor.GetValue(request) switch
            {
                null => null,
                var map when field.Holds is Content.Map => OfMap(field, (IDictionary)map),
                var list when field.Holds is Content.List => OfList(field, (IList)list),
                string text => OfText(field, request, text),
                var single => One(field, single),
            };
            if (refusal is not null)
                return In(field.Name, refusal);
        }

        return null;
    }

    /// <summary>
    /// The refusal of something inside. Its path is put together from the inside outwards, so that nothing is put
    /// together for what may pass.
    /// </summary>
    private static Refusal In(string place, Refusal inner) => inner with { Field = place + inner.Field };

    private static Refusal? OfText(Checked field, IMessage message, string text)
    {
        if (text.Length == 0)
            return null;
        var folded = text;
        if (Fold(ref folded, field.Rule) is { } refusal)
            return refusal;
        if (!ReferenceEquals(folded, text))
            field.Accessor.SetValue(message, folded);
        return null;
    }

    private static Refusal? OfList(Checked field, IList list)
    {
        if (Input.Count(list.Count, "", MaxEntries) is { } tooMany)
            return tooMany;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is string text)
            {
                if (Fold(ref text, field.Rule) is { } bad)
                    return In($"[{i}]", bad);
                list[i] = text;
            }
            else if (One(field, list[i]!) is { } refusal)
            {
                return In($"[{i}]", refusal);
            }
        }

        return null;
    }

    private static Refusal? OfMap(Checked field, IDictionary map)
    {
        if (Input.Count(map.Count, "", MaxEntries) is { } tooMany)
            return tooMany;
        var (keys, values) = field.Entry;
        foreach (DictionaryEntry entry in map)
        {
            if (One(keys!, entry.Key) is { } badKey)
                return badKey;
            if (One(values!, entry.Value!) is { } refusal)
                return In($"[{entry.Key}]", refusal);
        }

        return null;
    }

    private static Refusal? One(Checked field, object value) =>
        value switch
        {
            Timestamp time => IsSane(time) ? null : Invalid("时间须在 1900 年至 2199 年之间。"),
            Duration span => Math.Abs(span.Seconds) <= MaxNumber ? null : TooLarge,
            IMessage inner => Admit(inner) is { } refusal ? In(".", refusal) : null,
            string text => Fold(ref text, null),
            long number => number is >= -MaxNumber and <= MaxNumber ? null : TooLarge,
            ulong number => number <= MaxNumber ? null : TooLarge,
            _ => field.Enum is { } type && !type.Knows((int)value)
                ? EnumFields.Unknown("", type.Descriptor, $"{(int)value}")
                : null,
        };

    private static Refusal? Fold(ref string text, TextRule? rule)
    {
        if (rule is null)
        {
            return text.Length <= MaxOpaque && TextFolding.IsPlain(text)
                ? null
                : Invalid("过长，或含有看不见的字符，请核对后重试。");
        }

        if (rule.Most > 0 && Input.Longer(text, "", rule.Most) is { } tooLong)
            return tooLong;
        if (!TextFolding.TryFold(text, rule.Kind, out var folded, out var problem))
            return Invalid(problem);
        text = folded;
        return null;
    }

    private static bool IsSane(Timestamp time) =>
        time.Nanos is >= 0 and <= 999_999_999
        && time.Seconds >= Earliest.ToUnixTimeSeconds()
        && time.Seconds < Latest.ToUnixTimeSeconds();

    private static Refusal TooLarge => Invalid("数字过大，请核对后重试。");

    private static Refusal Invalid(string why) => CommonRefusals.FieldInvalid.On("", why);

    private static Checked[] Of(MessageDescriptor type) =>
        [.. type.Fields.InFieldNumberOrder().Where(f => f.IsMap || IsChecked(f.FieldType)).Select(f => new Checked(f))];

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

    private enum Content
    {
        One,
        List,
        Map,
    }

    /// <summary>A field of which something is checked, with what the checks need of its description.</summary>
    private sealed class Checked(FieldDescriptor field)
    {
        public string Name { get; } = field.Name;

        public Content Holds { get; } =
            field.IsMap ? Content.Map
            : field.IsRepeated ? Content.List
            : Content.One;

        public IFieldAccessor Accessor { get; } = field.Accessor;

        /// <summary>Null for a string that is no text, and for what is no string.</summary>
        public TextRule? Rule { get; } = field.GetOptions()?.GetExtension(OptionsExtensions.Text);

        /// <summary>The enum to which the value must belong; null for another kind of field.</summary>
        public Values? Enum { get; } = field.FieldType == FieldType.Enum ? new Values(field.EnumType) : null;

        /// <summary>The fields of a map's keys and values.</summary>
        public (Checked? Key, Checked? Value) Entry { get; } =
            field.IsMap ? (new(EnumFields.KeyOf(field)), new(EnumFields.ValueOf(field))) : (null, null);
    }

    private sealed class Values(EnumDescriptor type)
    {
        private readonly FrozenSet<int> _numbers = type.Values.Select(v => v.Number).ToFrozenSet();

        public EnumDescriptor Descriptor => type;

        public bool Knows(int number) => _numbers.Contains(number);
    }
}
