using Google.Protobuf;
using Google.Protobuf.Reflection;
using Proposals.BuildingBlocks;
using Proposals.Channels;

namespace Proposals.Gateway;

/// <summary>An RPC that the gateway offers to clients.</summary>
internal sealed class OfferedRpc(MethodDescriptor descriptor)
{
    /// <summary>Its contract.</summary>
    public MethodDescriptor Descriptor => descriptor;

    /// <summary>Path of the Connect protocol, e.g. /proposals.intake.v1.IntakeService/SubmitProposal.</summary>
    public string Path { get; } = $"/{descriptor.Service.FullName}/{descriptor.Name}";

    public bool IsStream => descriptor.IsServerStreaming;

    /// <summary>True unless it is public.</summary>
    public bool NeedsToken { get; } = !PublicMethods.Contains($"/{descriptor.Service.FullName}/{descriptor.Name}");

    /// <summary>True for the RPC that opens a sign-in session.</summary>
    public bool IsSignIn => descriptor.FullName == "proposals.directory.v1.DirectoryService.SignIn";

    /// <summary>True for the RPC that ends a sign-in session.</summary>
    public bool IsSignOut => descriptor.FullName == "proposals.directory.v1.DirectoryService.SignOut";

    /// <summary>
    /// The service that answers a request, by the name of its package. Every process serves the journal contract for
    /// its own journals, so there the request names the service. A wrong name goes to Directory, which refuses it.
    /// </summary>
    public string PeerOf(IMessage request)
    {
        var package = Contract.PackageOf(descriptor.File);
        if (package != "journal")
            return package;
        var field = descriptor.InputType.FindFieldByName("source") ?? descriptor.InputType.FindFieldByName("service");
        var named = field is null ? "" : (string)field.Accessor.GetValue(request);
        return Catalogue.Find(named) is null ? Identity.Directory : named;
    }
}
