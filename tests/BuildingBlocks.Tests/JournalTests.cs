using Google.Protobuf;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>The journal as operators and consumers see it; the same tests on both engines.</summary>
public abstract class JournalTests(Engine engine) : IAsyncLifetime
{
    private ShardFixture _room = null!;

    public async Task InitializeAsync()
    {
        _room = await ShardFixture.OpenAsync(engine);
        for (var i = 1; i <= 10; i++)
            await _room.Service.Writer.RunAsync(ShardFixture.Create($"t{i:D2}", committee: i % 2 == 0 ? "b" : "a"));
    }

    public async Task DisposeAsync() => await _room.DisposeAsync();

    [Fact]
    public async Task A_whole_chain_verifies()
    {
        var result = await _room.VerifyAsync();
        (result.Events, result.FirstBadPosition, result.Problem).ShouldBe((10, 0, ""));
    }

    [Theory]
    [InlineData("an edited body", "UPDATE journal SET body = prev_hash WHERE position = 4", 4)]
    [InlineData("an edited actor", "UPDATE journal SET actor = 'nobody' WHERE position = 10", 10)]
    [InlineData("a deleted row", "DELETE FROM journal WHERE position = 6", 6)]
    [InlineData(
        "two rows swapped",
        "UPDATE journal SET position = 100 WHERE position = 3; UPDATE journal SET position = 3 WHERE position = 7; "
            + "UPDATE journal SET position = 7 WHERE position = 100",
        3
    )]
    [InlineData("a tail cut off with the head kept", "DELETE FROM journal WHERE position > 8", 9)]
    [InlineData(
        "a row appended behind the head",
        "INSERT INTO journal (shard, position, committee, aggregate, version, type, at, actor, command_id, body, "
            + "prev_hash, hash) SELECT shard, 11, committee, aggregate, 99, type, at, actor, command_id, body, "
            + "prev_hash, hash FROM journal WHERE position = 10",
        11
    )]
    [InlineData("the last row moved behind the head", "UPDATE journal SET position = 11 WHERE position = 10", 10)]
    [InlineData("all rows moved behind the head", "UPDATE journal SET position = position + 100", 1)]
    [InlineData("the head set back", "UPDATE journal_head SET position = 9", 9)]
    public async Task Verification_names_the_first_bad_position(string what, string tampering, long first)
    {
        await _room.TamperAsync(tampering);
        var result = await _room.VerifyAsync();
        result.FirstBadPosition.ShouldBe(first, what);
        result.Problem.ShouldNotBeEmpty(what);
    }

