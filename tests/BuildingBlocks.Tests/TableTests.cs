using Google.Protobuf.WellKnownTypes;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>
/// The statements of a row follow from its record, and a row is read as it was written; on both engines.
/// </summary>
public abstract class TableTests(Engine engine) : IAsyncLifetime
{
    private ShardFixture _room = null!;

    public async Task InitializeAsync() => _room = await ShardFixture.OpenAsync(engine);

    public async Task DisposeAsync() => await _room.DisposeAsync();

    private readonly record struct Term(DateOnly Day, DateTimeOffset TooLateAt);

    private sealed record SampleRow
    {
        public static readonly Table<SampleRow> Table = new(
            "samples",
            "s",
            once: [nameof(Number)],
            named: new() { [nameof(Due)] = "due, due_too_late_at" },
            read: new() { [nameof(Things)] = "(SELECT COUNT(*) FROM things t WHERE t.committee = s.committee)" }
        );

        public string Id { get; init; } = "";
        public long Version { get; init; }
        public ProposalState State { get; init; }
        public int Number { get; init; }
        public long Total { get; init; }
        public bool MayPublish { get; init; }
        public byte[] Body { get; init; } = [];
        public DateTimeOffset SavedAt { get; init; } = DateTimeOffset.UnixEpoch;
        public Term Due { get; init; }
        public int Things { get; init; }

        public bool Published => MayPublish && State == ProposalState.Filed;
    }

    private static readonly string ById = SampleRow.Table.Select + " AND s.id = @id";

    private static readonly SampleRow One = new()
    {
        Id = "one",
        Version = 1,
        State = ProposalState.Filed,
        Number = 3,
        Total = long.MaxValue,
        MayPublish = true,
        Body = [1, 2, 3],
        SavedAt = Instant.Cut(TestSuite.Start),
        Due = new Term(new DateOnly(2026, 2, 28), TestSuite.Start.AddDays(1)),
    };

    private Task<JobAnswer> DoAsync(Func<Transaction, Task> run, string committee = "a") =>
        _room.Service.Writer.RunAsync(ShardFixture.Do(run, committee: committee));

    private Task<JobAnswer> DoAsync(Action<Transaction> run) =>
        DoAsync(tx =>
        {
            run(tx);
            return Task.CompletedTask;
        });

    private async Task<SampleRow?> ReadAsync(string committee = "a")
    {
        await using var connection = await _room.Database.OpenReaderAsync(committee, CancellationToken.None);
        var query = new Query(connection, new Caller("somebody", committee, []), _room.Clock.GetUtcNow());
        return await SampleRow.Table.OneAsync(query, ById, new { committee, id = "one" });
    }

    [Fact]
    public async Task A_query_sees_one_instant_although_a_command_is_committed_between_its_reads()
    {
        var seen = new List<long>();
        await _room.Service.PublicQueryAsync<Empty, Empty>(
            new Empty(),
            new Call("", method: "/proposals.intake.v1.IntakeService/GetPublishedProposal"),
            "",
            async (_, query) =>
            {
                seen.Add(await CountAsync(query));
                (await _room.Service.Writer.RunAsync(ShardFixture.Create("t"))).Refusal.ShouldBeNull();
                seen.Add(await CountAsync(query));
                return new Empty();
            }
        );
        seen.ShouldBe([0, 0]);
        (await _room.ThingsAsync()).Count.ShouldBe(1);

        static Task<long> CountAsync(Query query) => query.OneAsync<long>("SELECT COUNT(*) FROM things", new { });
    }

    [Fact]
    public void The_statements_name_every_column_of_the_record_once()
    {
        SampleRow.Table.Select.ShouldBe(
            """
            SELECT s.id, s.version, s.state, s.number, s.total, s.may_publish, s.body, s.saved_at, s.due,
              s.due_too_late_at, (SELECT COUNT(*) FROM things t WHERE t.committee = s.committee)
            FROM samples s
            WHERE s.committee = @committee
            """.ReplaceLineEndings("\n")
        );
        SampleRow.Table.Insert.ShouldBe(
            """
            INSERT INTO samples (committee, id, version, state, number, total, may_publish, body, saved_at, due,
              due_too_late_at)
            VALUES (@committee, @id, @version, @state, @number, @total, @may_publish, @body, @saved_at, @due,
              @due_too_late_at)
            """.ReplaceLineEndings("\n")
        );
        SampleRow.Table.Update.ShouldBe(
            """
            UPDATE samples SET version = @version, state = @state, total = @total, may_publish = @may_publish,
              body = @body, saved_at = @saved_at, due = @due, due_too_late_at = @due_too_late_at
            WHERE committee = @committee AND id = @id AND version = @version - 1
            """.ReplaceLineEndings("\n")
        );
        SampleRow
            .Table.Upsert(nameof(SampleRow.Total), nameof(SampleRow.Due))
            .ShouldEndWith(
                "\nON CONFLICT (committee, id)\n  DO UPDATE SET total = excluded.total, due = excluded.due,"
                    + "\n  due_too_late_at = excluded.due_too_late_at"
            );
    }

