using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Proposals.BuildingBlocks;

/// <summary>Refuses a request with an enum value that the contract does not know, for every RPC at once.</summary>
public sealed class EnumInterceptor : Interceptor
{
    /// <inheritdoc />
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        Check(request);
        return continuation(request, context);
    }

    /// <inheritdoc />
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        Check(request);
        return continuation(request, responseStream, context);
    }

    private static void Check(object request)
    {
        if (EnumFields.Refuses((IMessage)request) is { } refused)
            throw RefusalStatus.ToException(refused);
    }
}
