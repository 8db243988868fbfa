using System.Collections.Frozen;
using Proposals.Channels;
using Proposals.ContractOptions.V1;

namespace Proposals.BuildingBlocks;

/// <summary>The RPCs that need no token: those whose contract says `access = ACCESS_PUBLIC`.</summary>
public static class PublicMethods
{
    private static readonly FrozenSet<string> Paths = Contract
        .Files.SelectMany(f => f.Services)
        .SelectMany(s => s.Methods)
        .Where(m => m.GetOptions()?.GetExtension(OptionsExtensions.Access) == Access.Public)
        .Select(m => $"/{m.Service.FullName}/{m.Name}")
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for the path of a public RPC, e.g. /proposals.directory.v1.DirectoryService/SignIn.</summary>
    public static bool Contains(string path) => Paths.Contains(path);
}
