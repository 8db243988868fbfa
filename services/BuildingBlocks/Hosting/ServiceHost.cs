using System.Data.Common;
using System.Diagnostics;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Proposals.Channels;
using Proposals.Directory.V1;

namespace Proposals.BuildingBlocks;

/// <summary>Hosts modules in one process, one or all of them; only the configuration differs.</summary>
public static partial class ServiceHost
{
    /// <summary>Hosts modules until the process is told to stop; or does what the first argument says: `migrate`, or a <see cref="ProgramCommand"/>. 0 done, 1 not, with a sentence on standard error.</summary>
    public static async Task<int> RunAsync(string[] args, params Module[] modules)
    {
        if (await ProgramCommand.RunAsync(args, ProgramCommand.AskServiceAsync) is { } asked)
            return asked;
        try
        {
            if (args is ["migrate", .. var rest])
                return await MigrateAsync(rest, modules);
            await using var app = await BuildAsync(args, modules, HostParts.Real, apart: true);
            await app.RunAsync();
            return 0;
        }
        catch (SetupException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>Brings the modules' databases to this version as their owner: tables, row-level security, the rights of the services' roles. A job to run before the services.</summary>
    private static async Task<int> MigrateAsync(string[] args, IReadOnlyList<Module> modules)
    {
        var configuration = WebApplication.CreateSlimBuilder(args).Configuration;
        configuration.AddSettings(args);
        var count = ShardCount(configuration);
        foreach (var (module, shard) in modules.SelectMany(m => Enumerable.Range(0, count).Select(shard => (m, shard))))
        {
            var (dialect, name) = (
                DialectOf(configuration, module.Name, shard, count, asOwner: true),
                count == 1 ? module.Name : $"{module.Name}/{shard}"
            );
            try
            {
                var application =
                    dialect is PostgreSqlDialect ? Settings.ApplicationOf(configuration, module.Name) : null;
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
            catch (DbException e)
            {
                throw new SetupException($"{name} 的数据库未能更新：{e.Message}");
            }
            finally
            {
                if (dialect is IAsyncDisposable pool)
                    await pool.DisposeAsync();
            }
        }

        return 0;
    }

    /// <summary>Jobs and services often start together with their database: one that does not answer is asked again for a minute. A migration is one transaction, so half of one is nothing.</summary>
    private static async Task PatientlyAsync(Dialect dialect, string name, Func<Task> work)
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(TimeSpan.FromSeconds(1)))
        {
            try
            {
                await work();
                return;
            }
            catch (Exception e) when (dialect.IsOutage(e) && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
            {
                await Console.Error.WriteLineAsync($"{name} 的数据库没有应答，稍后再试：{e.Message}");
            }
        }
    }

    /// <summary>Migrates the databases and builds the host; it is not started yet. Who is <paramref name="apart"/> from the other services serves by TLS only.</summary>
    public static async Task<WebApplication> BuildAsync(
        string[] args,
        IReadOnlyList<Module> modules,
        HostParts parts,
        Action<WebApplicationBuilder>? configure = null,
        bool apart = false
    )
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Configuration.AddSettings(args);
        configure?.Invoke(builder);
        var configuration = builder.Configuration;
        Telemetry.Add(builder, modules.Count == 1 ? $"proposals-{modules[0].Name}" : "proposals");
        parts.Log(builder.Logging);
        using var start = LoggerFactory.Create(log =>
            parts.Log(Telemetry.AddConsole(log.AddConfiguration(configuration.GetSection("Logging")), configuration))
        );
        var peers = new Peers(configuration, start.CreateLogger<Peers>());
        var doors = PeerListeners.Of(configuration, peers.Certificates, apart);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 200;
            // A busy machine is not an attacker: the default cuts a connection whose bytes pause for five seconds.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(50, TimeSpan.FromSeconds(30));
            kestrel.Limits.MinResponseDataRate = new MinDataRate(50, TimeSpan.FromSeconds(30));
            doors.Open(kestrel);
        });
        Drain.Add(builder.Services, configuration);
        // Before the bus, so that it ends after it: what the bus still brings is heard.
        var loops = new BackgroundLoops();
        builder.Services.AddSingleton<IHostedService>(loops);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = 4 * 1024 * 1024;
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<PeerInterceptor>();
            grpc.Interceptors.Add<EnumInterceptor>();
        });
        builder
            .Services.AddSingleton<ErrorInterceptor>()
            .AddSingleton<PeerInterceptor>()
            .AddSingleton<EnumInterceptor>();
        var health = builder.Services.AddGrpcHealthChecks();
        if (builder.Environment.IsDevelopment())
            builder.Services.AddGrpcReflection();
        MassTransitAnnouncer.Add(builder.Services, configuration, [.. modules.Select(m => m.Name)]);
        // By a factory, so that the host disposes what it did not make.
        builder.Services.AddSingleton(_ => peers);
        var count = ShardCount(configuration);
        var services = new List<(Module Module, Shards Shards)>();
        foreach (var module in modules)
        {
            var all = new List<ServiceShard>();
            for (var shard = 0; shard < count; shard++)
            {
                var database = new Database(DialectOf(configuration, module.Name, shard, count));
                await PatientlyAsync(
                    database.Dialect,
                    module.Name,
                    async () =>
                    {
                        await Migrator.PrepareAsync(database, module.GetType().Assembly, CancellationToken.None);
                        await Shards.ClaimAsync(database, module.Name, shard, count, CancellationToken.None);
                    }
                );
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
                );
                all.Add(service);
                builder.Services.AddSingleton(_ => service);
                health.AddAsyncCheck(
                    count == 1 ? module.Name : $"{module.Name}/{shard}",
                    async stop =>
                    {
                        await using var connection = await database.OpenReaderAsync(stop);
                        // A pooled connection opens although the database is gone; only an answer says that it is there.
                        await using var command = connection.CreateCommand();
                        command.CommandText = "SELECT position FROM journal_head";
                        return await command.ExecuteScalarAsync(stop) is long
                            ? HealthCheckResult.Healthy()
                            : HealthCheckResult.Unhealthy();
                    }
                );
            }

            services.Add((module, new Shards(all)));
            module.AddServices(builder.Services, services[^1].Shards);
        }

        // "live" depends on nothing: a database that is away is no reason to start the process again.
        builder.Services.Configure<Grpc.AspNetCore.HealthChecks.GrpcHealthChecksOptions>(o =>
            o.Services.Map("live", _ => false)
        );
        builder.Services.AddSingleton<JournalRpc>();
        var app = builder.Build();
        _ = (app.Services.GetRequiredService<Peers>(), app.Services.GetServices<ServiceShard>().Count());
        var push = app.Services.GetRequiredService<IAnnouncer>();
        foreach (var (module, shards) in services)
            Connect(module, shards, push, peers, app, loops);
        app.Lifetime.ApplicationStarted.Register(loops.Begin);
        foreach (var (module, _) in services)
            module.Map(app);
        app.MapGrpcService<JournalRpc>();
        app.MapGrpcHealthChecksService();
        if (app.Environment.IsDevelopment())
            app.MapGrpcReflectionService();
        return app;
    }

    private static void Connect(
        Module module,
        Shards shards,
        IAnnouncer push,
        Peers peers,
        WebApplication app,
        BackgroundLoops loops
    )
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(module.Name);
        var follows = new Dictionary<string, ApplyEvent>(module.Follows(), StringComparer.Ordinal);
        if (module.Name != Identity.Directory)
        {
            follows[Identity.Directory] = (tx, _, message) =>
            {
                DirectoryCopy.Apply(tx, message);
                return Task.CompletedTask;
            };
        }

        foreach (var service in shards.All)
        {
            foreach (var (source, apply) in follows)
                service.Follow(
                    new Consumer(
                        service,
                        source,
                        apply,
                        (after, hash, stop) => peers.PullAsync(source, service.Shard, after, hash, stop),
                        log
                    )
                );
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
            loops.Add(stop => SweepAsync(module, service, log, stop));
        }
    }

    private static async Task SweepAsync(Module module, ServiceShard service, ILogger log, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(30));
        do
        {
            try
            {
                await ConsumerMeter.RefreshAsync(service, stop);
                await module.SweepAsync(service, stop);
                await DirectoryCopy.SweepAsync(service, stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The next sweep finds the same again.
                SweepFailed(log, module.Name, e);
            }
        } while (
            await timer
                .WaitForNextTickAsync(stop)
                .AsTask()
                .ContinueWith(t => t.IsCompletedSuccessfully && t.Result, TaskScheduler.Default)
        );
    }

    private static int ShardCount(IConfiguration configuration) =>
        int.TryParse(configuration["Shards:Count"] ?? "1", out var count) && count is >= 1 and <= Shards.MaxCount
            ? count
            : throw new SetupException(
                $"Shards:Count “{configuration["Shards:Count"]}” 无效，应为 1 至 {Shards.MaxCount}。"
            );

    private static Dialect DialectOf(
        IConfiguration configuration,
        string name,
        int shard,
        int count,
        bool asOwner = false
    )
    {
        var database = count == 1 ? name : $"{name}_{shard}";
        switch (configuration["Database:Engine"] ?? "sqlite")
        {
            case "sqlite":
                var folder = configuration["Database:Folder"] ?? "data";
                System.IO.Directory.CreateDirectory(folder);
                return new SqliteDialect(Path.Combine(folder, database + ".db"));
            case "postgresql":
                return new PostgreSqlDialect(
                    Settings.ConnectionStringOf(configuration, name, database, shard, asOwner),
                    Settings.PoolOf(configuration)
                );
            case var other:
                throw new SetupException($"Database:Engine “{other}” 无效，可用 sqlite 或 postgresql。");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the sweep of {Module} failed and will be repeated")]
    private static partial void SweepFailed(ILogger log, string module, Exception error);
}

/// <summary>What a process does by itself, from when it serves until its calls are answered: a replica that still takes calls still follows.</summary>
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
