using Google.Rpc;
using Grpc.Core;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>From draft to filing over real gRPC; the same tests on both engines.</summary>
public abstract class ProposalLifeTests(IntakeSuite intake)
{
    private readonly Walk _walk = new(intake.Cast, _ => { });

    private async Task<Proposal> DraftAsync(string subject = "关于示例事项的提案", int member = 1)
    {
        var person = await intake.Cast.MemberAsync(member);
        return await person.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await intake.Cast.SessionAsync()).Name,
                    Category = "society",
                    Text = Walk.TextOf(subject),
                },
            }
        );
    }

    private async Task<Proposal> SubmitAsync(Proposal draft, int member = 1) =>
        await (await intake.Cast.MemberAsync(member)).Intake.SubmitProposalAsync(
            new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                ContainsNoSecret = true,
            }
        );

    private async Task<Proposal> ExamineAsync(Proposal proposal) =>
        await (await intake.Cast.Office).Intake.ExamineProposalAsync(
            new ExamineProposalRequest { RequestId = Call.NewId(), Name = proposal.Name }
        );

    private async Task<Proposal> FileAsync(Proposal proposal) =>
        await (await intake.Cast.Office).Intake.FileProposalAsync(
            new FileProposalRequest { RequestId = Call.NewId(), Name = proposal.Name }
        );

    [Fact]
    public async Task A_proposal_is_drafted_co_signed_submitted_examined_and_filed()
    {
        var filed = await _walk.FileAsync("关于走完立案全程的提案");
        filed.State.ShouldBe(ProposalState.Filed);
        filed.CaseNumber.ShouldBeGreaterThan(0);
        filed.SessionKind.ShouldBe(SessionKind.InSession);
        filed.CoSigners.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_retried_request_answers_the_same_and_changes_nothing()
    {
        var member = await intake.Cast.MemberAsync(1);
        var request = new CreateProposalRequest
        {
            RequestId = Call.NewId(),
            Proposal = new Proposal
            {
                Session = (await intake.Cast.SessionAsync()).Name,
                Text = Walk.TextOf("关于重试的提案"),
            },
        };
        var first = await member.Intake.CreateProposalAsync(request);
        (await member.Intake.CreateProposalAsync(request)).ShouldBe(first);
        request.Proposal.Text.Subject = "另一件";
        (await Refused.ReasonAsync(member.Intake.CreateProposalAsync(request))).ShouldBe("REQUEST_ID_REUSED");
    }

    [Fact]
    public async Task A_forbidden_move_says_the_state_the_move_and_what_is_allowed_in_Chinese()
    {
        var submitted = await SubmitAsync(await DraftAsync());
        var error = await Refused.ByAsync(
            (await intake.Cast.Office).Intake.FileProposalAsync(
                new FileProposalRequest { RequestId = Call.NewId(), Name = submitted.Name }
            )
        );
        error.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        var info = Call.Detail<ErrorInfo>(error)!;
        info.Reason.ShouldBe("MOVE_NOT_ALLOWED");
        info.Metadata["state"].ShouldBe("SUBMITTED");
        info.Metadata["move"].ShouldBe("FILE");
        info.Metadata["allowed"].ShouldBe("EXAMINE,REJECT,RETRACT,RETURN,WITHDRAW");
        Call.MessageOf(error)
            .ShouldBe("当前状态为“已提交”，不能“立案”；可以：退回修改、审查通过、不予立案、撤案、退出联名。");
    }

    [Fact]
    public async Task The_cut_off_second_itself_is_in_session_and_the_next_is_not()
    {
        var other = await intake.Suite.CommitteeAsync();
        var walk = new Walk(other, _ => { });
        var member = await other.MemberAsync(1);
        var session = await other.SessionAsync();
        async Task<Proposal> Draft() =>
            await member.Intake.CreateProposalAsync(
                new CreateProposalRequest
                {
                    RequestId = Call.NewId(),
                    Proposal = new Proposal
                    {
                        Session = session.Name,
                        Category = "society",
                        Text = Walk.TextOf("关于截止时间的提案"),
                    },
                }
            );
        var (first, second) = (await Draft(), await Draft());
        try
        {
            intake.Suite.Clock.MoveTo(session.CutOffAt.ToDateTimeOffset());
            member = await other.Afresh().MemberAsync(1);
            (
                await member.Intake.SubmitProposalAsync(
                    new SubmitProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = first.Name,
                        ContainsNoSecret = true,
                    }
                )
            ).SessionKind.ShouldBe(SessionKind.InSession);
            intake.Suite.Clock.Advance(TimeSpan.FromSeconds(1));
            (
                await member.Intake.SubmitProposalAsync(
                    new SubmitProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = second.Name,
                        ContainsNoSecret = true,
                    }
                )
            ).SessionKind.ShouldBe(SessionKind.InterSession);
        }
        finally
        {
            intake.BackToStart();
        }
    }

    [Fact]
    public async Task Case_numbers_have_no_gap_and_no_double_when_filed_at_the_same_time()
    {
        var other = await intake.Suite.CommitteeAsync();
        var (member, office) = (await other.MemberAsync(1), await other.Office);
        var session = await other.SessionAsync();
        var examined = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var draft = await member.Intake.CreateProposalAsync(
                new CreateProposalRequest
                {
                    RequestId = Call.NewId(),
                    Proposal = new Proposal
                    {
                        Session = session.Name,
                        Category = "society",
                        Text = Walk.TextOf($"关于编号的提案{i}"),
                    },
                }
            );
            await member.Intake.SubmitProposalAsync(
                new SubmitProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = draft.Name,
                    ContainsNoSecret = true,
                }
            );
            await office.Intake.ExamineProposalAsync(
                new ExamineProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
            );
            examined.Add(draft.Name);
        }

        var filed = await Task.WhenAll(
            examined.Select(name =>
                office
                    .Intake.FileProposalAsync(new FileProposalRequest { RequestId = Call.NewId(), Name = name })
                    .ResponseAsync
            )
        );
        filed.Select(p => p.CaseNumber).Order().ShouldBe(Enumerable.Range(1, 12).Select(n => (long)n));
    }

    [Fact]
    public async Task Another_committees_proposal_answers_the_same_bytes_as_one_that_does_not_exist()
    {
        var other = await intake.Suite.CommitteeAsync();
        var draft = await DraftAsync();
        var (stranger, owner) = (await other.Office, await intake.Cast.MemberAsync(1));
        var foreign = await Refused.ByAsync(
            stranger.Intake.GetProposalAsync(new GetProposalRequest { Name = draft.Name })
        );
        var missing = await Refused.ByAsync(
            stranger.Intake.GetProposalAsync(
                new GetProposalRequest { Name = $"committees/{other.Committee}/proposals/{Guid.NewGuid()}" }
            )
        );
        var never = await Refused.ByAsync(
            owner.Intake.GetProposalAsync(
                new GetProposalRequest { Name = $"committees/{intake.Cast.Committee}/proposals/{Guid.NewGuid()}" }
            )
        );
        foreign.StatusCode.ShouldBe(StatusCode.NotFound);
        byte[] Bytes(RpcException e) => e.Trailers.First(t => t.Key == "grpc-status-details-bin").ValueBytes;
        Bytes(foreign).ShouldBe(Bytes(missing));
        Bytes(never).ShouldBe(Bytes(missing));
        foreign.Status.Detail.ShouldBe(missing.Status.Detail);
    }

    [Fact]
    public async Task A_merged_proposal_can_be_taken_out_again_with_its_number()
    {
        var office = await intake.Cast.Office;
        var (target, source) = (
            await FileAsync(await ExamineAsync(await SubmitAsync(await DraftAsync()))),
            await FileAsync(await ExamineAsync(await SubmitAsync(await DraftAsync(member: 3), 3)))
        );
        var merged = await office.Intake.MergeProposalAsync(
            new MergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = source.Name,
                Into = target.Name,
            }
        );
        merged.State.ShouldBe(ProposalState.Merged);
        merged.MergedInto.ShouldBe(target.Name);
        (
            await Refused.ReasonAsync(
                office.Intake.WithdrawProposalAsync(
                    new WithdrawProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = target.Name,
                        Reason = "示例",
                    }
                )
            )
        ).ShouldBe("MERGED_INTO_IT");
        var back = await office.Intake.UnmergeProposalAsync(
            new UnmergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = source.Name,
                Reason = "并案有误",
            }
        );
        back.State.ShouldBe(ProposalState.Filed);
        back.CaseNumber.ShouldBe(source.CaseNumber);
    }

    [Fact]
    public async Task What_was_merged_into_a_proposal_moves_along_with_it_and_keeps_its_own_past()
    {
        var office = await intake.Cast.Office;
        async Task<Proposal> Merge(Proposal source, Proposal target) =>
            await office.Intake.MergeProposalAsync(
                new MergeProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = source.Name,
                    Into = target.Name,
                }
            );
        var target = await FileAsync(await ExamineAsync(await SubmitAsync(await DraftAsync())));
        var source = await FileAsync(await ExamineAsync(await SubmitAsync(await DraftAsync())));
        var first = await ExamineAsync(await SubmitAsync(await DraftAsync()));
        await Merge(first, source);

        await Merge(source, target);

        var moved = await office.Intake.GetProposalAsync(new GetProposalRequest { Name = first.Name });
        moved.State.ShouldBe(ProposalState.Merged);
        moved.MergedInto.ShouldBe(target.Name);
        var back = await office.Intake.UnmergeProposalAsync(
            new UnmergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = first.Name,
                Reason = "并案有误",
            }
        );
        back.State.ShouldBe(ProposalState.Examined);
    }

    [Fact]
    public async Task A_case_that_a_ledger_merged_stays_merged_and_the_refusal_says_why()
    {
        var cast = await intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        var lead = (await cast.MemberAsync(1)).Account.Member.Split('/')[3];
        LedgerRow Row(int row, LedgerDecision decision) =>
            new()
            {
                Row = row,
                Subject = "示例台账提案",
                Lead = lead,
                ProposerKind = ProposerKind.Member,
                SessionKind = SessionKind.InSession,
                Decision = decision,
                CaseNumber = decision == LedgerDecision.Filed ? 1 : 0,
                MergedInto = decision == LedgerDecision.Merged ? 1 : 0,
            };
        var session = await cast.SessionAsync();
        var request = new ImportLedgerRequest { RequestId = Call.NewId(), Session = session.Name };
        request.Rows.AddRange([Row(1, LedgerDecision.Filed), Row(2, LedgerDecision.Merged)]);
        await office.Intake.ImportLedgerAsync(request);
        var listed = await office.Intake.ListProposalsAsync(new ListProposalsRequest { Session = session.Name });
        var merged = listed.Proposals.Single(p => p.State == ProposalState.Merged);

        var refused = await Refused.ByAsync(
            office.Intake.UnmergeProposalAsync(
                new UnmergeProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = merged.Name,
                    Reason = "并案有误",
                }
            )
        );

        refused.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        Call.ReasonOf(refused).ShouldBe("STATE_BEFORE_MERGE_UNKNOWN");
        Call.MessageOf(refused).ShouldBe("该提案在导入的台账中已经并案，并案前的状态未知，不能撤销并案。");
    }

    [Fact]
    public async Task Both_versions_are_kept_when_a_returned_proposal_is_revised()
    {
        var (member, office) = (await intake.Cast.MemberAsync(1), await intake.Cast.Office);
        var submitted = await SubmitAsync(await DraftAsync());
        await office.Intake.ReturnProposalAsync(
            new ReturnProposalRequest
            {
                RequestId = Call.NewId(),
                Name = submitted.Name,
                Opinion = "请补充数据",
            }
        );
        var wanted = (await member.Intake.GetProposalAsync(new GetProposalRequest { Name = submitted.Name })).Clone();
        wanted.Opinion.ShouldBe("请补充数据");
        wanted.Text.Situation = "补充了数据的情况。";
        await member.Intake.UpdateProposalAsync(
            new UpdateProposalRequest { RequestId = Call.NewId(), Proposal = wanted }
        );
        (
            await Refused.ReasonAsync(
                member.Intake.UpdateProposalAsync(
                    new UpdateProposalRequest { RequestId = Call.NewId(), Proposal = wanted }
                )
            )
        ).ShouldBe("STALE");
        var again = await SubmitAsync(submitted);
        again.SerialNumber.ShouldBe(submitted.SerialNumber);
        (
            await office.Intake.ListProposalVersionsAsync(new ListProposalVersionsRequest { Name = submitted.Name })
        ).Versions.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Three_thousand_characters_are_kept_and_one_more_is_refused()
    {
        var member = await intake.Cast.MemberAsync(1);
        var request = new CreateProposalRequest
        {
            RequestId = Call.NewId(),
            Proposal = new Proposal
            {
                Session = (await intake.Cast.SessionAsync()).Name,
                Text = Walk.TextOf("关于长文的提案"),
            },
        };
        request.Proposal.Text.Situation = new string('情', 3000);
        (await member.Intake.CreateProposalAsync(request)).Text.Situation.Length.ShouldBe(3000);
        (request.RequestId, request.Proposal.Text.Situation) = (Call.NewId(), new string('情', 3001));
        (await Refused.ReasonAsync(member.Intake.CreateProposalAsync(request))).ShouldBe("TEXT_TOO_LONG");
    }

    [Fact]
    public async Task An_invitation_not_answered_in_time_does_not_count()
    {
        var other = await intake.Suite.CommitteeAsync();
        var (lead, second) = (await other.MemberAsync(1), await other.MemberAsync(2));
        var draft = await lead.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await other.SessionAsync()).Name,
                    Category = "society",
                    Text = Walk.TextOf("关于会签期限的提案"),
                },
            }
        );
        var invitation = await lead.Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Member = second.Account.Member,
            }
        );
        try
        {
            intake.Suite.Clock.MoveTo(invitation.ExpiresAt.ToDateTimeOffset().AddSeconds(1));
            other = other.Afresh();
            (lead, second) = (await other.MemberAsync(1), await other.MemberAsync(2));
            (
                await Refused.ReasonAsync(
                    second.Intake.AcceptInvitationAsync(
                        new AcceptInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name }
                    )
                )
            ).ShouldBe("INVITATION_EXPIRED");
            var submitted = await lead.Intake.SubmitProposalAsync(
                new SubmitProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = draft.Name,
                    ContainsNoSecret = true,
                }
            );
            submitted.CoSigners.ShouldBeEmpty();
            (await lead.Intake.ListInvitationsAsync(new ListInvitationsRequest { Proposal = draft.Name }))
                .Invitations.Single()
                .State.ShouldBe(InvitationState.Expired);
        }
        finally
        {
            intake.BackToStart();
        }
    }
}

[Collection("SQLite")]
public sealed class ProposalLifeOnSqlite(SqliteIntake intake) : ProposalLifeTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class ProposalLifeOnPostgreSql(PostgreSqlIntake intake)
    : ProposalLifeTests(intake),
        IClassFixture<PostgreSqlIntake>;
