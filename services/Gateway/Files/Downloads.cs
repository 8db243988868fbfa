using Microsoft.Net.Http.Headers;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;

namespace Proposals.Gateway;

/// <summary>
/// GET /files/committees/{c}/proposals/{p}/attachments/{sha256} and …/forms/{f}/scans/{sha256}. Intake or Feedback,
/// called with the caller's own credentials, decides whether the caller may see the proposal or the form. Only its own
/// files are served. They are always sent as downloads, so the browser never shows them under our origin.
/// </summary>
internal sealed class Downloads(PeerChannels peers, GatewaySettings settings, FileStore store)
{
    public const string Path = "/files/committees/{committee}/proposals/{proposal}/attachments/{sha256}";
    public const string ScanPath = "/files/committees/{committee}/forms/{form}/scans/{sha256}";

    /// <summary>Answers one download of an attachment, or a range of one.</summary>
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
        var attachment =
            found.Attachments.FirstOrDefault(a => a.Sha256 == sha256)
            ?? throw new ConnectException(CommonRefusals.NotFound);
        await SendAsync(
            context,
            new ReceivedFile(
                found.Name.Split('/')[1],
                sha256,
                attachment.Size,
                attachment.MediaType,
                attachment.FileName
            )
        );
    }

    /// <summary>Answers one download of the scan of a paper form, or a range of one.</summary>
    public async Task AnswerScanAsync(HttpContext context)
    {
        var (committee, form, sha256) = (
            ValueOf(context, "committee"),
            ValueOf(context, "form"),
            ValueOf(context, "sha256")
        );
        var credentials = Credentials.Of(context, settings);
        var feedback = new FeedbackService.FeedbackServiceClient(peers.Of("feedback"));
        var found = await feedback.GetFeedbackFormAsync(
            new GetFeedbackFormRequest { Name = $"committees/{committee}/forms/{form}" },
            PeerChannels.OptionsOf(credentials, ConnectRequest.DefaultTimeout, context.RequestAborted)
        );
        var scan =
            found.Statements.Select(s => s.Scan).FirstOrDefault(s => s?.Sha256 == sha256)
            ?? throw new ConnectException(CommonRefusals.NotFound);
        await SendAsync(
            context,
            new ReceivedFile(found.Name.Split('/')[1], sha256, scan.Size, scan.MediaType, scan.FileName)
        );
    }

    private async Task SendAsync(HttpContext context, ReceivedFile kept)
    {
        if (!FileRules.IsHash(kept.Sha256))
            throw new ConnectException(CommonRefusals.NotFound);
        var file =
            store.Open(kept.Committee, kept.Sha256, kept.Size)
            ?? throw new ConnectException(GatewayRefusals.FileMissing);
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        context.Response.Headers.CacheControl = "private, no-store";
        await Results
            .Stream(
                file,
                kept.MediaType,
                FileTypes.SafeName(kept.Name, kept.MediaType),
                entityTag: new EntityTagHeaderValue($"\"{kept.Sha256}\""),
                enableRangeProcessing: true
            )
            .ExecuteAsync(context);
    }

    private static string ValueOf(HttpContext context, string key) => (string)context.Request.RouteValues[key]!;
}
