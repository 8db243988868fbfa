using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Proposals.BuildingBlocks;
using Proposals.Client;

namespace Proposals.TestKit;

/// <summary>The database engine of a test.</summary>
public enum Engine
{
    /// <summary>SQLite files in a folder of the test's own.</summary>
    Sqlite,
    /// <summary>PostgreSQL databases of the test's own; the services run as roles that own nothing, under row-level security.</summary>
    PostgreSql,
}

/// <summary>The bus of a test.</summary>
public enum BusKind
{
    /// <summary>In the process.</summary>
    Memory,
    /// <summary>RabbitMQ, in a virtual host of its own name by queue prefix.</summary>
    RabbitMq,
}

/// <summary>A clock that stands until it is moved. Only what the suite asks of the time is affected; waiting is real.</summary>
public sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves to an instant.</summary>
    public void MoveTo(DateTimeOffset instant) => Interlocked.Exchange(ref _ticks, instant.UtcTicks);

    /// <summary>Moves forward.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}

/// <summary>Some or all services of the suite in this process, over real gRPC on loopback, real databases and a clock of the test's own.</summary>
public sealed class TestSuite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestSuite(WebApplication app, string folder, TestClock clock, string address, string secret) =>
        (_app, Folder, Clock, Address, Secret, Suite) = (app, folder, clock, address, secret, Suite.At(address));

    /// <summary>Monday, 2026-01-12 10:00 in China.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 12, 10, 0, 0, TimeSpan.FromHours(8));

    /// <summary>The folder of this suite, gone with it.</summary>
    public string Folder { get; }

    /// <summary>The suite's time.</summary>
    public TestClock Clock { get; }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>The services' secret.</summary>
    public string Secret { get; }

    /// <summary>The suite as a client sees it.</summary>
    public Suite Suite { get; }

    /// <summary>The roles of its databases on PostgreSQL; null on SQLite.</summary>
    public Roles? Roles { get; private init; }

    /// <summary>The room of one service, of one shard, for a look at its database.</summary>
    public Service Service(string name, int shard = 0) => _app.Services.GetServices<Service>().First(s => s.Name == name && s.Shard == shard);

    /// <summary>Starts modules. <paramref name="other"/> is a second PostgreSQL, where the upper half of the shards lie.</summary>
    public static async Task<TestSuite> StartAsync(Engine engine, BusKind bus, IReadOnlyList<Module> modules, bool realClock = false, int shards = 1, PostgreSqlServer? other = null)
    {
        var (id, folder, port) = (Guid.NewGuid().ToString("N")[..10], Path.Combine(Path.GetTempPath(), "proposals-" + Guid.NewGuid().ToString("N")), FreePort());
        System.IO.Directory.CreateDirectory(folder);
        var settings = new Dictionary<string, string?>
        {
            ["Listen"] = $"http://127.0.0.1:{port}",
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
            foreach (var (key, value) in roles.Settings()) settings[key] = value;
        }

        if (bus == BusKind.RabbitMq) (settings["Bus:Port"], settings["Bus:User"], settings["Bus:Password"]) = (Backends.Of("AMQP_PORT"), Backends.Of("AMQP_USER"), Backends.Of("AMQP_PASSWORD"));
        var clock = new TestClock(Start);
        var app = await ServiceHost.BuildAsync(["--environment", "Development"], modules, new HostParts(realClock ? TimeProvider.System : clock, new Ids()), b => b.Configuration.AddInMemoryCollection(settings));
        await app.StartAsync();
        return new TestSuite(app, folder, clock, settings["Listen"]!, settings["Peers:Secret"]!) { Roles = roles };
    }

    /// <summary>Creates a committee of the demonstration kind, its session received until 2026-01-20 12:00, and gives everybody in it.</summary>
    public async Task<Cast> CommitteeAsync(string? code = null)
    {
        code ??= "c" + Guid.NewGuid().ToString("N")[..8];
        var accounts = await DemoCommittee.CreateAsync(Suite, Secret, code, Start.AddDays(-1), new DateTimeOffset(2026, 1, 20, 12, 0, 0, TimeSpan.FromHours(8)), Start.AddDays(30));
        return new Cast(Suite, accounts);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Suite.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        System.IO.Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A port nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>What a refused call answers.</summary>
public static class Refused
{
    /// <summary>Runs a call that must be refused and gives the error. Throws when it is not.</summary>
    public static async Task<Grpc.Core.RpcException> ByAsync<T>(Grpc.Core.AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
        }
        catch (Grpc.Core.RpcException e)
        {
            return e;
        }

        throw new InvalidOperationException("the call was not refused");
    }

    /// <summary>The error, or null when the call was answered.</summary>
    public static async Task<Grpc.Core.RpcException?> OrNullAsync<T>(Grpc.Core.AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return null;
        }
        catch (Grpc.Core.RpcException e)
        {
            return e;
        }
    }

    /// <summary>The stable reason of a call that must be refused.</summary>
    public static async Task<string> ReasonAsync<T>(Grpc.Core.AsyncUnaryCall<T> call) => Call.ReasonOf(await ByAsync(call));
}
