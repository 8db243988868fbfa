using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Runs before every RPC and admits the peers that <see cref="PeerRules"/> allows. Refusal: PEER_NOT_ALLOWED. On the
/// health listener every other RPC is UNIMPLEMENTED.
/// </summary>
internal sealed class PeerInterceptor : Interceptor
{
    /// <inheritdoc />
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    ) => continuation(request, Admitted(context));

    /// <inheritdoc />
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    ) => continuation(request, responseStream, Admitted(context));

    /// <inheritdoc />
    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation
    ) => continuation(requestStream, Admitted(context));

    /// <inheritdoc />
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation
    ) => continuation(requestStream, responseStream, Admitted(context));

    private static ServerCallContext Admitted(ServerCallContext context)
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
        return context;
    }
}
