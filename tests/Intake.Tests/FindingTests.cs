using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>Search for proposals by words, number, owner and likeness; on both engines.</summary>
public abstract class FindingTests(IntakeSuite intake) : Given(intake)
{
    private static async Task<IReadOnlyList<string>> SubjectsAsync(
        Person person,
        string query = "",
        bool own = false
    ) =>
        [
            .. (
                await person.Intake.ListProposalsAsync(
                    new ListProposalsRequest
                    {
                        PageSize = 200,
                        Query = query,
                        Own = own,
                    }
                )
            ).Proposals.Select(p => p.Text.Subject),
        ];

    private static async Task<IReadOnlyList<SimilarProposal>> SimilarAsync(
        Person person,
        string subject,
        string leaveOut = "",
        int limit = 0
    ) =>
        (
            await person.Intake.FindSimilarProposalsAsync(
                new FindSimilarProposalsRequest
                {
                    Subject = subject,
                    LeaveOut = leaveOut,
                    Limit = limit,
                }
            )
        ).Proposals;

    [Fact]
    public async Task A_query_finds_part_of_a_subject_and_its_signs_mean_themselves()
    {
        var (cast, subjects) = (
            await Intake.Suite.CommitteeAsync(),
            new[]
            {
                "达到100%覆盖",
                "达到100分覆盖",
                "关于A_B道路",
                "关于AXB道路",
                "关于!号",
                "关于C:\\路径",
                "关于5G网络和Wi-Fi",
            }
        );
        foreach (var subject in subjects)
            await DraftAsync(cast, subject);
        var member = await cast.MemberAsync(1);
        (await SubjectsAsync(member, "100%")).ShouldBe(["达到100%覆盖"]);
        (await SubjectsAsync(member, "A_B")).ShouldBe(["关于A_B道路"]);
        (await SubjectsAsync(member, "!")).ShouldBe(["关于!号"]);
        (await SubjectsAsync(member, "\\路")).ShouldBe(["关于C:\\路径"]);
        (await SubjectsAsync(member, "wi-FI")).ShouldBe(["关于5G网络和Wi-Fi"]);
        (await SubjectsAsync(member, " 5g ")).ShouldBe(["关于5G网络和Wi-Fi"]);
        (await SubjectsAsync(member, "没有的词")).ShouldBeEmpty();
        (await SubjectsAsync(member, "' OR 1=1 --")).ShouldBeEmpty();
        (await SubjectsAsync(member, "关于")).Count.ShouldBe(5);
        (
            await Refused.ReasonAsync(
                member.Intake.ListProposalsAsync(new ListProposalsRequest { Query = new string('案', 101) })
            )
        ).ShouldBe("FIELD_INVALID");
        (await SubjectsAsync(member, new string('案', 100))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_query_that_is_a_number_finds_the_case_and_the_serial_number()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        await SubmitAsync(cast, await DraftAsync(cast, "只有流水号一"));
        var second = await FiledAsync(cast, "流水号二案号一");
        (second.SerialNumber, second.CaseNumber).ShouldBe((2, 1));
        await DraftAsync(cast, "没有编号的草稿");
        await SubmitAsync(cast, await DraftAsync(cast, "关于12号线"));
        (await SubjectsAsync(office, "2")).ShouldBe(["关于12号线", "流水号二案号一"], ignoreOrder: true);
        (await SubjectsAsync(office, "第2号")).ShouldBe(["流水号二案号一"]);
        (await SubjectsAsync(office, "2号")).ShouldBe(["关于12号线", "流水号二案号一"], ignoreOrder: true);
        (await SubjectsAsync(office, "第1号")).ShouldBe(["流水号二案号一", "只有流水号一"], ignoreOrder: true);
        (await SubjectsAsync(await cast.MemberAsync(1), "0")).ShouldBeEmpty();
        (await SubjectsAsync(office, "99999999999999999999")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Own_are_those_one_leads_or_has_signed()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, second) = (await cast.MemberAsync(1), await cast.MemberAsync(2));
        var (signed, invited, declined) = (
            await DraftAsync(cast, "已签"),
            await DraftAsync(cast, "待签"),
            await DraftAsync(cast, "谢绝")
        );
        await FiledAsync(cast, "他人的", 3);
        await DraftAsync(cast, "自己的", 2);
        async Task<Invitation> Invite(Proposal proposal) =>
            await lead.Intake.InviteCoSignerAsync(
                new InviteCoSignerRequest
                {
                    RequestId = Call.NewId(),
                    Proposal = proposal.Name,
                    Member = second.Account.Member,
                }
            );
        await second.Intake.AcceptInvitationAsync(
            new AcceptInvitationRequest { RequestId = Call.NewId(), Name = (await Invite(signed)).Name }
        );
        await Invite(invited);
        await second.Intake.DeclineInvitationAsync(
            new DeclineInvitationRequest { RequestId = Call.NewId(), Name = (await Invite(declined)).Name }
        );
        (await SubjectsAsync(second, own: true)).ShouldBe(["自己的", "已签"], ignoreOrder: true);
        (await SubjectsAsync(second)).ShouldBe(["自己的", "已签", "待签", "他人的"], ignoreOrder: true);
        (await SubjectsAsync(lead, own: true)).ShouldBe(["谢绝", "待签", "已签"], ignoreOrder: true);
        (await SubjectsAsync(lead, "签", own: true)).ShouldBe(["待签", "已签"], ignoreOrder: true);
        (await SubjectsAsync(await cast.Office, own: true)).ShouldBeEmpty();
        (await SubjectsAsync(await cast.UnitAsync(1), own: true)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Similar_proposals_come_likest_first_with_what_is_shared()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (office, member) = (await cast.Office, await cast.MemberAsync(2));
        var same = await FiledAsync(cast, "关于加强老旧小区停车管理的提案");
        var near = await FiledAsync(cast, "关于老旧小区停车难的建议");
        await FiledAsync(cast, "推进乡村振兴人才引进");
        var found = await SimilarAsync(member, "关于加强老旧小区停车管理的提案");
        found.Select(p => p.Proposal.Name).ShouldBe([same.Name, near.Name]);
        found[0].Similarity.ShouldBe(1);
        found[0].Shared.ShouldBe(["关于加强老旧小区停车管理的提案"]);
        found[0].Proposal.Text.ShouldBe(new ProposalText { Subject = "关于加强老旧小区停车管理的提案" });
        found[1].Similarity.ShouldBeInRange(0.2, 0.99);
        found[1].Shared.ShouldBe(["老旧小区停车", "关于"]);
        (await SimilarAsync(office, "关于加强老旧小区停车管理的提案", leaveOut: same.Name))
            .Select(p => p.Proposal.Name)
            .ShouldBe([near.Name]);
        (await SimilarAsync(office, "老旧小区停车管理", limit: 1)).Count.ShouldBe(1);
        (await SimilarAsync(office, "完全无关之事")).ShouldBeEmpty();
        (await SimilarAsync(office, "？！")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Likeness_tells_nobody_of_what_he_may_not_know()
    {
        var (cast, other) = (await Intake.Suite.CommitteeAsync(), await Intake.Suite.CommitteeAsync());
        const string subject = "关于尚未公开之事的提案";
        var draft = await DraftAsync(cast, subject, publish: false);
        async Task<int> Seen(Person person) => (await SimilarAsync(person, subject)).Count;
        (await Seen(await cast.MemberAsync(1))).ShouldBe(1, "an own draft");
        (await Seen(await cast.MemberAsync(2))).ShouldBe(0);
        (await Seen(await cast.Office)).ShouldBe(0);
        await SubmitAsync(cast, draft);
        (await Seen(await cast.Office)).ShouldBe(1, "the examiner");
        (await Seen(await cast.MemberAsync(2))).ShouldBe(0);
        (await Seen(await cast.UnitAsync(1))).ShouldBe(0);
        (await Seen(await cast.Supervisor)).ShouldBe(1, "watches all that was submitted");
        (await Seen(await other.Office)).ShouldBe(0);
        (await Seen(await other.MemberAsync(1))).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_asked_wrongly_is_refused()
    {
        var member = await Intake.Cast.MemberAsync(1);
        async Task<string> Find(string subject, int limit = 0, string leaveOut = "") =>
            await Refused.ReasonAsync(
                member.Intake.FindSimilarProposalsAsync(
                    new FindSimilarProposalsRequest
                    {
                        Subject = subject,
                        Limit = limit,
                        LeaveOut = leaveOut,
                    }
                )
            );
        (await Find("")).ShouldBe("FIELD_REQUIRED");
        (await Find("案")).ShouldBe("FIELD_INVALID");
        (await Find(new string('案', 201))).ShouldBe("FIELD_INVALID");
        (await Find("案由", 21)).ShouldBe("FIELD_INVALID");
        (await Find("案由", -1)).ShouldBe("FIELD_INVALID");
        (await Find("案由", leaveOut: "nonsense")).ShouldBe("FIELD_INVALID");
        (await Find("案由", leaveOut: "committees/another/proposals/x")).ShouldBe("NOT_FOUND");
        (await SimilarAsync(member, new string('案', 200), limit: 20)).ShouldBeEmpty();
    }
}

[Collection("clock")]
public sealed class FindingOnSqlite(SqliteIntake intake) : FindingTests(intake), IClassFixture<SqliteIntake>;

[Collection("clock")]
public sealed class FindingOnPostgreSql(PostgreSqlIntake intake)
    : FindingTests(intake),
        IClassFixture<PostgreSqlIntake>;
