using Dapper;
using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>Which texts of a proposal are versions, and who reads them.</summary>
public abstract class TextVersionTests(IntakeSuite intake) : Given(intake)
{
    private const string Private = "草稿第一版含隐私：张三电话13800000000";

    private static async Task<Proposal> SaveAsync(Cast cast, string name, string situation, int member = 1)
    {
        var lead = await cast.MemberAsync(member);
        var wanted = (await lead.Intake.GetProposalAsync(new GetProposalRequest { Name = name })).Clone();
        wanted.Text.Situation = situation;
        wanted.Text.Subject = "关于" + situation;
        return await lead.Intake.UpdateProposalAsync(
            new UpdateProposalRequest { RequestId = Call.NewId(), Proposal = wanted }
        );
    }

    private static async Task<IReadOnlyList<ProposalVersion>> VersionsAsync(Person reader, string name) =>
        (await reader.Intake.ListProposalVersionsAsync(new ListProposalVersionsRequest { Name = name })).Versions;

    private static async Task<Proposal> ReadAsync(Person reader, string name) =>
        await reader.Intake.GetProposalAsync(new GetProposalRequest { Name = name });

    private static async Task ReturnAsync(Cast cast, string name) =>
        await (await cast.Office).Intake.ReturnProposalAsync(
            new ReturnProposalRequest
            {
                RequestId = Call.NewId(),
                Name = name,
                Opinion = "请补充",
            }
        );

    [Fact]
    public async Task Saves_make_no_version_and_nobody_reads_what_was_typed_before_the_submission()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var draft = await DraftAsync(cast, "关于保存的提案");
        await SaveAsync(cast, draft.Name, Private);
        for (var i = 0; i < 5; i++)
            (await SaveAsync(cast, draft.Name, $"改写{i}")).TextVersion.ShouldBe(1);
        await SubmitAsync(cast, draft);
        var office = await cast.Office;
        await office.Intake.ExamineProposalAsync(
            new ExamineProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
        );
        await office.Intake.FileProposalAsync(new FileProposalRequest { RequestId = Call.NewId(), Name = draft.Name });

        foreach (var login in new[] { "member1", "member2", "unit5", "office", "handover", "supervisor" })
        {
            var versions = await VersionsAsync(await cast.OfAsync(login), draft.Name);
            versions.ShouldHaveSingleItem(login).Text.Situation.ShouldBe("改写4");
            versions[0].Version.ShouldBe(1);
            versions[0].SubmittedAt.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task A_returned_proposal_shows_others_what_was_submitted_until_it_is_submitted_again()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, office) = (await cast.MemberAsync(1), await cast.Office);
        var draft = await DraftAsync(cast, "关于退回的提案");
        await SubmitAsync(cast, await SaveAsync(cast, draft.Name, "第一稿"));
        await ReturnAsync(cast, draft.Name);
        await SaveAsync(cast, draft.Name, Private);
        (await SaveAsync(cast, draft.Name, "第二稿")).TextVersion.ShouldBe(2);
        await lead.Intake.AttachFileAsync(FileOf(cast, draft.Name));

        var seen = await ReadAsync(office, draft.Name);
        (seen.Text.Situation, seen.Text.Subject, seen.TextVersion).ShouldBe(("第一稿", "关于第一稿", 1));
        seen.Attachments.ShouldBeEmpty();
        (
            await office.Intake.ListProposalsAsync(new ListProposalsRequest { Query = "关于第二稿" })
        ).Proposals.ShouldBeEmpty();
        (await VersionsAsync(office, draft.Name)).ShouldHaveSingleItem().Text.Situation.ShouldBe("第一稿");
        var own = await ReadAsync(lead, draft.Name);
        (own.Text.Situation, own.TextVersion, own.Attachments.Count).ShouldBe(("第二稿", 2, 1));
        var written = (await VersionsAsync(lead, draft.Name))[^1];
        (written.Text.Situation, written.SubmittedAt).ShouldBe(("第二稿", null));

