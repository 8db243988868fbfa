using Dapper;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>Tests of a suite with four shards.</summary>
public abstract class ShardTests(ShardedSuite sharded)
{
    private const int Count = ShardedSuite.Count;
    private static readonly IReadOnlyList<string> Codes = ShardedSuite.Codes;
    private readonly TestSuite _suite = sharded.Suite;

    [Fact]
    public async Task Committees_live_whole_lives_each_in_its_own_shard_and_nowhere_else()
    {
        var casts = sharded.Casts;
        var closed = await Task.WhenAll(
            casts.Select(
                (cast, i) =>
                    new Walk(cast, _ => { }) { Patience = TimeSpan.FromSeconds(60) }.RunAsync(
                        $"关于分片的提案 {i}",
                        satisfiedAtOnce: i % 2 == 0
                    )
            )
        );
        closed.ShouldAllBe(view => view.Stage == Stage.Closed);

        foreach (var service in Client.Suite.Services)
        {
            for (var shard = 0; shard < Count; shard++)
            {
                await using var connection = await _suite
                    .Service(service, shard)
                    .Database.OpenReaderAsync(CancellationToken.None);
                var held = await connection.QueryAsync<string>(
                    "SELECT DISTINCT committee FROM journal UNION SELECT committee FROM accounts UNION SELECT "
                        + "committee FROM commands"
                );
                held.Where(c => c.Length > 0)
                    .Order(StringComparer.Ordinal)
                    .ShouldBe(
                        Codes.Where(c => Shards.NumberOf(c, Count) == shard).Order(StringComparer.Ordinal),
                        $"{service}/{shard}"
                    );
                (await connection.QueryAsync<long>("SELECT DISTINCT shard FROM journal")).ShouldAllBe(
                    s => s == shard,
                    $"{service}/{shard}"
                );
            }
        }

        // The operator sees every chain whole and every consumer at the head. A committee's auditor is answered about
        // that committee's shard, whatever shard the request names.
        var operatorOf = _suite.Suite.Operator(_suite.Secret);
        for (var shard = 0; shard < Count; shard++)
        {
            foreach (var service in Client.Suite.Services)
            {
                var verified = await operatorOf
                    .JournalOf(service)
                    .VerifyJournalAsync(new VerifyJournalRequest { Source = service, Shard = shard });
                (verified.FirstBadPosition, verified.Problem).ShouldBe((0L, ""));
                verified.Faults.Select(f => $"{f.Problem} {f.Table} {f.Row}").ShouldBeEmpty();
                // Supervision has no events of its own before somebody is urged.
                if (service != "supervision")
                    verified.Events.ShouldBeGreaterThan(0);
                var journal = await operatorOf
                    .JournalOf(service)
                    .GetJournalAsync(new GetJournalRequest { Source = service, Shard = shard });
                (journal.Shards, journal.Head.Shard, journal.Parked).ShouldBe((Count, shard, 0L));
                journal.Checkpoints.ShouldAllBe(c => c.Shard == shard);
            }
        }

        var audit = await casts[^1].OfAsync("audit");
        (
            await audit.JournalOf("intake").GetJournalAsync(new GetJournalRequest { Source = "intake", Shard = 0 })
        ).Head.Shard.ShouldBe(Shards.NumberOf(Codes[^1], Count));
        (
            await Refused.ReasonAsync(
                operatorOf
                    .JournalOf("intake")
                    .GetJournalAsync(new GetJournalRequest { Source = "intake", Shard = Count })
            )
        ).ShouldBe("NOT_FOUND");

        // Figures count the committee's one case, and name the journals of its shard.
        foreach (var cast in casts)
        {
            var session = await cast.SessionAsync();
            var statistics = await (await cast.Supervisor).Supervision.GetStatisticsAsync(
                new GetStatisticsRequest { Session = session.Name }
            );
            statistics.Figures.First(f => f.Definition == "filed").Numerator.ShouldBe(1);
            statistics.AsOf.ShouldAllBe(p => p.Shard == Shards.NumberOf(cast.Committee, Count));
        }
    }

    [Fact]
    public async Task Committees_of_all_shards_are_one_list_in_pages()
    {
        var (seen, token) = (new List<string>(), "");
        do
        {
            var page = await _suite
                .Suite.Anonymous()
                .Directory.ListPublicCommitteesAsync(
                    new ListPublicCommitteesRequest { PageSize = 3, PageToken = token }
                );
            page.Committees.Count.ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page.Committees.Select(c => c.Code));
            token = page.NextPageToken;
        } while (token.Length > 0);
        seen.ShouldBe(Codes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_token_is_good_in_the_shard_of_its_committee_only()
    {
        var cast = sharded.Casts[0];
        var secret = (await cast.Office).Authorization!.Split('.')[^1];
        foreach (var other in Codes.Skip(2))
        {
            (
                await Refused.ReasonAsync(
                    _suite
                        .Suite.WithToken($"{other}.{secret}")
                        .Intake.ListProposalsAsync(new Intake.V1.ListProposalsRequest())
                )
            ).ShouldBe("UNAUTHENTICATED");
        }
    }

    [Fact]
    public async Task A_position_of_another_shard_is_not_waited_for()
    {
        var cast = sharded.Casts[0];
        var request = new GetStatisticsRequest
        {
            Session = (await cast.SessionAsync()).Name,
            MinPositions =
            {
                new Position
                {
                    Source = "intake",
                    Shard = Count - 1,
                    Position_ = 1_000_000,
                },
            },
        };
        (await (await cast.Supervisor).Supervision.GetStatisticsAsync(request)).Stale.ShouldBeFalse();
        request.MinPositions[0].Shard = 0;
        (await (await cast.Supervisor).Supervision.GetStatisticsAsync(request)).Stale.ShouldBeTrue();
    }

    [Fact]
    public async Task A_database_is_not_taken_for_another_shard()
    {
        var database = _suite.Service("directory", 0).Database;
        await Shards.ClaimAsync(database, "directory", 0, Count, CancellationToken.None);
        (
            await Should.ThrowAsync<InvalidOperationException>(() =>
                Shards.ClaimAsync(database, "directory", 1, Count, CancellationToken.None)
            )
        ).Message.ShouldContain("第 0 片（共 4 片）");
        // A shard that has written nothing itself but follows others is not empty either.
        await Should.ThrowAsync<InvalidOperationException>(() =>
            Shards.ClaimAsync(
                _suite.Service("supervision", 0).Database,
                "supervision",
                1,
                Count,
                CancellationToken.None
            )
        );
        (
            await Should.ThrowAsync<InvalidOperationException>(() =>
                Shards.ClaimAsync(database, "directory", 0, 1, CancellationToken.None)
            )
        ).Message.ShouldContain("Shards:Count");
    }
}

/// <summary>The tests on SQLite and the bus in the process.</summary>
public sealed class LaptopShardTests(ShardedLaptop suite) : ShardTests(suite), IClassFixture<ShardedLaptop>
{
    [Theory]
    [InlineData("tian", 1, 0)]
    [InlineData("xian-001", 4, 0)]
    [InlineData("xian-001", 64, 52)]
    [InlineData("xian-003", 64, 18)]
    public void The_shard_of_a_committee_never_changes(string committee, int count, int shard) =>
        Shards.NumberOf(committee, count).ShouldBe(shard);
}

/// <summary>The tests on two PostgreSQL servers and RabbitMQ.</summary>
public sealed class CountyShardTests(ShardedCounty suite) : ShardTests(suite), IClassFixture<ShardedCounty>;
