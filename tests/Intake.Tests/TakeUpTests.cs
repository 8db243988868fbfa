using Dapper;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>A proposal that was not filed is taken up again with a new one (handbook T33).</summary>
public abstract class TakeUpTests(IntakeSuite intake) : Given(intake)
{
    private static TakeUpProposalRequest Request(Proposal refused, string session = "") =>
        new()
        {
            RequestId = Call.NewId(),
            Name = refused.Name,
            Session = session,
        };

    private static async Task<Proposal> TakeUpAsync(Cast cast, Proposal refused, int member = 1) =>
        await (await cast.MemberAsync(member)).Intake.TakeUpProposalAsync(Request(refused));

    private static async Task<Proposal> RefuseAsync(Cast cast, Proposal submitted) =>
        await (await cast.Office).Intake.RejectProposalAsync(
            new RejectProposalRequest
            {
                RequestId = Call.NewId(),
                Name = submitted.Name,
                Reason = "empty",
                Explanation = "没有具体建议。",
            }
        );

    private static async Task<Proposal> ReadAsync(Person reader, Proposal proposal) =>
        await reader.Intake.GetProposalAsync(new GetProposalRequest { Name = proposal.Name });

    [Fact]
    public async Task The_new_draft_has_what_the_old_one_had_and_names_it()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, signer, office) = (await cast.MemberAsync(1), await cast.MemberAsync(2), await cast.Office);
        var draft = (await DraftAsync(cast, "关于重新提出的提案", publish: false)).Clone();
        (draft.NotPublicReason, draft.Etag) = ("涉及商业秘密", "");
        draft.SuggestedUnits.Add((await cast.UnitAsync(3)).Account.Unit);
        await lead.Intake.UpdateProposalAsync(new UpdateProposalRequest { RequestId = Call.NewId(), Proposal = draft });
        var attached = await lead.Intake.AttachFileAsync(FileOf(cast, draft.Name));
        var invitation = await lead.Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Member = signer.Account.Member,
            }
        );
        await signer.Intake.AcceptInvitationAsync(
            new AcceptInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name }
        );
        var refused = await RefuseAsync(cast, await SubmitAsync(cast, draft));

        var again = await TakeUpAsync(cast, refused);

        again.Name.ShouldNotBe(refused.Name);
        (again.State, again.TakesUp, again.Session, again.SerialNumber).ShouldBe(
            (ProposalState.Draft, refused.Name, refused.Session, 0)
        );
        (again.Text, again.Category, again.SuggestedUnits, again.MayPublish, again.NotPublicReason).ShouldBe(
            (attached.Text, attached.Category, attached.SuggestedUnits, false, "涉及商业秘密")
        );
        again.Attachments.ShouldBe(attached.Attachments);
        again.CoSigners.ShouldBeEmpty();
        // What was decided stands, and each of the two leads to the other.
        var old = await ReadAsync(lead, refused);
        (old.State, old.RejectionReason, old.TakenUpBy).ShouldBe((ProposalState.NotFiled, "empty", again.Name));
        (await ReadAsync(lead, again)).ShouldBe(again);
        // Nobody else knows of the draft.
        (await ReadAsync(signer, refused)).TakenUpBy.ShouldBeEmpty();
        (await ReadAsync(office, refused)).TakenUpBy.ShouldBeEmpty();

        var submitted = await SubmitAsync(cast, again);

        submitted.SerialNumber.ShouldBe(refused.SerialNumber + 1);
        (await ReadAsync(office, refused)).TakenUpBy.ShouldBe(again.Name);
        (await ReadAsync(office, again)).TakesUp.ShouldBe(refused.Name);
    }

    [Fact]
    public async Task Who_reads_the_new_one_hears_nothing_of_the_old_one()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var refused = await RefuseAsync(
            cast,
            await SubmitAsync(cast, await DraftAsync(cast, "关于先前不予立案的提案"))
        );
        var filed = await FiledAsync(cast, await TakeUpAsync(cast, refused));

        var seen = await ReadAsync(await cast.MemberAsync(3), filed);

        (seen.Abridged, seen.TakesUp).ShouldBe((false, ""));
        filed.State.ShouldBe(ProposalState.Filed);
    }

    [Fact]
    public async Task One_is_taken_up_once_until_the_new_one_is_deleted_or_withdrawn_before_its_filing()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var lead = await cast.MemberAsync(1);
        var refused = await RefuseAsync(cast, await SubmitAsync(cast, await DraftAsync(cast, "关于多次提出的提案")));
        async Task ShouldBeTakenUpAsync() =>
            (await Refused.ReasonAsync(lead.Intake.TakeUpProposalAsync(Request(refused)))).ShouldBe("TAKEN_UP_ALREADY");

        var first = await TakeUpAsync(cast, refused);
        await ShouldBeTakenUpAsync();
        await lead.Intake.DeleteProposalAsync(
            new DeleteProposalRequest { RequestId = Call.NewId(), Name = first.Name }
        );
        var second = await SubmitAsync(cast, await TakeUpAsync(cast, refused));
        await ShouldBeTakenUpAsync();
        await lead.Intake.WithdrawProposalAsync(
            new WithdrawProposalRequest
            {
                RequestId = Call.NewId(),
                Name = second.Name,
                Reason = "再作修改",
            }
        );
        var third = await RefuseAsync(cast, await SubmitAsync(cast, await TakeUpAsync(cast, refused)));

        // One that was not filed again is taken up in its turn.
        await ShouldBeTakenUpAsync();
        (await TakeUpAsync(cast, third)).TakesUp.ShouldBe(third.Name);
    }

    // A reply that was faster than its withdrawal files it again (docs/decisions/0028).
    [Fact]
    public async Task What_was_filed_goes_on_taking_it_up_even_when_it_is_withdrawn()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var lead = await cast.MemberAsync(1);
        var refused = await RefuseAsync(cast, await SubmitAsync(cast, await DraftAsync(cast, "关于立案后撤案的提案")));
        var filed = await FiledAsync(cast, await TakeUpAsync(cast, refused));
        await lead.Intake.WithdrawProposalAsync(
            new WithdrawProposalRequest
            {
                RequestId = Call.NewId(),
                Name = filed.Name,
                Reason = "情况已变化",
            }
        );

        (await Refused.ReasonAsync(lead.Intake.TakeUpProposalAsync(Request(refused)))).ShouldBe("TAKEN_UP_ALREADY");

        (await ReadAsync(lead, refused)).TakenUpBy.ShouldBe(filed.Name);
    }

    [Fact]
    public async Task Of_two_of_an_earlier_program_the_first_that_was_submitted_is_the_one()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var lead = await cast.MemberAsync(1);
        var refused = await RefuseAsync(cast, await SubmitAsync(cast, await DraftAsync(cast, "关于两次提出的提案")));
        var (draft, taken) = (await DraftAsync(cast, "关于另一次提出的提案"), await TakeUpAsync(cast, refused));
        await using (var writer = await Intake.Suite.Service("intake").Database.OpenWriterAsync(default))
            await writer.ExecuteAsync(
                "UPDATE proposals SET takes_up = @refused WHERE id = @draft",
                new { refused = refused.Name.Split('/')[^1], draft = draft.Name.Split('/')[^1] }
            );

        await SubmitAsync(cast, taken);

        (await ReadAsync(lead, refused)).TakenUpBy.ShouldBe(taken.Name);
        (
            await Refused.ReasonAsync(
                lead.Intake.SubmitProposalAsync(
                    new SubmitProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = draft.Name,
                        ContainsNoSecret = true,
                    }
                )
            )
        ).ShouldBe("TAKEN_UP_ALREADY");
    }

    [Fact]
    public async Task Only_its_lead_takes_up_and_only_what_was_not_filed()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, other, office) = (await cast.MemberAsync(1), await cast.MemberAsync(2), await cast.Office);
        var submitted = await SubmitAsync(cast, await DraftAsync(cast, "关于谁能重新提出的提案"));
        (await Refused.ReasonAsync(lead.Intake.TakeUpProposalAsync(Request(submitted)))).ShouldBe("MOVE_NOT_ALLOWED");

        await RefuseAsync(cast, submitted);

        (await Refused.ReasonAsync(other.Intake.TakeUpProposalAsync(Request(submitted)))).ShouldBe("NOT_FOUND");
        (await Refused.ReasonAsync(office.Intake.TakeUpProposalAsync(Request(submitted)))).ShouldBe("ROLE_REQUIRED");
        var nowhere = $"committees/{cast.Committee}/sessions/{Guid.CreateVersion7()}";
        (await Refused.ReasonAsync(lead.Intake.TakeUpProposalAsync(Request(submitted, nowhere)))).ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task It_is_taken_up_in_a_later_session()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, office) = (await cast.MemberAsync(1), await cast.Office);
        var refused = await RefuseAsync(
            cast,
            await SubmitAsync(cast, await DraftAsync(cast, "关于下次会议再提的提案"))
        );
        var current = await cast.SessionAsync();
        var next = await office.Directory.OpenPlenarySessionAsync(
            new OpenPlenarySessionRequest
            {
                RequestId = Call.NewId(),
                Session = new PlenarySession
                {
                    Term = current.Term,
                    Number = current.Number + 1,
                    OpensAt = current.OpensAt,
                    CutOffAt = current.CutOffAt,
                    ClosesAt = current.ClosesAt,
                },
            }
        );

        var again = await Call.UntilAsync(
            "新届次已知",
            async () => await Refused.AnswerOrNullAsync(lead.Intake.TakeUpProposalAsync(Request(refused, next.Name)))
        );

        (again.Session, again.TakesUp).ShouldBe((next.Name, refused.Name));
    }
}

[Collection("SQLite")]
public sealed class TakeUpOnSqlite(SqliteIntake intake) : TakeUpTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class TakeUpOnPostgreSql(PostgreSqlIntake intake) : TakeUpTests(intake), IClassFixture<PostgreSqlIntake>;
