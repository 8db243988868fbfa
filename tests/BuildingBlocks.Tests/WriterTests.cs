using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>The writer, which makes every change to a database; the same tests on both engines.</summary>
public abstract class WriterTests(Engine engine) : IAsyncLifetime
{
    private ShardFixture _room = null!;

    private Writer Writer => _room.Service.Writer;

    public async Task InitializeAsync() => _room = await ShardFixture.OpenAsync(engine);

    public async Task DisposeAsync() => await _room.DisposeAsync();

    private static Job Refuse(Action<Transaction> first) =>
        new()
        {
            Caller = new Caller("somebody", "a", []),
            CommandId = "",
            Run = tx =>
            {
                first(tx);
                return Task.FromResult((Decision<IMessage>)CommonRefusals.FieldInvalid);
            },
        };

    /// <summary>Holds jobs back until all are queued, so that they form one batch.</summary>
    private async Task<JobAnswer[]> TogetherAsync(params Job[] works)
    {
        var gate = new TaskCompletionSource();
        var first = await ShardFixture.OccupyAsync(Writer, gate.Task);
        var answers = works.Select(w => Writer.RunAsync(w)).ToList();
        gate.SetResult();
        await first;
        return await Task.WhenAll(answers);
    }

    private async Task VerifiedAsync(long events)
    {
        var result = await _room.VerifyAsync();
        (result.Events, result.FirstBadPosition, result.Problem).ShouldBe((events, 0, ""));
        (await _room.NumberAsync("SELECT COUNT(*) FROM journal")).ShouldBe(events);
    }

    [Fact]
    public async Task Waiting_works_are_committed_once_and_all_are_answered()
    {
        var answers = await TogetherAsync([.. Enumerable.Range(0, 60).Select(i => ShardFixture.Create($"t{i:D2}"))]);
        _room.Commits.Count.ShouldBe(1);
        answers.Select(a => a.Position).ShouldBe(Enumerable.Range(1, 60).Select(i => (long)i));
        answers.ShouldAllBe(a => a.Message is Empty && a.Refusal == null);
        await VerifiedAsync(60);
    }

    [Fact]
    public async Task A_throwing_work_does_not_spoil_its_neighbours()
    {
        var gate = new TaskCompletionSource();
        var first = await ShardFixture.OccupyAsync(Writer, gate.Task);
        var before = Writer.RunAsync(ShardFixture.Create("before"));
        var bad = Writer.RunAsync(
            ShardFixture.Do(tx =>
            {
                ShardFixture.Insert(tx, "bad");
                throw new InvalidOperationException("broken");
            })
        );
        var after = Writer.RunAsync(ShardFixture.Create("x-after"));
        gate.SetResult();
        await first;
        (await before).Position.ShouldBe(1);
        (await Should.ThrowAsync<InvalidOperationException>(() => bad)).Message.ShouldBe("broken");
        (await after).Position.ShouldBe(2);
        (await _room.ThingsAsync()).ShouldBe(["before", "x-after"]);
        await VerifiedAsync(2);
    }

    [Fact]
    public async Task A_work_that_breaks_a_unique_key_does_not_spoil_its_neighbours()
    {
        await Writer.RunAsync(ShardFixture.Create("same"));
        var gate = new TaskCompletionSource();
        var first = await ShardFixture.OccupyAsync(Writer, gate.Task);
        var bad = Writer.RunAsync(ShardFixture.Create("same"));
        var reads = Writer.RunAsync(
            ShardFixture.Do(async tx =>
            {
                (
                    await tx.OneAsync<long>(
                        "SELECT COUNT(*) FROM things WHERE committee = @committee",
                        new { committee = tx.Committee }
                    )
                ).ShouldBe(1);
                ShardFixture.Insert(tx, "x-other");
            })
        );
        gate.SetResult();
        await first;
        await Should.ThrowAsync<System.Data.Common.DbException>(() => bad);
        (await reads).Position.ShouldBe(2);
        await VerifiedAsync(2);
    }

    [Fact]
    public async Task A_refusal_after_a_write_leaves_nothing_alone_and_in_a_batch()
    {
        (await Writer.RunAsync(Refuse(tx => ShardFixture.Insert(tx, "refused")))).Refusal!.Reason.ShouldBe(
            CommonRefusals.FieldInvalid
        );
        var answers = await TogetherAsync(
            ShardFixture.Create("a"),
            Refuse(tx => ShardFixture.Insert(tx, "refused")),
            ShardFixture.Create("b")
        );
        answers[1].Refusal!.Reason.ShouldBe(CommonRefusals.FieldInvalid);
        (await _room.ThingsAsync()).ShouldBe(["a", "b"]);
        await VerifiedAsync(2);
    }

