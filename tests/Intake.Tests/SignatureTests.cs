using Dapper;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>A signature stands under the text that was signed, and under no other.</summary>
public abstract class SignatureTests(IntakeSuite intake) : Given(intake)
{
    private static async Task<Invitation> InvitedAsync(Cast cast, string proposal, int member = 2) =>
        await (await cast.MemberAsync(1)).Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = proposal,
                Member = (await cast.MemberAsync(member)).Account.Member,
            }
        );

    private static async Task<Invitation> SignAsync(Cast cast, Invitation invitation, int member = 2) =>
        await (await cast.MemberAsync(member)).Intake.AcceptInvitationAsync(
            new AcceptInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name }
        );

    private static async Task<Proposal> ChangeAsync(Cast cast, string name, Action<ProposalText> change)
    {
        var lead = await cast.MemberAsync(1);
        var wanted = (await lead.Intake.GetProposalAsync(new GetProposalRequest { Name = name })).Clone();
        change(wanted.Text);
        return await lead.Intake.UpdateProposalAsync(
            new UpdateProposalRequest { RequestId = Call.NewId(), Proposal = wanted }
        );
    }

    private static async Task<Invitation> SeenAsync(Person reader, Invitation invitation) =>
        await reader.Intake.GetInvitationAsync(new GetInvitationRequest { Name = invitation.Name });

    [Fact]
    public async Task A_change_of_substance_asks_the_signer_again_and_says_what_changed()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var signer = await cast.MemberAsync(2);
        var draft = await DraftAsync(cast, "关于联名的提案");
        var invitation = await InvitedAsync(cast, draft.Name);
        var signed = await SignAsync(cast, invitation);
        (signed.State, signed.SignedVersion, signed.SignedHash).ShouldBe((InvitationState.Signed, 1, draft.TextHash));

        var changed = await ChangeAsync(cast, draft.Name, t => t.Suggestions[1] = "二是取消收费，改为补贴。");

        changed.CoSigners.ShouldBeEmpty();
        var asked = await SeenAsync(signer, invitation);
        asked.State.ShouldBe(InvitationState.Pending);
        asked.ExpiresAt.ToDateTimeOffset().ShouldBeGreaterThan(Intake.Suite.Clock.GetUtcNow());
        asked
            .Changes.ShouldHaveSingleItem()
            .ShouldBe(
                new TextChange
                {
                    Part = "建议2",
                    Removed = "二是明确责任单位，按季公开进度。",
                    Added = "二是取消收费，改为补贴。",
                }
            );
        (await SubmitAsync(cast, draft)).CoSigners.ShouldBeEmpty();
        (await SeenAsync(signer, invitation)).State.ShouldBe(InvitationState.Expired);
    }

    [Fact]
    public async Task Nobody_reads_what_was_signed_of_a_deleted_draft()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var draft = await DraftAsync(cast, "关于删除的联名草稿");
        var invitation = await SignAsync(cast, await InvitedAsync(cast, draft.Name));
        await ChangeAsync(cast, draft.Name, t => t.Suggestions[1] = "二是取消收费，改为补贴。");

        await (await cast.MemberAsync(1)).Intake.DeleteProposalAsync(
            new DeleteProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
        );

        (await SeenAsync(await cast.MemberAsync(2), invitation)).Changes.ShouldBeEmpty();
        await using var connection = await Intake
            .Suite.Service("intake")
            .Database.OpenReaderAsync(CancellationToken.None);
        (
            await connection.QuerySingleAsync<long>(
                "SELECT SUM(LENGTH(body)) FROM signed_texts WHERE committee = @Committee",
                new { cast.Committee }
            )
        ).ShouldBe(0);
        var verified = await (await cast.Audit)
            .JournalOf("intake")
            .VerifyJournalAsync(new VerifyJournalRequest { Source = "intake" });
        // Assignment is not here, whose journal Intake's copies are compared with.
        verified.Faults.Where(f => f.Table.Length > 0).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_signs_again_is_a_co_signer_and_the_office_sees_what_was_signed()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var draft = await DraftAsync(cast, "关于再次签名的提案");
        var invitation = await InvitedAsync(cast, draft.Name);
        await SignAsync(cast, invitation);
        await ChangeAsync(cast, draft.Name, t => t.Situation = "完全不同的情况。");
        await SignAsync(cast, invitation);
        // Blanks, punctuation and full-width forms are no change of substance.
        await ChangeAsync(cast, draft.Name, t => t.Situation = "完全不同的情况\n！");

        var submitted = await SubmitAsync(cast, draft);

        submitted.CoSigners.ShouldHaveSingleItem().ShouldBe((await cast.MemberAsync(2)).Account.Member);
        var office = await cast.Office;
        var listed = await office.Intake.ListInvitationsAsync(new ListInvitationsRequest { Proposal = draft.Name });
        var seen = listed.Invitations.ShouldHaveSingleItem();
        (seen.State, seen.SignedVersion).ShouldBe((InvitationState.Signed, 1));
        seen.SignedHash.ShouldNotBe(submitted.TextHash);
        (await SeenAsync(office, invitation))
            .Changes.Select(c => (c.Part, c.Removed, c.Added))
            .ShouldBe([("情况", "完全不同的情况。", "完全不同的情况\n！")]);
    }

    [Fact]
    public async Task A_text_that_is_again_what_was_signed_needs_no_new_signature()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var draft = await DraftAsync(cast, "关于改回的提案");
        var invitation = await InvitedAsync(cast, draft.Name);
        await SignAsync(cast, invitation);

        (await ChangeAsync(cast, draft.Name, t => t.Analysis += "错字")).CoSigners.ShouldBeEmpty();
        (await ChangeAsync(cast, draft.Name, t => t.Analysis = Walk.TextOf("").Analysis)).CoSigners.Count.ShouldBe(1);

        (await SubmitAsync(cast, draft)).CoSigners.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_returned_proposal_that_is_rewritten_asks_its_signers_again()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (signer, office) = (await cast.MemberAsync(2), await cast.Office);
        var draft = await DraftAsync(cast, "关于退回改写的提案");
        var invitation = await InvitedAsync(cast, draft.Name);
        await SignAsync(cast, invitation);
        (await SubmitAsync(cast, draft)).CoSigners.Count.ShouldBe(1);
        await office.Intake.ReturnProposalAsync(
            new ReturnProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                Opinion = "请改写",
            }
        );

        await ChangeAsync(cast, draft.Name, t => t.Situation = "改写后的情况。");

        var get = new GetProposalRequest { Name = draft.Name };
        (await SeenAsync(signer, invitation)).State.ShouldBe(InvitationState.Pending);
        (await signer.Intake.GetProposalAsync(get)).Text.Situation.ShouldBe("改写后的情况。");
        (await office.Intake.GetProposalAsync(get)).Text.Situation.ShouldBe(draft.Text.Situation);
        var again = await SignAsync(cast, invitation);
        again.SignedVersion.ShouldBe(2);
        (await SubmitAsync(cast, draft)).CoSigners.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_signs_a_text_other_than_the_one_that_was_read()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var signer = await cast.MemberAsync(2);
        var draft = await DraftAsync(cast, "关于签名之前修改的提案");
        var invitation = await InvitedAsync(cast, draft.Name);
        var read = await signer.Intake.GetProposalAsync(new GetProposalRequest { Name = draft.Name });
        var changed = await ChangeAsync(cast, draft.Name, t => t.Situation = "签名之前改成这样。");
        AcceptInvitationRequest Request(Proposal seen) =>
            new()
            {
                RequestId = Call.NewId(),
                Name = invitation.Name,
                TextHash = seen.TextHash,
            };

        (await Refused.ReasonAsync(signer.Intake.AcceptInvitationAsync(Request(read)))).ShouldBe("TEXT_CHANGED");

        (await signer.Intake.AcceptInvitationAsync(Request(changed))).State.ShouldBe(InvitationState.Signed);
    }

    [Fact]
    public async Task A_member_is_invited_three_times_at_most()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, invited) = (await cast.MemberAsync(1), await cast.MemberAsync(2));
        var draft = await DraftAsync(cast, "关于反复邀请的提案");
        for (var i = 0; i < 3; i++)
        {
            var invitation = await InvitedAsync(cast, draft.Name);
            await invited.Intake.DeclineInvitationAsync(
                new DeclineInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name }
            );
        }

        (
            await Refused.ReasonAsync(
                lead.Intake.InviteCoSignerAsync(
                    new InviteCoSignerRequest
                    {
                        RequestId = Call.NewId(),
                        Proposal = draft.Name,
                        Member = invited.Account.Member,
                    }
                )
            )
        ).ShouldBe("INVITED_TOO_OFTEN");
    }

    [Fact]
    public async Task An_invitation_is_seen_by_the_invited_the_lead_and_the_office()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var draft = await DraftAsync(cast, "关于谁看邀请的提案");
        var invitation = await InvitedAsync(cast, draft.Name);
        await SubmitAsync(cast, draft);
        foreach (var login in new[] { "member1", "member2", "office" })
            (await SeenAsync(await cast.OfAsync(login), invitation)).Name.ShouldBe(invitation.Name);
        (
            await Refused.ReasonAsync(
                (await cast.MemberAsync(3)).Intake.GetInvitationAsync(
                    new GetInvitationRequest { Name = invitation.Name }
                )
            )
        ).ShouldBe("NOT_FOUND");
    }
}

[Collection("SQLite")]
public sealed class SignaturesOnSqlite(SqliteIntake intake) : SignatureTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class SignaturesOnPostgreSql(PostgreSqlIntake intake)
    : SignatureTests(intake),
        IClassFixture<PostgreSqlIntake>;
