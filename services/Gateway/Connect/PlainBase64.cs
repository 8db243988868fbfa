using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Proposals.Gateway;

/// <summary>
/// protojson allows bytes as base64 in either alphabet, padded or not. The parser of this version reads only the padded
/// standard one.
/// </summary>
internal static class PlainBase64
{
    /// <summary>True when the message has a bytes field at any depth.</summary>
    public static bool Has(MessageDescriptor type, HashSet<string> seen) =>
        seen.Add(type.FullName)
        && type.Fields.InFieldNumberOrder()
            .Any(f => f.FieldType == FieldType.Bytes || (f.FieldType == FieldType.Message && Has(f.MessageType, seen)));

    /// <summary>The same JSON with its bytes in the alphabet that the parser reads.</summary>
    public static string Of(ReadOnlySpan<byte> json, MessageDescriptor type)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        Rewrite(node, type);
        return node.ToJsonString();
    }

    private static void Rewrite(JsonObject message, MessageDescriptor type)
    {
        foreach (
            var field in type
                .Fields.InFieldNumberOrder()
                .Where(f => f.FieldType is FieldType.Bytes or FieldType.Message && !f.IsMap)
        )
        {
            var name = message.ContainsKey(field.JsonName) ? field.JsonName : field.Name;
            if (message[name] is JsonArray list)
                for (var i = 0; i < list.Count; i++)
                    list[i] = Of(list[i], field);
            else if (message.ContainsKey(name))
                message[name] = Of(message[name], field);
        }
    }

    private static JsonNode? Of(JsonNode? value, FieldDescriptor field)
    {
        if (value is JsonObject message && field.FieldType == FieldType.Message)
            Rewrite(message, field.MessageType);
        if (
            value is not JsonValue single
            || field.FieldType != FieldType.Bytes
            || !single.TryGetValue<string>(out var text)
        )
            return value?.DeepClone();
        var standard = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        return standard.PadRight((standard.Length + 3) / 4 * 4, '=');
    }
}
