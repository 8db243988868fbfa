using Microsoft.Extensions.Logging;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>
/// Following another journal through a bus that may lose, repeat, delay and reorder; the same tests on both engines.
/// </summary>
public abstract class ConsumerTests(Engine engine) : IAsyncLifetime
{
    private readonly LogLines _log = new();
    private readonly Producer _producer = new("source");
    private ShardFixture _room = null!;

    public async Task InitializeAsync() => _room = await ShardFixture.OpenAsync(engine);

    public async Task DisposeAsync() => await _room.DisposeAsync();

    private static IEnumerable<long> To(long head) => Enumerable.Range(1, (int)head).Select(i => (long)i);

    /// <summary>Starts a consumer and waits until it has pulled once. Afterwards it waits for the bus.</summary>
    private async Task<Following> StartAsync(Func<Event, bool>? poison = null, TimeSpan? silence = null)
    {
        var following = Following.Start(_room, _producer, poison, _log.Logger(), silence: silence);
        await Until.TrueAsync(() => Task.FromResult(_producer.Pulls > 0), "the pull at the start");
        await following.ReachAsync(_producer.Head);
        return following;
    }

    [Fact]
    public async Task Pushed_events_are_applied_in_order()
    {
        await using var following = await StartAsync();
        for (var i = 0; i < 30; i++)
            following.Push(_producer.Add($"x{i % 4}"));
        await following.ReachAsync(30);
        (await following.AppliedAsync()).ShouldBe(To(30));
    }

    [Fact]
    public async Task What_was_there_before_it_is_pulled_page_by_page()
    {
        var producer = new Producer("source") { PageSize = 7 };
        for (var i = 0; i < 50; i++)
            producer.Add($"x{i % 4}");
        await using var following = Following.Start(_room, producer);
        await following.ReachAsync(50);
        (await following.AppliedAsync()).ShouldBe(To(50));
        producer.Pulls.ShouldBe(8);
    }

    [Fact]
    public async Task A_command_gets_its_turn_while_a_long_page_is_applied()
    {
        for (var i = 0; i < 500; i++)
            _producer.Add($"x{i % 4}");
        var (seen, command) = (-1L, Task.CompletedTask);
        await using var following = Following.Start(
            _room,
            _producer,
            entry =>
            {
                if (entry.Position == 1)
                    command = _room.Service.Writer.RunAsync(
                        ShardFixture.Do(async tx =>
                            seen = await tx.OneAsync<long>("SELECT COUNT(*) FROM applied", new { })
                        )
                    );
                return false;
            }
        );
        await following.ReachAsync(500);
        await command;
        // The command waited for the first batch, which is small.
        seen.ShouldBe(8);
    }

    [Fact]
    public async Task What_is_said_twice_is_applied_once()
    {
        await using var following = await StartAsync();
        var (first, second) = (_producer.Add("x"), _producer.Add("y"));
        following.Push(first);
        following.Push(first);
        following.Push(first, second);
        following.Push(second);
        await following.ReachAsync(2);
        following.Push(first, second);
        following.Push(_producer.Add("z"));
        await following.ReachAsync(3);
        (await following.AppliedAsync()).ShouldBe(To(3));
    }

    [Fact]
    public async Task Words_in_another_order_than_the_commits_lead_to_all_of_them_at_once()
    {
        // Nobody waits for the pull after the silence.
        await using var following = await StartAsync(silence: TimeSpan.FromHours(1));
        var pulls = _producer.Pulls;
        var (first, second) = (_producer.Add("x"), _producer.Add("y"));
        following.Push(second);
        await following.ReachAsync(2);
        _producer.Pulls.ShouldBeGreaterThan(pulls);
        following.Push(first);
        following.Push(_producer.Add("z"));
        await following.ReachAsync(3);
        (await following.AppliedAsync()).ShouldBe(To(3));
    }

    [Fact]
    public async Task A_lost_push_is_pulled_after_the_silence()
    {
        await using var following = await StartAsync();
        _producer.Add("x");
        await following.ReachAsync(1);
        (await following.AppliedAsync()).ShouldBe(To(1));
    }

    [Fact]
    public async Task A_restart_goes_on_from_the_checkpoint()
    {
        await using (var first = await StartAsync())
        {
            first.Push(_producer.Add("x"), _producer.Add("y"));
            await first.ReachAsync(2);
        }

        _producer.Add("z");
        await using var second = Following.Start(_room, _producer);
        await second.ReachAsync(3);
        (await second.AppliedAsync()).ShouldBe(To(3));
    }

