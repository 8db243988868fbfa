using Grpc.Core;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>A refusal of the gateway itself that ends the request; <see cref="ErrorAnswers"/> writes it.</summary>
/// <param name="refusal">The refusal.</param>
/// <param name="code">Status, where the protocol requires another than the refusal's kind gives.</param>
/// <param name="http">HTTP status, where the protocol requires another than the status gives.</param>
internal sealed class ConnectException(Refusal refusal, StatusCode? code = null, int? http = null)
    : Exception(refusal.Reason.Code)
{
    /// <summary>The same as a gRPC error.</summary>
    public RpcException Error { get; } = RefusalStatus.ToException(refusal);

    /// <summary>Status of the protocol.</summary>
    public StatusCode? Code => code;

    public int? Http => http;
}
