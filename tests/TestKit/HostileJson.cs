using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Proposals.TestKit;

/// <summary>
/// One request as JSON with one hostile value in one field, also of a type that the field does not have; or a body that
/// is hostile as a whole.
/// </summary>
/// <param name="Path">The field, and what is in it.</param>
/// <param name="Body">The bytes to send.</param>
/// <param name="IsBad">True when the body must be refused.</param>
public sealed record HostileJson(string Path, byte[] Body, bool IsBad = false)
{
    private static readonly string[] BadTexts = [.. HostileValues.Texts.Where(t => t.IsBad).Select(t => t.Name)];

    private const string Place = "\"@hostile@\"";

    // Values that no field has, and values that are beyond every number.
    private static readonly (string Name, string Json)[] OfAnyType =
    [
        ("null", "null"),
        ("a boolean", "true"),
        ("a number", "5"),
        ("a fraction", "-1.5"),
        ("1e400", "1e400"),
        ("40 digits", new string('9', 40)),
        ("a text", "\"甲\""),
        ("an object", "{}"),
        ("a list", "[]"),
        ("lists in lists", "[[[null]]]"),
    ];

    private static readonly (string Name, string Json)[] Times =
    [
        ("no time", "\"去年\""),
        ("the 99th month", "\"2026-99-99T00:00:00Z\""),
        ("the year 10000", "\"10000-01-01T00:00:00Z\""),
        ("the year 1", "\"0001-01-01T00:00:00Z\""),
        ("60,000 digits", $"\"2026-01-01T00:00:00.{new string('0', 60_000)}Z\""),
    ];

    /// <summary>Every field of a request with every hostile value of its type and of other types.</summary>
    public static IEnumerable<HostileJson> Of(MessageDescriptor type, Func<string, string> plausible) =>
        Places(type)
            .SelectMany(place =>
                ValuesOf(place[^1])
                    .Select(v => new HostileJson(
                        $"{string.Join('.', place.Select(f => f.Name))}: {v.Name}",
                        Encoding.UTF8.GetBytes(
                            Around(type, place, plausible).Replace(Place, v.Json, StringComparison.Ordinal)
                        ),
                        BadTexts.Contains(v.Name)
                    ))
            );

    /// <summary>Bodies that are hostile whatever the request is.</summary>
    public static IEnumerable<HostileJson> Bodies(MessageDescriptor type, Func<string, string> plausible)
    {
        var body = JsonFormatter.Default.Format(HostileValues.Plausible(type, plausible));
        var plain = Encoding.UTF8.GetBytes(body);
        yield return new HostileJson("a byte-order mark", [.. Encoding.UTF8.Preamble, .. plain]);
        yield return new HostileJson("an unknown field", Encoding.UTF8.GetBytes("""{"未知":{"一":[1e400,null]}}"""));
        yield return new HostileJson("nothing", [], true);
        yield return new HostileJson("no object", "[1]"u8.ToArray(), true);
        yield return new HostileJson("half an object", plain[..^1], true);
        yield return new HostileJson("two objects", [.. plain, .. plain], true);
        yield return new HostileJson("a null character", [.. plain, 0], true);
        yield return new HostileJson("UTF-16", Encoding.Unicode.GetBytes(body), true);
        yield return new HostileJson("no UTF-8 in a name", [.. "{\""u8, 0xC3, 0x28, .. "\":1}"u8], true);
        yield return new HostileJson("half a pair in a name", Encoding.UTF8.GetBytes("{\"\\ud842\":1}"), true);
        yield return new HostileJson("60 levels", Deep(60), true);
        yield return new HostileJson("100,000 levels", Deep(100_000), true);
        foreach (var field in type.Fields.InFieldNumberOrder().Take(3))
        {
            yield return new HostileJson(
                $"{field.Name}: twice",
                Encoding.UTF8.GetBytes($$"""{"{{field.JsonName}}":null,"{{field.JsonName}}":null}"""),
                true
            );
            if (field.Name != field.JsonName)
                yield return new HostileJson(
                    $"{field.Name}: in both spellings",
                    Encoding.UTF8.GetBytes($$"""{"{{field.JsonName}}":null,"{{field.Name}}":null}"""),
                    true
                );
        }

        foreach (var field in type.Fields.InFieldNumberOrder().Where(f => f.FieldType == FieldType.String))
            yield return new HostileJson(
                $"{field.Name}: no UTF-8",
                [.. Encoding.UTF8.GetBytes($"{{\"{field.JsonName}\":\""), 0xC3, 0x28, .. "\"}"u8],
                true
            );
    }

