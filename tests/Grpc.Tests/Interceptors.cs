using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Tests.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests;

public class Interceptors(ProbeServer server) : IClassFixture<ProbeServer>
{
    [Fact]
    public async Task several_are_passed_in_the_order_given()
    {
        var passed = new List<string>();
        var client = new Probe.ProbeClient(
            server.Channel.Intercept(new Noting(passed, "first"), new Noting(passed, "second"))
        );

        await client.EchoAsync(new Sample());
        client.Echo(new Sample());
        using (var count = client.Count(new Sample()))
        {
            await count.ResponseStream.MoveNext();
        }

        using (var sum = client.Sum())
        {
            await sum.RequestStream.CompleteAsync();
            await sum;
        }

        using (var chat = client.Chat())
        {
            await chat.RequestStream.CompleteAsync();
        }

        passed.ShouldBe([
            "first unary",
            "second unary",
            "first blocking",
            "second blocking",
            "first server stream",
            "second server stream",
            "first client stream",
            "second client stream",
            "first duplex stream",
            "second duplex stream",
        ]);
    }

    [Fact]
    public async Task one_that_does_nothing_changes_nothing()
    {
        var client = new Probe.ProbeClient(server.Channel.CreateCallInvoker().Intercept(new Nothing()));

        (await client.EchoAsync(new Sample { Number = 3 })).Number.ShouldBe(3);
        client.Echo(new Sample { Number = 4 }).Number.ShouldBe(4);
        using var sum = client.Sum();
        await sum.RequestStream.WriteAsync(new Sample { Number = 5 });
        await sum.RequestStream.CompleteAsync();
        (await sum).Number.ShouldBe(5);
    }

    [Fact]
    public async Task headers_can_be_given_by_a_function()
    {
        var client = new Probe.ProbeClient(
            server.Channel.Intercept(headers => [.. headers, new Metadata.Entry("x-added", "yes")])
        );

        using var call = client.EchoAsync(new Sample(), new Metadata { { "x-own", "kept" } });
        var received = await call.ResponseHeadersAsync;

        received.GetValue("x-added").ShouldBe("yes");
        received.GetValue("x-own").ShouldBe("kept");
    }

    [Fact]
    public async Task on_a_server_they_stand_around_every_kind_of_method()
    {
        var passed = new List<string>();
        var intercepted = await ProbeServer.StartAsync(services =>
        {
            services.AddSingleton(new Noting(passed, "server"));
            services.AddGrpc(options => options.Interceptors.Add<Noting>());
        });
        var client = intercepted.Client;

        await client.EchoAsync(new Sample());
        using (var count = client.Count(new Sample()))
        {
            await count.ResponseStream.MoveNext();
        }

        using (var sum = client.Sum())
        {
            await sum.RequestStream.CompleteAsync();
            await sum;
        }

        using (var chat = client.Chat())
        {
            await chat.RequestStream.CompleteAsync();
            await chat.ResponseStream.MoveNext();
        }

        passed.ShouldBe(["server unary", "server server stream", "server client stream", "server duplex stream"]);
        await intercepted.DisposeAsync();
    }

    [Fact]
    public async Task a_client_for_another_host_addresses_that_host()
    {
        var hosts = new List<string?>();
        var client = new Probe.ProbeClient(server.Channel.Intercept(new Hosts(hosts)));

        await client.EchoAsync(new Sample());
        await client.WithHost("elsewhere.test").EchoAsync(new Sample());

        hosts.ShouldBe([null, "elsewhere.test"]);
    }

    private sealed class Nothing : Interceptor;

    private sealed class Hosts(List<string?> hosts) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation
        )
        {
            hosts.Add(context.Host);
            return continuation(request, new(context.Method, null, context.Options));
        }
    }

    private sealed class Noting(List<string> passed, string name) : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            BlockingUnaryCallContinuation<TRequest, TResponse> continuation
        )
        {
            passed.Add($"{name} blocking");
            return base.BlockingUnaryCall(request, context, continuation);
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation
        )
        {
            passed.Add($"{name} unary");
            return base.AsyncUnaryCall(request, context, continuation);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation
        )
        {
            passed.Add($"{name} server stream");
            return base.AsyncServerStreamingCall(request, context, continuation);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation
        )
        {
            passed.Add($"{name} client stream");
            return base.AsyncClientStreamingCall(context, continuation);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation
        )
        {
            passed.Add($"{name} duplex stream");
            return base.AsyncDuplexStreamingCall(context, continuation);
        }

        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request,
            ServerCallContext context,
            UnaryServerMethod<TRequest, TResponse> continuation
        )
        {
            passed.Add($"{name} unary");
            return base.UnaryServerHandler(request, context, continuation);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation
        )
        {
            passed.Add($"{name} client stream");
            return base.ClientStreamingServerHandler(requestStream, context, continuation);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation
        )
        {
            passed.Add($"{name} server stream");
            return base.ServerStreamingServerHandler(request, responseStream, context, continuation);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation
        )
        {
            passed.Add($"{name} duplex stream");
            return base.DuplexStreamingServerHandler(requestStream, responseStream, context, continuation);
        }
    }
}
