using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Proposals.BuildingBlocks;
using Proposals.Channels;

namespace Proposals.Gateway;

/// <summary>
/// Calls any RPC of the services behind the gateway, each with the positions that its session has seen.
/// </summary>
internal sealed class PeerChannels(Peers peers, SessionPositions seen)
{
    // The caller decides whether it sends a call again that came too early.
    private readonly PositionsCarrier _carrier = new(seen, patient: false);

    private static readonly ConcurrentDictionary<string, Method<IMessage, IMessage>> Methods = new(
        StringComparer.Ordinal
    );

    /// <summary>Calls a unary RPC.</summary>
    public AsyncUnaryCall<IMessage> Call(
        OfferedRpc rpc,
        IMessage request,
        Credentials credentials,
        TimeSpan deadline,
        CancellationToken stop
    ) => InvokerOf(rpc, request).AsyncUnaryCall(MethodOf(rpc), null, WithAddress(credentials, deadline, stop), request);

    /// <summary>Calls an RPC that answers with a stream.</summary>
    public AsyncServerStreamingCall<IMessage> Open(
        OfferedRpc rpc,
        IMessage request,
        Credentials credentials,
        TimeSpan deadline,
        CancellationToken stop
    ) =>
        InvokerOf(rpc, request)
            .AsyncServerStreamingCall(MethodOf(rpc), null, WithAddress(credentials, deadline, stop), request);

    /// <summary>Calls a service, for its generated client.</summary>
    public CallInvoker Of(string service) => peers.Of(service).Intercept(_carrier);

    /// <summary>Options of a call: the credentials and the deadline (wall-clock, as gRPC requires).</summary>
    public static CallOptions OptionsOf(Credentials credentials, TimeSpan deadline, CancellationToken stop) =>
        new(credentials.ToHeaders(), DateTime.UtcNow + deadline, stop);

    private CallOptions WithAddress(Credentials credentials, TimeSpan deadline, CancellationToken stop)
    {
        var options = OptionsOf(credentials, deadline, stop);
        return options.WithHeaders(ClientAddress.With(options.Headers!, credentials.Address, peers));
    }

    private CallInvoker InvokerOf(OfferedRpc rpc, IMessage request) => Of(rpc.PeerOf(request));

    private static Method<IMessage, IMessage> MethodOf(OfferedRpc rpc) =>
        Methods.GetOrAdd(
            rpc.Path,
            _ =>
                new(
                    rpc.IsStream ? MethodType.ServerStreaming : MethodType.Unary,
                    rpc.Descriptor.Service.FullName,
                    rpc.Descriptor.Name,
                    MarshallerOf(rpc.Descriptor.InputType.Parser),
                    MarshallerOf(rpc.Descriptor.OutputType.Parser)
                )
        );

    private static Marshaller<IMessage> MarshallerOf(MessageParser parser) =>
        Marshallers.Create(m => m.ToByteArray(), bytes => parser.ParseFrom(bytes));
}
