using Microsoft.Net.Http.Headers;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Gateway;

/// <summary>
/// GET /files/committees/{c}/proposals/{p}/attachments/{sha256}. Intake, called with the caller's own credentials,
/// decides whether the caller may see the proposal. Only files attached to it are served. They are always sent as
/// downloads, so the browser never shows them under our origin.
/// </summary>
internal sealed class Downloads(PeerChannels peers, GatewaySettings settings, FileStore store)
{
    public const string Path = "/files/committees/{committee}/proposals/{proposal}/attachments/{sha256}";

    /// <summary>Answers one download, or a range of one.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var (committee, proposal, sha256) = (
            ValueOf(context, "committee"),
            ValueOf(context, "proposal"),
            ValueOf(context, "sha256")
        );
        var credentials = Credentials.Of(context, settings);
        var intake = new IntakeService.IntakeServiceClient(peers.Of("intake"));
        var found = await intake.GetProposalAsync(
            new GetProposalRequest { Name = $"committees/{committee}/proposals/{proposal}" },
            PeerChannels.OptionsOf(credentials, ConnectRequest.DefaultTimeout, context.RequestAborted)
        );
        if (
            found.Attachments.FirstOrDefault(a => a.Sha256 == sha256) is not { } attachment
            || !FileRules.IsHash(sha256)
        )
            throw new ConnectException(CommonRefusals.NotFound);
        var file =
            store.Open(found.Name.Split('/')[1], sha256, attachment.Size)
            ?? throw new ConnectException(GatewayRefusals.FileMissing);
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        context.Response.Headers.CacheControl = "private, no-store";
        await Results
            .Stream(
                file,
                attachment.MediaType,
                FileTypes.SafeName(attachment.FileName, attachment.MediaType),
                entityTag: new EntityTagHeaderValue($"\"{sha256}\""),
                enableRangeProcessing: true
            )
            .ExecuteAsync(context);
    }

    private static string ValueOf(HttpContext context, string key) => (string)context.Request.RouteValues[key]!;
}
