using Google.Protobuf.Reflection;
using Proposals.Journal.V1;

namespace Proposals.Channels;

/// <summary>The contracts of the suite, found in the generated code: a new proto needs no entry anywhere.</summary>
public static class Contract
{
    /// <summary>Every file of the contracts, by name.</summary>
    public static IReadOnlyList<FileDescriptor> Files { get; } =
    [
        .. typeof(JournalReflection)
            .Assembly.GetExportedTypes()
            .Where(t => t.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(t => t.GetProperty("Descriptor")?.GetValue(null))
            .OfType<FileDescriptor>()
            .Where(f => f.Package.StartsWith("proposals.", StringComparison.Ordinal))
            .OrderBy(f => f.Name, StringComparer.Ordinal),
    ];

    /// <summary>Every contract with RPCs: in the order of the catalogue, then those that all services answer.</summary>
    public static IReadOnlyList<ServiceDescriptor> Services { get; } =
    [
        .. Catalogue.Services.SelectMany(s => Files.Where(f => PackageOf(f) == s.Name)).SelectMany(f => f.Services),
        .. Files.Where(f => Catalogue.Find(PackageOf(f)) is null).SelectMany(f => f.Services),
    ];

    /// <summary>Every message in a file of events, <c>NAME_events.proto</c>: the events and their parts.</summary>
    public static IReadOnlyList<MessageDescriptor> Events { get; } =
    [.. Files.Where(f => f.Name.EndsWith("_events.proto", StringComparison.Ordinal)).SelectMany(f => f.MessageTypes)];

    /// <summary>
    /// The middle part of a file's package, e.g. intake of <c>proposals.intake.v1</c>: a service's name.
    /// </summary>
    public static string PackageOf(FileDescriptor file) => file.Package.Split('.')[1];
}
