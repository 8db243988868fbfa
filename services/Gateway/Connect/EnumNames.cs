using System.Globalization;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>Refuses enum values in JSON that the contract does not know.</summary>
/// <remarks>
/// The parser ignores unknown fields, so that a newer client works with an older suite. It then drops unknown names of
/// enums too: the filter `{"state":"PROPOSAL_STATE_FUTURE"}` would become one that passes every row.
/// </remarks>
internal static class EnumNames
{
    /// <summary>Null when every value is known. Refusal: FIELD_INVALID with the path of the field.</summary>
    public static Refusal? Refuses(ReadOnlySpan<byte> json, MessageDescriptor type)
    {
        if (EnumFields.Of(type).Count == 0)
            return null;
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        return Refuses(document.RootElement, type, "");
    }

    private static Refusal? Refuses(JsonElement message, MessageDescriptor type, string prefix)
    {
        foreach (var property in message.EnumerateObject())
        {
            var field = EnumFields
                .Of(type)
                .FirstOrDefault(f => property.NameEquals(f.JsonName) || property.NameEquals(f.Name));
            if (field is not null && Refuses(property.Value, field, prefix + field.Name) is { } refusal)
                return refusal;
        }

        return null;
    }

    private static Refusal? Refuses(JsonElement value, FieldDescriptor field, string path)
    {
        if (field.IsMap && value.ValueKind == JsonValueKind.Object)
            return value
                .EnumerateObject()
                .Select(p => One(p.Value, EnumFields.ValueOf(field), $"{path}[{p.Name}]"))
                .FirstOrDefault(r => r is not null);
        if (field.IsRepeated && value.ValueKind == JsonValueKind.Array)
            return value
                .EnumerateArray()
                .Select((item, i) => One(item, field, $"{path}[{i}]"))
                .FirstOrDefault(r => r is not null);
        return One(value, field, path);
    }

    // The parser itself refuses a value that is neither a name nor a number.
    private static Refusal? One(JsonElement value, FieldDescriptor field, string path) =>
        (field.FieldType, value.ValueKind) switch
        {
            (FieldType.Message, JsonValueKind.Object) => Refuses(value, field.MessageType, path + "."),
            (FieldType.Enum, JsonValueKind.String) => OfName(value.GetString()!, field.EnumType, path),
            (FieldType.Enum, JsonValueKind.Number) => OfNumber(value.GetDouble(), field.EnumType, path),
            _ => null,
        };

    private static Refusal? OfName(string name, EnumDescriptor type, string path) =>
        type.FindValueByName(name) is null
            ? EnumFields.Unknown(path, type, name.Length > 60 ? name[..60] + "…" : name)
            : null;

    private static Refusal? OfNumber(double number, EnumDescriptor type, string path) =>
        type.Values.Any(v => v.Number == number)
            ? null
            : EnumFields.Unknown(path, type, number.ToString(CultureInfo.InvariantCulture));
}
