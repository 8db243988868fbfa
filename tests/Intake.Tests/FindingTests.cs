using Proposals.Client;
using Proposals.Directory.V1;
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
        found[0].Shared.ShouldBe(["老旧小区停车管理"]);
        found[0].Proposal.Text.ShouldBe(new ProposalText { Subject = "关于加强老旧小区停车管理的提案" });
        found[1].Similarity.ShouldBeInRange(0.2, 0.99);
        found[1].Shared.ShouldBe(["老旧小区停车"]);
        (await SimilarAsync(office, "关于加强老旧小区停车管理的提案", leaveOut: same.Name))
            .Select(p => p.Proposal.Name)
            .ShouldBe([near.Name]);
        (await SimilarAsync(office, "老旧小区停车管理", limit: 1)).Count.ShouldBe(1);
        (await SimilarAsync(office, "完全无关之事")).ShouldBeEmpty();
        (await SimilarAsync(office, "？！")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_under_another_subject_is_found_by_those_who_read_it()
    {
        var (cast, texts) = (await Intake.Suite.CommitteeAsync(), new GeneratedTexts(11));
        var (office, other) = (await cast.Office, await cast.MemberAsync(2));
        var written = texts.Write(2);
        var copy = texts.WriteAgain(written).ToText();
        copy.Subject = "关于改进某项安排的建议";
        var open = await FiledAsync(cast, await DraftAsync(cast, copy));
        var closed = await FiledAsync(cast, await DraftAsync(cast, copy, publish: false));
        var draft = await DraftAsync(cast, written.ToText(), member: 2);
        var submitted = await SubmitAsync(cast, await DraftAsync(cast, written.ToText(), member: 3), member: 3);
        async Task<IEnumerable<string>> Found(Person person, string of) =>
            (await SimilarAsync(person, written.Title, of)).Select(p => p.Proposal.Name);

        (await Found(other, draft.Name)).ShouldBe([open.Name]);
        (await Found(office, submitted.Name)).ShouldBe([closed.Name, open.Name], ignoreOrder: true);
        (await Found(await cast.OfAsync("leader"), submitted.Name)).ShouldBe(
            [closed.Name, open.Name],
            ignoreOrder: true
        );
        // The lead of what was found reads it, but not the text that is written.
        (await Found(await cast.MemberAsync(1), draft.Name)).ShouldBeEmpty();
        // Without the text there is nothing in common.
        (await SimilarAsync(office, written.Title, draft.Name))
            .Select(p => p.Proposal.Name)
            .ShouldBe([submitted.Name]);
        (await SimilarAsync(office, written.Title, submitted.Name))[0].Shared.ShouldNotBeEmpty();
        (await SimilarAsync(other, written.Title, closed.Name)).Select(p => p.Proposal.Name).ShouldBe([draft.Name]);
    }

    [Fact]
    public async Task A_subject_that_a_closed_text_mentions_finds_it_only_for_those_who_read_it()
    {
        var (cast, texts) = (await Intake.Suite.CommitteeAsync(), new GeneratedTexts(12));
        var text = texts.Write(2).ToText();
        text.Situation += "乘客盼望延长夜间公交线路的末班车时间。";
        text.Subject = "关于改进某项安排的建议";
        var closed = await FiledAsync(cast, await DraftAsync(cast, text, publish: false));
        async Task<int> Seen(Person person) => (await SimilarAsync(person, "关于延长夜间公交线路的提案")).Count;

        (await Seen(await cast.Office)).ShouldBe(1);
        (await Seen(await cast.MemberAsync(1))).ShouldBe(1, "its lead");
        (await Seen(await cast.MemberAsync(2))).ShouldBe(0);
        (await Seen(await cast.UnitAsync(1))).ShouldBe(0);
        (await SimilarAsync(await cast.MemberAsync(2), text.Subject))
            .ShouldHaveSingleItem()
            .Proposal.Name.ShouldBe(closed.Name, "everybody knows its subject");
    }

    [Fact]
    public async Task Planted_near_duplicates_are_found_among_others()
    {
        const int planted = 24;
        var (cast, texts) = (await Intake.Suite.CommitteeAsync(), new GeneratedTexts(13));
        var (member, office) = (await cast.MemberAsync(2), await cast.Office);
        var written = Enumerable.Range(0, planted).Select(i => texts.Write(i % GeneratedTexts.Count)).ToList();
        var names = new List<string>();
        foreach (var one in written)
            names.Add((await SubmitAsync(cast, await DraftAsync(cast, one.ToText()))).Name);

        var found = 0;
        foreach (var (one, name) in written.Zip(names))
        {
            var again = texts.WriteAgain(one).ToText();
            var copy = await SubmitAsync(cast, await DraftAsync(cast, again, member: 2), member: 2);
            var similar = await SimilarAsync(office, again.Subject, copy.Name);
            found += similar.FirstOrDefault()?.Proposal.Name == name ? 1 : 0;
            similar.ShouldAllBe(s => s.Shared.Count > 0 && !s.Shared.Any(p => p.Contains("的提案")));
        }

        found.ShouldBeGreaterThanOrEqualTo(planted - 1);
        (await SimilarAsync(member, "关于完善湿度计量检定的提案")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_that_an_earlier_program_submitted_is_found_after_a_sweep()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (office, service) = (await cast.Office, Intake.Suite.Service("intake"));
        var filed = await FiledAsync(cast, "关于湿地候鸟保护的提案");
        await service.SweepAsync(
            "test",
            office.Account.Name.Split('/')[1],
            tx =>
            {
                tx.WriteAny("DELETE FROM similarity_terms WHERE committee = @Committee", new { tx.Committee });
                return Task.CompletedTask;
            },
            CancellationToken.None
        );
        (await SimilarAsync(office, "湿地候鸟保护")).ShouldBeEmpty();

        await SimilarityTerms.SweepAsync(service, CancellationToken.None);

        (await SimilarAsync(office, "湿地候鸟保护")).ShouldHaveSingleItem().Proposal.Name.ShouldBe(filed.Name);
    }

    [Fact]
    public async Task A_whole_session_is_searched()
    {
        const int rows = 5_000;
        var (cast, texts) = (await Intake.Suite.CommitteeAsync(), new GeneratedTexts(14));
        var (office, lead) = (await cast.Office, (await cast.MemberAsync(1)).Account.Member.Split('/')[3]);
        var request = new ImportLedgerRequest { RequestId = Call.NewId(), Session = (await cast.SessionAsync()).Name };
        for (var i = 1; i <= rows; i++)
            request.Rows.Add(
                new LedgerRow
                {
                    Row = i,
                    CaseNumber = i,
                    Subject = texts.Write(i % GeneratedTexts.Count).Title,
                    Lead = lead,
                    ProposerKind = ProposerKind.Member,
                    SessionKind = SessionKind.InSession,
                    Decision = LedgerDecision.Filed,
                }
            );
        await office.Intake.ImportLedgerAsync(request, deadline: DateTime.UtcNow.AddMinutes(1));

        for (var i = 0; i < 10; i++)
        {
            var subject = texts.Write(i % GeneratedTexts.Count).Title;
            (await SimilarAsync(office, subject, limit: 10)).Count.ShouldBe(10, subject);
        }
    }

    // Handbook T25: 输入案由即查往届相似提案.
    [Fact]
    public async Task Proposals_of_earlier_sessions_are_found_among_many_newer_ones()
    {
        const int newer = 1_200;
        var (cast, texts) = (await Intake.Suite.CommitteeAsync(), new GeneratedTexts(15));
        var (office, lead) = (await cast.Office, (await cast.MemberAsync(1)).Account.Member.Split('/')[3]);
        var current = await cast.SessionAsync();
        var written = texts.Write(3);
        var earlier = await FiledAsync(cast, await DraftAsync(cast, written.ToText()));
        var next = await office.Directory.OpenPlenarySessionAsync(
            new OpenPlenarySessionRequest
            {
                RequestId = Call.NewId(),
                Session = new PlenarySession
                {
                    Term = current.Term + 1,
                    Number = 1,
                    OpensAt = current.OpensAt,
                    CutOffAt = current.CutOffAt,
                    ClosesAt = current.ClosesAt,
                },
            }
        );
        var request = new ImportLedgerRequest { Session = next.Name };
        for (var i = 1; i <= newer; i++)
            request.Rows.Add(
                new LedgerRow
                {
                    Row = i,
                    CaseNumber = i,
                    Subject = texts.Write(i % GeneratedTexts.Count).Title,
                    Lead = lead,
                    ProposerKind = ProposerKind.Member,
                    SessionKind = SessionKind.InSession,
                    Decision = LedgerDecision.Filed,
                }
            );
        await Call.UntilAsync(
            "新届次已知",
            async () =>
            {
                request.RequestId = Call.NewId();
                return await Refused.AnswerOrNullAsync(
                    office.Intake.ImportLedgerAsync(request, deadline: DateTime.UtcNow.AddMinutes(1))
                );
            }
        );

        var again = texts.WriteAgain(written).ToText();
        var draft = await (await cast.MemberAsync(2)).Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = next.Name,
                    Category = "society",
                    Text = again,
                },
            }
        );

        var found = (await SimilarAsync(await cast.MemberAsync(2), again.Subject, draft.Name))[0].Proposal;
        (found.Name, found.Session).ShouldBe((earlier.Name, current.Name));
        // As the 案由 is typed, without a text.
        (await SimilarAsync(await cast.MemberAsync(2), written.Title))
            .Select(s => s.Proposal.Name)
            .ShouldContain(earlier.Name);
    }

    [Fact]
    public async Task Similarity_tells_nobody_of_what_they_may_not_know()
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

[Collection("SQLite")]
public sealed class FindingOnSqlite(SqliteIntake intake) : FindingTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class FindingOnPostgreSql(PostgreSqlIntake intake)
    : FindingTests(intake),
        IClassFixture<PostgreSqlIntake>;
