using System.Collections;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Proposals.TestKit;

/// <summary>A place in a request where an enum value stands, down through messages and lists.</summary>
/// <param name="Fields">The fields that lead to it, the enum field last.</param>
public sealed record EnumPlaces(IReadOnlyList<FieldDescriptor> Fields)
{
    /// <summary>The path as a refusal names it; a list holds the value at its first place.</summary>
    public string Path => string.Join('.', Fields.Select(f => f.IsRepeated ? f.Name + "[0]" : f.Name));

    /// <summary>Every such place of a message type.</summary>
    public static IEnumerable<EnumPlaces> Of(MessageDescriptor type) =>
        type
            .Fields.InFieldNumberOrder()
            .SelectMany(f =>
                f.FieldType == FieldType.Enum ? [new EnumPlaces([f])]
                : f.FieldType == FieldType.Message ? Of(f.MessageType).Select(p => new EnumPlaces([f, .. p.Fields]))
                : []
            );

    /// <summary>The JSON of a message that has this value there and nothing else.</summary>
    public JsonObject ToJson(JsonNode value, bool byJsonName)
    {
        var node = value.DeepClone();
        foreach (var field in Fields.Reverse())
            node = new JsonObject
            {
                [byJsonName ? field.JsonName : field.Name] = field.IsRepeated ? new JsonArray(node) : node,
            };
        return node.AsObject();
    }

    /// <summary>Puts a number there.</summary>
    public void Set(IMessage message, int number)
    {
        foreach (var field in Fields)
        {
            var value =
                field.FieldType == FieldType.Enum
                    ? Enum.ToObject(field.EnumType.ClrType, number)
                    : field.MessageType.Parser.ParseFrom([]);
            if (field.IsRepeated)
                ((IList)field.Accessor.GetValue(message)).Add(value);
            else
                field.Accessor.SetValue(message, value);
            if (value is IMessage inner)
                message = inner;
        }
    }
}
