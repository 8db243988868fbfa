using System.Data.Common;
using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Proposals.Channels;
using Proposals.Directory.V1;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>Hosts modules in one process, one or all of them; only the configuration differs.</summary>
public static partial class ServiceHost
{
    /// <summary>Largest message that a service accepts, in bytes.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    /// <summary>How long a process alone waits at its start for the services that it follows.</summary>
    private static readonly TimeSpan Asking = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Hosts modules until the process is told to stop; or does what the first argument says: `migrate`, or a
    /// <see cref="ProgramCommand"/>. 0 done, 1 not, with a sentence on standard error.
    /// </summary>
    public static Task<int> RunAsync(string[] args, params Module[] modules) =>
        ProgramCommand.RunAsync(
            args,
            ServiceSettings.Declared,
            ProgramCommand.AskServiceAsync,
            async () =>
            {
                if (args is ["migrate", .. var rest])
                    return await MigrateAsync(rest, modules);
                PrivateFiles.Begin();
                await using var app = await BuildAsync(args, modules, HostParts.Real, apart: true);
                await app.RunAsync();
                return 0;
            }
        );

    /// <summary>
    /// Brings the modules' databases to this version as their owner: tables, row-level security, the rights of the
    /// services' roles. A job to run before the services.
    /// </summary>
    private static async Task<int> MigrateAsync(string[] args, IReadOnlyList<Module> modules)
    {
        var settings = DatabaseSettings.Read(Settings.Builder(args, ServiceSettings.Declared).Configuration);
        foreach (
            var (module, shard) in modules.SelectMany(m =>
                Enumerable.Range(0, settings.ShardCount).Select(shard => (m, shard))
            )
        )
        {
            var dialect = settings.DialectOf(module.Name, shard, asOwner: true);
            var name = NameOf(module, shard, settings.ShardCount);
            try
            {
                var application = settings.IsPostgreSql ? settings.ApplicationOf(module.Name) : null;
                var applied = 0;
                await PatientlyAsync(
                    dialect,
                    name,
                    async () =>
                        applied = await Migrator.MigrateAsync(
                            new Database(dialect),
                            module.GetType().Assembly,
                            CancellationToken.None,
                            application
                        )
                );
                Console.WriteLine($"{name}：{(applied == 0 ? "已是最新版本" : $"已执行 {applied} 项变更")}。");
            }
            catch (Exception e) when (IsOfDatabase(e))
            {
                throw settings.NotOpened(module.Name, shard, e, asOwner: true);
            }
            finally
            {
                if (dialect is IAsyncDisposable pool)
                    await pool.DisposeAsync();
            }
        }

        return 0;
    }

