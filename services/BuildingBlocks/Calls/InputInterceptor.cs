using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The one gate of every request, for every RPC: unknown enum values are refused, and texts, times and numbers pass the
/// rules of <see cref="InputGate"/>.
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
        var message = (IMessage)request;
        if ((EnumFields.Refuses(message) ?? InputGate.Admit(message)) is { } refused)
            throw RefusalStatus.ToException(refused);
    }
}
