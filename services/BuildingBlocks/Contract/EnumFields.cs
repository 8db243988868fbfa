using System.Collections.Concurrent;
using Google.Protobuf.Reflection;

namespace Proposals.BuildingBlocks;

/// <summary>Refuses enum values that the contract does not know.</summary>
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

    /// <summary>The refusal of a value that does not belong to its enum.</summary>
    public static Refusal Unknown(string path, EnumDescriptor type, string value) =>
        CommonRefusals.FieldInvalid.On(path, $"“{value}”不是 {type.Name} 的取值，可用的取值见 /api。");

    /// <summary>The field that holds the keys of a map.</summary>
    public static FieldDescriptor KeyOf(FieldDescriptor map) => map.MessageType.FindFieldByName("key");

    /// <summary>The field that holds the values of a map.</summary>
    public static FieldDescriptor ValueOf(FieldDescriptor map) => map.MessageType.FindFieldByName("value");

    private static bool Leads(FieldDescriptor field, HashSet<string> seen) =>
        field.FieldType == FieldType.Enum
        || field.FieldType == FieldType.Message
            && seen.Add(field.MessageType.FullName)
            && field.MessageType.Fields.InFieldNumberOrder().Any(f => Leads(f, seen));
}