    /// <summary>
    /// Jobs and services often start together with their database: one that does not answer is asked again for a
    /// minute. A migration is one transaction, so half of one is nothing.
    /// </summary>
    private static async Task PatientlyAsync(Dialect dialect, string name, Func<Task> work)
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(TimeSpan.FromSeconds(1)))
        {
            try
            {
                await work();
                return;
            }
            catch (Exception e)
                when (dialect.IsStarting(e) && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
            {
                await Console.Error.WriteLineAsync($"{name} 的数据库没有应答，稍后再试：{e.Message}");
            }
        }
    }

    /// <summary>
    /// Migrates the databases and builds the host; it is not started yet. With <paramref name="apart"/>, one
    /// service a process, only TLS is served.
    /// </summary>
    public static async Task<WebApplication> BuildAsync(
        string[] args,
        IReadOnlyList<Module> modules,
        HostParts parts,
        Action<WebApplicationBuilder>? configure = null,
        bool apart = false
    )
    {
        var builder = Settings.Builder(args, ServiceSettings.Declared);
        configure?.Invoke(builder);
        var settings = ServiceSettings.Read(builder.Configuration, apart);
        ListenSettings.AddressKey.Probe(settings.Listen.Address);
        if (settings.Listen.Health is { } healthAddress)
            ListenSettings.HealthKey.Probe(healthAddress);
        using var start = LoggerFactory.Create(log =>
            parts.Log(Telemetry.AddConsole(log.AddConfiguration(settings.Logging.Section), settings.Logging))
        );
        var peers = new Peers(settings.Peers, start.CreateLogger<Peers>());
        var listeners = new PeerListeners(settings.Listen, peers.Certificates);
        Telemetry.Add(
            builder,
            modules.Count == 1 ? $"proposals-{modules[0].Name}" : "proposals",
            settings.Telemetry,
            settings.Logging
        );
        parts.Log(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 200;
            // A busy machine is not an attacker: the default cuts a connection whose bytes pause for five seconds.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(50, TimeSpan.FromSeconds(30));
            kestrel.Limits.MinResponseDataRate = new MinDataRate(50, TimeSpan.FromSeconds(30));
            listeners.Open(kestrel);
        });
        Drain.Add(builder.Services, settings.Drain);
        CallLog.Add(builder.Services);
        // Before the bus, so that it ends after it: what the bus still brings is heard.
        var loops = new BackgroundLoops();
        builder.Services.AddSingleton<IHostedService>(loops);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.Interceptors.Add<CallInterceptor>();
        });
        builder.Services.AddSingleton<CallInterceptor>().AddSingleton<CallErrors>().AddSingleton<HealthProblems>();
        var health = builder.Services.AddGrpcHealthChecks();
        if (builder.Environment.IsDevelopment())
            builder.Services.AddGrpcReflection();
        MassTransitAnnouncer.Add(builder.Services, settings.Bus, [.. modules.Select(m => m.Name)]);
        // By a factory, so that the host disposes what it did not make.
        builder.Services.AddSingleton(_ => peers);
        builder.Services.AddSingleton(new Receipts(peers.Secret)).AddSingleton(settings.Drafts);
        var count = settings.Database.ShardCount;
        var services = new List<(Module Module, Shards Shards)>();
        foreach (var module in modules)
        {
            var all = new List<ServiceShard>();
            for (var shard = 0; shard < count; shard++)
            {
                var database = await OpenAsync(settings.Database, module, shard);
                Func<string, byte[], CancellationToken, Task<SignInSession?>> ask =
                    module.Name == Identity.Directory
                        ? (_, _, _) => Task.FromResult<SignInSession?>(null)
                        : peers.AskDirectoryAsync;
                var service = new ServiceShard(
                    module.Name,
                    shard,
                    database,
                    parts.Clock,
                    parts.Ids,
                    peers.Secret,
                    ask,
                    start.CreateLogger(module.Name)
                )
                {
                    Wait = settings.Positions.Wait,
                };
                all.Add(service);
                builder.Services.AddSingleton(_ => service);
                health.AddAsyncCheck(
                    NameOf(module, shard, count),
                    async stop =>
                    {
                        return await service.AskAsync(stop) is [var problem, ..]
                            ? HealthCheckResult.Unhealthy(problem)
                            : HealthCheckResult.Healthy();
                    }
                );
            }

            services.Add((module, new Shards(all)));
            module.AddServices(builder.Services, services[^1].Shards);
        }

        // "live" depends on nothing: a database that is away is no reason to start the process again. A name without a
        // check would be told as UNKNOWN, which a probe takes for a failure.
        const string live = "live";
        health.AddCheck(live, () => HealthCheckResult.Healthy());
        builder.Services.Configure<Grpc.AspNetCore.HealthChecks.GrpcHealthChecksOptions>(o =>
        {
            o.Services.Map(live, check => check.Name == live);
            // Nor is a broker that is away a reason to send no calls: it has a name of its own.
            o.Services.Map("", check => check.Name != BrokerTopology.Name);
            o.Services.Map(BrokerTopology.Name, check => check.Name == BrokerTopology.Name);
            foreach (var (module, shards) in services)
            {
                var names = shards.All.Select(s => NameOf(module, s.Shard, count)).ToHashSet(StringComparer.Ordinal);
                o.Services.Map(module.Name, check => names.Contains(check.Name));
            }
        });
        builder.Services.AddSingleton<JournalRpc>();
        var app = builder.Build();
        _ = (app.Services.GetRequiredService<Peers>(), app.Services.GetServices<ServiceShard>().Count());
        var push = app.Services.GetRequiredService<IAnnouncer>();
        foreach (var (module, shards) in services)
            Connect(module, shards, push, peers, app, loops, settings.Retry.Window, apart, parts.Follows);
        var served = services.SelectMany(s => s.Shards.All).ToList();
        foreach (var service in served)
            await service.History.LoadAsync(CancellationToken.None);
        await History.CompareAllAsync(served, CancellationToken.None);
        foreach (var problem in served.SelectMany(s => s.History.Problems))
            await Console.Error.WriteLineAsync(problem);
        app.Lifetime.ApplicationStarted.Register(loops.Begin);
        app.UseMalformedCalls();
        foreach (var (module, _) in services)
            module.Map(app);
        app.MapGrpcService<JournalRpc>();
        app.MapGrpcHealthChecksService();
        if (app.Environment.IsDevelopment())
            app.MapGrpcReflectionService();
        return app;
    }

    private static async Task<Database> OpenAsync(DatabaseSettings settings, Module module, int shard)
    {
        var database = new Database(settings.DialectOf(module.Name, shard));
        try
        {
            await PatientlyAsync(
                database.Dialect,
                module.Name,
                async () =>
                {
                    await Migrator.PrepareAsync(database, module.GetType().Assembly, CancellationToken.None);
                    await Shards.ClaimAsync(database, module.Name, shard, settings.ShardCount, CancellationToken.None);
                    if (database.Dialect is SqliteDialect file)
                        await file.QuickCheckAsync(CancellationToken.None);
                }
            );
        }
        catch (Exception e) when (IsOfDatabase(e))
        {
            throw settings.NotOpened(module.Name, shard, e);
        }

        return database;
    }

    private static bool IsOfDatabase(Exception error) =>
        error is DbException or IOException or TimeoutException or SocketException;

    private static string NameOf(Module module, int shard, int count) =>
        count == 1 ? module.Name : $"{module.Name}/{shard}";

    private static void Connect(
        Module module,
        Shards shards,
        IAnnouncer push,
        Peers peers,
        WebApplication app,
        BackgroundLoops loops,
        TimeSpan retry,
        bool apart,
        Func<string, string, PullEvents, PullEvents> reads
    )
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(module.Name);
        var follows = new Dictionary<string, ApplyEvent>(module.Follows(), StringComparer.Ordinal);
        var isDirectory = module.Name == Identity.Directory;
        ApplyEvent ofDirectory = static (tx, entry, message) =>
        {
            DirectoryCopy.Follow(tx, entry, message);
            return Task.CompletedTask;
        };
        if (!isDirectory)
            follows[Identity.Directory] = ofDirectory;

        foreach (var service in shards.All)
        {
            foreach (var (source, apply) in follows)
                service.Follow(new Consumer(service, source, apply, reads(module.Name, source, PullFrom(source)), log));
            service.Proof = new Proof
            {
                Assembly = module.GetType().Assembly,
                Tables = Proof.TablesOf(module.GetType().Assembly),
                Copies = [.. CopiedTable.OfDirectory, .. module.Copies],
                Sources =
                [
                    (Identity.Directory, ofDirectory, isDirectory ? PullOwn : PullFrom(Identity.Directory)),
                    .. follows.Where(f => f.Key != Identity.Directory).Select(f => (f.Key, f.Value, PullFrom(f.Key))),
                ],
            };

            PullEvents PullFrom(string source) =>
                async (after, hash, stop) =>
                {
                    var own = await service.HeadAsync(stop);
                    var page = await peers.PullAsync(source, service.Shard, after, hash, own, stop);
                    if (page.Caller is { } seen)
                        await service.History.CompareAsync(
                            source,
                            isFollower: false,
                            seen.Head.Position_,
                            seen.Hash.Memory,
                            stop
                        );
                    return page;
                };

            async Task<ReadEventsResponse> PullOwn(long after, byte[] hash, CancellationToken stop)
            {
                await using var connection = await service.Database.OpenReaderAsync(stop);
                var (head, _) = await service.History.HeadAsync(connection);
                var page = new ReadEventsResponse { Head = head };
                page.Events.AddRange(await JournalPage.ReadAsync(connection, service, "", after, 500));
                return page;
            }

            service.Announce = push.Announce;
        }

        push.Subscribe(
            module.Name,
            [.. follows.Keys],
            news =>
                shards
                    .All.ElementAtOrDefault(news.Shard)
                    ?.Consumers.FirstOrDefault(c => c.Source == news.Source)
                    ?.Announced(news.Head)
        );
        foreach (var service in shards.All)
        {
            foreach (var consumer in service.Consumers)
                loops.Add(consumer.RunAsync);
            loops.Add(stop => SweepAsync(module, service, retry, log, stop));
            // A process alone learns from the services that it follows whether its journal is still whole. It asks
            // before it writes.
            var asked = new TaskCompletionSource();
            if (apart)
                service.Writer.Ready = asked.Task;
            loops.Add(stop => LookAsync(service, app.Services.GetServices<ServiceShard>(), apart, asked, log, stop));
        }
    }

    private static async Task SweepAsync(
        Module module,
        ServiceShard service,
        TimeSpan retry,
        ILogger log,
        CancellationToken stop
    )
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(30));
        Task<bool>? tick = null;
        do
        {
            // Taken before the sweep: a calendar that is applied meanwhile causes another one.
            var calendar = service.Recounting.Next;
            try
            {
                await ConsumerMeter.RefreshAsync(service, stop);
                await module.SweepAsync(service, stop);
                await DirectoryCopy.SweepAsync(service, stop);
                await RememberedAnswers.SweepAsync(service, retry, stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The next sweep finds the same again.
                SweepFailed(log, module.Name, e);
            }

            tick ??= timer.WaitForNextTickAsync(stop).AsTask();
            await Task.WhenAny(tick, calendar);
            if (tick is { IsCompletedSuccessfully: true, Result: true })
                tick = null;
        } while (tick is not { IsCompleted: true });
    }

    /// <summary>
    /// Asks the followed services at the start, then looks at the database every few seconds and keeps the heads of the
    /// followers.
    /// </summary>
    private static async Task LookAsync(
        ServiceShard service,
        IEnumerable<ServiceShard> beside,
        bool apart,
        TaskCompletionSource asked,
        ILogger log,
        CancellationToken stop
    )
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
        try
        {
            // The journals of this process were compared before it began to serve.
            await AskAsync(
                service.Consumers.Where(c => !beside.Any(s => s.Name == c.Source && s.Shard == service.Shard)),
                stop
            );
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LookFailed(log, service.Name, e);
        }
        finally
        {
            asked.TrySetResult();
        }

        do
        {
            try
            {
                await service.History.LookAsync(stop);
                await service.History.KeepAsync(stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The next look finds the same again.
                LookFailed(log, service.Name, e);
            }
        } while (
            await timer
                .WaitForNextTickAsync(stop)
                .AsTask()
                .ContinueWith(t => t.IsCompletedSuccessfully && t.Result, TaskScheduler.Default)
        );
        try
        {
            await EndAsync(service, beside, apart);
        }
        catch (Exception e)
        {
            // What the others do not know of the last seconds would go unnoticed if it were lost.
            EndNotTold(log, service.Name, e);
        }
    }

    /// <summary>
    /// Asks the followed services whether they still hold what was read of them, and gives up those that do not answer
    /// in time: a service that is starting or busy tells with its next page.
    /// </summary>
    private static async Task AskAsync(IEnumerable<Consumer> consumers, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Asking);
        try
        {
            await Task.WhenAll(consumers.Select(c => c.CompareAsync(patience.Token)));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Nothing is known of it, as of one that is away.
        }
    }

    /// <summary>Tells the followed services, before this process ends, where the own journal ends.</summary>
    private static async Task EndAsync(ServiceShard service, IEnumerable<ServiceShard> beside, bool apart)
    {
        await service.History.KeepAsync(CancellationToken.None);
        if (apart)
            await AskAsync(service.Consumers, CancellationToken.None);

        var own = await service.HeadAsync(CancellationToken.None);
        foreach (
            var source in beside.Where(s => s.Shard == service.Shard && service.Consumers.Any(c => c.Source == s.Name))
        )
        {
            source.History.Remember(own);
            await source.History.KeepAsync(CancellationToken.None);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the sweep of {Module} failed and will be repeated")]
    private static partial void SweepFailed(ILogger log, string module, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the look at {Service} failed and will be repeated")]
    private static partial void LookFailed(ILogger log, string service, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Service} could not tell the others where its journal ends")]
    private static partial void EndNotTold(ILogger log, string service, Exception error);
}

/// <summary>
/// What a process does by itself, from when it serves until its calls are answered: a replica that still takes calls
/// still follows.
/// </summary>
internal sealed class BackgroundLoops : IHostedService
{
    private readonly List<Func<CancellationToken, Task>> _loops = [];
    private readonly CancellationTokenSource _stop = new();
    private IReadOnlyList<Task> _running = [];

    /// <summary>One more, before <see cref="Begin"/>.</summary>
    public void Add(Func<CancellationToken, Task> loop) => _loops.Add(loop);

    /// <summary>Begins them all.</summary>
    public void Begin() => _running = [.. _loops.Select(loop => Task.Run(() => loop(_stop.Token)))];

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        // Those that end by the cancellation are no failure; one that hangs is not waited for longer than this.
        await Task.WhenAny(Task.WhenAll(_running), Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None));
    }
}
