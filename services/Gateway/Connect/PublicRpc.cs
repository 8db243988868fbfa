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
