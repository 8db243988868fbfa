using Google.Protobuf;
using Google.Protobuf.Reflection;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Proposals.Gateway;

/// <summary>An RPC that is offered to the outside.</summary>
internal sealed class PublicRpc(MethodDescriptor descriptor)
{
    /// <summary>Its contract.</summary>
    public MethodDescriptor Descriptor => descriptor;

    /// <summary>Path of the Connect protocol, e.g. /proposals.intake.v1.IntakeService/SubmitProposal.</summary>
    public string Path { get; } = $"/{descriptor.Service.FullName}/{descriptor.Name}";

    /// <summary>It answers with a stream.</summary>
    public bool IsStream => descriptor.IsServerStreaming;

    /// <summary>It opens a sign-in session.</summary>
    public bool IsSignIn => descriptor.FullName == "proposals.directory.v1.DirectoryService.SignIn";

    /// <summary>It ends one.</summary>
    public bool IsSignOut => descriptor.FullName == "proposals.directory.v1.DirectoryService.SignOut";

    /// <summary>
    /// The service that answers a request, by the name of its package. The journal contract is served by every process for the journals it has, so there the request says which;
    /// what it names wrongly goes to Directory, which refuses it.
    /// </summary>
    public string PeerOf(IMessage request)
    {
        var package = descriptor.File.Package.Split('.')[1];
        if (package != "journal")
            return package;
        var field = descriptor.InputType.FindFieldByName("source") ?? descriptor.InputType.FindFieldByName("service");
        var named = field is null ? "" : (string)field.Accessor.GetValue(request);
        return PublicRpcs.Peers.Contains(named) ? named : "directory";
    }
}

/// <summary>Every RPC of the suite's contracts that the outside may call, found from the generated descriptors: a new RPC is offered as soon as it is in a proto.</summary>
internal static class PublicRpcs
{
    private static readonly FileDescriptor[] Files =
    [
        .. typeof(JournalReflection)
            .Assembly.GetExportedTypes()
            .Where(t => t.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(t => t.GetProperty("Descriptor")?.GetValue(null))
            .OfType<FileDescriptor>()
            .Where(f => f.Package.StartsWith("proposals.", StringComparison.Ordinal)),
    ];

    /// <summary>Services that have a contract of their own, by the names of their packages.</summary>
    public static readonly IReadOnlySet<string> Peers = Files
        .Where(f => f.Services.Count > 0)
        .Select(f => f.Package.Split('.')[1])
        .Where(p => p != "journal")
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The services' contracts, by full name.</summary>
    public static readonly IReadOnlyList<ServiceDescriptor> Services =
    [
        .. Files.SelectMany(f => f.Services).OrderBy(s => s.FullName, StringComparer.Ordinal),
    ];

    /// <summary>What is offered, in the order of the contracts: all that <see cref="PeerRules.Withheld"/> does not name. No RPC here takes a stream of requests.</summary>
    public static readonly IReadOnlyList<PublicRpc> All =
    [
        .. Services
            .SelectMany(s => s.Methods)
            .Where(m => !m.IsClientStreaming)
            .Select(m => new PublicRpc(m))
            .Where(r => !PeerRules.Withheld.ContainsKey(r.Path)),
    ];
}
