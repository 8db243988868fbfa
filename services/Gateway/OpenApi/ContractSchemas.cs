using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Messages and enumerations as JSON Schema, by the rules of protojson: 64-bit numbers are strings, enumerations their
/// names, times RFC 3339, bytes base64.
/// </summary>
internal sealed class ContractSchemas
{
    private readonly SortedDictionary<string, JsonObject> _schemas = new(StringComparer.Ordinal);

    /// <summary>The schemas requested so far, and those they refer to.</summary>
    public JsonObject ToJson() => new(_schemas.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));

    /// <summary>A reference to a message; the message and its dependencies are described once.</summary>
    public JsonObject Of(MessageDescriptor message)
    {
        if (WellKnown(message) is { } known)
            return known;
        if (!_schemas.ContainsKey(message.FullName))
        {
            var (properties, schema) = (new JsonObject(), Described(message.FullName));
            _schemas[message.FullName] = schema;
            schema["type"] = "object";
            if (Words.Of(message) is { Length: > 0 } word)
                schema["title"] = word;
            foreach (var field in message.Fields.InFieldNumberOrder())
                properties[field.JsonName] = Of(field);
            schema["properties"] = properties;
        }

        return Reference(message.FullName);
    }

    private JsonObject Of(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            var map = Described(field.FullName);
            (map["type"], map["additionalProperties"]) = (
                "object",
                OfValue(field.MessageType.FindFieldByName("value"))
            );
            return map;
        }

        if (field.IsRepeated)
        {
            var list = Described(field.FullName);
            (list["type"], list["items"]) = ("array", OfValue(field));
            return list;
        }

        var single = OfValue(field);
        if (ContractComments.Of(field.FullName) is { Length: > 0 } comment)
            single["description"] = comment;
        return single;
    }

    private JsonObject OfValue(FieldDescriptor field) =>
        field.FieldType switch
        {
            FieldType.Message => Of(field.MessageType),
            FieldType.Enum => Of(field.EnumType),
            FieldType.String => new JsonObject { ["type"] = "string" },
            FieldType.Bool => new JsonObject { ["type"] = "boolean" },
            FieldType.Bytes => new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64" },
            FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => new JsonObject
            {
                ["type"] = "string",
                ["format"] = "int64",
            },
            FieldType.UInt64 or FieldType.Fixed64 => new JsonObject { ["type"] = "string", ["format"] = "uint64" },
            FieldType.Double => new JsonObject { ["type"] = "number", ["format"] = "double" },
            FieldType.Float => new JsonObject { ["type"] = "number", ["format"] = "float" },
            _ => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        };

    /// <summary>A reference to an enumeration; it is described once.</summary>
    public JsonObject Of(EnumDescriptor type)
    {
        if (!_schemas.ContainsKey(type.FullName))
        {
            var schema = Described(type.FullName);
            _schemas[type.FullName] = schema;
            schema["type"] = "string";
            schema["enum"] = new JsonArray([.. type.Values.Select(v => (JsonNode)v.Name)]);
            schema["x-enumDescriptions"] = new JsonObject(
                type.Values.Select(v => KeyValuePair.Create(v.Name, (JsonNode?)Words.Of(v)))
            );
            var values = type.Values.Select(v => $"{v.Name}: {Described(type, v)}");
            schema["description"] = string.Join('\n', values.Prepend(ContractComments.Of(type.FullName)));
        }

        return Reference(type.FullName);
    }

    // A comment may begin with the word.
    private static string Described(EnumDescriptor type, EnumValueDescriptor value)
    {
        var (word, comment) = (Words.Of(value), ContractComments.Of($"{type.FullName}.{value.Name}"));
        return comment.StartsWith(word, StringComparison.Ordinal) ? comment : $"{word}. {comment}";
    }

    private static JsonObject? WellKnown(MessageDescriptor message) =>
        message.FullName switch
        {
            "google.protobuf.Timestamp" => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            "google.protobuf.Duration" => new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = "^-?[0-9]+(\\.[0-9]+)?s$",
            },
            "google.protobuf.FieldMask" => new JsonObject { ["type"] = "string" },
            "google.protobuf.Empty" => new JsonObject { ["type"] = "object" },
            _ => null,
        };

    private static JsonObject Described(string fullName) =>
        ContractComments.Of(fullName) is { Length: > 0 } comment ? new JsonObject { ["description"] = comment } : [];

    private static JsonObject Reference(string fullName) => new() { ["$ref"] = "#/components/schemas/" + fullName };
}
