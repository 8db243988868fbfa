using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Proposals.BuildingBlocks;

/// <summary>
/// What happens around every RPC: the peer is admitted, then the request passes the one gate, and what goes wrong
/// becomes a status. One interceptor does all of it, because each costs every call one more asynchronous step.
/// </summary>
internal sealed class CallInterceptor(CallErrors errors, HealthProblems problems) : Interceptor
{
    /// <inheritdoc />
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            Admit(context);
            Admit(request);
            var answer = await continuation(request, context);
            if (PeerRules.IsHealth(context.Method))
                problems.Tell(context);
            return answer;
        }
        catch (Exception e) when (errors.Translate(e, context) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc />
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            Admit(context);
            Admit(request);
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (errors.Translate(e, context) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc />
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            Admit(context);
            return await continuation(requestStream, context);
        }
        catch (Exception e) when (errors.Translate(e, context) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc />
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            Admit(context);
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception e) when (errors.Translate(e, context) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>
    /// Admits the peers that <see cref="PeerRules"/> allows. Refusal: PEER_NOT_ALLOWED. On the health listener every
    /// other RPC is UNIMPLEMENTED.
    /// </summary>
    private static void Admit(ServerCallContext context)
    {
        var peer =
            context.GetHttpContext().Features.Get<Peer>()
            ?? throw new InvalidOperationException("no listener has marked this connection");
        switch (peer.Via)
        {
            case Peer.Listener.Tls
                when !PeerRules.Allows(peer.Name, context.Method) || peer.Revalidation is not { IsStillValid: true }:
                throw RefusalStatus.ToException(CommonRefusals.PeerNotAllowed);
            case Peer.Listener.Health when !PeerRules.IsHealth(context.Method):
                throw new RpcException(new Status(StatusCode.Unimplemented, "only grpc.health.v1 is answered here"));
        }

        peer.Marks(context);
    }

    private static void Admit(object request)
    {
        if (InputGate.Admit((IMessage)request) is { } refused)
            throw RefusalStatus.ToException(refused);
    }
}
