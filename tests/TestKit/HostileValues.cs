using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Proposals.TestKit;

/// <summary>
/// One request with one hostile value in one field, and plausible values in all others. The values are those that broke
/// programs like this one: see <see cref="Of"/>.
/// </summary>
/// <param name="Path">The field, and what is in it.</param>
/// <param name="Request">The request.</param>
/// <param name="IsBad">True when the request must be refused as invalid.</param>
public sealed record HostileValues(string Path, IMessage Request, bool IsBad = false)
{
    // More entries than any list may have.
    private const int TooMany = 20_001;

    // The day on which the tests' clock begins.
    private static readonly Timestamp SomeTime = Timestamp.FromDateTimeOffset(
        new DateTimeOffset(2026, 1, 12, 10, 0, 0, TimeSpan.FromHours(8))
    );

    /// <summary>Texts that broke programs like this one. No field may take those that are bad.</summary>
    internal static readonly (string Name, string Text, bool IsBad)[] Texts =
    [
        ("a control character", "甲\u0001乙", true),
        ("a null character", "甲\0乙", true),
        ("a mark that turns the direction", "fdp\u202Eexe.甲", true),
        ("nothing visible", "\u200B\u2060\uFEFF\u3164", false),
        ("bytes that were no text", "甲\uFFFD乙", true),
        ("60,000 digits", new string('9', 60_000), false),
        ("2,000 marks on one letter", "e" + new string('\u0301', 2_000), false),
        ("blanks", "  \u3000 ", false),
        ("a quote", "'; DROP TABLE journal; --", false),
        ("wildcards", "%_!\\%", false),
        ("full-width digits", "第１２号", false),
        ("a letter beyond the first plane", "\U00020BB7\uFE00田", false),
        ("a path", "../../../etc/passwd", false),
        ("a name of 300 parts", string.Join('/', Enumerable.Repeat("committees", 300)), false),
        ("an unfinished pair", "甲\uD842", true),
        ("markup", "<script>alert(1)</script>", false),
        ("line ends", "甲\r\n乙\u2028丙", false),
    ];

    private static readonly (string Name, Timestamp Time)[] Times =
    [
        ("a time past all calendars", new Timestamp { Seconds = 1_000_000_000_000_000_000 }),
        ("a time before all calendars", new Timestamp { Seconds = -1_000_000_000_000_000_000 }),
        ("the year 10000", new Timestamp { Seconds = 253_402_300_800 }),
        ("the year 1", new Timestamp { Seconds = -62_135_596_800 }),
        ("negative nanoseconds", new Timestamp { Seconds = 1_700_000_000, Nanos = -5 }),
        ("two seconds of nanoseconds", new Timestamp { Seconds = 1_700_000_000, Nanos = 2_000_000_000 }),
    ];

    /// <summary>
    /// Every field of a request, also inside its messages and lists, with every hostile value of its type.
    /// </summary>
    /// <param name="type">Type of the request.</param>
    /// <param name="plausible">A plausible text for a field, by its name.</param>
    public static IEnumerable<HostileValues> Of(MessageDescriptor type, Func<string, string> plausible) =>
        Places(type).SelectMany(place => ValuesOf(place[^1]).Select(v => With(type, place, v, plausible)));

    /// <summary>A message in which every field is plausible.</summary>
    public static IMessage Plausible(MessageDescriptor type, Func<string, string> plausible)
    {
        var message = type.Parser.ParseFrom([]);
        foreach (var field in type.Fields.InFieldNumberOrder().Where(f => !f.IsMap))
        {
            if (field.RealContainingOneof is { } oneof && oneof.Fields[0] != field)
                continue;
            Put(message, field, PlausibleOf(field, plausible));
        }

        return message;
    }

    /// <summary>The path of every field of a message, also inside its messages.</summary>
    internal static IEnumerable<IReadOnlyList<FieldDescriptor>> Places(MessageDescriptor type) => Places(type, []);

    private static object PlausibleOf(FieldDescriptor field, Func<string, string> plausible) =>
        field.FieldType switch
        {
            FieldType.String => plausible(field.Name),
            FieldType.Bool => true,
            FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => 1,
            FieldType.UInt32 or FieldType.Fixed32 => 1u,
            FieldType.UInt64 or FieldType.Fixed64 => 1ul,
            FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => 1L,
            FieldType.Double => 1d,
            FieldType.Float => 1f,
            FieldType.Bytes => ByteString.CopyFromUtf8("甲"),
            FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[^1].Number),
            _ when field.MessageType.ClrType == typeof(Timestamp) => SomeTime,
            _ => Plausible(field.MessageType, plausible),
        };

    private static IEnumerable<IReadOnlyList<FieldDescriptor>> Places(
        MessageDescriptor type,
        IReadOnlyList<FieldDescriptor> before
    ) =>
        type
            .Fields.InFieldNumberOrder()
            .Where(f => !f.IsMap)
            .SelectMany(f =>
                f.FieldType == FieldType.Message && f.MessageType.ClrType != typeof(Timestamp)
                    ? Places(f.MessageType, [.. before, f])
                    :
                    [
                        [.. before, f],
                    ]
            );

    private static IEnumerable<(string Name, object Value, bool IsBad)> ValuesOf(FieldDescriptor field) =>
        field.FieldType switch
        {
            FieldType.String => Texts
                .Select(t => (t.Name, (object)t.Text, t.IsBad))
                .Concat(field.IsRepeated ? [("20,001 entries", Enumerable.Repeat("a", TooMany).ToList(), true)] : []),
            FieldType.Int32 or FieldType.SInt32 =>
            [
                ("-1", -1, false),
                ("the least", int.MinValue, false),
                ("the most", int.MaxValue, false),
            ],
            FieldType.Int64 or FieldType.SInt64 =>
            [
                ("-1", -1L, false),
                ("the least", long.MinValue, true),
                ("the most", long.MaxValue, true),
            ],
            FieldType.Bytes => [("100 KB", ByteString.CopyFrom(new byte[100_000]), false)],
            FieldType.Enum => [("9999", System.Enum.ToObject(field.EnumType.ClrType, 9999), true)],
            FieldType.Message => Times.Select(t => (t.Name, (object)t.Time, true)),
            _ => [],
        };

    private static HostileValues With(
        MessageDescriptor type,
        IReadOnlyList<FieldDescriptor> place,
        (string Name, object Value, bool IsBad) value,
        Func<string, string> plausible
    )
    {
        var request = Plausible(type, plausible);
        var message = request;
        foreach (var field in place.SkipLast(1))
        {
            var inner = Plausible(field.MessageType, plausible);
            Put(message, field, inner);
            message = inner;
        }

        Put(message, place[^1], value.Value);
        return new HostileValues($"{string.Join('.', place.Select(f => f.Name))}: {value.Name}", request, value.IsBad);
    }

    private static void Put(IMessage message, FieldDescriptor field, object value)
    {
        if (!field.IsRepeated)
        {
            field.Accessor.SetValue(message, value);
            return;
        }

        var list = (IList)field.Accessor.GetValue(message);
        list.Clear();
        IEnumerable<object> entries = value is IReadOnlyList<string> many ? many : [value];
        foreach (var entry in entries)
            list.Add(entry);
    }
}
