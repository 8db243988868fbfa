using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>A withdrawal and a reply at the same moment: one of them wins, and both services say the same.</summary>
public abstract class WithdrawalTests(WholeSuite suite)
{
    private readonly WithdrawalRoom _room = new(suite.Suite.Clock, suite.Cast);

    private static async Task<bool> SucceedsAsync<T>(AsyncUnaryCall<T> call) => await Refused.OrNullAsync(call) is null;

    [Fact]
    public async Task Of_an_agreed_withdrawal_and_a_delivery_at_once_one_wins()
    {
        var (handOver, unit) = (await suite.Cast.HandOver, await suite.Cast.UnitAsync(1));
        for (var i = 0; i < 6; i++)
        {
            var proposal = await _room.FiledAsync($"关于同时撤案和答复的提案{i}");
            var deliver = await _room.SignedAsync(proposal);
            await _room.HandOverKnownAsync();
            await _room.WithdrawAsync(proposal);

            var delivering = SucceedsAsync(unit.Assignment.DeliverReplyAsync(deliver));
            var agreeing = SucceedsAsync(handOver.Intake.WithdrawProposalAsync(WithdrawalRoom.RequestOf(proposal)));
            var (delivered, agreed) = (await delivering, await agreeing);

            // The office may hear of the reply first. Then nothing is left to settle.
            if (!agreed)
            {
                delivered.ShouldBeTrue();
                continue;
            }

            var settled = await _room.UntilAsync(
                proposal,
                p => p.Withdrawal.State is WithdrawalState.Completed or WithdrawalState.Overtaken
            );
            (settled.State, settled.Withdrawal.State).ShouldBe(
                delivered
                    ? (ProposalState.Filed, WithdrawalState.Overtaken)
                    : (ProposalState.Withdrawn, WithdrawalState.Completed)
            );
        }
    }

    // Handbook T32, T52, T110.
    [Fact]
    public async Task One_that_was_asked_for_outlives_the_recall_of_the_hand_over_and_the_other_side_agrees()
    {
        var (proposal, handOver) = await AskedAndRecalledAsync("关于撤回交办后同意撤案的提案");

        await handOver.Intake.WithdrawProposalAsync(WithdrawalRoom.RequestOf(proposal));

        var settled = await _room.UntilAsync(proposal, p => p.State == ProposalState.Withdrawn);
        (settled.Withdrawal.State, settled.Withdrawal.Side, settled.Withdrawal.Answer).ShouldBe(
            (WithdrawalState.Completed, WithdrawalSide.Proposer, "情况已变化")
        );
    }