    [Fact]
    public async Task A_producer_restored_to_an_older_point_is_refused_and_never_followed()
    {
        await using var following = await StartAsync();
        following.Push(_producer.Add("x"), _producer.Add("y"), _producer.Add("z"));
        await following.ReachAsync(3);
        _producer.RestoreTo(1);
        var others = Enumerable.Range(0, 5).Select(i => _producer.Add($"other{i}")).ToArray();
        following.Push(others);
        await Until.TrueAsync(() => Task.FromResult(_log.Count(LogLevel.Critical) > 0), "the fork is reported");
        following.Push(others[^1]);
        following.Push(_producer.Add("later"));
        var pulls = _producer.Pulls;
        await Until.TrueAsync(() => Task.FromResult(_producer.Pulls > pulls), "another try");
        (await following.AppliedAsync()).ShouldBe(To(3));
        (await following.ParkedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fork_is_noticed_although_old_positions_keep_coming_by_the_bus()
    {
        await using var following = await StartAsync();
        for (var i = 0; i < 5; i++)
            following.Push(_producer.Add("x"));
        await following.ReachAsync(5);
        _producer.RestoreTo(1);
        var old = _producer.Add("other");
        await Until.TrueAsync(
            () =>
            {
                following.Push(old);
                return Task.FromResult(_log.Count(LogLevel.Critical) > 0);
            },
            "the fork is reported"
        );
    }

    [Fact]
    public async Task A_forked_history_is_asked_for_ever_more_rarely()
    {
        await using var following = await StartAsync();
        following.Push(_producer.Add("x"), _producer.Add("y"));
        await following.ReachAsync(2);
        _producer.RestoreTo(1);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        following.Push(_producer.Add("o1"), _producer.Add("o2"), _producer.Add("o3"));
        await Until.TrueAsync(() => Task.FromResult(_log.Count(LogLevel.Critical) >= 5), "five reports");
        // 100 + 200 + 400 + 800 ms at least; without the doubling it would be 200.
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(1.2));
    }

    [Fact]
    public async Task A_hole_in_the_producers_journal_is_reported_and_never_skipped()
    {
        var producer = new Producer("source") { PageSize = 2 };
        for (var i = 0; i < 5; i++)
            producer.Add($"x{i}");
        producer.Lose(3);
        await using var following = Following.Start(_room, producer, log: _log.Logger());
        await Until.TrueAsync(() => Task.FromResult(_log.Count(LogLevel.Critical) > 0), "the hole is reported");
        (await following.AppliedAsync()).ShouldBe([1, 2]);
        (await _room.Service.CheckpointAsync("source", CancellationToken.None)).Position.ShouldBe(2);
    }

    [Fact]
    public async Task A_poisonous_event_is_parked_after_five_tries_with_its_aggregate_while_others_flow()
    {
        var tries = 0;
        await using var following = await StartAsync(e => e.Aggregate == "bad" && Interlocked.Increment(ref tries) > 0);
        following.Push(_producer.Add("good"), _producer.Add("bad"), _producer.Add("good"), _producer.Add("bad"));
        await following.ReachAsync(4);
        // Once with its page, five times alone. The later event of the aggregate is not tried.
        tries.ShouldBe(6);
        following.Push(_producer.Add("bad"), _producer.Add("good"));
        await following.ReachAsync(6);
        tries.ShouldBe(6);
        (await following.AppliedAsync()).ShouldBe([1, 3, 6]);
        (await following.ParkedAsync()).ShouldBe([2, 4, 5]);
    }

    [Fact]
    public async Task Another_committees_aggregate_of_the_same_name_is_not_parked_with_it()
    {
        await using var following = await StartAsync(e => e is { Aggregate: "calendar", Committee: "a" });
        following.Push(
            _producer.Add("calendar", "a"),
            _producer.Add("calendar", "b"),
            _producer.Add("calendar", "a"),
            _producer.Add("calendar", "b")
        );
        await following.ReachAsync(4);
        (await following.AppliedAsync()).ShouldBe([2, 4]);
        (await following.ParkedAsync()).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task A_retry_applies_the_parked_events_in_order_and_the_aggregate_flows_again()
    {
        await using var following = await StartAsync(e => e.Aggregate == "bad");
        following.Push(_producer.Add("bad"), _producer.Add("good"), _producer.Add("bad"), _producer.Add("bad"));
        await following.ReachAsync(4);
        (await _room.Service.RetryParkedAsync("bad", CancellationToken.None)).Refusal!.Reason.ShouldBe(
            CommonRefusals.StillFailing
        );
        (await following.ParkedAsync()).ShouldBe([1, 3, 4]);
        following.Poison = _ => false;
        (await _room.Service.RetryParkedAsync("bad", CancellationToken.None)).Value.ShouldBe(3);
        (await following.ParkedAsync()).ShouldBeEmpty();
        (await _room.Service.RetryParkedAsync("bad", CancellationToken.None)).Refusal!.Reason.ShouldBe(
            CommonRefusals.NotFound
        );
        following.Push(_producer.Add("bad"));
        await following.ReachAsync(5);
        (await following.AppliedAsync()).ShouldBe([2, 1, 3, 4, 5]);
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_is_parked_and_not_skipped()
    {
        await using var following = await StartAsync();
        following.Push(
            _producer.Add("x", type: "proposals.intake.v9.ProposalSung"),
            _producer.Add("x"),
            _producer.Add("y")
        );
        await following.ReachAsync(3);
        (await following.AppliedAsync()).ShouldBe([3]);
        (await following.ParkedAsync()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task An_event_whose_body_cannot_be_read_is_parked_and_does_not_stop_the_stream()
    {
        await using var following = await StartAsync();
        following.Push(_producer.Add("x", body: [0x0a, 0xff]), _producer.Add("y"));
        await following.ReachAsync(2);
        (await following.AppliedAsync()).ShouldBe([2]);
        (await following.ParkedAsync()).ShouldBe([1]);
        (await _room.Service.RetryParkedAsync("x", CancellationToken.None)).Refusal!.Reason.ShouldBe(
            CommonRefusals.StillFailing
        );
    }

    [Fact]
    public async Task A_service_with_too_much_to_do_parks_nothing()
    {
        var gate = new TaskCompletionSource();
        var first = await ShardFixture.OccupyAsync(_room.Service.Writer, gate.Task);
        var waiting = new List<Task<JobAnswer>>();
        while (waiting.Count == 0 || !waiting[^1].IsCompleted)
            waiting.Add(_room.Service.Writer.RunAsync(ShardFixture.Do(_ => Task.CompletedTask)));
        (await waiting[^1]).Refusal!.Reason.ShouldBe(CommonRefusals.Busy);
        // At the moment the consumer would park the event, the queue has room again.
        _log.Added = line =>
        {
            if (line.Level != LogLevel.Error)
                return;
            gate.TrySetResult();
            waiting[0].Wait();
        };
        _producer.Add("x");
        await using var following = Following.Start(_room, _producer, log: _log.Logger());
        await Until.TrueAsync(
            () => Task.FromResult(_log.Count(LogLevel.Error) + _log.Count(LogLevel.Warning) > 0 || _producer.Pulls > 0),
            "the consumer wants to write"
        );
        var clock = System.Diagnostics.Stopwatch.StartNew();
        // As long as five tries would take.
        await Until.TrueAsync(
            () => Task.FromResult(clock.Elapsed > TimeSpan.FromSeconds(1) || _log.Count(LogLevel.Error) > 0),
            "five tries' time"
        );
        gate.TrySetResult();
        await first;
        await following.ReachAsync(1);
        (await following.ParkedAsync()).ShouldBeEmpty();
        (await following.AppliedAsync()).ShouldBe([1]);
    }

    [Fact]
    public async Task The_end_is_the_same_for_200_random_schedules_of_the_bus()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(1, 200),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (seed, _) =>
            {
                var random = new Random(seed);
                var producer = new Producer($"s{seed}") { PageSize = random.Next(1, 12) };
                var late = new List<Event[]>();
                await using (var following = Following.Start(_room, producer))
                {
                    for (var commit = 0; commit < 12; commit++)
                    {
                        Event[] page =
                        [
                            .. Enumerable.Range(0, random.Next(1, 4)).Select(i => producer.Add($"x{random.Next(3)}")),
                        ];
                        switch (random.Next(5))
                        {
                            case 0:
                                break;
                            case 1:
                                following.Push(page);
                                following.Push(page);
                                break;
                            case 2:
                                late.Add(page);
                                break;
                            default:
                                following.Push(page);
                                break;
                        }

                        if (late.Count > 0 && random.Next(3) == 0)
                        {
                            var at = random.Next(late.Count);
                            following.Push(late[at]);
                            late.RemoveAt(at);
                        }

                        if (random.Next(4) == 0)
                            await Task.Yield();
                    }

                    foreach (var page in late)
                        following.Push(page);
                }

                // What the bus did not bring is applied after a restart.
                await using var again = Following.Start(_room, producer);
                await again.ReachAsync(producer.Head);
                (await again.AppliedAsync()).ShouldBe(To(producer.Head), $"seed {seed}");
                (await again.ParkedAsync()).ShouldBeEmpty($"seed {seed}");
            }
        );
    }
}

public sealed class ConsumerOnSqlite() : ConsumerTests(Engine.Sqlite);

public sealed class ConsumerOnPostgreSql() : ConsumerTests(Engine.PostgreSql);
