using Google.Protobuf.Reflection;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>The suite's own contracts, as generated: a new proto file is here as soon as it is built.</summary>
public static class ContractFiles
{
    /// <summary>Every file of the suite's packages, by name.</summary>
    public static IReadOnlyList<FileDescriptor> All { get; } =
    [
        .. typeof(JournalReflection)
            .Assembly.GetExportedTypes()
            .Where(t => t.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(t => t.GetProperty("Descriptor")?.GetValue(null))
            .OfType<FileDescriptor>()
            .Where(f => f.Package.StartsWith("proposals.", StringComparison.Ordinal))
            .OrderBy(f => f.Name, StringComparer.Ordinal),
    ];
}
