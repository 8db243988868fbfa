using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Proposals.BuildingBlocks;

/// <summary>Refuses enum values that the contract does not know, anywhere in a request.</summary>
/// <remarks>
/// A filter by a value that this program does not know must not become a filter by nothing. A state that it does not
/// know must not be stored.
/// </remarks>
public static class EnumFields
{
    private static readonly ConcurrentDictionary<string, FieldDescriptor[]> Known = new(StringComparer.Ordinal);

    /// <summary>The fields of a message that are enums or lead to one.</summary>
    public static IReadOnlyList<FieldDescriptor> Of(MessageDescriptor type) =>
        Known.GetOrAdd(
            type.FullName,
            static (_, type) => [.. type.Fields.InFieldNumberOrder().Where(f => Leads(f, []))],
            type
        );

    /// <summary>
    /// Null when every enum value belongs to its enum. Refusal: FIELD_INVALID with the path of the field.
    /// </summary>
    public static Refusal? Refuses(IMessage message) => Refuses(message, "");

    /// <summary>The refusal of a value that does not belong to its enum.</summary>
    public static Refusal Unknown(string path, EnumDescriptor type, string value) =>
        CommonRefusals.FieldInvalid.On(path, $"“{value}”不是 {type.Name} 的取值，可用的取值见 /api。");

    /// <summary>The field that holds the values of a map.</summary>
    public static FieldDescriptor ValueOf(FieldDescriptor map) => map.MessageType.FindFieldByName("value");

    private static bool Leads(FieldDescriptor field, HashSet<string> seen) =>
        field.FieldType == FieldType.Enum
        || field.FieldType == FieldType.Message
            && seen.Add(field.MessageType.FullName)
            && field.MessageType.Fields.InFieldNumberOrder().Any(f => Leads(f, seen));

    private static Refusal? Refuses(IMessage message, string prefix)
    {
        foreach (var field in Of(message.Descriptor))
        {
            var path = prefix + field.Name;
            var refusal = field.Accessor.GetValue(message) switch
            {
                null => null,
                IDictionary map => First(
                    map.Keys.Cast<object>(),
                    k => Refuses(ValueOf(field), map[k]!, $"{path}[{k}]")
                ),
                IList list => First(Enumerable.Range(0, list.Count), i => Refuses(field, list[i]!, $"{path}[{i}]")),
                var single => Refuses(field, single, path),
            };
            if (refusal is not null)
                return refusal;
        }

        return null;
    }

    private static Refusal? First<T>(IEnumerable<T> places, Func<T, Refusal?> check) =>
        places.Select(check).FirstOrDefault(r => r is not null);

    private static Refusal? Refuses(FieldDescriptor field, object value, string path)
    {
        if (value is IMessage message)
            return Refuses(message, path + ".");
        // The value of a map may be of any type.
        if (field.FieldType != FieldType.Enum)
            return null;
        var number = (int)value;
        return field.EnumType.FindValueByNumber(number) is null ? Unknown(path, field.EnumType, $"{number}") : null;
    }
}
