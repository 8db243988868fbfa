using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Proposals.BuildingBlocks;
using Proposals.Client;

namespace Proposals.TestKit;

/// <summary>
/// Some or all services of the suite in this process. gRPC over loopback and the databases are real; the clock is the
/// test's own.
/// </summary>
public sealed class TestSuite : IAsyncDisposable
{
    private readonly IReadOnlyList<WebApplication> _replicas;

    private TestSuite(
        IReadOnlyList<WebApplication> replicas,
        string folder,
        TestClock clock,
        string address,
        string secret
    ) =>
        (_replicas, Folder, Clock, Address, Secret, Suite) = (
            replicas,
            folder,
            clock,
            address,
            secret,
            Suite.At(address)
        );

    /// <summary>Monday, 2026-01-12 10:00 in China.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 12, 10, 0, 0, TimeSpan.FromHours(8));

    /// <summary>Folder of the suite's files. It is deleted on dispose.</summary>
    public string Folder { get; }

    /// <summary>The suite's clock. It has no effect on a suite that was started with the real clock.</summary>
    public TestClock Clock { get; }

    /// <summary>Address of the suite. Those of several replicas are separated by commas.</summary>
    public string Address { get; }

    /// <summary>The secret that the services share (Peers:Secret).</summary>
    public string Secret { get; }

    /// <summary>The suite as a client sees it.</summary>
    public Suite Suite { get; }

    /// <summary>Roles of the databases on PostgreSQL; null on SQLite.</summary>
    public Roles? Roles { get; private init; }

    /// <summary>Returns one shard of a service in one replica, so that a test can look at its database.</summary>
    public ServiceShard Service(string name, int shard = 0, int replica = 0) =>
        _replicas[replica].Services.GetServices<ServiceShard>().First(s => s.Name == name && s.Shard == shard);

    /// <summary>
    /// Starts the modules, all of them in each replica. Replicas share databases and bus, and clients take them in
    /// turn. <paramref name="other"/> is a second PostgreSQL for the upper half of the shards. <paramref name="more"/>
    /// overrides the other settings. <paramref name="follows"/> is <see cref="HostParts.Follows"/>,
    /// <paramref name="log"/> <see cref="HostParts.Log"/>.
    /// </summary>
    public static async Task<TestSuite> StartAsync(
        Engine engine,
        BusKind bus,
        IReadOnlyList<Module> modules,
        bool realClock = false,
        int shards = 1,
        PostgreSqlServer? other = null,
        int replicas = 1,
        IReadOnlyDictionary<string, string?>? more = null,
        Func<string, string, PullEvents, PullEvents>? follows = null,
        Action<ILoggingBuilder>? log = null
    )
    {
        var (id, folder) = (
            Guid.NewGuid().ToString("N")[..10],
            Path.Combine(Path.GetTempPath(), "proposals-" + Guid.NewGuid().ToString("N"))
        );
        Folders.CreateDirectory(folder);
        // Keys ignore case, as in the configuration: a test may write Peers:Directory for the module directory.
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Peers:Secret"] = Guid.NewGuid().ToString("N"),
            ["Database:Engine"] = engine == Engine.Sqlite ? "sqlite" : "postgresql",
            ["Database:Folder"] = folder,
            ["Shards:Count"] = shards.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Bus:Transport"] = bus == BusKind.Memory ? "memory" : "rabbitmq",
            ["Bus:EndpointPrefix"] = $"t{id}-",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:MassTransit"] = "Error",
        };
        Roles? roles = null;
        if (engine == Engine.PostgreSql)
        {
            roles = await Roles.CreateAsync($"t{id}", modules, shards, other);
            foreach (var (key, value) in roles.Settings())
                settings[key] = value;
        }

        if (bus == BusKind.RabbitMq)
            (settings["Bus:Host"], settings["Bus:Port"], settings["Bus:User"], settings["Bus:Password"]) = (
                Backends.Of("AMQP_HOST"),
                Backends.Of("AMQP_PORT"),
                Backends.Of("AMQP_USER"),
                Backends.Of("AMQP_PASSWORD")
            );
        var clock = new TestClock(Start);
        var (apps, addresses) = (
            new List<WebApplication>(),
            Enumerable.Range(0, replicas).Select(_ => $"http://127.0.0.1:{FreePort.Next()}").ToList()
        );
        foreach (var module in modules)
            settings[$"Peers:{module.Name}"] = string.Join(',', addresses);
        foreach (var (key, value) in more ?? new Dictionary<string, string?>())
            settings[key] = value;
        foreach (var address in addresses)
        {
            settings["Listen"] = address;
            var app = await ServiceHost.BuildAsync(
                ["--environment", "Development"],
                modules,
                new HostParts(realClock ? TimeProvider.System : clock, new Ids())
                {
                    Follows = follows ?? HostParts.Real.Follows,
                    Log = log ?? HostParts.Real.Log,
                },
                b => b.Configuration.AddInMemoryCollection(settings)
            );
            apps.Add(app);
            await app.StartAsync();
        }

        return new TestSuite(apps, folder, clock, string.Join(',', addresses), settings["Peers:Secret"]!)
        {
            Roles = roles,
        };
    }

    /// <summary>Returns a client that knows one replica only. The caller disposes it.</summary>
    public Suite At(int replica) => Suite.At(Address.Split(',')[replica]);

    /// <summary>Stops a replica as SIGTERM does, and waits until it has ended.</summary>
    public Task StopAsync(int replica) =>
        Task.Run(async () =>
        {
            _replicas[replica].Lifetime.StopApplication();
            await _replicas[replica].StopAsync();
        });

    /// <summary>
    /// Creates a committee of the demonstration kind and returns its people. Its session takes proposals until
    /// 2026-01-20 12:00 in China.
    /// </summary>
    public async Task<Cast> CommitteeAsync(string? code = null)
    {
        code ??= "c" + Guid.NewGuid().ToString("N")[..8];
        var accounts = await DemoCommittee.CreateAsync(
            Suite,
            Secret,
            code,
            Start.AddDays(-1),
            new DateTimeOffset(2026, 1, 20, 12, 0, 0, TimeSpan.FromHours(8)),
            Start.AddDays(30)
        );
        await DirectoryKnownAsync(
            Shards.NumberOf(code, _replicas[0].Services.GetServices<ServiceShard>().Max(s => s.Shard) + 1)
        );
        return new Cast(Suite, accounts);
    }

    /// <summary>
    /// Waits until the other services have applied Directory's journal. Otherwise a test that uses a new committee at
    /// once would race their copies.
    /// </summary>
    private async Task DirectoryKnownAsync(int shard)
    {
        var services = _replicas[0].Services.GetServices<ServiceShard>().Where(s => s.Shard == shard).ToList();
        if (services.Find(s => s.Name == "directory") is not { } directory)
            return;
        await using var connection = await directory.Database.OpenReaderAsync(CancellationToken.None);
        var head = await connection.QuerySingleAsync<long>("SELECT position FROM journal_head");
        foreach (var follower in services.Where(s => s.Consumers.Any(c => c.Source == "directory")))
        {
            await Call.UntilAsync(
                $"{follower.Name} 知道 directory 的第 {head} 条",
                async () =>
                    (await follower.CheckpointAsync("directory", CancellationToken.None)).Position >= head
                        ? follower
                        : null
            );
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Suite.Dispose();
        foreach (var app in _replicas)
            await app.StopAsync();
        foreach (var app in _replicas)
            await app.DisposeAsync();
        Folders.Delete(Folder, recursive: true);
    }
}
