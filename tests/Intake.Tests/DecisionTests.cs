using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>What the office decides on a proposal, and that its words stay readable.</summary>
public abstract class DecisionTests(IntakeSuite intake) : Given(intake)
{
    [Fact]
    public async Task A_proposal_is_not_filed_without_passing_examination_first()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var submitted = await SubmitAsync(cast, await DraftAsync(cast, "关于直接不予立案的提案"));

        var rejected = await (await cast.Office).Intake.RejectProposalAsync(
            new RejectProposalRequest
            {
                RequestId = Call.NewId(),
                Name = submitted.Name,
                Reason = "empty",
                Explanation = "没有具体建议。",
            }
        );

        (rejected.State, rejected.RejectionReason).ShouldBe((ProposalState.NotFiled, "empty"));
    }

    [Fact]
    public async Task Every_opinion_stays_readable_after_the_next_one()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, office) = (await cast.MemberAsync(1), await cast.Office);
        var draft = await DraftAsync(cast, "关于意见保留的提案");
        foreach (var opinion in new[] { "第一次退回", "第二次退回" })
        {
            await SubmitAsync(cast, draft);
            await office.Intake.ReturnProposalAsync(
                new ReturnProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = draft.Name,
                    Opinion = opinion,
                }
            );
        }

        await SubmitAsync(cast, draft);
        await office.Intake.ExamineProposalAsync(
            new ExamineProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
        );

        var seen = await lead.Intake.GetProposalAsync(new GetProposalRequest { Name = draft.Name });
        seen.Opinions.Select(o => (o.Move, o.Text))
            .ShouldBe([(ProposalMove.Return, "第一次退回"), (ProposalMove.Return, "第二次退回")]);
        await office.Intake.FileProposalAsync(new FileProposalRequest { RequestId = Call.NewId(), Name = draft.Name });
        var get = new GetProposalRequest { Name = draft.Name };
        (await office.Intake.GetProposalAsync(get)).Opinions.Count.ShouldBe(2);
        (await (await cast.MemberAsync(3)).Intake.GetProposalAsync(get)).Opinions.ShouldBeEmpty();
        seen.Opinions[0].GivenAt.ToDateTimeOffset().ShouldBe(Intake.Suite.Clock.GetUtcNow());
    }

    [Theory]
    [InlineData(ProposerKind.Sector, true, SessionKind.InSession)]
    [InlineData(ProposerKind.Group, false, SessionKind.InterSession)]
    public void A_sectors_proposal_returned_in_session_is_submitted_again_after_it(
        ProposerKind kind,
        bool keeps,
        SessionKind expected
    )
    {
        var now = TestSuite.Start;
        var session = new BuildingBlocks.PlenarySessionRow
        {
            OpensAt = now.AddDays(-9),
            CutOffAt = now.AddDays(-2),
            ClosesAt = now.AddDays(-1),
        };
        var policy = new PolicyProfile
        {
            ResubmissionKeepsKind = keeps,
            Categories = { new DictionaryEntry { Code = "society" } },
        };
        var returned = new ProposalRow
        {
            ProposerKind = kind,
            Category = "society",
            State = ProposalState.Returned,
            SessionKind = SessionKind.InSession,
            SubmittedAt = now.AddDays(-5),
        };
        var text = Walk.TextOf("关于界别的提案");

        SubmitProposal.Refuses(returned, text, true, session, policy, now).ShouldBeNull();
        SubmitProposal.KindOf(returned, session, policy, now).ShouldBe(expected);
        SubmitProposal
            .Refuses(returned with { SubmittedAt = DateTimeOffset.UnixEpoch }, text, true, session, policy, now)
            .ShouldNotBeNull()
            .Reason.Code.ShouldBe("ONLY_IN_SESSION");
    }

    [Fact]
    public async Task After_hand_over_both_sides_withdraw_and_before_it_one_does()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, office, handOver) = (await cast.MemberAsync(1), await cast.Office, await cast.HandOver);
        var (handed, fresh) = await ImportedAsync(cast);
        WithdrawProposalRequest Request(Proposal proposal, string consent = "") =>
            new()
            {
                RequestId = Call.NewId(),
                Name = proposal.Name,
                Reason = "情况已变化",
                Consent = consent,
            };
        DeclineWithdrawalRequest Decline() =>
            new()
            {
                RequestId = Call.NewId(),
                Name = handed.Name,
                Reason = "仍须办理",
            };

        // Before hand-over: the hand-over office has no part in it, and the office records how the proposer agreed.
        (await Refused.ReasonAsync(handOver.Intake.WithdrawProposalAsync(Request(fresh)))).ShouldBe("NOT_HANDED_OVER");
        var gone = await office.Intake.WithdrawProposalAsync(Request(fresh, "电话征得同意"));
        (gone.State, gone.Withdrawal.State, gone.Withdrawal.Side, gone.Withdrawal.Answer).ShouldBe(
            (ProposalState.Withdrawn, WithdrawalState.Completed, WithdrawalSide.Office, "电话征得同意")
        );

        // After it: one side asks, the other declines; both offices are one side.
        (await Refused.ReasonAsync(office.Intake.DeclineWithdrawalAsync(Decline()))).ShouldBe("MOVE_NOT_ALLOWED");
        var asked = await office.Intake.WithdrawProposalAsync(Request(handed));
        (asked.State, asked.Withdrawal.State, asked.Withdrawal.Reason).ShouldBe(
            (ProposalState.Filed, WithdrawalState.Asked, "情况已变化")
        );
        (await Refused.ReasonAsync(handOver.Intake.WithdrawProposalAsync(Request(handed)))).ShouldBe(
            "WITHDRAWAL_PENDING"
        );
        var declined = await lead.Intake.DeclineWithdrawalAsync(Decline());
        (declined.State, declined.Withdrawal.State, declined.Withdrawal.Answer).ShouldBe(
            (ProposalState.Filed, WithdrawalState.Declined, "仍须办理")
        );
        (await lead.Intake.WithdrawProposalAsync(Request(handed))).Withdrawal.State.ShouldBe(WithdrawalState.Asked);
        var agreed = await handOver.Intake.WithdrawProposalAsync(Request(handed));
        (agreed.State, agreed.Withdrawal.State).ShouldBe((ProposalState.Filed, WithdrawalState.Agreed));
        (await Refused.ReasonAsync(lead.Intake.WithdrawProposalAsync(Request(handed)))).ShouldBe("WITHDRAWAL_PENDING");
        (await Refused.ReasonAsync((await cast.MemberAsync(3)).Intake.WithdrawProposalAsync(Request(handed)))).ShouldBe(
            "NOT_FOUND"
        );
    }

    // Handbook T32: reason, and consent recorded.
    [Fact]
    public async Task The_office_says_how_the_proposer_agreed_and_the_lead_needs_to_say_nothing()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, office) = (await cast.MemberAsync(1), await cast.Office);
        var submitted = await SubmitAsync(cast, await DraftAsync(cast, "关于征得同意的提案"));
        var request = new WithdrawProposalRequest
        {
            RequestId = Call.NewId(),
            Name = submitted.Name,
            Reason = "情况已变化",
            Consent = " ",
        };

        (await Refused.ReasonAsync(office.Intake.WithdrawProposalAsync(request))).ShouldBe("CONSENT_REQUIRED");

        request.RequestId = Call.NewId();
        (await lead.Intake.WithdrawProposalAsync(request)).State.ShouldBe(ProposalState.Withdrawn);
    }

    // Handbook T28: the record of asking the proposers stays with the merge, and the profile may require it.
    [Fact]
    public async Task How_the_proposers_of_a_merge_were_asked_is_recorded()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        const string asked = "三月五日电话征求两位第一提案人意见，均同意。";
        var (target, main) = (await FiledAsync(cast, "关于总案的提案"), await FiledAsync(cast, "关于主案的提案"));
        var source = await FiledAsync(cast, "关于并入的提案", 2);
        Task<Proposal> MergeAsync(Proposal merged, Proposal into, string consent) =>
            office.Intake.MergeProposalAsync(MergeOf(merged, into, consent)).ResponseAsync;

        await MergeAsync(source, main, "");
        await MergeAsync(main, target, asked);

        // What moved along with it was asked about too.
        async Task<(ProposalMove, string)[]> OpinionsAsync(int member, Proposal proposal) =>
            [
                .. (
                    await (await cast.MemberAsync(member)).Intake.GetProposalAsync(
                        new GetProposalRequest { Name = proposal.Name }
                    )
                ).Opinions.Select(o => (o.Move, o.Text)),
            ];
        (await OpinionsAsync(1, main)).ShouldBe([(ProposalMove.Merge, asked)]);
        (await OpinionsAsync(2, source)).ShouldBe([(ProposalMove.MoveAlong, asked)]);
    }

    [Fact]
    public async Task Where_the_profile_says_so_nothing_is_merged_without_asking()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        var profile = await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest());
        profile.MergeRecordsConsent = true;
        var published = await office.Directory.PublishPolicyProfileAsync(
            new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
        );
        var target = await FiledAsync(cast, "关于主案的提案");
        // A proposal is under the profile of its submission: the new one has reached Intake when one is under it.
        var source = await Call.UntilAsync(
            "新规则已知",
            async () =>
                await FiledAsync(cast, "关于并入的提案", 2) is { } filed && filed.PolicyVersion == published.Version
                    ? filed
                    : null
        );

        (await Refused.ReasonAsync(office.Intake.MergeProposalAsync(MergeOf(source, target, " ")))).ShouldBe(
            "CONSENT_REQUIRED"
        );

        (await office.Intake.MergeProposalAsync(MergeOf(source, target, "电话征求，均同意。"))).State.ShouldBe(
            ProposalState.Merged
        );
    }

    // Handbook T32, edge case 11.
    [Fact]
    public async Task A_merged_proposal_is_withdrawn_alone_and_its_lead_reads_the_main_case_no_more()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, office) = (await cast.MemberAsync(2), await cast.Office);
        var target = await FiledAsync(cast, "关于主案的提案", publish: false);
        var (first, second) = (
            await FiledAsync(cast, "关于并入后撤案的提案", 2),
            await ExaminedAsync(cast, "关于未立案即并入的提案", 3)
        );
        foreach (var source in new[] { first, second })
            await office.Intake.MergeProposalAsync(MergeOf(source, target));
        async Task<bool> ReadsAsync() =>
            !(await lead.Intake.GetProposalAsync(new GetProposalRequest { Name = target.Name })).Abridged;
        (await ReadsAsync()).ShouldBeTrue();

        var gone = await lead.Intake.WithdrawProposalAsync(WithdrawalOf(first));

        (gone.State, gone.MergedInto, gone.CaseNumber, gone.Withdrawal.Side).ShouldBe(
            (ProposalState.Withdrawn, "", first.CaseNumber, WithdrawalSide.Proposer)
        );
        (await ReadsAsync()).ShouldBeFalse();
        (await Refused.ReasonAsync(office.Intake.WithdrawProposalAsync(WithdrawalOf(second)))).ShouldBe(
            "CONSENT_REQUIRED"
        );
        (await office.Intake.WithdrawProposalAsync(WithdrawalOf(second, "来电同意"))).State.ShouldBe(
            ProposalState.Withdrawn
        );
        // Nothing is merged into the main case any more, so it can be withdrawn itself.
        (await (await cast.MemberAsync(1)).Intake.WithdrawProposalAsync(WithdrawalOf(target))).State.ShouldBe(
            ProposalState.Withdrawn
        );
    }

    [Fact]
    public async Task A_merged_proposal_is_not_withdrawn_alone_once_its_main_case_is_handed_over()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (session, office, lead) = (await cast.SessionAsync(), await cast.Office, await cast.MemberAsync(1));
        var unit = (await cast.UnitAsync(1)).Account.Unit.Split('/')[3];
        LedgerRow Row(int number, LedgerDecision decision, int into = 0, string handedOver = "") =>
            new()
            {
                Row = number,
                CaseNumber = number,
                Subject = $"示例台账提案{number}",
                Lead = lead.Account.Member.Split('/')[3],
                ProposerKind = ProposerKind.Member,
                SessionKind = SessionKind.InSession,
                Decision = decision,
                MergedInto = into,
                HandedOverOn = handedOver,
                Unit = handedOver.Length > 0 ? unit : "",
            };
        await office.Intake.ImportLedgerAsync(
            new ImportLedgerRequest
            {
                RequestId = Call.NewId(),
                Session = session.Name,
                Rows =
                {
                    Row(1, LedgerDecision.Filed, handedOver: "2026-01-05"),
                    Row(2, LedgerDecision.Merged, into: 1),
                    Row(3, LedgerDecision.Filed),
                    Row(4, LedgerDecision.Merged, into: 3),
                    Row(5, LedgerDecision.Merged),
                },
            }
        );
        var cases = (
            await office.Intake.ListProposalsAsync(new ListProposalsRequest { Session = session.Name })
        ).Proposals.ToDictionary(p => p.CaseNumber);

        // It is not known into which case the last one was merged.
        foreach (var number in new[] { 2, 5 })
            (await Refused.ReasonAsync(lead.Intake.WithdrawProposalAsync(WithdrawalOf(cases[number])))).ShouldBe(
                "MERGED_HANDED_OVER",
                $"{number}"
            );

        (await lead.Intake.WithdrawProposalAsync(WithdrawalOf(cases[4]))).State.ShouldBe(ProposalState.Withdrawn);
    }

    private static MergeProposalRequest MergeOf(Proposal source, Proposal into, string consent = "") =>
        new()
        {
            RequestId = Call.NewId(),
            Name = source.Name,
            Into = into.Name,
            Consent = consent,
        };

    private static WithdrawProposalRequest WithdrawalOf(Proposal proposal, string consent = "") =>
        new()
        {
            RequestId = Call.NewId(),
            Name = proposal.Name,
            Reason = "情况已变化",
            Consent = consent,
        };

    // A ledger tells of a hand-over without Assignment.
    private static async Task<(Proposal Handed, Proposal Fresh)> ImportedAsync(Cast cast)
    {
        var (session, office) = (await cast.SessionAsync(), await cast.Office);
        LedgerRow Row(int number, string handedOver, string lead, string unit) =>
            new()
            {
                Row = number,
                CaseNumber = number,
                Subject = $"示例台账提案{number}",
                Lead = lead,
                ProposerKind = ProposerKind.Member,
                SessionKind = SessionKind.InSession,
                Decision = LedgerDecision.Filed,
                HandedOverOn = handedOver,
                Unit = unit,
            };
        var lead = (await cast.MemberAsync(1)).Account.Member.Split('/')[3];
        var unit = (await cast.UnitAsync(1)).Account.Unit.Split('/')[3];
        await office.Intake.ImportLedgerAsync(
            new ImportLedgerRequest
            {
                RequestId = Call.NewId(),
                Session = session.Name,
                Rows = { Row(1, "2026-01-05", lead, unit), Row(2, "", lead, "") },
            }
        );
        var listed = await office.Intake.ListProposalsAsync(new ListProposalsRequest { Session = session.Name });
        return (listed.Proposals.Single(p => p.CaseNumber == 1), listed.Proposals.Single(p => p.CaseNumber == 2));
    }
}

[Collection("SQLite")]
public sealed class DecisionsOnSqlite(SqliteIntake intake) : DecisionTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class DecisionsOnPostgreSql(PostgreSqlIntake intake)
    : DecisionTests(intake),
        IClassFixture<PostgreSqlIntake>;
