using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Proposals.ContractOptions.V1;
using RpcStatus = Google.Rpc.Status;
using Status = Grpc.Core.Status;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The only place where a refusal becomes a gRPC status. Its google.rpc details are ErrorInfo (stable reason),
/// LocalizedMessage (zh-CN) and BadRequest (fields).
/// </summary>
public static class RefusalStatus
{
    /// <summary>Domain of the suite's reasons in ErrorInfo.</summary>
    public const string Domain = "proposals";

    /// <summary>
    /// Greatest length of one text in a status, in UTF-16 units: what came in is never echoed longer.
    /// </summary>
    public const int MaxText = 200;

    /// <summary>
    /// Greatest size of a status in bytes. It travels in a trailer, and clients limit their headers (grpcio to 8 KB).
    /// </summary>
    public const int MaxBytes = 6 * 1024;

    /// <summary>Creates the exception that carries a refusal to the client.</summary>
    public static RpcException ToException(Refusal refusal)
    {
        var code = Code(refusal.Reason.Kind);
        var info = new ErrorInfo { Reason = refusal.Reason.Code, Domain = Domain };
        foreach (var (key, value) in refusal.Metadata ?? new Dictionary<string, string>())
            info.Metadata.Add(key, Cut(value));
        if (refusal.Field is { } field)
            info.Metadata.Add("field", Cut(field));
        var status = new RpcStatus { Code = (int)code, Message = refusal.Reason.Code };
        status.Details.Add(Any.Pack(info));
        status.Details.Add(Any.Pack(new LocalizedMessage { Locale = "zh-CN", Message = Cut(refusal.Message) }));
        var violations = refusal.Violations.ToList();
        if (refusal.Field is { } single && violations.Count == 0)
            violations.Add((single, refusal.Message));
        if (violations.Count > 0)
        {
            var bad = new BadRequest();
            // The message gives the number of violations; the details hold the first of them, as many as fit.
            var left = MaxBytes - status.CalculateSize() - 100;
            foreach (var (name, message) in violations)
            {
                var next = new BadRequest.Types.FieldViolation { Field = Cut(name), Description = Cut(message) };
                if ((left -= next.CalculateSize() + 4) < 0)
                    break;
                bad.FieldViolations.Add(next);
            }

            status.Details.Add(Any.Pack(bad));
        }

        var trailers = new Metadata { { "grpc-status-details-bin", status.ToByteArray() } };
        return new RpcException(new Status(code, refusal.Reason.Code), trailers);
    }

    private static string Cut(string text) =>
        text.Length <= MaxText ? text
        : char.IsHighSurrogate(text[MaxText - 2]) ? text[..(MaxText - 2)] + "…"
        : text[..(MaxText - 1)] + "…";

    /// <summary>The google.rpc.Status in an error's trailers; null when there is none.</summary>
    public static RpcStatus? Read(RpcException error) =>
        error.Trailers.FirstOrDefault(t => t.Key == "grpc-status-details-bin") is { } entry
            ? RpcStatus.Parser.ParseFrom(entry.ValueBytes)
            : null;

    /// <summary>The stable reason in an error; empty when there is none.</summary>
    public static string ReasonOf(RpcException error) => Unpack<ErrorInfo>(error)?.Reason ?? "";

    /// <summary>One detail of an error; null when there is none of this type.</summary>
    public static T? Unpack<T>(RpcException error)
        where T : class, IMessage<T>, new() =>
        Read(error)?.Details.FirstOrDefault(d => d.Is(new T().Descriptor))?.Unpack<T>();

    private static StatusCode Code(RefusalKind kind) =>
        kind switch
        {
            RefusalKind.Invalid => StatusCode.InvalidArgument,
            RefusalKind.State => StatusCode.FailedPrecondition,
            RefusalKind.NotFound => StatusCode.NotFound,
            RefusalKind.Exists => StatusCode.AlreadyExists,
            RefusalKind.Stale => StatusCode.Aborted,
            RefusalKind.Denied => StatusCode.PermissionDenied,
            RefusalKind.Unauthenticated => StatusCode.Unauthenticated,
            RefusalKind.Exhausted => StatusCode.ResourceExhausted,
            RefusalKind.Unavailable => StatusCode.Unavailable,
            RefusalKind.Unspecified => throw new InvalidOperationException("A reason has no kind."),
        };
}
