using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Proposals.Journal.V1;

namespace Proposals.Gateway;

/// <summary>The comments of the protos, by the full name of the element that they document.</summary>
internal static class ContractComments
{
    // Field numbers of descriptor.proto, which make up the path of a location in a file.
    private const int Messages = 4,
        Enums = 5,
        ServicesOfFile = 6,
        FieldsOfMessage = 2,
        MessagesOfMessage = 3,
        EnumsOfMessage = 4,
        ValuesOfEnum = 2,
        MethodsOfService = 2;
    private static readonly Dictionary<string, string> Comments = Read();

    /// <summary>
    /// The comment of a message, field, enumeration, value, service or RPC, on one line; empty when there is none.
    /// </summary>
    public static string Of(string fullName) => Comments.GetValueOrDefault(fullName, "");

    private static Dictionary<string, string> Read()
    {
        var comments = new Dictionary<string, string>(StringComparer.Ordinal);
        using var stream =
            typeof(JournalReflection).Assembly.GetManifestResourceStream("contract.pb")
            ?? throw new InvalidOperationException("the contracts are built without their description");
        foreach (var file in FileDescriptorSet.Parser.ParseFrom(stream).File)
        {
            foreach (var location in file.SourceCodeInfo.Location.Where(l => l.LeadingComments.Length > 0))
            {
                if (NameOf(file, location.Path) is { } name)
                    comments[name] = string.Join(
                        ' ',
                        location.LeadingComments.Split(
                            '\n',
                            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                        )
                    );
            }
        }

        return comments;
    }

    private static string? NameOf(FileDescriptorProto file, RepeatedField<int> path)
    {
        if (path.Count < 2)
            return null;
        switch (path[0])
        {
            case Messages:
                return NameOf(file.Package, file.MessageType[path[1]], [.. path.Skip(2)]);
            case Enums:
                return NameOf(file.Package, file.EnumType[path[1]], [.. path.Skip(2)]);
            case ServicesOfFile:
                var service = file.Service[path[1]];
                var name = $"{file.Package}.{service.Name}";
                return path.Count == 2 ? name
                    : path.Count == 4 && path[2] == MethodsOfService ? $"{name}.{service.Method[path[3]].Name}"
                    : null;
            default:
                return null;
        }
    }

    private static string? NameOf(string scope, DescriptorProto message, int[] path)
    {
        var name = $"{scope}.{message.Name}";
        return path switch
        {
            [] => name,
            [FieldsOfMessage, var field] => $"{name}.{message.Field[field].Name}",
            [MessagesOfMessage, var inner, .. var rest] => NameOf(name, message.NestedType[inner], rest),
            [EnumsOfMessage, var inner, .. var rest] => NameOf(name, message.EnumType[inner], rest),
            _ => null,
        };
    }

    private static string? NameOf(string scope, EnumDescriptorProto type, int[] path) =>
        path switch
        {
            [] => $"{scope}.{type.Name}",
            [ValuesOfEnum, var value] => $"{scope}.{type.Name}.{type.Value[value].Name}",
            _ => null,
        };
}
