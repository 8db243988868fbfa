using System.Data.Common;
using Dapper;
using Npgsql;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// What an auditor is told of a service's journal is of the own committee; the operator is told of all. It runs on both
/// engines.
/// </summary>
public abstract class JournalCountsTests(Engine engine) : IAsyncLifetime
{
    private const string Service = "intake";

    // A draft is one event, a row of the proposal and a row of its text.
    private const int RowsOfDraft = 2;
    private TestSuite _suite = null!;
    private Cast _one = null!,
        _other = null!;

    public async Task InitializeAsync()
    {
        _suite = await TestSuite.StartAsync(
            engine,
            BusKind.Memory,
            [.. WholeSuite.Modules.Where(m => m.Name is "directory" or Service)]
        );
        (_one, _other) = (await _suite.CommitteeAsync(), await _suite.CommitteeAsync());
        // Everybody signs in before anything is counted: a sign-in is a row too.
        foreach (var cast in new[] { _one, _other })
            _ = (await cast.Audit, await cast.Office, await cast.MemberAsync(1), await cast.SessionAsync());
        var head = (await JournalAsync("directory")).Head.Position_;
        await Call.UntilAsync(
            "intake has heard of them",
            async () =>
                (await JournalAsync(Service)).Checkpoints.FirstOrDefault(c =>
                    c.Source == "directory" && c.Position_ >= head
                )
        );
    }

    private async Task<Journal.V1.Journal> JournalAsync(string service) =>
        await Operator.JournalOf(service).GetJournalAsync(new GetJournalRequest { Source = service });

    public async Task DisposeAsync() => await _suite.DisposeAsync();

    private static async Task DraftAsync(Cast cast, int many)
    {
        for (var i = 0; i < many; i++)
            await (await cast.MemberAsync(1)).Intake.CreateProposalAsync(
                new CreateProposalRequest
                {
                    RequestId = Call.NewId(),
                    Proposal = new Proposal
                    {
                        Session = (await cast.SessionAsync()).Name,
                        Category = "society",
                        Text = Walk.TextOf($"关于第{i}件的提案"),
                    },
                }
            );
    }

    private static async Task<VerifyJournalResponse> VerifyAsync(Person person) =>
        await person.JournalOf(Service).VerifyJournalAsync(new VerifyJournalRequest { Source = Service });

    private static async Task<long> ParkedAsync(Person person) =>
        (await person.JournalOf(Service).GetJournalAsync(new GetJournalRequest { Source = Service })).Parked;

    private Person Operator => _suite.Suite.Operator(_suite.Secret);

    /// <summary>Writes to the database past the service, which may not change its journal.</summary>
    private async Task DoAsync(string sql, object args)
    {
        await using DbConnection connection = _suite.Roles is { } roles
            ? new NpgsqlConnection(roles.Connection(roles.DatabaseOf(Service)))
            : await _suite.Service(Service).Database.OpenWriterAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql, args);
    }

    [Fact]
    public async Task Events_and_rows_are_those_of_the_own_committee()
    {
        var (one, other) = (await _one.Audit, await _other.Audit);
        var (oneBefore, otherBefore, allBefore) = (
            await VerifyAsync(one),
            await VerifyAsync(other),
            await VerifyAsync(Operator)
        );
        (oneBefore.Events, otherBefore.Events, allBefore.Events).ShouldBe((0, 0, 0));
        // Its accounts, members, units and rules: of each as many as of the other.
        oneBefore.Rows.ShouldBeGreaterThan(0);
        oneBefore.Rows.ShouldBe(otherBefore.Rows);
        allBefore.Rows.ShouldBe(oneBefore.Rows + otherBefore.Rows);

        await DraftAsync(_one, 1);
        await DraftAsync(_other, 3);

        var (oneAfter, otherAfter, all) = (
            await VerifyAsync(one),
            await VerifyAsync(other),
            await VerifyAsync(Operator)
        );
        (oneAfter.Events, otherAfter.Events, all.Events).ShouldBe((1, 3, 4));
        (oneAfter.Rows - oneBefore.Rows, otherAfter.Rows - otherBefore.Rows).ShouldBe((RowsOfDraft, 3 * RowsOfDraft));
        (all.Rows - allBefore.Rows).ShouldBe(4 * RowsOfDraft);
        (oneAfter.UnprovenRows, otherAfter.UnprovenRows, all.UnprovenRows).ShouldBe((0, 0, 0));
        (oneAfter.Faults.Count, otherAfter.Faults.Count, all.Faults.Count).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Rows_that_nothing_proves_are_counted_by_committee()
    {
        await DraftAsync(_other, 1);
        var proven = await VerifyAsync(Operator);
        await DraftAsync(_one, 1);
        await DraftAsync(_other, 3);
        // Everything after this event is proven by nothing any more.
        await DoAsync("UPDATE journal SET actor = 'somebody' WHERE position = @at", new { at = proven.Events + 1 });

        var (one, other, all) = (
            await VerifyAsync(await _one.Audit),
            await VerifyAsync(await _other.Audit),
            await VerifyAsync(Operator)
        );

        (one.UnprovenRows, other.UnprovenRows).ShouldBe((RowsOfDraft, 3 * RowsOfDraft));
        all.UnprovenRows.ShouldBe(4 * RowsOfDraft);
        (one.Events, other.Events, all.Events).ShouldBe((0, 1, 1));
        all.Rows.ShouldBe(proven.Rows);
        // The chain is everybody's.
        (one.FirstBadPosition, other.FirstBadPosition).ShouldBe((2, 2));
    }

    [Fact]
    public async Task A_changed_row_is_told_to_its_committee_alone()
    {
        await DraftAsync(_one, 1);
        await DraftAsync(_other, 1);
        await DoAsync("UPDATE proposals SET case_number = 77 WHERE committee = @Committee", new { _other.Committee });

        var (one, other, all) = (
            await VerifyAsync(await _one.Audit),
            await VerifyAsync(await _other.Audit),
            await VerifyAsync(Operator)
        );

        one.Faults.ShouldBeEmpty();
        other.Faults.Select(f => (f.Committee, f.Table)).ShouldBe([(_other.Committee, "proposals")]);
        all.Faults.Select(f => (f.Committee, f.Table)).ShouldBe([(_other.Committee, "proposals")]);
    }

    [Fact]
    public async Task Parked_events_are_counted_by_committee()
    {
        var position = 1_000_000;
        foreach (var (cast, many) in new[] { (_one, 2), (_other, 3) })
        {
            for (var i = 0; i < many; i++)
                await DoAsync(
                    """
                    INSERT INTO parked (source, shard, position, committee, aggregate, event, error, parked_at)
                    VALUES ('assignment', 0, @position, @Committee, 'a', @body, 'x', 0)
                    """,
                    new
                    {
                        position = ++position,
                        cast.Committee,
                        body = Array.Empty<byte>(),
                    }
                );
        }

        (
            await ParkedAsync(await _one.Audit),
            await ParkedAsync(await _other.Audit),
            await ParkedAsync(await _one.Office),
            await ParkedAsync(Operator)
        ).ShouldBe((2, 3, 2, 5));
    }
}

public sealed class JournalCountsOnSqlite() : JournalCountsTests(Engine.Sqlite);

public sealed class JournalCountsOnPostgreSql() : JournalCountsTests(Engine.PostgreSql);
