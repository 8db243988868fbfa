using Proposals.Client;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>Who reads a proposal in full that is not open to the public.</summary>
public abstract class ReadersTests(IntakeSuite intake) : Given(intake)
{
    private const string Why = "涉及商业秘密";

    private async Task<Proposal> ClosedAsync(Cast cast, string subject, int member = 1)
    {
        var lead = await cast.MemberAsync(member);
        var draft = (await DraftAsync(cast, subject, member, publish: false)).Clone();
        draft.NotPublicReason = Why;
        await lead.Intake.UpdateProposalAsync(new UpdateProposalRequest { RequestId = Call.NewId(), Proposal = draft });
        await lead.Intake.AttachFileAsync(FileOf(cast, draft.Name));
        var invitation = await lead.Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Member = (await cast.MemberAsync(4)).Account.Member,
            }
        );
        await (await cast.MemberAsync(4)).Intake.AcceptInvitationAsync(
            new AcceptInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name }
        );
        await SubmitAsync(cast, draft, member);
        var office = await cast.Office;
        await office.Intake.ExamineProposalAsync(
            new ExamineProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                Opinion = "内部意见",
            }
        );
        return await office.Intake.FileProposalAsync(
            new FileProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
        );
    }

    private static async Task<Proposal> ReadAsync(Cast cast, string login, string name) =>
        await (await cast.OfAsync(login)).Intake.GetProposalAsync(new GetProposalRequest { Name = name });

    private static async Task<int> VersionsAsync(Cast cast, string login, string name) =>
        (
            await (await cast.OfAsync(login)).Intake.ListProposalVersionsAsync(
                new ListProposalVersionsRequest { Name = name }
            )
        )
            .Versions
            .Count;

    [Fact]
    public async Task They_write_examine_hand_over_or_supervise_it()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var closed = await ClosedAsync(cast, "关于不宜公开的提案");

        foreach (var login in new[] { "member1", "member4", "office", "handover", "supervisor", "leader" })
        {
            var seen = await ReadAsync(cast, login, closed.Name);
            seen.Abridged.ShouldBeFalse(login);
            seen.Text.ShouldBe(Walk.TextOf("关于不宜公开的提案"));
            (seen.NotPublicReason, seen.Attachments.Count).ShouldBe((Why, 1), login);
            (await VersionsAsync(cast, login, closed.Name)).ShouldBe(1, login);
        }
    }

    [Fact]
    public async Task Others_read_its_heading()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var closed = await ClosedAsync(cast, "关于不宜公开的提案");

        foreach (var login in new[] { "member3", "unit5" })
        {
            var seen = await ReadAsync(cast, login, closed.Name);
            seen.Abridged.ShouldBeTrue(login);
            seen.Text.ShouldBe(new ProposalText { Subject = "关于不宜公开的提案" });
            seen.TextHash.ShouldBeEmpty();
            seen.Attachments.ShouldBeEmpty();
            (seen.NotPublicReason, seen.Opinion).ShouldBe(("", ""), login);
            seen.CaseNumber.ShouldBe(closed.CaseNumber);
            (await VersionsAsync(cast, login, closed.Name)).ShouldBe(0, login);
            var listed = await (await cast.OfAsync(login)).Intake.ListProposalsAsync(new ListProposalsRequest());
            listed.Proposals.ShouldHaveSingleItem().NotPublicReason.ShouldBeEmpty();
            listed.Proposals[0].Opinion.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Whose_proposal_was_merged_into_it_reads_it_but_not_the_other_way_round()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (target, source) = (
            await ClosedAsync(cast, "关于主案的提案"),
            await ClosedAsync(cast, "关于并入的提案", 2)
        );
        await (await cast.Office).Intake.MergeProposalAsync(
            new MergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = source.Name,
                Into = target.Name,
            }
        );

        (await ReadAsync(cast, "member2", target.Name)).Abridged.ShouldBeFalse();
        (await ReadAsync(cast, "member1", source.Name)).Abridged.ShouldBeTrue();
        (await ReadAsync(cast, "member3", target.Name)).Abridged.ShouldBeTrue();
    }

    [Fact]
    public async Task One_that_is_open_to_the_public_is_read_by_the_whole_committee()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var open = await FiledAsync(cast, "关于可以公开的提案");

        foreach (var login in new[] { "member3", "unit5", "leader" })
        {
            var seen = await ReadAsync(cast, login, open.Name);
            (seen.Abridged, seen.Text.Situation.Length > 0).ShouldBe((false, true), login);
        }
    }
}

[Collection("SQLite")]
public sealed class ReadersOnSqlite(SqliteIntake intake) : ReadersTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class ReadersOnPostgreSql(PostgreSqlIntake intake)
    : ReadersTests(intake),
        IClassFixture<PostgreSqlIntake>;