    [Fact]
    public async Task What_is_written_is_what_is_read()
    {
        await DoAsync(tx => SampleRow.Table.Add(tx, One));
        var read = (await ReadAsync()).ShouldNotBeNull();
        read.Body.ShouldBe(One.Body);
        (read with { Body = One.Body }).ShouldBe(One);
        (await ReadAsync("b")).ShouldBeNull();
    }

    [Fact]
    public async Task A_transaction_reads_what_it_wrote()
    {
        SampleRow? seen = null;
        await DoAsync(async tx =>
        {
            ShardFixture.Insert(tx, "thing");
            SampleRow.Table.Add(tx, One);
            seen = await SampleRow.Table.OneAsync(tx, ById, new { committee = "a", id = "one" });
        });
        seen.ShouldNotBeNull().Things.ShouldBe(1);
    }

    [Fact]
    public async Task An_update_changes_what_moves_and_leaves_the_rest()
    {
        await DoAsync(tx => SampleRow.Table.Add(tx, One));
        var next = One with { Version = 2, State = ProposalState.Merged, Number = 99, Total = 5 };
        await DoAsync(tx => SampleRow.Table.Put(tx, next));
        var read = (await ReadAsync()).ShouldNotBeNull();
        (read with { Body = One.Body }).ShouldBe(next with { Number = 3 });
    }

    [Fact]
    public async Task An_update_of_another_version_is_lost_and_changes_nothing()
    {
        await DoAsync(tx => SampleRow.Table.Add(tx, One));
        await Should.ThrowAsync<LostUpdateException>(() =>
            DoAsync(tx => SampleRow.Table.Put(tx, One with { Version = 4, Total = 5 }))
        );
        (await ReadAsync()).ShouldNotBeNull().Total.ShouldBe(long.MaxValue);
    }

    [Fact]
    public async Task An_upsert_changes_only_what_it_names()
    {
        var upsert = SampleRow.Table.Upsert(nameof(SampleRow.Total));
        await DoAsync(tx => SampleRow.Table.Add(tx, One, upsert));
        await DoAsync(tx => SampleRow.Table.Add(tx, One with { Total = 7, MayPublish = false }, upsert));
        var read = (await ReadAsync()).ShouldNotBeNull();
        (read with { Body = One.Body }).ShouldBe(One with { Total = 7 });
    }

    [Fact]
    public void A_table_that_does_not_fit_its_record_is_seen_at_start()
    {
        Should
            .Throw<ArgumentException>(() => new Table<SampleRow>("samples", "s", once: ["Nmber"]))
            .Message.ShouldContain("Nmber");
        // A value that takes two columns is not one column.
        Should.Throw<ArgumentException>(() => new Table<SampleRow>("samples", "s")).Message.ShouldContain("Due");
        Should.Throw<ArgumentException>(() =>
            new Table<SampleRow>("samples", "s", once: [nameof(SampleRow.Number)], moving: [nameof(SampleRow.Total)])
        );
    }

    [Fact]
    public void A_name_of_the_contract_becomes_its_value_with_the_name_beside() =>
        Sql.Of($"{"p."}state IN ({ProposalState.Filed}, {ProposalState.Merged}) AND type = {ProposalFiled.Descriptor}")
            .ShouldBe("p.state IN (5 /* Filed */, 7 /* Merged */) AND type = 'proposals.intake.v1.ProposalFiled'");
}

public sealed class SqliteTableTests() : TableTests(Engine.Sqlite);

public sealed class PostgreSqlTableTests() : TableTests(Engine.PostgreSql);
