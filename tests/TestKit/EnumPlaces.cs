using System.Collections;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Proposals.TestKit;

/// <summary>A path to an enum field of a request, through messages and lists.</summary>
/// <param name="Fields">The fields of the path. The last one is the enum field.</param>
public sealed record EnumPlaces(IReadOnlyList<FieldDescriptor> Fields)
{
    /// <summary>The path as a refusal writes it. In a list, the value is the first element.</summary>
    public string Path => string.Join('.', Fields.Select(f => f.IsRepeated ? f.Name + "[0]" : f.Name));

    /// <summary>Returns every path to an enum field of a message type.</summary>
    public static IEnumerable<EnumPlaces> Of(MessageDescriptor type) =>
        type
            .Fields.InFieldNumberOrder()
            .SelectMany(f =>
                f.FieldType == FieldType.Enum ? [new EnumPlaces([f])]
                : f.FieldType == FieldType.Message ? Of(f.MessageType).Select(p => new EnumPlaces([f, .. p.Fields]))
                : []
            );

    /// <summary>Builds the JSON of a message in which only this field is set.</summary>
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

    /// <summary>Sets this field to a number. The messages on the path are created.</summary>
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
