using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>
/// A co-signer leaves until the filing decision; after it the wish is a note (handbook T17, edge case 7).
/// </summary>
public abstract class RetractionTests(IntakeSuite intake) : Given(intake)
{
    private const string Why = "与本人意见不同";

    private static RetractSignatureRequest Request(Invitation invitation, string reason = Why) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = invitation.Name,
            Reason = reason,
        };

    private static async Task<Invitation> InvitedAsync(Cast cast, Proposal draft, int member) =>
        await (await cast.MemberAsync(1)).Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Member = (await cast.MemberAsync(member)).Account.Member,
            }
        );

    private static async Task<Invitation> SignedAsync(Cast cast, Proposal draft, int member) =>
        await (await cast.MemberAsync(member)).Intake.AcceptInvitationAsync(
            new AcceptInvitationRequest
            {
                RequestId = Call.NewId(),
                Name = (await InvitedAsync(cast, draft, member)).Name,
            }
        );

    private static async Task<Invitation> RetractAsync(Cast cast, int member, Invitation invitation) =>
        await (await cast.MemberAsync(member)).Intake.RetractSignatureAsync(Request(invitation));

    private static async Task<Proposal> ReadAsync(Person reader, Proposal proposal) =>
        await reader.Intake.GetProposalAsync(new GetProposalRequest { Name = proposal.Name });

    [Theory]
    [InlineData(ProposalState.Submitted)]
    [InlineData(ProposalState.Returned)]
    [InlineData(ProposalState.Examined)]
    public async Task Who_leaves_before_the_filing_is_no_proposer_and_reads_no_more(ProposalState state)
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (leaver, stayer, office) = (await cast.MemberAsync(2), await cast.MemberAsync(3), await cast.Office);
        var draft = await DraftAsync(cast, "关于有人退出的提案", publish: false);
        var invitation = await SignedAsync(cast, draft, 2);
        await SignedAsync(cast, draft, 3);
        (await SubmitAsync(cast, draft)).CoSigners.Count.ShouldBe(2);
        if (state == ProposalState.Returned)
            await office.Intake.ReturnProposalAsync(
                new ReturnProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = draft.Name,
                    Opinion = "请补充",
                }
            );
        if (state == ProposalState.Examined)
            await office.Intake.ExamineProposalAsync(
                new ExamineProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
            );

        var left = await RetractAsync(cast, 2, invitation);

        (left.State, left.RetractionReason).ShouldBe((InvitationState.Retracted, Why));
        left.RetractedAt.ToDateTimeOffset().ShouldBe(Intake.Suite.Clock.GetUtcNow());
        var seen = await ReadAsync(office, draft);
        (seen.State, seen.CoSigners.Single()).ShouldBe((state, stayer.Account.Member));
        var get = new GetProposalRequest { Name = draft.Name };
        (await Refused.ReasonAsync(leaver.Intake.GetProposalAsync(get))).ShouldBe("NOT_FOUND");
        (await ReadAsync(stayer, draft)).Abridged.ShouldBeFalse();
        // The lead and the office read why; nobody leaves twice.
        foreach (var reader in new[] { await cast.MemberAsync(1), office })
            (
                await reader.Intake.GetInvitationAsync(new GetInvitationRequest { Name = invitation.Name })
            ).RetractionReason.ShouldBe(Why);
        (await Refused.ReasonAsync(leaver.Intake.RetractSignatureAsync(Request(invitation)))).ShouldBe(
            "MOVE_NOT_ALLOWED"
        );
    }

    [Fact]
    public async Task A_proposal_is_filed_with_those_who_stayed()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        var draft = await DraftAsync(cast, "关于立案前有人退出的提案", publish: false);
        var invitation = await SignedAsync(cast, draft, 2);
        await SubmitAsync(cast, draft);
        await office.Intake.ExamineProposalAsync(
            new ExamineProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
        );
        await RetractAsync(cast, 2, invitation);

        var filed = await office.Intake.FileProposalAsync(
            new FileProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
        );

        (filed.State, filed.CaseNumber, filed.CoSigners.Count).ShouldBe((ProposalState.Filed, 1, 0));
        (await ReadAsync(await cast.MemberAsync(2), draft)).Abridged.ShouldBeTrue();
    }

    [Fact]
    public async Task After_the_filing_the_wish_is_a_note_and_the_proposers_stay()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (signer, office) = (await cast.MemberAsync(2), await cast.Office);
        var draft = await DraftAsync(cast, "关于立案后提出退出的提案", publish: false);
        var invitation = await SignedAsync(cast, draft, 2);
        var filed = await FiledAsync(cast, draft);

        var noted = await RetractAsync(cast, 2, invitation);

        (noted.State, noted.RetractionReason).ShouldBe((InvitationState.Signed, Why));
        noted.RetractedAt.ToDateTimeOffset().ShouldBe(Intake.Suite.Clock.GetUtcNow());
        var seen = await ReadAsync(office, draft);
        (seen.CaseNumber, seen.CoSigners.Single()).ShouldBe((filed.CaseNumber, signer.Account.Member));
        (await ReadAsync(signer, draft)).Abridged.ShouldBeFalse();
        (await Refused.ReasonAsync(signer.Intake.RetractSignatureAsync(Request(invitation)))).ShouldBe(
            "RETRACTION_NOTED"
        );
    }

    [Fact]
    public async Task Who_left_a_draft_signs_again_only_when_asked_again()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var lead = await cast.MemberAsync(1);
        var draft = await DraftAsync(cast, "关于退出草稿的提案");
        await RetractAsync(cast, 2, await SignedAsync(cast, draft, 2));

        // The text changes and becomes again what was signed: that brings back no signature.
        foreach (var situation in new[] { "完全不同的情况。", draft.Text.Situation })
        {
            var wanted = draft.Clone();
            (wanted.Etag, wanted.Text.Situation) = ("", situation);
            (
                await lead.Intake.UpdateProposalAsync(
                    new UpdateProposalRequest { RequestId = Call.NewId(), Proposal = wanted }
                )
            ).CoSigners.ShouldBeEmpty();
        }

        (await SignedAsync(cast, draft, 2)).State.ShouldBe(InvitationState.Signed);
        (await SubmitAsync(cast, draft)).CoSigners.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Only_a_signer_leaves_with_a_reason_and_only_what_still_stands()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (signer, other, office) = (await cast.MemberAsync(2), await cast.MemberAsync(3), await cast.Office);
        var draft = await DraftAsync(cast, "关于谁能退出的提案");
        var signed = await SignedAsync(cast, draft, 2);
        var pending = await InvitedAsync(cast, draft, 3);
        async Task<string> ReasonAsync(Person who, Invitation which, string reason = Why) =>
            await Refused.ReasonAsync(who.Intake.RetractSignatureAsync(Request(which, reason)));

        (await ReasonAsync(signer, signed, " ")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(other, signed)).ShouldBe("NOT_FOUND");
        (await ReasonAsync(await cast.MemberAsync(1), signed)).ShouldBe("NOT_FOUND");
        (await ReasonAsync(other, pending)).ShouldBe("MOVE_NOT_ALLOWED");
        (await ReasonAsync(office, signed)).ShouldBe("ROLE_REQUIRED");

        await SubmitAsync(cast, draft);
        await office.Intake.RejectProposalAsync(
            new RejectProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                Reason = "empty",
            }
        );
        (await ReasonAsync(signer, signed)).ShouldBe("MOVE_NOT_ALLOWED");
    }
}

[Collection("SQLite")]
public sealed class RetractionsOnSqlite(SqliteIntake intake) : RetractionTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class RetractionsOnPostgreSql(PostgreSqlIntake intake)
    : RetractionTests(intake),
        IClassFixture<PostgreSqlIntake>;
