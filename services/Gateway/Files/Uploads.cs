using System.Buffers.Text;
using System.Text.Json.Nodes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Gateway;

/// <summary>
/// POST /files?name=…: the body is the file itself. Directory identifies the caller before a byte is stored. The client
/// presents the receipt of the answer to AttachFile or RecordPaperForm, which decide who may attach what. A file that
/// is not attached is visible to nobody, and removed after a day.
/// </summary>
internal sealed class Uploads(
    PeerChannels peers,
    GatewaySettings settings,
    RateLimits limits,
    FileStore store,
    Receipts receipts,
    HostParts parts
)
{
    public const string Path = "/files";

    /// <summary>Answers one upload.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var credentials = Credentials.Of(context, settings);
        var name = QueryParameter.Of(context.Request, "name");
        if (name.Length == 0)
            throw new ConnectException(
                GatewayRefusals.FileNameInvalid.Because("缺少文件名，请在查询参数 name 中给出。")
            );
        if (!FileRules.IsName(name))
            throw new ConnectException(GatewayRefusals.FileNameInvalid);
        if (!FileKinds.Of(name).Decided(out var kind, out var badKind))
            throw new ConnectException(badKind);
        var directory = new DirectoryService.DirectoryServiceClient(peers.Of("directory"));
        var account = await directory.GetCallerAsync(
            new GetCallerRequest(),
            PeerChannels.OptionsOf(credentials, ConnectRequest.DefaultTimeout, context.RequestAborted)
        );
        // Nobody else has anything to attach a file to.
        if (!account.Roles.Any(role => role is Role.Member or Role.ProposalsOffice))
            throw new ConnectException(CommonRefusals.RoleRequired);
        limits.Upload(account.Name);
        if (context.Request.ContentLength > FileRules.MaxBytes)
            throw new ConnectException(GatewayRefusals.FileTooLarge);
        if (context.Request.Headers.ContentEncoding.Count > 0)
            throw new ConnectException(GatewayRefusals.EncodingUnknown.Because("上传的文件不得再压缩传输。"));
        var (committee, id) = (account.Name.Split('/')[1], account.Name.Split('/')[3]);
        var received = await store.ReceiveAsync(committee, id, kind, context.Request.Body, context.RequestAborted);
        if (!received.Decided(out var file, out var refusal))
            throw new ConnectException(refusal);
        GatewayMeter.Uploaded(file.Size);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(
            new JsonObject
            {
                ["sha256"] = file.Sha256,
                ["size"] = file.Size,
                ["mediaType"] = kind.MediaType,
                ["fileName"] = name,
                ["receipt"] = Base64Url.EncodeToString(
                    receipts.Of(
                        new ReceivedFile(committee, file.Sha256, file.Size, kind.MediaType, name),
                        parts.Clock.GetUtcNow()
                    )
                ),
            }.ToJsonString(ConnectError.Json),
            context.RequestAborted
        );
    }
}
