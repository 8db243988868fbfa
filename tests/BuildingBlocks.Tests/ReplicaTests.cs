using Microsoft.Extensions.Logging.Abstractions;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>Two processes of one service on one database; the same tests on both engines.</summary>
public abstract class ReplicaTests(Engine engine) : IAsyncLifetime
{
    private ShardFixture _room = null!;
    private ServiceShard _other = null!;

    public async Task InitializeAsync()
    {
        _room = await ShardFixture.OpenAsync(engine);
        _other = _room.OpenReplica();
    }

    public async Task DisposeAsync()
    {
        // The service itself stays open, because it shares its PostgreSQL connections with the fixture.
        await _other.Writer.DisposeAsync();
        await _room.DisposeAsync();
    }

    [Fact]
    public async Task The_same_request_sent_to_both_at_once_is_one_event_with_one_answer()
    {
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i =>
                    Task.Run(() =>
                        (i % 2 == 0 ? _room.Service : _other).Writer.RunAsync(
                            ShardFixture.Create($"t{i / 20}", $"r{i / 20}", method: "/m")
                        )
                    )
                )
        );
        answers.ShouldAllBe(a => a.Refusal == null);
        answers.Select((a, i) => (i / 20, a.Position)).Distinct().Count().ShouldBe(10);
        (await _room.VerifyAsync()).Events.ShouldBe(10);
    }

    [Fact]
    public async Task Two_that_follow_one_journal_apply_every_event_once_and_in_order_whoever_hears_it()
    {
        var producer = new Producer("source");
        await using var first = Following.Start(_room, producer);
        await using var second = Following.Start(_room, producer, replica: _other);
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var entry = producer.Add($"x{i % 5}");
            var hears = random.Next(4);
            if (hears is 0 or 2)
                first.Push(entry);
            if (hears is 1 or 2)
                second.Push(entry);
        }

        await first.ReachAsync(300);
        (await first.AppliedAsync()).ShouldBe(Enumerable.Range(1, 300).Select(i => (long)i));
        (await first.ParkedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_one_has_read_of_Directory_is_read_again_after_the_other_retried_a_parked_event_of_it()
    {
        var producer = new Producer("directory");
        producer.Add("x");
        var parks = true;
        await using var following = Following.Start(_room, producer, _ => parks, NullLogger.Instance, _other);
        await following.ReachAsync(1);
        (await following.ParkedAsync()).ShouldBe([1L]);
        (await ReadAsync()).ShouldBe(0);
        parks = false;
        (await _other.RetryParkedAsync("x", CancellationToken.None)).Decided(out _, out _).ShouldBeTrue();
        (await ReadAsync()).ShouldBe(1);

        async Task<long> ReadAsync()
        {
            var seen = -1L;
            await _room.Service.Writer.RunAsync(
                ShardFixture.Do(async tx =>
                    seen = await ((IRead)tx).CachedAsync<long>(
                        "SELECT COUNT(*) FROM applied WHERE aggregate = @aggregate",
                        new { aggregate = "x" }
                    )
                )
            );
            return seen;
        }
    }
}

public sealed class ReplicasOnSqlite() : ReplicaTests(Engine.Sqlite);

public sealed class ReplicasOnPostgreSql() : ReplicaTests(Engine.PostgreSql);
