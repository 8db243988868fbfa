using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory;
using Proposals.Directory.V1;
using Proposals.Intake;
using Proposals.Intake.V1;
using Proposals.TestKit;

namespace Proposals.Benchmarks;

/// <summary>
/// Measures durable commands. Each is a draft: four rows (proposal, text, journal, remembered answer) and its share of
/// the head row, acknowledged after the commit.
/// </summary>
internal static class CommandBenchmark
{
    private const int Callers = 64;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    // A few members write all the drafts.
    private static readonly Dictionary<string, string?> AnyDrafts = new()
    {
        ["Drafts:Most"] = "0",
        ["Drafts:Kilobytes"] = "0",
    };

    /// <summary>Runs one engine and returns the ratio of commands to raw writes.</summary>
    public static async Task<double> RunAsync(Engine engine, TimeSpan time)
    {
        var lag = new ConcurrentBag<double>();
        var probe = new ProbeModule(lag);
        // Throughput is measured without followers, as if they ran on other machines. Lag is measured afterwards, with
        // a follower in the same process.
        double emptyRate,
            rawRate,
            commandRate;
        await using (
            var alone = await TestSuite.StartAsync(
                engine,
                BusKind.Memory,
                [new DirectoryModule { PasswordIterations = 1000 }, new IntakeModule()],
                realClock: true,
                more: AnyDrafts
            )
        )
        {
            (emptyRate, rawRate, commandRate) = await RatesAsync(engine, time, await MembersAsync(alone));
        }

        await using var suite = await TestSuite.StartAsync(
            engine,
            BusKind.Memory,
            [new DirectoryModule { PasswordIterations = 1000 }, new IntakeModule(), probe],
            realClock: true,
            more: AnyDrafts
        );
        var (session, members) = await MembersAsync(suite);
        await PacedAsync(
            100,
            TimeSpan.FromSeconds(2),
            i => members[i % members.Length].Intake.CreateProposalAsync(Request(session)).ResponseAsync
        );
        lag.Clear();
        var latency = await PacedAsync(
            100,
            TimeSpan.FromSeconds(Math.Max(3, time.TotalSeconds / 2)),
            i => members[i % members.Length].Intake.CreateProposalAsync(Request(session)).ResponseAsync
        );
        await WaitForQuietAsync(lag, latency.Count);
        Console.WriteLine($"{engine}: durable commands {commandRate:N0}/s with {Callers} callers");
        Console.WriteLine(
            $"  raw 1, empty unary calls from the same callers: {emptyRate:N0}/s → ratio {commandRate / emptyRate:F2}"
        );
        Console.WriteLine(
            $"  raw 2, the same rows by a bare grouped loop:    {rawRate:N0}/s → ratio {commandRate / rawRate:F2}"
        );
        Console.WriteLine(
            $"  at 100 commands/s: p50 {Percentile(latency, 50):F2} ms, p99 {Percentile(latency, 99):F2} ms"
        );
        Console.WriteLine(
            $"  event lag (decided → applied by a consumer): p50 {Percentile([.. lag], 50):F2} ms, p99 "
                + $"{Percentile([.. lag], 99):F2} ms, {lag.Count} events"
        );
        return commandRate / rawRate;
    }

    private static CreateProposalRequest Request(string session) =>
        new()
        {
            RequestId = Call.NewId(),
            Proposal = new Proposal
            {
                Session = session,
                Category = "society",
                Text = Walk.TextOf("关于基准测试的提案"),
            },
        };

    private static async Task<(string Session, Person[] Members)> MembersAsync(TestSuite suite)
    {
        var cast = await suite.CommitteeAsync();
        return (
            (await cast.SessionAsync()).Name,
            await Task.WhenAll(Enumerable.Range(1, DemoCommittee.Members).Select(cast.MemberAsync))
        );
    }

