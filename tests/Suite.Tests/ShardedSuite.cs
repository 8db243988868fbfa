using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.TestKit;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// Four shards of every service and eight committees, two in each shard. It starts once for a test class.
/// </summary>
public abstract class ShardedSuite(Engine engine, BusKind bus) : IAsyncLifetime
{
    public const int Count = 4;

    // Chosen by their hashes. NumberOf never changes, so each code keeps its shard.
    public static readonly IReadOnlyList<string> Codes =
    [
        .. Enumerable
            .Range(0, Count)
            .SelectMany(shard =>
                Enumerable
                    .Range(1, 200)
                    .Select(n => $"xian-{n:D3}")
                    .Where(c => Shards.NumberOf(c, Count) == shard)
                    .Take(2)
            ),
    ];

    private OtherServer? _other;

    public TestSuite Suite { get; private set; } = null!;

    public IReadOnlyList<Cast> Casts { get; private set; } = [];

    public async Task InitializeAsync()
    {
        if (engine == Engine.PostgreSql)
            _other = await OtherServer.StartAsync();
        Suite = await TestSuite.StartAsync(engine, bus, WholeSuite.Modules, shards: Count, other: _other?.Server);
        var casts = new List<Cast>();
        foreach (var code in Codes)
            casts.Add(await Suite.CommitteeAsync(code));
        Casts = casts;
    }

    public async Task DisposeAsync()
    {
        await Suite.DisposeAsync();
        if (_other is not null)
            await _other.DisposeAsync();
    }
}

/// <summary>SQLite files and the bus in the process.</summary>
public sealed class ShardedLaptop() : ShardedSuite(Engine.Sqlite, BusKind.Memory);

/// <summary>Two PostgreSQL servers, two shards each, and RabbitMQ.</summary>
public sealed class ShardedCounty() : ShardedSuite(Engine.PostgreSql, BusKind.RabbitMq);
