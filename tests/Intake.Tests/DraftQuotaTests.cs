using Dapper;
using Grpc.Core;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>How much a member may keep as drafts; on both engines.</summary>
public abstract class DraftQuotaTests(IntakeSuite intake) : Given(intake)
{
    /// <summary>Three drafts, and four kilobytes of text in them.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Small = new Dictionary<string, string?>
    {
        ["Drafts:Most"] = "3",
        ["Drafts:Kilobytes"] = "4",
    };

    /// <summary>A text of a little more than so many bytes.</summary>
    private static ProposalText TextOf(int bytes) =>
        new() { Subject = "关于草稿的提案", Situation = new string('字', bytes / 3) };

    private static async Task<Proposal> SaveAsync(Cast cast, Proposal draft, ProposalText text)
    {
        var changed = draft.Clone();
        changed.Text = text;
        return await (await cast.MemberAsync(1)).Intake.UpdateProposalAsync(
            new UpdateProposalRequest { RequestId = Call.NewId(), Proposal = changed }
        );
    }

    private static async Task DeleteAsync(Cast cast, Proposal draft) =>
        await (await cast.MemberAsync(1)).Intake.DeleteProposalAsync(
            new DeleteProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
        );

    private static async Task ShouldBeFullAsync(Func<Task> act, string sentence)
    {
        var refused = await Should.ThrowAsync<RpcException>(act);
        (Call.ReasonOf(refused), refused.StatusCode).ShouldBe(("DRAFT_QUOTA", StatusCode.ResourceExhausted));
        Call.MessageOf(refused).ShouldBe(sentence);
    }

    [Fact]
    public async Task What_is_taken_up_again_is_one_of_them()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var refused = await SubmitAsync(cast, await DraftAsync(cast, "关于重新提出的提案"));
        await (await cast.Office).Intake.RejectProposalAsync(
            new RejectProposalRequest
            {
                RequestId = Call.NewId(),
                Name = refused.Name,
                Reason = "empty",
            }
        );
        var drafts = new List<Proposal>();
        for (var i = 0; i < 3; i++)
            drafts.Add(await DraftAsync(cast, $"关于第{i}件草稿的提案"));
        var lead = await cast.MemberAsync(1);
        async Task TakeUpAsync() =>
            await lead.Intake.TakeUpProposalAsync(
                new TakeUpProposalRequest { RequestId = Call.NewId(), Name = refused.Name }
            );

        await ShouldBeFullAsync(TakeUpAsync, "您已有 3 件草稿，最多 3 件，请先提交或删除不用的草稿。");
        await DeleteAsync(cast, drafts[0]);
        await TakeUpAsync();
    }

    [Fact]
    public async Task A_member_has_so_many_drafts_and_more_after_one_is_submitted_or_deleted()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var drafts = new List<Proposal>();
        for (var i = 0; i < 3; i++)
            drafts.Add(await DraftAsync(cast, $"关于第{i}件草稿的提案"));
        Task AnotherAsync() => DraftAsync(cast, "关于又一件草稿的提案");
        const string full = "您已有 3 件草稿，最多 3 件，请先提交或删除不用的草稿。";

        await ShouldBeFullAsync(AnotherAsync, full);
        await DraftAsync(cast, "关于他人草稿的提案", member: 2);
        await SubmitAsync(cast, drafts[0]);
        await AnotherAsync();
        await ShouldBeFullAsync(AnotherAsync, full);
        await DeleteAsync(cast, drafts[1]);
        await AnotherAsync();
        await ShouldBeFullAsync(AnotherAsync, full);
    }

    [Fact]
    public async Task The_texts_of_a_members_drafts_are_so_large_together()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (one, two) = (await DraftAsync(cast, TextOf(1500)), await DraftAsync(cast, TextOf(1500)));

        await ShouldBeFullAsync(
            () => DraftAsync(cast, TextOf(1500)),
            "您的草稿共 5 KB，最多 4 KB，请先提交或删除不用的草稿。"
        );
        await ShouldBeFullAsync(
            () => SaveAsync(cast, two, TextOf(3000)),
            "您的草稿共 5 KB，最多 4 KB，请先提交或删除不用的草稿。"
        );
        two = await SaveAsync(cast, two, TextOf(2400));
        two = await SaveAsync(cast, two, TextOf(900));
        await DeleteAsync(cast, one);
        await SaveAsync(cast, two, TextOf(3000));
    }

    [Fact]
    public async Task A_deleted_draft_leaves_no_text_and_its_rows_agree_with_the_journal()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var draft = await DraftAsync(cast, TextOf(3000));
        async Task<long> KeptAsync()
        {
            await using var connection = await Intake
                .Suite.Service("intake")
                .Database.OpenReaderAsync(CancellationToken.None);
            return await connection.QuerySingleAsync<long>(
                "SELECT SUM(LENGTH(body)) FROM proposal_texts WHERE committee = @Committee",
                new { cast.Committee }
            );
        }

        (await KeptAsync()).ShouldBeGreaterThan(3000);
        await DeleteAsync(cast, draft);
        (await KeptAsync()).ShouldBe(0);

        var verified = await (await cast.Audit)
            .JournalOf("intake")
            .VerifyJournalAsync(new VerifyJournalRequest { Source = "intake" });
        // Assignment is not here, whose journal Intake's copies are compared with.
        verified.Faults.Where(f => f.Table.Length > 0).ShouldBeEmpty();
        verified.FirstBadPosition.ShouldBe(0);
    }
}

public sealed class SharedSmallSqlite() : SharedIntake(Engine.Sqlite, DraftQuotaTests.Small);

public sealed class SharedSmallPostgreSql() : SharedIntake(Engine.PostgreSql, DraftQuotaTests.Small);

[CollectionDefinition("few drafts on SQLite")]
public sealed class SmallSqliteCollection : ICollectionFixture<SharedSmallSqlite>;

[CollectionDefinition("few drafts on PostgreSQL")]
public sealed class SmallPostgreSqlCollection : ICollectionFixture<SharedSmallPostgreSql>;

public sealed class SqliteSmallDrafts(SharedSmallSqlite shared) : IntakeSuite(shared);

public sealed class PostgreSqlSmallDrafts(SharedSmallPostgreSql shared) : IntakeSuite(shared);

[Collection("few drafts on SQLite")]
public sealed class DraftQuotaOnSqlite(SqliteSmallDrafts intake)
    : DraftQuotaTests(intake),
        IClassFixture<SqliteSmallDrafts>;

[Collection("few drafts on PostgreSQL")]
public sealed class DraftQuotaOnPostgreSql(PostgreSqlSmallDrafts intake)
    : DraftQuotaTests(intake),
        IClassFixture<PostgreSqlSmallDrafts>;