    [Fact]
    public async Task The_side_that_asked_needs_nobody_once_the_hand_over_was_taken_back()
    {
        var (proposal, handOver) = await AskedAndRecalledAsync("关于撤回交办后自行撤案的提案");
        var asked = (await _room.UntilAsync(proposal, _ => true)).Withdrawal;

        var after = await _room.WithdrawAsync(proposal);

        (after.State, after.Withdrawal.State).ShouldBe((ProposalState.Withdrawn, WithdrawalState.Completed));
        // It is the request of before, so none stays open.
        after.Withdrawal.AskedAt.ShouldBe(asked.AskedAt);
        (
            await Refused.ReasonAsync(
                handOver.Intake.DeclineWithdrawalAsync(
                    new DeclineWithdrawalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = proposal.Name,
                        Reason = "继续办理",
                    }
                )
            )
        ).ShouldBe("MOVE_NOT_ALLOWED");
    }

    [Fact]
    public async Task Who_withdraws_what_the_other_side_asked_for_before_a_merge_answers_it()
    {
        var (proposal, _) = await AskedAndRecalledAsync("关于申请撤案后并案的提案");
        var (office, main) = (await suite.Cast.Office, await _room.FiledAsync("关于并案后的主案的提案"));
        await office.Intake.MergeProposalAsync(
            new MergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = proposal.Name,
                Into = main.Name,
            }
        );

        var request = WithdrawalRoom.RequestOf(proposal);
        request.Consent = "提案者来电同意";
        var after = await office.Intake.WithdrawProposalAsync(request);

        (after.Withdrawal.Side, after.Withdrawal.State, after.Withdrawal.Answer).ShouldBe(
            (WithdrawalSide.Proposer, WithdrawalState.Completed, request.Reason)
        );
    }

    [Fact]
    public async Task One_that_was_asked_for_is_declined_after_the_recall_and_the_case_is_handed_over_anew()
    {
        var (proposal, handOver) = await AskedAndRecalledAsync("关于撤回交办后不撤案的提案");

        var declined = await handOver.Intake.DeclineWithdrawalAsync(
            new DeclineWithdrawalRequest
            {
                RequestId = Call.NewId(),
                Name = proposal.Name,
                Reason = "另行交办",
            }
        );

        (declined.State, declined.Withdrawal.State).ShouldBe((ProposalState.Filed, WithdrawalState.Declined));
        (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 2))[0].State.ShouldBe(AssignmentState.HandedOver);
    }

    /// <summary>A case whose lead asked for a withdrawal, and whose hand-over was taken back then.</summary>
    private async Task<(Proposal Proposal, Person HandOver)> AskedAndRecalledAsync(string subject)
    {
        var handOver = await suite.Cast.HandOver;
        var proposal = await _room.FiledAsync(subject);
        await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1);
        await _room.HandOverKnownAsync();
        (await _room.WithdrawAsync(proposal)).Withdrawal.State.ShouldBe(WithdrawalState.Asked);

        await handOver.Assignment.RecallHandOverAsync(
            new RecallHandOverRequest { RequestId = Call.NewId(), Proposal = proposal.Name }
        );
        await _room.HandOverKnownAsync();
        var open = await _room.UntilAsync(proposal, _ => true);
        (open.State, open.Withdrawal.State).ShouldBe((ProposalState.Filed, WithdrawalState.Asked));
        return (proposal, handOver);
    }
}

[Collection("laptop")]
public sealed class WithdrawalOnALaptop(Laptop suite) : WithdrawalTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class WithdrawalInACounty(County suite) : WithdrawalTests(suite), IClassFixture<County>;

