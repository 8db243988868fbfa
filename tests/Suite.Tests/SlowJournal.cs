using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Proposals.Journal.V1;
using Proposals.TestKit;

namespace Proposals.Suite.Tests;

/// <summary>Stands between a service and its followers; while it is held, nobody reads the service's journal.</summary>
internal sealed class SlowJournal : IAsyncDisposable
{
    private readonly WebApplication _app;
    private GrpcChannel _channel = null!;
    private TaskCompletionSource _open = Opened();

    private SlowJournal(WebApplication app, string address) => (_app, Address) = (app, address);

    public string Address { get; }

    public static async Task<SlowJournal> StartAsync()
    {
        var port = FreePort.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.ListenLocalhost(port, e => e.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        SlowJournal? journal = null;
        builder.Services.AddSingleton(_ => new Service(journal!));
        var app = builder.Build();
        app.MapGrpcService<Service>();
        journal = new SlowJournal(app, $"http://127.0.0.1:{port}");
        await app.StartAsync();
        return journal;
    }

    public void ForwardTo(string address) => _channel = GrpcChannel.ForAddress(address);

    public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        _channel?.Dispose();
        await _app.DisposeAsync();
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private sealed class Service(SlowJournal journal) : JournalService.JournalServiceBase
    {
        public override async Task<ReadEventsResponse> ReadEvents(ReadEventsRequest request, ServerCallContext context)
        {
            await journal._open.Task.WaitAsync(context.CancellationToken);
            var events = await new JournalService.JournalServiceClient(journal._channel).ReadEventsAsync(
                request,
                [context.RequestHeaders.Get("authorization")!],
                context.Deadline,
                context.CancellationToken
            );
            // A call that waited for events when it was held brings none either.
            await journal._open.Task.WaitAsync(context.CancellationToken);
            return events;
        }
    }
}