        var again = await SubmitAsync(cast, draft);
        again.Text.Subject.ShouldBe("关于第二稿");
        seen = await ReadAsync(office, draft.Name);
        (seen.Text.Situation, seen.TextVersion, seen.Attachments.Count).ShouldBe(("第二稿", 2, 1));
        (await VersionsAsync(office, draft.Name)).Select(v => v.Text.Situation).ShouldBe(["第一稿", "第二稿"]);
    }

    [Fact]
    public async Task A_text_submitted_again_unchanged_is_the_same_version()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var draft = await DraftAsync(cast, "关于原样重交的提案");
        await SubmitAsync(cast, draft);
        await ReturnAsync(cast, draft.Name);

        (await SubmitAsync(cast, draft)).TextVersion.ShouldBe(1);

        (await VersionsAsync(await cast.Office, draft.Name)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("declined")]
    [InlineData("expired")]
    [InlineData("cancelled")]
    [InlineData("submitted")]
    public async Task An_invitation_that_ended_without_a_signature_gives_no_right_to_read(string how)
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, invited) = (await cast.MemberAsync(1), await cast.MemberAsync(2));
        var draft = await DraftAsync(cast, "关于谢绝之后的提案");
        var invitation = await lead.Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Member = invited.Account.Member,
            }
        );
        (await ReadAsync(invited, draft.Name)).Text.Subject.ShouldBe("关于谢绝之后的提案");
        try
        {
            switch (how)
            {
                case "declined":
                    await invited.Intake.DeclineInvitationAsync(
                        new DeclineInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name }
                    );
                    break;
                case "cancelled":
                    await lead.Intake.CancelInvitationAsync(
                        new CancelInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name }
                    );
                    break;
                case "submitted":
                    await SubmitAsync(cast, draft);
                    break;
                default:
                    // The sweep need not have run: the hour counts.
                    Intake.Suite.Clock.MoveTo(invitation.ExpiresAt.ToDateTimeOffset().AddSeconds(1));
                    invited = await cast.Afresh().MemberAsync(2);
                    break;
            }

            var get = new GetProposalRequest { Name = draft.Name };
            (await Refused.ReasonAsync(invited.Intake.GetProposalAsync(get))).ShouldBe("NOT_FOUND");
            var list = new ListProposalVersionsRequest { Name = draft.Name };
            (await Refused.ReasonAsync(invited.Intake.ListProposalVersionsAsync(list))).ShouldBe("NOT_FOUND");
            (await invited.Intake.ListProposalsAsync(new ListProposalsRequest())).Proposals.ShouldBeEmpty();
        }
        finally
        {
            Intake.BackToStart();
        }
    }

    [Fact]
    public async Task A_page_of_large_versions_ends_before_it_is_too_large_to_be_sent()
    {
        const int versions = 14;
        var cast = await Intake.Suite.CommitteeAsync();
        var draft = await DraftAsync(cast, "关于长文稿的提案");
        await SubmitAsync(cast, draft);
        var text = draft.Text.Clone();
        text.Situation = new string('长', 200_000);
        await AddVersionsAsync(cast, draft.Name, 2, versions, text.ToByteArray());

        var (seen, token, pages) = (new List<long>(), "", 0);
        do
        {
            var page = await (await cast.Office).Intake.ListProposalVersionsAsync(
                new ListProposalVersionsRequest
                {
                    Name = draft.Name,
                    PageSize = Page.Maximum,
                    PageToken = token,
                }
            );
            page.CalculateSize().ShouldBeLessThan(Page.MaxBytes + 64 * 1024);
            page.Versions.ShouldNotBeEmpty();
            seen.AddRange(page.Versions.Select(v => v.Version));
            (token, pages) = (page.NextPageToken, pages + 1);
        } while (token.Length > 0);

        seen.ShouldBe(Enumerable.Range(1, versions).Select(n => (long)n));
        pages.ShouldBe(5, "three of 600 KB on a page");
    }

    [Fact]
    public async Task A_version_that_is_larger_than_a_page_is_a_page_of_its_own()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var draft = await DraftAsync(cast, "关于很长文稿的提案");
        await SubmitAsync(cast, draft);
        var text = draft.Text.Clone();
        text.Situation = new string('长', (Page.MaxBytes / 3) + 1);
        await AddVersionsAsync(cast, draft.Name, 2, 3, text.ToByteArray());
        var list = new ListProposalVersionsRequest { Name = draft.Name };
        var office = (await cast.Office).Intake;

        foreach (var expected in new[] { 1, 2, 3 })
        {
            var page = await office.ListProposalVersionsAsync(list);
            page.Versions.ShouldHaveSingleItem().Version.ShouldBe(expected);
            list.PageToken = page.NextPageToken;
        }

        list.PageToken.ShouldBeEmpty();
    }

    private async Task AddVersionsAsync(Cast cast, string name, int first, int last, byte[] body)
    {
        await using var connection = await Intake.Suite.Service("intake").Database.OpenWriterAsync(default);
        for (var version = first; version <= last; version++)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO proposal_texts (committee, proposal, version, body, hash, saved_at, submitted_at)
                VALUES (@committee, @proposal, @version, @body, @hash, 1, 1)
                """,
                new
                {
                    committee = cast.Committee,
                    proposal = name.Split('/')[3],
                    version = (long)version,
                    body,
                    hash = new byte[32],
                }
            );
        }
    }
}

[Collection("SQLite")]
public sealed class TextVersionsOnSqlite(SqliteIntake intake) : TextVersionTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class TextVersionsOnPostgreSql(PostgreSqlIntake intake)
    : TextVersionTests(intake),
        IClassFixture<PostgreSqlIntake>;
