using Google.Protobuf;
using Grpc.Core;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>What others have read of a journal, the same on both engines.</summary>
public abstract class HistoryTests(Engine engine) : IAsyncLifetime
{
    private ShardFixture _room = null!;

    public async Task InitializeAsync()
    {
        _room = await ShardFixture.OpenAsync(engine);
        for (var i = 1; i <= 5; i++)
            await _room.Service.Writer.RunAsync(ShardFixture.Create($"t{i}"));
    }

    public async Task DisposeAsync() => await _room.DisposeAsync();

    private byte[] HashAt(int position) => _room.Commits.SelectMany(c => c).ElementAt(position - 1).Hash.ToByteArray();

    [Fact]
    public async Task A_follower_that_has_read_what_is_there_changes_nothing()
    {
        await PullAsync(5, HashAt(5));

        _room.Service.Problems.ShouldBeEmpty();
        (await _room.Service.Writer.RunAsync(ShardFixture.Create("t6"))).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData("read further than it reaches", 9)]
    [InlineData("read another event", 3)]
    public async Task A_follower_that_has_read_otherwise_stops_the_writer(string what, long position)
    {
        await Should.ThrowAsync<RpcException>(() => PullAsync(position, new byte[32]));

        var answer = await _room.Service.Writer.RunAsync(ShardFixture.Create("t6"));
        answer.Refusal!.Reason.Code.ShouldBe("HISTORY_LOST", what);
        answer.Refusal.Message.ShouldContain($"第 {position} 条");
        answer.Refusal.Message.ShouldContain("督办（supervision）");
        (await _room.NumberAsync("SELECT COUNT(*) FROM journal")).ShouldBe(5);
        (await _room.VerifyAsync()).Faults.Select(f => f.Problem).ShouldContain(answer.Refusal.Message);

        // The right database is back: the follower finds its event there.
        await PullAsync(5, HashAt(5));
        (await _room.Service.Writer.RunAsync(ShardFixture.Create("t6"))).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task A_head_that_a_follower_told_is_remembered_over_a_restart_and_told_back()
    {
        var told = new KnownHead
        {
            Head = new Position { Source = "supervision", Position_ = 7 },
            Hash = ByteString.CopyFrom(1, 2, 3),
        };
        await PullAsync(5, HashAt(5), told);
        await _room.Service.History.KeepAsync(CancellationToken.None);

        await using var again = _room.OpenReplica();
        await again.History.LoadAsync(CancellationToken.None);
        var earlier = told.Clone();
        (earlier.Head.Position_, earlier.Hash) = (2, ByteString.CopyFrom(9));
        again.History.Remember(earlier).ShouldBe(told);
    }

    [Fact]
    public async Task A_service_whose_head_is_remembered_and_gone_writes_nothing()
    {
        await _room.Service.History.CompareAsync("intake", isFollower: false, 8, new byte[32], CancellationToken.None);

        (await _room.Service.Writer.RunAsync(ShardFixture.Create("t6"))).Refusal!.Message.ShouldBe(
            "probe的日志只到第 5 条，而提案（intake）记得它写到过第 8 条："
                + "数据库被删除、清空、截断、改动或恢复到了较早的时刻，已停止受理；请按运维手册“HISTORY_FORKED”处理。"
        );
    }

    [Fact]
    public async Task A_user_cannot_say_what_a_follower_has_read()
    {
        var audit = await _room.SignInAsync("a", Directory.V1.Role.AuditAdministrator);
        await Should.ThrowAsync<RpcException>(() => PullAsync(9, new byte[32], call: audit));

        _room.Service.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_proven_row_without_an_event_is_a_fault_of_the_program()
    {
        await Should.ThrowAsync<InvalidOperationException>(() =>
            _room.Service.Writer.RunAsync(
                ShardFixture.Do(tx =>
                {
                    tx.Prove(new RowSeal { Table = "things" });
                    return Task.CompletedTask;
                })
            )
        );
        (await _room.Service.Writer.RunAsync(ShardFixture.Create("t6"))).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task An_event_proves_the_rows_written_before_and_right_after_it()
    {
        await _room.Service.Writer.RunAsync(
            ShardFixture.Do(tx =>
            {
                tx.Prove(new RowSeal { Table = "before" });
                tx.Append("x", 1, new ProposalDeleted());
                tx.Prove(new RowSeal { Table = "after" });
                return Task.CompletedTask;
            })
        );

        var entry = _room.Commits[^1].Single();
        entry.Seals.Rows.Select(r => r.Table).ShouldBe(["before", "after"]);
        JournalChain.Problem(entry, 5, HashAt(5)).ShouldBeEmpty();
        (await _room.VerifyAsync()).Events.ShouldBe(6);
        // The seals are part of the chain.
        await _room.TamperAsync("UPDATE journal SET seals = '' WHERE position = 6");
        (await _room.VerifyAsync()).FirstBadPosition.ShouldBe(6);
    }

    private Task<ReadEventsResponse> PullAsync(long after, byte[] hash, KnownHead? own = null, Call? call = null) =>
        _room.Journal.ReadEvents(
            new ReadEventsRequest
            {
                Source = "probe",
                After = after,
                AfterHash = ByteString.CopyFrom(hash),
                Own = own ?? new KnownHead { Head = new Position { Source = "supervision" } },
            },
            call ?? new Call("Service " + ShardFixture.Secret)
        );
}

public sealed class HistoryOnSqlite() : HistoryTests(Engine.Sqlite);

public sealed class HistoryOnPostgreSql() : HistoryTests(Engine.PostgreSql);
