using Grpc.Core;
using Grpc.Net.ClientFactory;
using Grpc.Tests.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests;

public class ClientFactory(ProbeServer server) : IClassFixture<ProbeServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task a_registered_client_is_injected_and_calls_its_address()
    {
        await using var services = new ServiceCollection().Configured(server);

        (await services.GetRequiredService<Probe.ProbeClient>().EchoAsync(new Sample { Number = 1 })).Number.ShouldBe(
            1
        );
    }

    [Fact]
    public async Task a_client_is_made_by_its_name()
    {
        await using var services = new ServiceCollection().Configured(server, "other");
        var factory = services.GetRequiredService<GrpcClientFactory>();

        (await factory.CreateClient<Probe.ProbeClient>("other").EchoAsync(new Sample { Number = 2 })).Number.ShouldBe(
            2
        );
        Should.Throw<InvalidOperationException>(() => factory.CreateClient<Probe.ProbeClient>("unheard of"));
    }

    [Fact]
    public void a_client_without_an_address_says_so()
    {
        var collection = new ServiceCollection();
        collection.AddGrpcClient<Probe.ProbeClient>();
        using var services = collection.BuildServiceProvider();

        Should
            .Throw<InvalidOperationException>(() => services.GetRequiredService<Probe.ProbeClient>())
            .Message.ShouldContain("no address");
    }

    [Fact]
    public void two_types_of_client_cannot_have_one_name()
    {
        var collection = new ServiceCollection();
        collection.AddGrpcClient<Probe.ProbeClient>("same");
        collection.AddGrpcClient<Probe.ProbeClient>("same");

        Should.Throw<InvalidOperationException>(() =>
            collection.AddGrpcClient<Grpc.Health.V1.Health.HealthClient>("same")
        );
    }

    [Fact]
    public async Task interceptors_of_the_client_come_before_those_of_the_channel()
    {
        var passed = new List<string>();
        var collection = new ServiceCollection();
        collection
            .AddGrpcClient<Probe.ProbeClient>(options => options.Address = server.Address)
            .AddInterceptor(() => new Marking("channel", passed))
            .AddInterceptor(InterceptorScope.Client, _ => new Marking("client", passed));
        await using var services = collection.BuildServiceProvider();

        await services.GetRequiredService<Probe.ProbeClient>().EchoAsync(new Sample());

        passed.ShouldBe(["client", "channel"]);
    }

    [Fact]
    public async Task credentials_are_added_to_every_call()
    {
        var collection = new ServiceCollection();
        collection
            .AddGrpcClient<Probe.ProbeClient>(options => options.Address = server.Address)
            .AddCallCredentials(
                (context, metadata) =>
                {
                    metadata.Add("x-token", $"for {context.MethodName}");
                    return Task.CompletedTask;
                }
            )
            .ConfigureChannel(channel => channel.UnsafeUseInsecureChannelCallCredentials = true);
        await using var services = collection.BuildServiceProvider();

        using var call = services.GetRequiredService<Probe.ProbeClient>().EchoAsync(new Sample());

        (await call.ResponseHeadersAsync).GetValue("x-token").ShouldBe("for Echo");
    }

    [Fact]
    public async Task credentials_of_the_call_and_of_the_client_are_sent_together()
    {
        var collection = new ServiceCollection();
        collection
            .AddGrpcClient<Probe.ProbeClient>(options => options.Address = server.Address)
            .AddCallCredentials((_, metadata) => AddAsync(metadata, "x-client"))
            .ConfigureChannel(channel => channel.UnsafeUseInsecureChannelCallCredentials = true);
        await using var services = collection.BuildServiceProvider();
        var own = CallCredentials.FromInterceptor((_, metadata) => AddAsync(metadata, "x-call"));

        using var call = services
            .GetRequiredService<Probe.ProbeClient>()
            .EchoAsync(new Sample(), new CallOptions(credentials: own));

        (await call.ResponseHeadersAsync)
            .Select(entry => entry.Key)
            .Where(key => key.StartsWith("x-", StringComparison.Ordinal))
            .ShouldBe(["x-call", "x-client"]);

        static Task AddAsync(Metadata metadata, string key)
        {
            metadata.Add(key, "yes");
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task a_call_made_while_serving_ends_with_the_served_call()
    {
        var relay = await ProbeServer.StartAsync(services =>
        {
            services
                .AddGrpcClient<Probe.ProbeClient>(options => options.Address = server.Address)
                .EnableCallContextPropagation();
            services.AddSingleton<Relay>();
            services.AddGrpc(options => options.Interceptors.Add<Relay>());
        });
        var deadline = DateTime.UtcNow.AddMinutes(5);
        using var cancellation = new CancellationTokenSource();
        using var call = relay.Client.HangAsync(
            new Sample { Text = "relayed" },
            deadline: deadline,
            cancellationToken: cancellation.Token
        );

        (await server.Log.Begun("relayed").Task.WaitAsync(Patience)).Deadline.ShouldBe(
            deadline,
            TimeSpan.FromSeconds(5)
        );
        await cancellation.CancelAsync();
        await server.Log.Cancelled("relayed").Task.WaitAsync(Patience);

        (
            await Should.ThrowAsync<RpcException>(async () => await call.ResponseAsync.WaitAsync(Patience))
        ).StatusCode.ShouldBe(StatusCode.Cancelled);
        await relay.DisposeAsync();
    }

    [Fact]
    public async Task outside_a_served_call_there_is_no_context_unless_that_is_allowed()
    {
        var strict = new ServiceCollection();
        strict
            .AddGrpcClient<Probe.ProbeClient>(options => options.Address = server.Address)
            .EnableCallContextPropagation();
        var lenient = new ServiceCollection();
        lenient
            .AddGrpcClient<Probe.ProbeClient>(options => options.Address = server.Address)
            .EnableCallContextPropagation(options => options.SuppressContextNotFoundErrors = true);
        await using var strictServices = strict.BuildServiceProvider();
        await using var lenientServices = lenient.BuildServiceProvider();

        await Should.ThrowAsync<InvalidOperationException>(async () =>
            await strictServices.GetRequiredService<Probe.ProbeClient>().EchoAsync(new Sample())
        );
        (
            await lenientServices.GetRequiredService<Probe.ProbeClient>().EchoAsync(new Sample { Number = 3 })
        ).Number.ShouldBe(3);
    }

    private sealed class Marking(string name, List<string> passed) : Core.Interceptors.Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            Core.Interceptors.ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation
        )
        {
            passed.Add(name);
            return continuation(request, context);
        }
    }

    /// <summary>Passes each call on to another server, with a cancellation of its own to be joined with the served call's.</summary>
    private sealed class Relay(Probe.ProbeClient next) : Core.Interceptors.Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request,
            ServerCallContext context,
            UnaryServerMethod<TRequest, TResponse> continuation
        )
        {
            using var own = new CancellationTokenSource();
            return (TResponse)(object)await next.HangAsync((Sample)(object)request, cancellationToken: own.Token);
        }
    }
}

internal static class ClientServices
{
    public static ServiceProvider Configured(this ServiceCollection services, ProbeServer server, string? name = null)
    {
        services.AddGrpcClient<Probe.ProbeClient>(
            name ?? nameof(Probe.ProbeClient),
            options => options.Address = server.Address
        );
        return services.BuildServiceProvider();
    }
}
