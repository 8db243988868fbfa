using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Proposals.Channels;
using Proposals.TestKit;

namespace Proposals.Trust;

/// <summary>
/// Sends what it likes: by gRPC as the gateway does, with the gateway's certificate, and to the gateway from any
/// address of loopback.
/// </summary>
internal sealed class Attacker : IDisposable
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(b => b, b => b);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, GrpcChannel> _channels;
    private readonly ConcurrentDictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    public Attacker(ApartDeployment deployment)
    {
        var certificates = deployment.CertificatesOf(Identity.Gateway);
        _channels = deployment.Services.ToDictionary(
            s => s.Key,
            s => PeerChannel.Open(s.Key, s.Value, certificates),
            StringComparer.Ordinal
        );
        Gateway = new Uri(deployment.Gateways[0]);
    }

    /// <summary>Address of the gateway.</summary>
    public Uri Gateway { get; }

    /// <summary>Calls an RPC by gRPC with these bytes as its request.</summary>
    public async Task<Answer> CallAsync(MethodDescriptor method, byte[] request, string? authorization)
    {
        var headers = new Metadata();
        if (authorization is not null)
            headers.Add("authorization", authorization);
        var package = Contract.PackageOf(method.File);
        // Every service answers for journals.
        var channel = _channels.GetValueOrDefault(package) ?? _channels[Identity.Services[0]];
        var watch = Stopwatch.StartNew();
        try
        {
            using var call = channel
                .CreateCallInvoker()
                .AsyncUnaryCall(
                    new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes),
                    null,
                    new CallOptions(headers, DateTime.UtcNow + Patience),
                    request
                );
            return Answer.Of(await call.ResponseAsync, watch.Elapsed);
        }
        catch (RpcException e)
        {
            return Answer.Of(e, watch.Elapsed);
        }
    }

    /// <summary>Posts a body to an RPC at the gateway.</summary>
    public Task<Answer> PostAsync(
        MethodDescriptor method,
        byte[] body,
        string? authorization,
        string from = "127.0.0.1",
        string type = "application/json"
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, HostileCalls.PathOf(method))
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return SendAsync(request, authorization, from);
    }

    /// <summary>Sends a request to the gateway.</summary>
    public async Task<Answer> SendAsync(
        HttpRequestMessage request,
        string? authorization = null,
        string from = "127.0.0.1",
        bool whole = true
    )
    {
        using (request)
        {
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            // As long as the caller is ready to wait; the gateway's own ten seconds are no answer to count.
            request.Headers.TryAddWithoutValidation("Connect-Timeout-Ms", "60000");
            var watch = Stopwatch.StartNew();
            try
            {
                using var answer = await From(from).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                return await Answer.OfAsync(answer, watch, whole);
            }
            catch (HttpRequestException e)
            {
                return new Answer("CONNECTION", "", $"{e.HttpRequestError}: {e.Message}", watch.Elapsed, []);
            }
        }
    }

    /// <summary>A client whose connections come from this address.</summary>
    public HttpClient From(string address) =>
        _clients.GetOrAdd(
            address,
            a => new HttpClient(
                new SocketsHttpHandler
                {
                    UseCookies = false,
                    AllowAutoRedirect = false,
                    ConnectCallback = async (context, stop) =>
                    {
                        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                        try
                        {
                            socket.NoDelay = true;
                            socket.Bind(new IPEndPoint(IPAddress.Parse(a), 0));
                            await socket.ConnectAsync(context.DnsEndPoint, stop);
                            return new NetworkStream(socket, ownsSocket: true);
                        }
                        catch
                        {
                            socket.Dispose();
                            throw;
                        }
                    },
                }
            )
            {
                BaseAddress = Gateway,
                Timeout = Patience,
            }
        );

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        foreach (var channel in _channels.Values)
            channel.Dispose();
    }
}
