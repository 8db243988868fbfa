using Google.Protobuf.Reflection;

namespace Grpc.AspNetCore.Server.Reflection;

/// <summary>The contracts of a set of services: their files, and where in them every name and extension is declared.</summary>
internal sealed class Contracts
{
    private readonly Dictionary<string, FileDescriptor> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> extensions = new(StringComparer.Ordinal);

    public Contracts(IEnumerable<ServiceDescriptor> services)
    {
        var all = services
            .DistinctBy(service => service.FullName)
            .OrderBy(service => service.FullName, StringComparer.Ordinal)
            .ToList();
        Services = [.. all.Select(service => service.FullName)];
        all.ForEach(service => Add(service.File));
    }

    /// <summary>The services' full names, in order.</summary>
    public IReadOnlyList<string> Services { get; }

    public FileDescriptor? Named(string file) => files.GetValueOrDefault(file);

    public FileDescriptor? Declaring(string symbol) => symbols.GetValueOrDefault(symbol);

    public FileDescriptor? DeclaringExtension(string message, int number) =>
        extensions.GetValueOrDefault(message)?.GetValueOrDefault(number);

    /// <summary>The numbers of a message's extensions, or null when there is no such message.</summary>
    public IEnumerable<int>? ExtensionNumbers(string message) => extensions.GetValueOrDefault(message)?.Keys;

    /// <summary>A file and everything it needs, each file after those it imports.</summary>
    public static IEnumerable<FileDescriptor> WithDependencies(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Visit(file);

        IEnumerable<FileDescriptor> Visit(FileDescriptor next) =>
            seen.Add(next.Name) ? [.. next.Dependencies.SelectMany(Visit), next] : [];
    }

    private void Add(FileDescriptor file)
    {
        foreach (var needed in WithDependencies(file).Where(needed => files.TryAdd(needed.Name, needed)))
        {
            foreach (var service in needed.Services)
            {
                symbols[service.FullName] = needed;
                foreach (var method in service.Methods)
                {
                    symbols[method.FullName] = needed;
                }
            }

            foreach (var message in needed.MessageTypes)
            {
                Add(message);
            }

            foreach (var type in needed.EnumTypes)
            {
                Add(type, needed.Package);
            }

            Add(needed.Extensions);
        }
    }

    private void Add(MessageDescriptor message)
    {
        symbols[message.FullName] = message.File;
        _ = ExtensionsOf(message.FullName);
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            symbols[field.FullName] = message.File;
        }

        foreach (var oneof in message.Oneofs)
        {
            symbols[oneof.FullName] = message.File;
        }

        foreach (var type in message.EnumTypes)
        {
            Add(type, message.FullName);
        }

        foreach (var nested in message.NestedTypes)
        {
            Add(nested);
        }

        Add(message.Extensions);
    }

    /// <summary>An enum's values are named as its neighbours, not as its children.</summary>
    private void Add(EnumDescriptor type, string parent)
    {
        symbols[type.FullName] = type.File;
        foreach (var value in type.Values)
        {
            symbols[parent.Length == 0 ? value.Name : $"{parent}.{value.Name}"] = type.File;
        }
    }

    private void Add(ExtensionCollection declared)
    {
        foreach (var extension in declared.UnorderedExtensions)
        {
            symbols[extension.FullName] = extension.File;
            ExtensionsOf(extension.ExtendeeType.FullName)[extension.FieldNumber] = extension.File;
        }
    }

    private SortedDictionary<int, FileDescriptor> ExtensionsOf(string message) =>
        extensions.TryGetValue(message, out var known) ? known : extensions[message] = [];
}
