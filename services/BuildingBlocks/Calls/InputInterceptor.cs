using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Passes the request of every RPC through the one gate, <see cref="InputGate"/>.
/// </summary>
public sealed class InputInterceptor : Interceptor
{
    /// <inheritdoc />
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        Admit(request);
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
        Admit(request);
        return continuation(request, responseStream, context);
    }

    private static void Admit(object request)
    {
        if (InputGate.Admit((IMessage)request) is { } refused)
            throw RefusalStatus.ToException(refused);
    }
}
