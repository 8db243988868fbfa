using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Tests.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests;

/// <summary>A real server on a free loopback port, with the probe, health and reflection services.</summary>
public sealed class ProbeServer : IAsyncLifetime
{
    private readonly WebApplication app;

    public ProbeServer()
        : this(_ => { }) { }

    private ProbeServer(Action<IServiceCollection> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(Log);
        builder.Services.AddGrpcReflection();
        builder
            .Services.AddGrpcHealthChecks(health =>
            {
                health.Services.Map("grpc.tests.Probe", check => check.Tags.Contains("probe"));
                health.Services.Map("grpc.tests.Other", check => !check.Tags.Contains("probe"));
            })
            .AddCheck("probe", () => new HealthCheckResult(ProbeHealth), ["probe"])
            .AddCheck("other", () => HealthCheckResult.Healthy());

        // The tests publish reports themselves.
        builder.Services.Configure<HealthCheckPublisherOptions>(publisher => publisher.Delay = TimeSpan.FromHours(1));
        configure(builder.Services);

        app = builder.Build();
        app.MapGrpcService<ProbeService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
    }

    public ProbeLog Log { get; } = new();

    public HealthStatus ProbeHealth { get; set; } = HealthStatus.Healthy;

    public Uri Address =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public GrpcChannel Channel { get; private set; } = null!;

    public Probe.ProbeClient Client => new(Channel);

    public static async Task<ProbeServer> StartAsync(Action<IServiceCollection> configure)
    {
        var server = new ProbeServer(configure);
        await server.InitializeAsync();
        return server;
    }

    public async Task InitializeAsync()
    {
        await app.StartAsync();
        Channel = GrpcChannel.ForAddress(Address);
    }

    public async Task PublishHealthAsync()
    {
        var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        foreach (var publisher in app.Services.GetServices<IHealthCheckPublisher>())
        {
            await publisher.PublishAsync(report, CancellationToken.None);
        }
    }

    public Task StopAsync() => app.StopAsync();

    public async Task DisposeAsync()
    {
        Channel.Dispose();
        await app.DisposeAsync();
    }
}

/// <summary>What happened to calls on the server, by the text of their request.</summary>
public sealed class ProbeLog
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ServerCallContext>> begun = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> cancelled = [];

    public TaskCompletionSource<ServerCallContext> Begun(string call) =>
        begun.GetOrAdd(call, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    public TaskCompletionSource Cancelled(string call) =>
        cancelled.GetOrAdd(call, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

internal sealed class ProbeService(ProbeLog log) : Probe.ProbeBase
{
    /// <summary>Gives back the request, and every header that begins with "x-" both as a header and as a trailer.</summary>
    public override async Task<Sample> Echo(Sample request, ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (
            var entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal))
        )
        {
            headers.Add(entry);
            context.ResponseTrailers.Add(entry);
        }

        await context.WriteResponseHeadersAsync(headers);
        return request;
    }

    /// <summary>Counts up to the number asked for; a negative one never ends.</summary>
    public override async Task Count(
        Sample request,
        IServerStreamWriter<Sample> responseStream,
        ServerCallContext context
    )
    {
        context.CancellationToken.Register(() => log.Cancelled(request.Text).TrySetResult());
        for (var number = 1; number <= request.Number; number++)
        {
            await responseStream.WriteAsync(new Sample { Number = number }, context.CancellationToken);
        }

        if (request.Number < 0)
        {
            await responseStream.WriteAsync(new Sample { Number = 1 });
            await Until(context.CancellationToken);
        }
    }

    public override async Task<Sample> Sum(IAsyncStreamReader<Sample> requestStream, ServerCallContext context)
    {
        var sum = 0;
        await foreach (var sample in requestStream.ReadAllAsync(context.CancellationToken))
        {
            sum += sample.Number;
        }

        return new Sample { Number = sum };
    }

    public override async Task Chat(
        IAsyncStreamReader<Sample> requestStream,
        IServerStreamWriter<Sample> responseStream,
        ServerCallContext context
    )
    {
        await foreach (var sample in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(new Sample { Text = $"heard {sample.Text}" });
        }
    }

    /// <summary>Answers only its own cancellation.</summary>
    public override async Task<Sample> Hang(Sample request, ServerCallContext context)
    {
        log.Begun(request.Text).TrySetResult(context);
        await Until(context.CancellationToken);
        log.Cancelled(request.Text).TrySetResult();
        throw new RpcException(new Status(StatusCode.Cancelled, "given up"));
    }

    public override Task<Sample> Refuse(Sample request, ServerCallContext context) =>
        request.Text == "status"
            ? Refused(context)
            : throw new RpcException(
                new Status(StatusCode.FailedPrecondition, "nicht möglich: 100%"),
                new Metadata
                {
                    { "x-reason", "closed" },
                    { "x-reason", "late" },
                    { "x-details-bin", [0, 1, 254, 255] },
                }
            );

    private static Task<Sample> Refused(ServerCallContext context)
    {
        context.Status = new Status(StatusCode.AlreadyExists, "by status");
        return Task.FromResult(new Sample());
    }

    private static async Task Until(CancellationToken cancelled)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancelled.Register(end.SetResult);
        await end.Task;
    }
}
