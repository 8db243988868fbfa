using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>What is determined with the filing (handbook T27): units, publication, and the body that decides.</summary>
public abstract class FilingTests(IntakeSuite intake) : Given(intake)
{
    private static FileProposalRequest FilingOf(Proposal examined) =>
        new() { RequestId = Call.NewId(), Name = examined.Name };

    private static async Task<Proposal> SeenAsync(Person person, Proposal proposal) =>
        await person.Intake.GetProposalAsync(new GetProposalRequest { Name = proposal.Name });

    private static async Task<string> ReasonAsync(Cast cast, FileProposalRequest request) =>
        await Refused.ReasonAsync((await cast.Office).Intake.FileProposalAsync(request));

    [Fact]
    public async Task The_intended_units_are_kept_once_in_their_order_and_read_by_offices_alone()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (one, two) = ((await cast.UnitAsync(1)).Account.Unit, (await cast.UnitAsync(2)).Account.Unit);
        var request = FilingOf(await ExaminedAsync(cast, "关于拟承办单位的提案"));
        request.IntendedUnits.Add([two, one, two]);
        request.Category = "ecology";

        var filed = await (await cast.Office).Intake.FileProposalAsync(request);

        filed.IntendedUnits.ShouldBe([two, one]);
        (filed.Category, filed.State).ShouldBe(("ecology", ProposalState.Filed));
        foreach (var office in new[] { await cast.Office, await cast.HandOver, await cast.Supervisor })
        {
            (await SeenAsync(office, filed)).IntendedUnits.ShouldBe([two, one], office.Login);
            (await office.Intake.ListProposalsAsync(new ListProposalsRequest()))
                .Proposals.ShouldHaveSingleItem()
                .IntendedUnits.ShouldBe([two, one], office.Login);
        }

