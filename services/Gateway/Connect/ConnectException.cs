using Grpc.Core;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>A refusal of the gateway itself that ends the request; <see cref="ErrorAnswers"/> writes it.</summary>
/// <param name="refusal">What is refused.</param>
/// <param name="code">Status where the protocol wants another one than the refusal's sort gives.</param>
/// <param name="http">HTTP status where the protocol wants another one than the status gives.</param>
internal sealed class ConnectException(Refusal refusal, StatusCode? code = null, int? http = null)
    : Exception(refusal.Reason.Code)
{
    /// <summary>The same as a gRPC error.</summary>
    public RpcException Error { get; } = RefusalStatus.ToException(refusal);

    /// <summary>Status of the protocol.</summary>
    public StatusCode? Code => code;

    /// <summary>HTTP status.</summary>
    public int? Http => http;
}