/// <summary>A withdrawal while Intake has not heard of the hand-over: what Assignment did first counts.</summary>
public sealed class LateWithdrawalTests
{
    private static async Task<(TestSuite Suite, WithdrawalRoom Room)> StartAsync(SlowJournal assignment)
    {
        var suite = await TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.Memory,
            WholeSuite.Modules,
            more: new Dictionary<string, string?> { ["Peers:Assignment"] = assignment.Address }
        );
        assignment.ForwardTo(suite.Address);
        return (suite, new WithdrawalRoom(suite.Clock, await suite.CommitteeAsync()));
    }

    [Fact]
    public async Task One_that_was_answered_before_returns()
    {
        await using var assignment = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(assignment);
        await using var _ = suite;
        assignment.Hold();
        var proposal = await room.FiledAsync("关于已经答复的提案");
        var deliver = await room.SignedAsync(proposal);
        await (await room.Cast.UnitAsync(1)).Assignment.DeliverReplyAsync(deliver);

        (await room.WithdrawAsync(proposal)).State.ShouldBe(ProposalState.Withdrawn);
        assignment.Release();

        var back = await room.UntilAsync(proposal, p => p.State == ProposalState.Filed);
        back.Withdrawal.State.ShouldBe(WithdrawalState.Overtaken);
    }

    // Handbook T33.
    [Fact]
    public async Task One_that_takes_another_up_and_returns_is_the_only_one_that_does()
    {
        await using var assignment = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(assignment);
        await using var _ = suite;
        assignment.Hold();
        var (lead, office) = (await room.Cast.MemberAsync(1), await room.Cast.Office);
        async Task<Proposal> SubmittedAsync(Proposal draft) =>
            await lead.Intake.SubmitProposalAsync(
                new SubmitProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = draft.Name,
                    ContainsNoSecret = true,
                }
            );
        var draft = await lead.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await room.Cast.SessionAsync()).Name,
                    Category = "society",
                    MayPublish = true,
                    Text = Walk.TextOf("关于重新提出后撤案的提案"),
                },
            }
        );
        var refused = await office.Intake.RejectProposalAsync(
            new RejectProposalRequest
            {
                RequestId = Call.NewId(),
                Name = (await SubmittedAsync(draft)).Name,
                Reason = "empty",
            }
        );
        TakeUpProposalRequest Request() => new() { RequestId = Call.NewId(), Name = refused.Name };
        var next = await SubmittedAsync(await lead.Intake.TakeUpProposalAsync(Request()));
        await office.Intake.ExamineProposalAsync(
            new ExamineProposalRequest { RequestId = Call.NewId(), Name = next.Name }
        );
        next = await office.Intake.FileProposalAsync(
            new FileProposalRequest { RequestId = Call.NewId(), Name = next.Name }
        );
        var deliver = await room.SignedAsync(next);
        await (await room.Cast.UnitAsync(1)).Assignment.DeliverReplyAsync(deliver);
        (await room.WithdrawAsync(next)).State.ShouldBe(ProposalState.Withdrawn);

        (await Refused.ReasonAsync(lead.Intake.TakeUpProposalAsync(Request()))).ShouldBe("TAKEN_UP_ALREADY");
        assignment.Release();

        await room.UntilAsync(next, p => p.State == ProposalState.Filed);
        (await room.UntilAsync(refused, _ => true)).TakenUpBy.ShouldBe(next.Name);
    }

    // The hand-over was taken back, both sides agreed, and Intake has not heard how it was settled.
    [Fact]
    public async Task One_that_is_agreed_is_neither_merged_nor_merged_into()
    {
        await using var assignment = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(assignment);
        await using var _ = suite;
        var (office, handOver) = (await room.Cast.Office, await room.Cast.HandOver);
        var (proposal, other) = (await room.FiledAsync("关于同意撤案的提案"), await room.FiledAsync("关于他案的提案"));
        await room.HandedOverAsync(proposal);
        await room.HandOverKnownAsync();
        await room.WithdrawAsync(proposal);
        await handOver.Assignment.RecallHandOverAsync(
            new RecallHandOverRequest { RequestId = Call.NewId(), Proposal = proposal.Name }
        );
        await room.HandOverKnownAsync();
        assignment.Hold();
        await handOver.Intake.WithdrawProposalAsync(WithdrawalRoom.RequestOf(proposal));

        foreach (var (source, into) in new[] { (proposal, other), (other, proposal) })
            (
                await Refused.ReasonAsync(
                    office.Intake.MergeProposalAsync(
                        new MergeProposalRequest
                        {
                            RequestId = Call.NewId(),
                            Name = source.Name,
                            Into = into.Name,
                        }
                    )
                )
            ).ShouldBe("WITHDRAWAL_PENDING");
        assignment.Release();

        await room.UntilAsync(proposal, p => p.State == ProposalState.Withdrawn);
    }

    // Edge case 11: it was merged, and Intake has not heard that its main case is handed over.
    [Fact]
    public async Task One_that_was_merged_reads_the_reply_that_its_form_is_about_and_no_later_one()
    {
        await using var assignment = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(assignment);
        await using var _ = suite;
        assignment.Hold();
        var (office, handOver, lead) = (
            await room.Cast.Office,
            await room.Cast.HandOver,
            await room.Cast.MemberAsync(3)
        );
        var (main, merged) = (
            await room.FiledAsync("关于交办同时撤案的主案"),
            await new Walk(room.Cast, _ => { }) { Parts = (3, 4, 1, 2) }.FileAsync("关于并入后撤案的提案")
        );
        await office.Intake.MergeProposalAsync(
            new MergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = merged.Name,
                Into = main.Name,
            }
        );
        await Call.UntilAsync(
            "并入一件",
            async () =>
                (
                    await handOver.Assignment.ListAwaitingHandOverAsync(new ListAwaitingHandOverRequest())
                ).Proposals.FirstOrDefault(p => p.Proposal == main.Name && p.Merged.Count == 1)
        );
        var deliver = await room.SignedAsync(main);
        var reply = await (await room.Cast.UnitAsync(1)).Assignment.DeliverReplyAsync(deliver);
        (await lead.Intake.WithdrawProposalAsync(WithdrawalRoom.RequestOf(merged))).State.ShouldBe(
            ProposalState.Withdrawn
        );
        assignment.Release();
        // Assignment has heard of it when the lead sees the case no more.
        await Call.UntilAsync(
            "不再是本案的提案者",
            async () =>
                await Refused.OrNullAsync(
                    lead.Assignment.ListRepliesAsync(new ListRepliesRequest { Proposal = main.Name })
                )
                    is { StatusCode: StatusCode.NotFound } gone
                    ? gone
                    : null
        );

        var form = await Call.UntilAsync(
            "征询意见表",
            async () =>
                (
                    await lead.Feedback.ListFeedbackFormsAsync(new ListFeedbackFormsRequest { Proposal = main.Name })
                ).Forms.FirstOrDefault()
        );
        form.Reply.ShouldBe(reply.Name);
        (await lead.Assignment.GetReplyAsync(new GetReplyRequest { Name = form.Reply })).Text.ShouldBe(reply.Text);

        var again = await AnsweredAgainAsync(room, reply);
        (await Refused.ReasonAsync(lead.Assignment.GetReplyAsync(new GetReplyRequest { Name = again }))).ShouldBe(
            "NOT_FOUND"
        );
    }

    /// <summary>The name of a second reply of unit 1, after the first was sent back.</summary>
    private static async Task<string> AnsweredAgainAsync(WithdrawalRoom room, Reply first)
    {
        await (await room.Cast.Supervisor).Assignment.SendBackReplyAsync(
            new SendBackReplyRequest
            {
                RequestId = Call.NewId(),
                Name = first.Name,
                RequestedChanges = "请逐条答复。",
            }
        );
        var unit = await room.Cast.UnitAsync(1);
        var draft = await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = first.Assignment,
                Text = "重新答复的正文",
            }
        );
        await unit.Assignment.SignReplyAsync(
            new SignReplyRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                DocumentNumber = "示例函〔2026〕2号",
                OutcomeClass = "A",
                Signatory = "示例签发人",
                Disclosure = Disclosure.Full,
            }
        );
        await unit.Assignment.DeliverReplyAsync(
            new DeliverReplyRequest { RequestId = Call.NewId(), Name = draft.Name }
        );
        return draft.Name;
    }

    [Fact]
    public async Task One_that_was_only_handed_over_stays_withdrawn_and_is_not_answered_any_more()
    {
        await using var assignment = await SlowJournal.StartAsync();
        var (suite, room) = await StartAsync(assignment);
        await using var _ = suite;
        assignment.Hold();
        var proposal = await room.FiledAsync("关于尚未答复的提案");
        var deliver = await room.SignedAsync(proposal);
        var unit = await room.Cast.UnitAsync(1);

        (await room.WithdrawAsync(proposal)).State.ShouldBe(ProposalState.Withdrawn);
        await Call.UntilAsync(
            "撤销承办",
            async () =>
                await unit.Assignment.ListAssignmentsAsync(new ListAssignmentsRequest { Proposal = proposal.Name })
                    is var all
                && all.Assignments.Single().State == AssignmentState.Cancelled
                    ? all
                    : null
        );
        (await Refused.ReasonAsync(unit.Assignment.DeliverReplyAsync(deliver))).ShouldBe("MOVE_NOT_ALLOWED");
        assignment.Release();

        await room.HandOverKnownAsync();
        var after = await room.UntilAsync(proposal, _ => true);
        (after.State, after.Withdrawal.State).ShouldBe((ProposalState.Withdrawn, WithdrawalState.Completed));
    }
}