        // Nobody lobbies a unit before the hand-over (handbook 1.4).
        foreach (var other in new[] { await cast.MemberAsync(1), await cast.MemberAsync(3), await cast.UnitAsync(2) })
        {
            (await SeenAsync(other, filed)).IntendedUnits.ShouldBeEmpty(other.Login);
            (await other.Intake.ListProposalsAsync(new ListProposalsRequest()))
                .Proposals.ShouldHaveSingleItem()
                .IntendedUnits.ShouldBeEmpty(other.Login);
        }
    }

    [Fact]
    public async Task An_intended_unit_is_one_of_the_committee()
    {
        var (cast, other) = (await Intake.Suite.CommitteeAsync(), await Intake.Suite.CommitteeAsync());
        var examined = await ExaminedAsync(cast, "关于没有的单位的提案");
        async Task<string> OfAsync(params string[] units)
        {
            var request = FilingOf(examined);
            request.IntendedUnits.Add(units);
            return await ReasonAsync(cast, request);
        }

        (await OfAsync($"committees/{cast.Committee}/units/{Guid.CreateVersion7()}")).ShouldBe("UNIT_UNKNOWN");
        (await OfAsync((await other.UnitAsync(1)).Account.Unit)).ShouldBe("NOT_FOUND");
        (await OfAsync("某局")).ShouldBe("FIELD_INVALID");
        (await OfAsync([.. Enumerable.Repeat((await cast.UnitAsync(1)).Account.Unit, 21)])).ShouldBe("FIELD_INVALID");
    }

    [Fact]
    public async Task It_is_opened_against_the_proposers_wish_with_consent_only()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        const string consent = "三月五日电话征得第一提案人同意。";
        var request = FilingOf(await ExaminedAsync(cast, "关于征得同意后公开的提案", publish: false));
        request.Publication = PublicationDecision.Open;
        request.PublicationConsent = " ";

        (await ReasonAsync(cast, request)).ShouldBe("PUBLICATION_NOT_CONSENTED");
        (request.RequestId, request.PublicationConsent) = (Call.NewId(), consent);
        var filed = await (await cast.Office).Intake.FileProposalAsync(request);

        (filed.MayPublish, filed.Publication).ShouldBe((true, PublicationDecision.Open));
        (await PublishedAsync(cast)).ShouldBe([filed.Name]);
        (await SeenAsync(await cast.MemberAsync(1), filed))
            .Opinions.Select(o => (o.Move, o.Text))
            .ShouldBe([(ProposalMove.File, consent)]);
        (await SeenAsync(await cast.MemberAsync(3), filed)).Opinions.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_closed_against_the_proposers_wish_with_a_reason_only()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        const string why = "涉及尚未公开的规划。";
        var request = FilingOf(await ExaminedAsync(cast, "关于审定不公开的提案"));
        request.Publication = PublicationDecision.Closed;

        (await ReasonAsync(cast, request)).ShouldBe("FIELD_REQUIRED");
        (request.RequestId, request.PublicationReason) = (Call.NewId(), why);
        var filed = await (await cast.Office).Intake.FileProposalAsync(request);

        (filed.MayPublish, filed.Publication, filed.NotPublicReason).ShouldBe((false, PublicationDecision.Closed, why));
        (await PublishedAsync(cast)).ShouldBeEmpty();
        (await SeenAsync(await cast.MemberAsync(1), filed)).NotPublicReason.ShouldBe(why);
        (await SeenAsync(await cast.MemberAsync(3), filed)).Abridged.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, PublicationDecision.Unspecified)]
    [InlineData(true, PublicationDecision.AsWished)]
    [InlineData(true, PublicationDecision.Open)]
    [InlineData(false, PublicationDecision.Unspecified)]
    [InlineData(false, PublicationDecision.AsWished)]
    [InlineData(false, PublicationDecision.Closed)]
    public void What_agrees_with_the_wish_is_as_wished(bool wished, PublicationDecision said)
    {
        FilingRules
            .Publication(new FileProposalRequest { Publication = said }, wished)
            .Value.ShouldBe(PublicationDecision.AsWished);
    }

    [Theory]
    [InlineData(FilingBody.ExaminationCommittee, ProposerKind.Party, SessionKind.InSession, "")]
    [InlineData(
        FilingBody.ExaminationCommittee,
        ProposerKind.Member,
        SessionKind.InterSession,
        "FILING_BODY_UNSUITABLE"
    )]
    [InlineData(FilingBody.CommitteeChair, ProposerKind.Member, SessionKind.InterSession, "")]
    [InlineData(FilingBody.CommitteeChair, ProposerKind.Sector, SessionKind.InSession, "")]
    [InlineData(FilingBody.CommitteeChair, ProposerKind.Party, SessionKind.InterSession, "FILING_BODY_UNSUITABLE")]
    [InlineData(
        FilingBody.CommitteeChair,
        ProposerKind.PeoplesOrganization,
        SessionKind.InSession,
        "FILING_BODY_UNSUITABLE"
    )]
    [InlineData(
        FilingBody.CommitteeChair,
        ProposerKind.SpecialCommittee,
        SessionKind.InterSession,
        "FILING_BODY_UNSUITABLE"
    )]
    [InlineData(FilingBody.CommitteePlenary, ProposerKind.Party, SessionKind.InterSession, "")]
    [InlineData(FilingBody.ChairsMeeting, ProposerKind.SpecialCommittee, SessionKind.InterSession, "")]
    [InlineData(FilingBody.Unspecified, ProposerKind.Member, SessionKind.InSession, "FILING_BODY_REQUIRED")]
    public void Each_body_decides_on_the_proposals_that_are_its_own_where_the_profile_says_so(
        FilingBody body,
        ProposerKind proposer,
        SessionKind session,
        string reason
    )
    {
        var proposal = new ProposalRow { ProposerKind = proposer, SessionKind = session };

        (
            FilingRules.RefusesBody(body, proposal, new PolicyProfile { FilingBodyRequired = true })?.Reason.Code ?? ""
        ).ShouldBe(reason);
        FilingRules.RefusesBody(body, proposal, new PolicyProfile()).ShouldBeNull();
    }

    [Fact]
    public async Task Where_the_profile_says_so_nothing_is_filed_without_a_body_that_decides_on_it()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var submitted = await SubmittedUnderAsync(cast, "关于审定机构的提案", p => p.FilingBodyRequired = true);
        var office = await cast.Office;
        await office.Intake.ExamineProposalAsync(
            new ExamineProposalRequest { RequestId = Call.NewId(), Name = submitted.Name }
        );
        var request = FilingOf(submitted);

        (await ReasonAsync(cast, request)).ShouldBe("FILING_BODY_REQUIRED");
        (request.RequestId, request.FilingBody) = (Call.NewId(), (FilingBody)99);
        (await ReasonAsync(cast, request)).ShouldBe("FIELD_INVALID");
        (request.RequestId, request.FilingBody) = (Call.NewId(), FilingBody.CommitteePlenary);

        (await office.Intake.FileProposalAsync(request)).FilingBody.ShouldBe(FilingBody.CommitteePlenary);
    }

    [Fact]
    public async Task What_an_older_program_filed_says_nothing_of_it()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var filed = await FiledAsync(cast, "关于早先立案的提案");
        await using (var writer = await Intake.Suite.Service("intake").Database.OpenWriterAsync(default))
        {
            await Dapper.SqlMapper.ExecuteAsync(
                writer,
                """
                INSERT INTO proposals (committee, id, version, state, session, session_kind, proposer_kind, lead,
                  category, subject, text_version, suggestions, suggested_units, may_publish, not_public_reason,
                  serial_number, case_number, opinion, rejection_reason, merged_into, state_before_merge,
                  policy_version, submitted_at, filed_at)
                SELECT committee, @old, version, state, session, session_kind, proposer_kind, lead, category,
                  '早先的案由', 0, 0, '', may_publish, '', 98, 98, '', '', '', 0, policy_version, submitted_at, filed_at
                FROM proposals WHERE id = @id
                """,
                new { old = "0-old", id = filed.Name.Split('/')[^1] }
            );
        }

        var seen = (
            await (await cast.Office).Intake.ListProposalsAsync(new ListProposalsRequest { Query = "98" })
        ).Proposals.ShouldHaveSingleItem();

        (seen.Publication, seen.FilingBody, seen.IntendedUnits.Count, seen.MayPublish).ShouldBe(
            (PublicationDecision.Unspecified, FilingBody.Unspecified, 0, true)
        );
    }

    private static async Task<IEnumerable<string>> PublishedAsync(Cast cast) =>
        (
            await (await cast.Office).Intake.ListPublishedProposalsAsync(
                new ListPublishedProposalsRequest { Committee = $"committees/{cast.Committee}" }
            )
        ).Proposals.Select(p => p.Name);
}

[Collection("SQLite")]
public sealed class FilingOnSqlite(SqliteIntake intake) : FilingTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class FilingOnPostgreSql(PostgreSqlIntake intake) : FilingTests(intake), IClassFixture<PostgreSqlIntake>;