    [Fact]
    public async Task A_refusal_after_a_write_on_behalf_of_another_committee_leaves_nothing()
    {
        var answers = await TogetherAsync(
            ShardFixture.Create("a"),
            Refuse(tx => ShardFixture.Insert(tx.As(Caller.System("b"), "other"), "refused"))
        );
        answers[1].Refusal!.Reason.ShouldBe(CommonRefusals.FieldInvalid);
        (await _room.ThingsAsync()).ShouldBe(["a"]);
        await VerifiedAsync(1);
    }

    [Fact]
    public async Task A_later_work_of_a_batch_sees_what_an_earlier_one_wrote()
    {
        var seen = -1L;
        await TogetherAsync(
            ShardFixture.Create("a"),
            ShardFixture.Do(async tx =>
                seen = await tx.OneAsync<long>(
                    "SELECT COUNT(*) FROM things WHERE committee = @committee",
                    new { committee = "a" }
                )
            )
        );
        _room.Commits.Count.ShouldBe(1);
        seen.ShouldBe(1);
    }

    [Fact]
    public async Task Positions_are_dense_and_chained_under_32_callers()
    {
        var positions = await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(c =>
                    Task.Run(async () =>
                    {
                        var mine = new List<long>();
                        for (var i = 0; i < 50; i++)
                            mine.Add(
                                (
                                    await Writer.RunAsync(ShardFixture.Create($"{c}-{i}", committee: $"c{c % 5}"))
                                ).Position
                            );
                        return mine;
                    })
                )
        );
        positions.SelectMany(p => p).Order().ShouldBe(Enumerable.Range(1, 1600).Select(i => (long)i));
        positions.ShouldAllBe(p => p.SequenceEqual(p.Order()));
        await VerifiedAsync(1600);
    }

    [Fact]
    public async Task Two_replicas_on_one_database_stay_dense_and_count_right()
    {
        await using var replica = new Writer(
            "probe",
            0,
            new Database(_room.Database.Dialect is SqliteDialect ? Clone() : _room.Database.Dialect),
            _room.Clock,
            new Ids(),
            _ => { },
            NullLogger.Instance
        );
        await Writer.RunAsync(ShardFixture.Create("counter"));
        await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i =>
                    Task.Run(() =>
                        (i % 2 == 0 ? Writer : replica).RunAsync(
                            ShardFixture.Do(async tx =>
                            {
                                var version = await tx.OneAsync<long>(
                                    "SELECT version FROM things WHERE committee = 'a' AND id = 'counter'",
                                    new { }
                                );
                                tx.Write(
                                    "UPDATE things SET version = version + 1 WHERE committee = 'a' AND id = "
                                        + "'counter' AND version = @version",
                                    new { version }
                                );
                                tx.Append("counter", version + 1, new ProposalDeleted { Proposal = "counter" });
                            })
                        )
                    )
                )
        );
        (await _room.NumberAsync("SELECT version FROM things WHERE id = 'counter'")).ShouldBe(201);
        await VerifiedAsync(201);

        SqliteDialect Clone() => new(_room.SqlitePath);
    }

    [Fact]
    public async Task The_same_request_sent_20_times_at_once_is_one_event_with_one_answer()
    {
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => Task.Run(() => Writer.RunAsync(ShardFixture.Create("once", "r1", method: "/m"))))
        );
        answers.ShouldAllBe(a => a.Refusal == null && a.Position == 1);
        answers.Count(a => a.Message is not null).ShouldBe(1);
        answers.Where(a => a.Message is null).ShouldAllBe(a => a.Remembered!.SequenceEqual(new Empty().ToByteArray()));
        await VerifiedAsync(1);
    }

    [Fact]
    public async Task A_request_id_is_not_good_for_another_content_or_method_but_for_another_committee()
    {
        await Writer.RunAsync(ShardFixture.Create("a", "r1", method: "/m"));
        (await Writer.RunAsync(ShardFixture.Create("b", "r1", method: "/other"))).Refusal!.Reason.ShouldBe(
            CommonRefusals.RequestIdReused
        );
        var job = ShardFixture.Create("b", "r1", method: "/m");
        var other = new Job
        {
            Caller = job.Caller,
            CommandId = job.CommandId,
            Method = job.Method,
            Fingerprint = [2],
            Run = job.Run,
        };
        (await Writer.RunAsync(other)).Refusal!.Reason.ShouldBe(CommonRefusals.RequestIdReused);
        (await Writer.RunAsync(ShardFixture.Create("b", "r1", "b", "/m"))).Refusal.ShouldBeNull();
        await VerifiedAsync(2);
    }

    [Fact]
    public async Task A_guarded_update_that_touches_nothing_is_rolled_back()
    {
        await Should.ThrowAsync<LostUpdateException>(() =>
            Writer.RunAsync(
                ShardFixture.Do(tx =>
                {
                    ShardFixture.Insert(tx, "a");
                    tx.Write(
                        "UPDATE things SET version = 3 WHERE committee = 'a' AND id = 'a' AND version = 2",
                        new { }
                    );
                    return Task.CompletedTask;
                })
            )
        );
        (await _room.ThingsAsync()).ShouldBeEmpty();
        await VerifiedAsync(0);
    }

    [Fact]
    public async Task One_statement_text_takes_its_values_by_name_in_whatever_order_they_come()
    {
        const string insert =
            "INSERT INTO things (committee, id, version, note) VALUES (@committee, @id, @version, @note)";
        await Writer.RunAsync(
            ShardFixture.Do(tx =>
            {
                tx.Write(
                    insert,
                    new
                    {
                        committee = "a",
                        id = "first",
                        version = 1,
                        note = "n",
                    }
                );
                tx.Write(
                    insert,
                    new
                    {
                        note = "n",
                        version = 1,
                        id = "second",
                        committee = "a",
                    }
                );
                return Task.CompletedTask;
            })
        );
        (
            await _room.NumberAsync(
                "SELECT COUNT(*) FROM things WHERE committee = 'a' AND note = 'n' AND id IN ('first', 'second')"
            )
        ).ShouldBe(2);
    }

    [Fact]
    public async Task A_listener_that_throws_after_the_commit_neither_doubles_an_event_nor_spoils_an_answer()
    {
        _room.Service.Announce = _ => throw new InvalidOperationException("the bus is broken");
        var answers = await TogetherAsync(
            ShardFixture.Do(tx =>
            {
                tx.Append(tx.NewId(), 1, new ProposalDeleted());
                return Task.CompletedTask;
            }),
            ShardFixture.Create("b")
        );
        answers.Select(a => a.Position).ShouldBe([1, 2]);
        await VerifiedAsync(2);
    }
}

