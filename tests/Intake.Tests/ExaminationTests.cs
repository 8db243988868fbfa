using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>
/// What is recorded of an examination (handbook 3.2, T22, T23, T25): the three checks, who made them and when, and the
/// conclusion of the duplicate check.
/// </summary>
public abstract class ExaminationTests(IntakeSuite intake) : Given(intake)
{
    private const string Examiner = "示例审查人";

    private static ExaminationCheck Check(CheckKind kind, CheckResult result = CheckResult.Met, string remark = "") =>
        new()
        {
            Kind = kind,
            Result = result,
            Remark = remark,
        };

    private static ExamineProposalRequest PassOf(Proposal proposal, params ExaminationCheck[] checks) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = proposal.Name,
            Checks = { checks },
            Examiner = Examiner,
        };

    private static async Task<Proposal> SeenAsync(Person person, Proposal proposal) =>
        await person.Intake.GetProposalAsync(new GetProposalRequest { Name = proposal.Name });

    [Fact]
    public async Task Each_examination_keeps_its_checks_its_examiner_and_its_time()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        var draft = await DraftAsync(cast, "关于三项审查的提案");
        var submitted = await SubmitAsync(cast, draft);
        var first = Intake.Suite.Clock.GetUtcNow();
        await office.Intake.ReturnProposalAsync(
            new ReturnProposalRequest
            {
                RequestId = Call.NewId(),
                Name = submitted.Name,
                Opinion = "请分条写明建议。",
                Checks = { Check(CheckKind.Form, CheckResult.NotMet, "建议没有分条"), Check(CheckKind.Qualification) },
                Examiner = "示例初审人",
            }
        );
        Intake.Suite.Clock.Advance(TimeSpan.FromMinutes(5));
        await SubmitAsync(cast, draft);
        await office.Intake.ExamineProposalAsync(PassOf(submitted, [.. Walk.Checks()]));

        var seen = (await SeenAsync(office, submitted)).Examinations;

        seen.Select(x => (x.Move, x.Examiner, x.TextVersion, x.ExaminedAt.ToDateTimeOffset()))
            .ShouldBe([
                (ProposalMove.Return, "示例初审人", 1, first),
                (ProposalMove.Examine, Examiner, 1, first.AddMinutes(5)),
            ]);
        seen[0]
            .Checks.ShouldBe([
                Check(CheckKind.Qualification),
                Check(CheckKind.Form, CheckResult.NotMet, "建议没有分条"),
            ]);
        seen[1].Checks.ShouldBe(Walk.Checks());
    }

    [Fact]
    public async Task It_is_read_by_offices_supervisors_and_leaders_alone()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var submitted = await SubmitAsync(cast, await DraftAsync(cast, "关于谁读审查记录的提案"));
        await (await cast.Office).Intake.ExamineProposalAsync(PassOf(submitted, Check(CheckKind.Content)));
        await (await cast.Office).Intake.FileProposalAsync(
            new FileProposalRequest { RequestId = Call.NewId(), Name = submitted.Name }
        );

        foreach (
            var reads in new[]
            {
                await cast.Office,
                await cast.HandOver,
                await cast.Supervisor,
                await cast.OfAsync("leader"),
            }
        )
            (await SeenAsync(reads, submitted)).Examinations.Count.ShouldBe(1, reads.Login);
        foreach (var other in new[] { await cast.MemberAsync(1), await cast.MemberAsync(3), await cast.UnitAsync(1) })
            (await SeenAsync(other, submitted)).Examinations.ShouldBeEmpty(other.Login);
        (await (await cast.Office).Intake.ListProposalsAsync(new ListProposalsRequest()))
            .Proposals.Single(p => p.Name == submitted.Name)
            .Examinations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_passes_with_a_check_that_is_not_met()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        var submitted = await SubmitAsync(cast, await DraftAsync(cast, "关于一项不符合的提案"));
        async Task<string> ReasonAsync(params ExaminationCheck[] checks) =>
            await Refused.ReasonAsync(office.Intake.ExamineProposalAsync(PassOf(submitted, checks)));

        (await ReasonAsync(Check(CheckKind.Content), Check(CheckKind.Form, CheckResult.NotMet))).ShouldBe(
            "CHECK_NOT_MET"
        );
        (await ReasonAsync(Check(CheckKind.Unspecified))).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(Check(CheckKind.Form, CheckResult.Unspecified))).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(Check(CheckKind.Form), Check(CheckKind.Form))).ShouldBe("FIELD_INVALID");
        (
            await Refused.ReasonAsync(
                office.Intake.ReturnProposalAsync(
                    new ReturnProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = submitted.Name,
                        Opinion = "请修改。",
                        Checks = { Check(CheckKind.Form), Check(CheckKind.Form) },
                    }
                )
            )
        ).ShouldBe("FIELD_INVALID");
        (await SeenAsync(office, submitted)).Examinations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_the_profile_says_so_nothing_passes_without_all_three_and_the_examiner()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        var submitted = await SubmittedUnderAsync(cast, "关于须写三项审查的提案", p => p.ChecksRequired = true);
        async Task<string> ReasonAsync(ExamineProposalRequest request) =>
            await Refused.ReasonAsync(office.Intake.ExamineProposalAsync(request));
        var nameless = PassOf(submitted, [.. Walk.Checks()]);
        nameless.Examiner = " ";

        (await ReasonAsync(PassOf(submitted))).ShouldBe("CHECKS_INCOMPLETE");
        (await ReasonAsync(PassOf(submitted, [.. Walk.Checks().Skip(1)]))).ShouldBe("CHECKS_INCOMPLETE");
        (await ReasonAsync(nameless)).ShouldBe("CHECKS_INCOMPLETE");

        (await office.Intake.ExamineProposalAsync(PassOf(submitted, [.. Walk.Checks()]))).State.ShouldBe(
            ProposalState.Examined
        );
    }

    // Handbook T25: similar proposals of earlier sessions count as well.
    [Fact]
    public async Task The_conclusion_of_the_duplicate_check_names_what_is_alike_and_how_similar_it_was()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        var same = await FiledAsync(cast, "关于加强老旧小区停车管理的提案");
        var near = await FiledAsync(cast, "关于老旧小区停车难的建议");
        var submitted = await SubmitAsync(cast, await DraftAsync(cast, "关于加强老旧小区停车管理的提案"));
        var request = PassOf(submitted);
        request.DuplicateCheck = ConclusionOf(DuplicateConclusion.Duplicate, "所提事项相同。", near.Name, same.Name);
        await office.Intake.ExamineProposalAsync(request);

        var said = (await SeenAsync(office, submitted)).Examinations.ShouldHaveSingleItem().DuplicateCheck;

        (said.Conclusion, said.Reason).ShouldBe((DuplicateConclusion.Duplicate, "所提事项相同。"));
        said.Proposals.ShouldBe([same.Name, near.Name]);
        said.Similarities[0].ShouldBe(1);
        said.Similarities[1].ShouldBeInRange(0.3, 1);
        (await SeenAsync(await cast.MemberAsync(1), submitted)).Examinations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_conclusion_is_complete_and_names_others_that_the_office_may_know_of()
    {
        var (cast, elsewhere) = (await Intake.Suite.CommitteeAsync(), await Intake.Suite.CommitteeAsync());
        var office = await cast.Office;
        var other = await FiledAsync(cast, "关于另一事项的提案");
        var (draft, foreign) = (
            await DraftAsync(cast, "关于他人草稿的提案"),
            await FiledAsync(elsewhere, "关于外地的提案")
        );
        var submitted = await SubmitAsync(cast, await DraftAsync(cast, "关于查重结论的提案"));
        async Task<string> ReasonAsync(DuplicateConclusion conclusion, string reason, params string[] proposals)
        {
            var request = PassOf(submitted);
            request.DuplicateCheck = ConclusionOf(conclusion, reason, proposals);
            return await Refused.ReasonAsync(office.Intake.ExamineProposalAsync(request));
        }

        (await ReasonAsync(DuplicateConclusion.Unspecified, "")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(DuplicateConclusion.None, "", other.Name)).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(DuplicateConclusion.Similar, "相近。")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(DuplicateConclusion.Similar, " ", other.Name)).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(DuplicateConclusion.Similar, "相近。", submitted.Name)).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(DuplicateConclusion.Similar, "相近。", [.. Enumerable.Repeat(other.Name, 11)])).ShouldBe(
            "FIELD_INVALID"
        );
        (await ReasonAsync(DuplicateConclusion.Similar, "相近。", draft.Name)).ShouldBe("NOT_FOUND");
        (await ReasonAsync(DuplicateConclusion.Similar, "相近。", foreign.Name)).ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task Where_the_profile_says_so_nothing_passes_without_the_conclusion_of_the_duplicate_check()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        var submitted = await SubmittedUnderAsync(cast, "关于须写查重结论的提案", p => p.DuplicateCheckRequired = true);

        (await Refused.ReasonAsync(office.Intake.ExamineProposalAsync(PassOf(submitted)))).ShouldBe(
            "DUPLICATE_CHECK_REQUIRED"
        );

        var request = PassOf(submitted);
        request.DuplicateCheck = ConclusionOf(DuplicateConclusion.None, "");
        await office.Intake.ExamineProposalAsync(request);
        (await SeenAsync(office, submitted))
            .Examinations.ShouldHaveSingleItem()
            .DuplicateCheck.ShouldBe(request.DuplicateCheck);
    }

    private static DuplicateCheck ConclusionOf(
        DuplicateConclusion conclusion,
        string reason,
        params string[] proposals
    ) =>
        new()
        {
            Conclusion = conclusion,
            Reason = reason,
            Proposals = { proposals },
        };

    [Fact]
    public async Task What_an_older_program_examined_has_no_record()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var examined = await ExaminedAsync(cast, "关于没有审查记录的提案");

        var seen = await SeenAsync(await cast.Office, examined);

        (seen.State, seen.Examinations.Count).ShouldBe((ProposalState.Examined, 0));
    }
}

[Collection("SQLite")]
public sealed class ExaminationOnSqlite(SqliteIntake intake) : ExaminationTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class ExaminationOnPostgreSql(PostgreSqlIntake intake)
    : ExaminationTests(intake),
        IClassFixture<PostgreSqlIntake>;
