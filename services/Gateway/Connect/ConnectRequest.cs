using System.Globalization;
using Google.Protobuf;
using Grpc.Core;

namespace Proposals.Gateway;

/// <summary>Reads the headers of a Connect call.</summary>
internal static class ConnectRequest
{
    /// <summary>Timeout of a call whose client sets none.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Longest timeout of a call.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Refuses an unsupported protocol version: PROTOCOL_UNKNOWN. A missing version counts as 1.</summary>
    public static void RequireVersion(HttpRequest request)
    {
        if (request.Headers["Connect-Protocol-Version"] is { Count: > 0 } version && version != "1")
            throw new ConnectException(GatewayRefusals.ProtocolUnknown);
    }

    /// <summary>The call's timeout. Refusal: TIMEOUT_INVALID.</summary>
    public static TimeSpan TimeoutOf(HttpRequest request)
    {
        if (request.Headers["Connect-Timeout-Ms"] is not { Count: > 0 } header)
            return DefaultTimeout;
        if (
            header.ToString() is not { Length: <= 10 } text
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds == 0
        )
        {
            throw new ConnectException(GatewayRefusals.TimeoutInvalid);
        }

        return milliseconds > MaxTimeout.TotalMilliseconds ? MaxTimeout : TimeSpan.FromMilliseconds(milliseconds);
    }

    /// <summary>
    /// True for JSON, false for binary protobuf. Refusal: CONTENT_TYPE_UNKNOWN with 415 and Accept-Post.
    /// </summary>
    public static bool IsJson(HttpRequest request)
    {
        switch (request.ContentType?.Split(';')[0].Trim().ToLowerInvariant())
        {
            case "application/json"
                when request.ContentType.Contains("charset", StringComparison.OrdinalIgnoreCase) is false
                    || request.ContentType.Contains("utf-8", StringComparison.OrdinalIgnoreCase):
                return true;
            case "application/proto":
                return false;
            default:
                request.HttpContext.Response.Headers["Accept-Post"] = "application/json, application/proto";
                throw new ConnectException(
                    GatewayRefusals.ContentTypeUnknown,
                    StatusCode.Unknown,
                    StatusCodes.Status415UnsupportedMediaType
                );
        }
    }

    /// <summary>
    /// Reads the message of a call. Refusals: those of <see cref="RequestBody"/> and <see cref="MessageCodec"/>.
    /// </summary>
    public static async Task<IMessage> ReadAsync(HttpContext context, OfferedRpc rpc, bool json)
    {
        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        return json
            ? MessageCodec.FromJson(body, rpc.Descriptor.InputType)
            : MessageCodec.FromBytes(body, rpc.Descriptor.InputType);
    }
}