public sealed class WriterOnSqlite() : WriterTests(Engine.Sqlite);

public sealed class WriterOnPostgreSql() : WriterTests(Engine.PostgreSql);

public sealed class WriterWithoutADatabaseTests
{
    [Fact]
    public async Task A_batch_gives_up_together_when_the_database_cannot_be_reached()
    {
        var away = new Away();
        await using var writer = new Writer(
            "probe",
            0,
            new Database(away),
            TimeProvider.System,
            new Ids(),
            _ => { },
            NullLogger.Instance
        );
        var works = Enumerable.Range(0, 100).Select(i => writer.RunAsync(ShardFixture.Create($"{i}"))).ToList();
        away.Open.SetResult();
        foreach (var work in works)
            await Should.ThrowAsync<IOException>(() => work);
        // One try for the first job, two for the batch of the others (together, then one alone).
        away.Tries.ShouldBeLessThanOrEqualTo(6);
    }

    private sealed class Away : Dialect
    {
        public int Tries;
        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public override string Engine => "away";

        public override async Task<System.Data.Common.DbConnection> ConnectAsync(
            bool forWriting,
            string committee,
            CancellationToken stop
        )
        {
            Interlocked.Increment(ref Tries);
            await Open.Task;
            throw new IOException("no route to the database");
        }

        public override Task SendAsync(
            System.Data.Common.DbConnection connection,
            System.Data.Common.DbTransaction transaction,
            IReadOnlyList<Statement> statements,
            CancellationToken stop
        ) => throw new NotSupportedException();

        public override Task LockForMigrationAsync(
            System.Data.Common.DbConnection connection,
            System.Data.Common.DbTransaction transaction,
            CancellationToken stop
        ) => throw new NotSupportedException();

        public override bool IsOutage(Exception error) => error is IOException;
    }
}