    private static async Task<(double Empty, double Raw, double Command)> RatesAsync(
        Engine engine,
        TimeSpan time,
        (string Session, Person[] Members) by
    )
    {
        await using var empty = await EmptyServer.StartAsync();
        await using var raw = await RawLoop.OpenAsync(engine);
        // The rounds alternate, so that other load of the machine affects all three alike. The first round is a warm-up
        // and does not count. It lasts until the just-in-time compiler has optimized what the commands run.
        var (emptyRates, rawRates, commandRates) = (new List<double>(), new List<double>(), new List<double>());
        var slice = time / 4;
        for (var round = 0; round < 4; round++)
        {
            emptyRates.Add(await RateAsync(slice, i => empty.CallAsync(i)));
            rawRates.Add(await RateAsync(slice, _ => raw.WriteAsync()));
            commandRates.Add(
                await RateAsync(
                    round == 0 ? WarmUp : slice,
                    i => by.Members[i % by.Members.Length].Intake.CreateProposalAsync(Request(by.Session)).ResponseAsync
                )
            );
        }

        return (Median(emptyRates), Median(rawRates), Median(commandRates));
    }

    private static async Task<double> RateAsync(TimeSpan time, Func<int, Task> call)
    {
        var done = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(async i =>
                {
                    await Task.Yield();
                    while (Stopwatch.GetElapsedTime(start) < time)
                    {
                        await call(i);
                        Interlocked.Increment(ref done);
                    }
                })
        );
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Sends calls at a constant rate. Latency counts from the intended start.</summary>
    private static async Task<List<double>> PacedAsync(int perSecond, TimeSpan time, Func<int, Task> call)
    {
        var latencies = new ConcurrentBag<double>();
        var start = Stopwatch.GetTimestamp();
        var running = new List<Task>();
        for (var i = 0; i < perSecond * time.TotalSeconds; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            var number = i;
            // A timer is up to four milliseconds late, which is not the suite's delay. The last part of the wait spins.
            while (due - Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(5))
                await Task.Delay(1);
            SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(start) >= due);
            running.Add(
                Task.Run(async () =>
                {
                    await call(number);
                    latencies.Add((Stopwatch.GetElapsedTime(start) - due).TotalMilliseconds);
                })
            );
        }

        await Task.WhenAll(running);
        return [.. latencies];
    }

    private static async Task WaitForQuietAsync(ConcurrentBag<double> lag, int wanted)
    {
        for (var i = 0; i < 500 && lag.Count < wanted; i++)
            await Task.Delay(20);
    }

    private static double Median(List<double> rates) => rates.Skip(1).Order().ElementAt((rates.Count - 1) / 2);

    private static double Percentile(List<double> values, int percent) =>
        values.Count == 0
            ? double.NaN
            : values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percent / 100));

    /// <summary>A consumer of Intake's journal that only records the age of each event.</summary>
    /// <remarks>
    /// It has Supervision's name, because on PostgreSQL only the suite's services have a database and roles.
    /// </remarks>
    private sealed class ProbeModule(ConcurrentBag<double> lag) : Module
    {
        public override string Name => "supervision";

        public override void AddServices(IServiceCollection services, Shards shards) { }

        public override IReadOnlyDictionary<string, ApplyEvent> Follows() =>
            new Dictionary<string, ApplyEvent>
            {
                ["intake"] = (_, entry, _) =>
                {
                    lag.Add((DateTimeOffset.UtcNow - entry.At.ToDateTimeOffset()).TotalMilliseconds);
                    return Task.CompletedTask;
                },
            };

        public override void Map(IEndpointRouteBuilder endpoints) { }
    }

    /// <summary>A server whose one call does nothing, with its client.</summary>
    private sealed class EmptyServer(WebApplication app, GrpcChannel channel) : IAsyncDisposable
    {
        private readonly DirectoryService.DirectoryServiceClient _client = new(channel);

        public static async Task<EmptyServer> StartAsync()
        {
            var port = FreePort.Next();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(k => k.ListenLocalhost(port, e => e.Protocols = HttpProtocols.Http2));
            builder.Services.AddGrpc();
            var app = builder.Build();
            app.MapGrpcService<Nothing>();
            await app.StartAsync();
            return new EmptyServer(app, GrpcChannel.ForAddress($"http://localhost:{port}"));
        }

        public Task CallAsync(int caller) => _client.SignOutAsync(new SignOutRequest()).ResponseAsync;

        public async ValueTask DisposeAsync()
        {
            channel.Dispose();
            await app.DisposeAsync();
        }

        private sealed class Nothing : DirectoryService.DirectoryServiceBase
        {
            public override Task<SignOutResponse> SignOut(SignOutRequest request, ServerCallContext context) =>
                Task.FromResult(new SignOutResponse());
        }
    }
}
