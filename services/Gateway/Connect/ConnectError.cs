using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// An error in the Connect protocol: code, message, details. The message is the Chinese one of the error. An error
/// without one gets ours, because a transport's message is for the operator's log, not for a user.
/// </summary>
internal static class ConnectError
{
    /// <summary>
    /// JSON options: Chinese is not escaped, which is safe because none of this JSON is ever put into a page.
    /// </summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The error as JSON.</summary>
    public static JsonObject ToJson(RpcException error, Grpc.Core.StatusCode? code = null)
    {
        var details = RefusalStatus.Read(error)?.Details.ToList() ?? [];
        if (!details.Any(d => d.Is(ErrorInfo.Descriptor)))
            details = [.. WordsOf(error.StatusCode), .. details];
        var message =
            details.FirstOrDefault(d => d.Is(LocalizedMessage.Descriptor))?.Unpack<LocalizedMessage>().Message ?? "";
        return new JsonObject
        {
            ["code"] = NameOf(code ?? error.StatusCode),
            ["message"] = message,
            ["details"] = new JsonArray([
                .. details.Select(d => new JsonObject
                {
                    ["type"] = Any.GetTypeName(d.TypeUrl),
                    ["value"] = Convert.ToBase64String(d.Value.Span).TrimEnd('='),
                    ["debug"] = DebugOf(d),
                }),
            ]),
        };
    }

    /// <summary>Name of a status in the Connect protocol.</summary>
    public static string NameOf(Grpc.Core.StatusCode code) =>
        code switch
        {
            Grpc.Core.StatusCode.Cancelled => "canceled",
            Grpc.Core.StatusCode.InvalidArgument => "invalid_argument",
            Grpc.Core.StatusCode.DeadlineExceeded => "deadline_exceeded",
            Grpc.Core.StatusCode.NotFound => "not_found",
            Grpc.Core.StatusCode.AlreadyExists => "already_exists",
            Grpc.Core.StatusCode.PermissionDenied => "permission_denied",
            Grpc.Core.StatusCode.ResourceExhausted => "resource_exhausted",
            Grpc.Core.StatusCode.FailedPrecondition => "failed_precondition",
            Grpc.Core.StatusCode.Aborted => "aborted",
            Grpc.Core.StatusCode.OutOfRange => "out_of_range",
            Grpc.Core.StatusCode.Unimplemented => "unimplemented",
            Grpc.Core.StatusCode.Internal => "internal",
            Grpc.Core.StatusCode.Unavailable => "unavailable",
            Grpc.Core.StatusCode.DataLoss => "data_loss",
            Grpc.Core.StatusCode.Unauthenticated => "unauthenticated",
            _ => "unknown",
        };

    /// <summary>HTTP status of a gRPC status, as listed by the Connect protocol.</summary>
    public static int HttpOf(Grpc.Core.StatusCode code) =>
        code switch
        {
            Grpc.Core.StatusCode.Cancelled => 499,
            Grpc.Core.StatusCode.InvalidArgument
            or Grpc.Core.StatusCode.FailedPrecondition
            or Grpc.Core.StatusCode.OutOfRange => 400,
            Grpc.Core.StatusCode.Unauthenticated => 401,
            Grpc.Core.StatusCode.PermissionDenied => 403,
            Grpc.Core.StatusCode.NotFound => 404,
            Grpc.Core.StatusCode.AlreadyExists or Grpc.Core.StatusCode.Aborted => 409,
            Grpc.Core.StatusCode.ResourceExhausted => 429,
            Grpc.Core.StatusCode.Unimplemented => 501,
            Grpc.Core.StatusCode.Unavailable => 503,
            Grpc.Core.StatusCode.DeadlineExceeded => 504,
            _ => 500,
        };

    private static IEnumerable<Any> WordsOf(Grpc.Core.StatusCode code)
    {
        var (reason, words) = code switch
        {
            Grpc.Core.StatusCode.Unavailable => (
                "SERVICE_UNAVAILABLE",
                "服务没有响应，请稍后重试；持续出现时请联系运维人员。"
            ),
            Grpc.Core.StatusCode.DeadlineExceeded => (
                "DEADLINE_EXCEEDED",
                "超过等待时间，结果未知；请用同一请求编号重试，不会重复办理。"
            ),
            Grpc.Core.StatusCode.Cancelled => ("CANCELLED", "请求已取消。"),
            Grpc.Core.StatusCode.ResourceExhausted => ("MESSAGE_TOO_LARGE", "请求或答复过大。"),
            Grpc.Core.StatusCode.Unimplemented => ("NOT_PROVIDED", "此功能尚未提供。"),
            _ => ("INTERNAL", "系统出错，请稍后重试；持续出现时请联系运维人员。"),
        };
        yield return Any.Pack(new ErrorInfo { Reason = reason, Domain = RefusalStatus.Domain });
        yield return Any.Pack(new LocalizedMessage { Locale = "zh-CN", Message = words });
    }

    /// <summary>A detail in plain JSON, for clients without the contracts.</summary>
    private static JsonObject DebugOf(Any detail)
    {
        if (detail.Is(ErrorInfo.Descriptor))
        {
            var info = detail.Unpack<ErrorInfo>();
            return new JsonObject
            {
                ["reason"] = info.Reason,
                ["domain"] = info.Domain,
                ["metadata"] = new JsonObject(
                    info.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal)
                        .Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))
                ),
            };
        }

        if (detail.Is(LocalizedMessage.Descriptor))
        {
            var message = detail.Unpack<LocalizedMessage>();
            return new JsonObject { ["locale"] = message.Locale, ["message"] = message.Message };
        }

        if (detail.Is(BadRequest.Descriptor))
        {
            var violations = detail.Unpack<BadRequest>().FieldViolations;
            return new JsonObject
            {
                ["fieldViolations"] = new JsonArray([
                    .. violations.Select(v => new JsonObject { ["field"] = v.Field, ["description"] = v.Description }),
                ]),
            };
        }

        return [];
    }
}
