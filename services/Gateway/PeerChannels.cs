using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Proposals.Gateway;

/// <summary>The services behind the gateway, by address (Peers:Directory, Peers:Intake …; Listen for those not named), and one way to call any of their RPCs.</summary>
internal sealed class PeerChannels(IConfiguration configuration) : IDisposable
{
    private const int MaxMessage = 8 * 1024 * 1024;
    private static readonly ConcurrentDictionary<string, Method<IMessage, IMessage>> Methods = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GrpcChannel> _channels = new(StringComparer.Ordinal);

    /// <summary>Calls a unary RPC.</summary>
    public AsyncUnaryCall<IMessage> Call(PublicRpc rpc, IMessage request, Credentials credentials, TimeSpan deadline, CancellationToken stop) =>
        InvokerOf(rpc, request).AsyncUnaryCall(MethodOf(rpc), null, OptionsOf(credentials, deadline, stop), request);

    /// <summary>Calls an RPC that answers with a stream.</summary>
    public AsyncServerStreamingCall<IMessage> Open(PublicRpc rpc, IMessage request, Credentials credentials, TimeSpan deadline, CancellationToken stop) =>
        InvokerOf(rpc, request).AsyncServerStreamingCall(MethodOf(rpc), null, OptionsOf(credentials, deadline, stop), request);

    /// <summary>A service's channel, for its generated client.</summary>
    public GrpcChannel Of(string service)
    {
        var address = configuration[$"Peers:{char.ToUpperInvariant(service[0])}{service[1..]}"] ?? configuration["Listen"] ?? "http://127.0.0.1:5100";
        return _channels.GetOrAdd(address, a => GrpcChannel.ForAddress(a, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = MaxMessage,
            // A service admits 200 streams a connection; many open event streams must not starve the calls.
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, ConnectTimeout = TimeSpan.FromSeconds(5) },
            DisposeHttpClient = true,
        }));
    }

    /// <summary>Options of a call: who is calling, and until when (wall-clock, as gRPC has it).</summary>
    public static CallOptions OptionsOf(Credentials credentials, TimeSpan deadline, CancellationToken stop) => new(credentials.ToHeaders(), DateTime.UtcNow + deadline, stop);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var channel in _channels.Values) channel.Dispose();
    }

    private CallInvoker InvokerOf(PublicRpc rpc, IMessage request) => Of(rpc.PeerOf(request)).CreateCallInvoker();

    private static Method<IMessage, IMessage> MethodOf(PublicRpc rpc) => Methods.GetOrAdd(rpc.Path, _ => new(
        rpc.IsStream ? MethodType.ServerStreaming : MethodType.Unary, rpc.Descriptor.Service.FullName, rpc.Descriptor.Name, MarshallerOf(rpc.Descriptor.InputType.Parser), MarshallerOf(rpc.Descriptor.OutputType.Parser)));

    private static Marshaller<IMessage> MarshallerOf(MessageParser parser) => Marshallers.Create(m => m.ToByteArray(), bytes => parser.ParseFrom(bytes));
}
