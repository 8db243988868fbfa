using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Grpc.Tests.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests;

public class Calls(ProbeServer server) : IClassFixture<ProbeServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task a_unary_call_brings_its_response()
    {
        using var call = server.Client.EchoAsync(new Sample { Text = "grüß dich" });

        (await call.ConfigureAwait(false)).Text.ShouldBe("grüß dich");
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public void a_blocking_unary_call_returns_its_response() =>
        server.Client.Echo(new Sample { Number = 7 }).Number.ShouldBe(7);

    [Fact]
    public async Task a_server_streams_responses_in_order()
    {
        using var call = server.Client.Count(new Sample { Number = 100 });

        var numbers = new List<int>();
        await foreach (var sample in call.ResponseStream.ReadAllAsync())
        {
            numbers.Add(sample.Number);
        }

        numbers.ShouldBe(Enumerable.Range(1, 100));
    }

    [Fact]
    public async Task a_client_streams_requests_and_gets_one_response()
    {
        using var call = server.Client.Sum();
        foreach (var number in Enumerable.Range(1, 100))
        {
            await call.RequestStream.WriteAsync(new Sample { Number = number });
        }

        await call.RequestStream.CompleteAsync();

        (await call).Number.ShouldBe(5050);
    }

    [Fact]
    public async Task both_sides_stream_by_turns()
    {
        using var call = server.Client.Chat();
        foreach (var text in new[] { "one", "two", "three" })
        {
            await call.RequestStream.WriteAsync(new Sample { Text = text });
            (await call.ResponseStream.MoveNext()).ShouldBeTrue();
            call.ResponseStream.Current.Text.ShouldBe($"heard {text}");
        }

        await call.RequestStream.CompleteAsync();

        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
    }

    [Fact]
    public async Task a_call_past_its_deadline_fails_and_the_server_knows_the_deadline()
    {
        var deadline = DateTime.UtcNow.AddSeconds(1);
        var options = new CallOptions().WithDeadline(deadline);

        var failure = await Should.ThrowAsync<RpcException>(async () =>
            await server.Client.HangAsync(new Sample { Text = "deadline" }, options).ResponseAsync.WaitAsync(Patience)
        );

        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        (await server.Log.Begun("deadline").Task.WaitAsync(Patience)).Deadline.ShouldBe(
            deadline,
            TimeSpan.FromSeconds(1)
        );
        await server.Log.Cancelled("deadline").Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task a_cancelled_call_fails_and_is_cancelled_on_the_server()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = server.Client.HangAsync(
            new Sample { Text = "cancel" },
            new CallOptions(cancellationToken: cancellation.Token)
        );
        await server.Log.Begun("cancel").Task.WaitAsync(Patience);

        await cancellation.CancelAsync();

        (
            await Should.ThrowAsync<RpcException>(async () => await call.ResponseAsync.WaitAsync(Patience))
        ).StatusCode.ShouldBe(StatusCode.Cancelled);
        await server.Log.Cancelled("cancel").Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task disposing_of_a_running_stream_cancels_it_on_the_server()
    {
        var call = server.Client.Count(new Sample { Text = "dispose", Number = -1 });
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();

        call.Dispose();

        await server.Log.Cancelled("dispose").Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task headers_travel_both_ways_as_text_and_as_bytes()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(each => (byte)each)];
        var headers = new Metadata
        {
            { "X-Text", "plain" },
            { "x-text", "again" },
            { "x-data-bin", bytes },
        };
        using var call = server.Client.EchoAsync(new Sample(), headers);
        await call;

        foreach (var received in new[] { await call.ResponseHeadersAsync, call.GetTrailers() })
        {
            // HTTP lets anyone on the way join the values of one key.
            string.Join(", ", received.GetAll("x-text").Select(entry => entry.Value)).ShouldBe("plain, again");
            received.GetValueBytes("x-data-bin").ShouldBe(bytes);
        }
    }

    [Fact]
    public async Task a_refusal_brings_its_code_its_text_and_its_trailers()
    {
        using var call = server.Client.RefuseAsync(new Sample());

        var failure = await Should.ThrowAsync<RpcException>(async () => await call);

        failure.Status.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        failure.Status.Detail.ShouldBe("nicht möglich: 100%");
        failure.Trailers.GetAll("x-reason").Select(entry => entry.Value).ShouldBe(["closed", "late"]);
        failure.Trailers.GetValueBytes("x-details-bin").ShouldBe([0, 1, 254, 255]);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task a_status_the_method_sets_ends_the_call()
    {
        var failure = await Should.ThrowAsync<RpcException>(async () =>
            await server.Client.RefuseAsync(new Sample { Text = "status" })
        );

        failure.Status.StatusCode.ShouldBe(StatusCode.AlreadyExists);
        failure.Status.Detail.ShouldBe("by status");
    }

    [Fact]
    public async Task a_method_nobody_serves_is_unimplemented()
    {
        var nothing = new Method<string, string>(
            MethodType.Unary,
            "grpc.tests.Probe",
            "Nothing",
            Marshallers.StringMarshaller,
            Marshallers.StringMarshaller
        );

        var failure = await Should.ThrowAsync<RpcException>(async () =>
            await server.Channel.CreateCallInvoker().AsyncUnaryCall(nothing, null, default, "")
        );

        failure.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task a_server_that_is_not_there_is_unavailable()
    {
        var gone = await ProbeServer.StartAsync(_ => { });
        using var channel = GrpcChannel.ForAddress(gone.Address);
        await gone.StopAsync();

        var failure = await Should.ThrowAsync<RpcException>(async () =>
            await new Probe.ProbeClient(channel).EchoAsync(new Sample())
        );

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        await gone.DisposeAsync();
    }

    [Fact]
    public async Task three_megabytes_arrive_as_they_were_sent()
    {
        var blob = new byte[3 * 1024 * 1024];
        new Random(1).NextBytes(blob);

        var response = await server.Client.EchoAsync(new Sample { Blob = ByteString.CopyFrom(blob) });

        response.Blob.Span.SequenceEqual(blob).ShouldBeTrue();
    }

    [Fact]
    public async Task a_message_over_the_limit_is_refused()
    {
        var failure = await Should.ThrowAsync<RpcException>(async () =>
            await server.Client.EchoAsync(new Sample { Blob = ByteString.CopyFrom(new byte[5 * 1024 * 1024]) })
        );

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task messages_travel_compressed_both_ways_where_that_is_asked_for(string encoding)
    {
        var compressing = await ProbeServer.StartAsync(services =>
            services.AddGrpc(options =>
            {
                options.CompressionProviders.Add(
                    new DeflateCompressionProvider(System.IO.Compression.CompressionLevel.Fastest)
                );
                options.ResponseCompressionAlgorithm = encoding;
            })
        );
        using var wire = new WireTap();
        using var channel = GrpcChannel.ForAddress(
            compressing.Address,
            new GrpcChannelOptions
            {
                HttpHandler = wire,
                CompressionProviders =
                [
                    new GzipCompressionProvider(System.IO.Compression.CompressionLevel.Fastest),
                    new DeflateCompressionProvider(System.IO.Compression.CompressionLevel.Fastest),
                ],
            }
        );
        var text = new string('a', 100_000);

        var response = await new Probe.ProbeClient(channel).EchoAsync(
            new Sample { Text = text },
            new Metadata { { "grpc-internal-encoding-request", encoding } }
        );

        response.Text.ShouldBe(text);
        wire.RequestEncoding.ShouldBe(encoding);
        wire.ResponseEncoding.ShouldBe(encoding);
        wire.RequestBytes.ShouldBeInRange(1, 2000);
        await compressing.DisposeAsync();
    }

    [Fact]
    public void deflate_is_in_the_zlib_format()
    {
        using var compressed = new MemoryStream();
        using (
            var stream = new DeflateCompressionProvider(
                System.IO.Compression.CompressionLevel.Fastest
            ).CreateCompressionStream(compressed, null)
        )
        {
            stream.Write("text"u8);
        }

        (compressed.ToArray()[0] & 0x0f).ShouldBe(8);
        (((compressed.ToArray()[0] << 8) + compressed.ToArray()[1]) % 31).ShouldBe(0);
    }

    /// <summary>Sees what goes over the wire.</summary>
    private sealed class WireTap() : DelegatingHandler(new SocketsHttpHandler())
    {
        public string? RequestEncoding { get; private set; }

        public string? ResponseEncoding { get; private set; }

        public int RequestBytes { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            var type = request.Content.Headers.ContentType;
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = type } };
            RequestBytes = body.Length;
            RequestEncoding = request.Headers.GetValues("grpc-encoding").Single();
            var response = await base.SendAsync(request, cancellationToken);
            ResponseEncoding = response.Headers.GetValues("grpc-encoding").Single();
            return response;
        }
    }
}
