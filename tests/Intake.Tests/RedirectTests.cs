using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>A proposal that was not filed is passed on with its proposer's consent (handbook T30).</summary>
public abstract class RedirectTests(IntakeSuite intake) : Given(intake)
{
    private const string Agreed = "三月五日电话征得第一提案人同意。";

    private static RedirectProposalRequest Request(
        Proposal proposal,
        string outcome = "suggestion",
        string consent = Agreed
    ) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = proposal.Name,
            Outcome = outcome,
            Consent = consent,
        };

    private static TakeUpProposalRequest TakeUpOf(Proposal refused) =>
        new() { RequestId = Call.NewId(), Name = refused.Name };

    private static async Task<Proposal> NotFiledAsync(Cast cast, string subject) =>
        await (await cast.Office).Intake.RejectProposalAsync(
            new RejectProposalRequest
            {
                RequestId = Call.NewId(),
                Name = (await SubmitAsync(cast, await DraftAsync(cast, subject))).Name,
                Reason = "empty",
                Explanation = "没有具体建议。",
            }
        );

    [Theory]
    [InlineData("suggestion")]
    [InlineData("letter")]
    public async Task It_stays_not_filed_and_its_lead_reads_the_way_and_the_consent(string outcome)
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var refused = await NotFiledAsync(cast, "关于转作其他处理的提案");

        var passedOn = await (await cast.Office).Intake.RedirectProposalAsync(Request(refused, outcome));

        (passedOn.State, passedOn.RejectionReason, passedOn.RedirectedAs).ShouldBe(
            (ProposalState.NotFiled, "empty", outcome)
        );
        var seen = await (await cast.MemberAsync(1)).Intake.GetProposalAsync(
            new GetProposalRequest { Name = refused.Name }
        );
        (seen.State, seen.RedirectedAs).ShouldBe((ProposalState.NotFiled, outcome));
        seen.Opinions.Select(o => (o.Move, o.Text))
            .ShouldBe([(ProposalMove.Reject, "没有具体建议。"), (ProposalMove.Redirect, Agreed)]);
    }

    [Fact]
    public async Task Only_the_office_passes_on_by_a_way_of_the_profile_with_consent_and_once()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, office) = (await cast.MemberAsync(1), await cast.Office);
        var submitted = await SubmitAsync(cast, await DraftAsync(cast, "关于尚未审查的提案"));
        var refused = await NotFiledAsync(cast, "关于谁能转办的提案");
        async Task<string> ReasonAsync(Person who, RedirectProposalRequest request) =>
            await Refused.ReasonAsync(who.Intake.RedirectProposalAsync(request));

        (await ReasonAsync(lead, Request(refused))).ShouldBe("ROLE_REQUIRED");
        (await ReasonAsync(office, Request(submitted))).ShouldBe("MOVE_NOT_ALLOWED");
        (await ReasonAsync(office, Request(refused, ""))).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(office, Request(refused, "sea"))).ShouldBe("REDIRECTION_UNKNOWN");
        // An outcome, but no way to pass on.
        (await ReasonAsync(office, Request(refused, "filed"))).ShouldBe("REDIRECTION_UNKNOWN");
        (await ReasonAsync(office, Request(refused, consent: " "))).ShouldBe("CONSENT_REQUIRED");
        await office.Intake.RedirectProposalAsync(Request(refused));
        (await ReasonAsync(office, Request(refused, "letter"))).ShouldBe("REDIRECTED_ALREADY");
    }

    [Fact]
    public async Task What_was_passed_on_is_not_taken_up_and_what_was_taken_up_is_not_passed_on()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, office) = (await cast.MemberAsync(1), await cast.Office);
        var (one, other) = (
            await NotFiledAsync(cast, "关于先转办的提案"),
            await NotFiledAsync(cast, "关于先重新提出的提案")
        );
        await office.Intake.RedirectProposalAsync(Request(one));
        await SubmitAsync(cast, await lead.Intake.TakeUpProposalAsync(TakeUpOf(other)));

        (await Refused.ReasonAsync(lead.Intake.TakeUpProposalAsync(TakeUpOf(one)))).ShouldBe("REDIRECTED_ALREADY");
        (await Refused.ReasonAsync(office.Intake.RedirectProposalAsync(Request(other)))).ShouldBe("TAKEN_UP_ALREADY");
    }

    [Fact]
    public async Task A_draft_that_nobody_knows_of_neither_stops_it_nor_is_told_of()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, office) = (await cast.MemberAsync(1), await cast.Office);
        var refused = await NotFiledAsync(cast, "关于起草中又转办的提案");
        var draft = await lead.Intake.TakeUpProposalAsync(TakeUpOf(refused));

        var passedOn = await office.Intake.RedirectProposalAsync(Request(refused));

        (passedOn.RedirectedAs, passedOn.TakenUpBy).ShouldBe(("suggestion", ""));
        // Its proposer agreed to that, so the draft no longer takes it up.
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
        ).ShouldBe("REDIRECTED_ALREADY");
        (
            await lead.Intake.DeleteProposalAsync(
                new DeleteProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
            )
        ).State.ShouldBe(ProposalState.Deleted);
    }

    [Theory]
    [InlineData("letter")]
    [InlineData("")]
    public async Task What_a_ledger_says_was_passed_on_is_neither_passed_on_nor_taken_up_here(string outcome)
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (session, lead, office) = (await cast.SessionAsync(), await cast.MemberAsync(1), await cast.Office);
        await office.Intake.ImportLedgerAsync(
            new ImportLedgerRequest
            {
                RequestId = Call.NewId(),
                Session = session.Name,
                Rows =
                {
                    new LedgerRow
                    {
                        Row = 1,
                        Subject = "示例台账提案",
                        Lead = lead.Account.Member.Split('/')[3],
                        ProposerKind = ProposerKind.Member,
                        SessionKind = SessionKind.InSession,
                        Decision = LedgerDecision.Redirected,
                        Outcome = outcome,
                    },
                },
            }
        );
        var passedOn = (
            await office.Intake.ListProposalsAsync(new ListProposalsRequest { Session = session.Name })
        ).Proposals.Single();

        (await Refused.ReasonAsync(office.Intake.RedirectProposalAsync(Request(passedOn)))).ShouldBe(
            "REDIRECTED_ALREADY"
        );
        (await Refused.ReasonAsync(lead.Intake.TakeUpProposalAsync(TakeUpOf(passedOn)))).ShouldBe("REDIRECTED_ALREADY");
        var seen = await lead.Intake.GetProposalAsync(new GetProposalRequest { Name = passedOn.Name });
        (seen.State, seen.RedirectedAs).ShouldBe((ProposalState.NotFiled, outcome));
    }
}

[Collection("SQLite")]
public sealed class RedirectOnSqlite(SqliteIntake intake) : RedirectTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class RedirectOnPostgreSql(PostgreSqlIntake intake)
    : RedirectTests(intake),
        IClassFixture<PostgreSqlIntake>;