    [Theory]
    [InlineData(
        "UPDATE journal SET shard = 1, position = 0, version = 99 WHERE position = 10",
        "DELETE FROM journal WHERE position = 0"
    )]
    public async Task A_row_where_no_row_can_be_is_found(string move, string undo)
    {
        // The chain from 1 to 9 is whole and the head agrees. One row hides at position 0 of a shard that does not
        // exist.
        await _room.TamperAsync(
            move + "; UPDATE journal_head SET position = 9, hash = (SELECT hash FROM journal WHERE position = 9)"
        );
        (await _room.VerifyAsync()).Problem.ShouldNotBeEmpty();
        await _room.TamperAsync(undo);
        (await _room.VerifyAsync()).Problem.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_with_large_events_stays_below_what_a_client_takes()
    {
        for (var i = 0; i < 3; i++)
        {
            await _room.Service.Writer.RunAsync(
                ShardFixture.Do(tx =>
                {
                    tx.Append(tx.NewId(), 1, new ProposalRejected { Proposal = new string('a', 2_000_000) });
                    return Task.CompletedTask;
                })
            );
        }

        var (after, hash, read) = (0L, JournalChain.Zero, 0);
        while (true)
        {
            var page = await _room.Journal.ReadEvents(
                new ReadEventsRequest
                {
                    Source = "probe",
                    After = after,
                    AfterHash = ByteString.CopyFrom(hash),
                },
                new Call("Service " + ShardFixture.Secret)
            );
            page.Head.ShouldBe(13);
            if (page.Events.Count == 0)
                break;
            page.CalculateSize().ShouldBeLessThan(4 * 1024 * 1024);
            page.Events[0].Position.ShouldBe(after + 1);
            (after, hash, read) = (
                page.Events[^1].Position,
                page.Events[^1].Hash.ToByteArray(),
                read + page.Events.Count
            );
        }

        read.ShouldBe(13);
    }

    [Fact]
    public async Task A_reader_with_another_history_is_told_that_it_forked()
    {
        async Task<string> ReasonAsync(long after, byte[] hash) =>
            RefusalStatus.ReasonOf(
                await Should.ThrowAsync<Grpc.Core.RpcException>(() =>
                    _room.Journal.ReadEvents(
                        new ReadEventsRequest
                        {
                            Source = "probe",
                            After = after,
                            AfterHash = ByteString.CopyFrom(hash),
                        },
                        new Call("Service " + ShardFixture.Secret)
                    )
                )
            );
        (await ReasonAsync(5, JournalChain.Zero)).ShouldBe("HISTORY_FORKED");
        (await ReasonAsync(11, JournalChain.Zero)).ShouldBe("HISTORY_FORKED");
    }

    [Fact]
    public async Task An_audit_administrator_reads_the_events_of_his_own_committee_only()
    {
        var call = await _room.SignInAsync("a", Role.AuditAdministrator);
        var page = await _room.Journal.ReadEvents(new ReadEventsRequest { Source = "probe" }, call);
        page.Events.Select(e => e.Position).ShouldBe([1, 3, 5, 7, 9]);
    }

    [Fact]
    public async Task Others_read_no_journal_and_learn_nothing_of_what_is_there()
    {
        var office = await _room.SignInAsync("a", Role.ProposalsOffice);
        async Task<string> ReasonAsync(Call call, string source) =>
            RefusalStatus.ReasonOf(
                await Should.ThrowAsync<Grpc.Core.RpcException>(() =>
                    _room.Journal.ReadEvents(new ReadEventsRequest { Source = source }, call)
                )
            );
        (await ReasonAsync(office, "probe")).ShouldBe("ROLE_REQUIRED");
        (await ReasonAsync(office, "nothing")).ShouldBe("ROLE_REQUIRED");
        (await ReasonAsync(new Call("Bearer a.b"), "probe")).ShouldBe("UNAUTHENTICATED");
        (await ReasonAsync(new Call("Service wrong"), "nothing")).ShouldBe("UNAUTHENTICATED");
        (await ReasonAsync(new Call("Service " + ShardFixture.Secret), "nothing")).ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task An_administrator_sees_the_parked_events_of_his_own_committee_only()
    {
        var producer = new Producer("source");
        foreach (var i in Enumerable.Range(0, 12))
            producer.Add($"x{i}", committee: i % 3 == 0 ? "a" : "b");
        await using var following = Following.Start(_room, producer, poison: _ => true);
        await Until.TrueAsync(
            async () => await _room.NumberAsync("SELECT COUNT(*) FROM parked") == 12,
            "all events parked"
        );
        var mine = await _room.SignInAsync("a", Role.SystemAdministrator);
        var (positions, token) = (new List<long>(), "");
        do
        {
            var page = await _room.Journal.ListParkedEvents(
                new ListParkedEventsRequest
                {
                    Service = "probe",
                    PageSize = 3,
                    PageToken = token,
                },
                mine
            );
            page.ParkedEvents.ShouldAllBe(e => e.Event.Committee == "a");
            positions.AddRange(page.ParkedEvents.Select(e => e.Event.Position));
            token = page.NextPageToken;
        } while (token.Length > 0);
        positions.ShouldBe([1, 4, 7, 10]);
        (
            await _room.Journal.ListParkedEvents(
                new ListParkedEventsRequest { Service = "probe" },
                new Call("Service " + ShardFixture.Secret)
            )
        ).ParkedEvents.Count.ShouldBe(12);

        following.Poison = _ => false;
        var refused = await Should.ThrowAsync<Grpc.Core.RpcException>(() =>
            _room.Journal.RetryParkedEvents(new RetryParkedEventsRequest { Service = "probe", Aggregate = "x1" }, mine)
        );
        RefusalStatus.ReasonOf(refused).ShouldBe("NOT_FOUND");
        (
            await _room.Journal.RetryParkedEvents(
                new RetryParkedEventsRequest { Service = "probe", Aggregate = "x0" },
                mine
            )
        ).Applied.ShouldBe(1);
    }
}

public sealed class JournalOnSqlite() : JournalTests(Engine.Sqlite);

public sealed class JournalOnPostgreSql() : JournalTests(Engine.PostgreSql);