    // Every field, and every message that has some.
    private static IEnumerable<IReadOnlyList<FieldDescriptor>> Places(MessageDescriptor type) =>
        HostileValues
            .Places(type)
            .SelectMany(place => Enumerable.Range(1, place.Count).Select(i => place.Take(i).ToList()))
            .DistinctBy(place => string.Join('.', place.Select(f => f.Name)));

    private static byte[] Deep(int levels) =>
        Encoding.UTF8.GetBytes("{\"x\":" + new string('[', levels) + new string(']', levels) + "}");

    // The request with plausible values in all fields and the mark in one.
    private static string Around(
        MessageDescriptor type,
        IReadOnlyList<FieldDescriptor> place,
        Func<string, string> plausible
    )
    {
        var request = Plain(type, plausible);
        var message = request;
        foreach (var field in place.SkipLast(1))
        {
            var inner = Plain(field.MessageType, plausible);
            message[field.JsonName] = field.IsRepeated ? new JsonArray(inner) : inner;
            message = inner;
        }

        message[place[^1].JsonName] = "@hostile@";
        return request.ToJsonString();
    }

    private static JsonObject Plain(MessageDescriptor type, Func<string, string> plausible) =>
        JsonNode.Parse(JsonFormatter.Default.Format(HostileValues.Plausible(type, plausible)))!.AsObject();

    private static IEnumerable<(string Name, string Json)> ValuesOf(FieldDescriptor field)
    {
        IEnumerable<(string Name, string Json)> values = (
            field.FieldType switch
            {
                FieldType.String => HostileValues.Texts.Select(t => (t.Name, Json: Quoted(t.Text))),
                FieldType.Bytes => [("no base64", "\"****\""), ("100 KB", $"\"{new string('A', 100_000)}\"")],
                FieldType.Enum => [("9999", "9999"), ("no such name", "\"NO_SUCH_VALUE\""), ("", "\"\"")],
                FieldType.Int32 or FieldType.SInt32 =>
                [
                    ("the least", int.MinValue.ToString(CultureInfo.InvariantCulture)),
                    ("the most", int.MaxValue.ToString(CultureInfo.InvariantCulture)),
                    ("more", "2147483648"),
                ],
                FieldType.Int64 or FieldType.SInt64 =>
                [
                    ("the least", long.MinValue.ToString(CultureInfo.InvariantCulture)),
                    ("the most", $"\"{long.MaxValue.ToString(CultureInfo.InvariantCulture)}\""),
                    ("more", "\"9223372036854775808\""),
                ],
                FieldType.Message when field.MessageType.ClrType == typeof(Timestamp) => Times,
                _ => (IEnumerable<(string Name, string Json)>)[],
            }
        ).Concat(OfAnyType);
        // The list is the shape that the field has; its entries are hostile.
        return field.IsRepeated
            ? values
                .Select(v => (v.Name, $"[{v.Json}]"))
                .Concat(OfAnyType)
                .Append(("20,001 entries", $"[{string.Join(',', Enumerable.Repeat("\"a\"", 20_001))}]"))
            : values;
    }

    // Every character that is not plain is an escape, so that half a surrogate pair can be sent.
    private static string Quoted(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is >= ' ' and <= '~' and not ('"' or '\\'))
                json.Append(c);
            else
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return json.Append('"').ToString();
    }
}
