using Dapper;
using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.Channels;
using Proposals.Client;
using Proposals.Feedback;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>The life cycle and its variants across the services, on both engines and both buses.</summary>
public abstract class WholeLifeTests(WholeSuite suite) : IDisposable
{
    public void Dispose()
    {
        suite.Suite.Clock.MoveTo(TestSuite.Start);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_case_walks_from_draft_to_closed_and_satisfied()
    {
        var view = await suite.WalkOf().RunAsync("关于全程的提案", satisfiedAtOnce: true);
        view.Stage.ShouldBe(Stage.Closed);
        view.Round.ShouldBe(1);
        view.Timeline.Select(t => t.Type.Split('.')[^1])
            .ShouldBe(
                [
                    "ProposalDrafted",
                    "CoSignerInvited",
                    "InvitationEnded",
                    "ProposalSubmitted",
                    "ProposalExamined",
                    "ProposalFiled",
                    "AssignmentHandedOver",
                    "AssignmentHandedOver",
                    "AssignmentAcknowledged",
                    "OpinionSubmitted",
                    "AssignmentAcknowledged",
                    "ContactLogged",
                    "ReplyDrafted",
                    "ReplySigned",
                    "ReplyDelivered",
                    "FormIssued",
                    "FormIssued",
                    "CaseMoved",
                    "FeedbackSubmitted",
                    "FeedbackSubmitted",
                    "CaseClosed",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task A_dissatisfied_proposer_leads_to_a_second_round_with_its_own_clock()
    {
        var view = await suite.WalkOf().RunAsync("关于重新办理的提案", satisfiedAtOnce: false);
        view.Stage.ShouldBe(Stage.Closed);
        view.Round.ShouldBe(2);
        var answers = view.Duties.Where(d => d.Kind == DutyKind.Reply).OrderBy(d => d.Round).ToList();
        answers.Count.ShouldBe(2);
        // 2026-01-12 + 3 months is a Sunday, so the date moves to the next workday. The second round has one month.
        answers.Select(d => d.DueDate).ShouldBe(["2026-04-13", "2026-02-12"]);
    }

    [Fact]
    public async Task Who_is_ahead_of_the_filing_asks_again_with_the_same_request_until_it_has_come()
    {
        var (seen, handOver) = (new SeenPositions(), await suite.Cast.HandOver);
        var (member, office) = (
            (await suite.Cast.MemberAsync(1)).Sharing(seen),
            (await suite.Cast.Office).Sharing(seen)
        );
        var proposal = await member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await suite.Cast.SessionAsync()).Name,
                    Category = "society",
                    MayPublish = true,
                    Text = Walk.TextOf("关于先于立案的提案"),
                },
            }
        );
        var request = new HandOverRequest
        {
            RequestId = Call.NewId(),
            Proposal = proposal.Name,
            Mode = HandlingMode.Sole,
            LeadUnit = (await suite.Cast.UnitAsync(1)).Account.Unit,
        };
        // Nothing of the proposal has reached Assignment yet: the user is faster than the journal.
        (await Refused.AnswerOrNullAsync(handOver.Assignment.HandOverAsync(request))).ShouldBeNull();
        await member.Intake.SubmitProposalAsync(
            new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = proposal.Name,
                ContainsNoSecret = true,
            }
        );
        await office.Intake.ExamineProposalAsync(
            new ExamineProposalRequest
            {
                RequestId = Call.NewId(),
                Name = proposal.Name,
                Opinion = "符合要求",
            }
        );
        await office.Intake.FileProposalAsync(
            new FileProposalRequest { RequestId = Call.NewId(), Name = proposal.Name }
        );
        (await handOver.Sharing(seen).Assignment.HandOverAsync(request)).Assignments.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_hand_over_is_previewed_with_its_dates_and_taken_back_until_a_unit_has_acknowledged()
    {
        var proposal = await suite.FiledAsync("关于交办前先看期限的提案");
        var (office, unit) = (await suite.Cast.HandOver, await suite.Cast.UnitAsync(1));
        var preview = new PreviewHandOverRequest
        {
            Proposal = proposal.Name,
            Mode = HandlingMode.Sole,
            LeadUnit = unit.Account.Unit,
        };
        var planned = await Call.UntilAsync(
            "预览",
            () => Refused.AnswerOrNullAsync(office.Assignment.PreviewHandOverAsync(preview))
        );
        var given = await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1);
        var plan = planned.Tasks.ShouldHaveSingleItem();
        (plan.Unit, plan.Role).ShouldBe((unit.Account.Unit, AssignmentRole.Sole));
        (plan.AcknowledgeDue, plan.ReturnDue, plan.Due).ShouldBe(
            (given[0].AcknowledgeDue, given[0].ReturnDue, given[0].Due)
        );

        var recall = new RecallHandOverRequest { RequestId = Call.NewId(), Proposal = proposal.Name };
        var back = await office.Assignment.RecallHandOverAsync(recall);

        back.Assignments.ShouldHaveSingleItem().State.ShouldBe(AssignmentState.Cancelled);
        var again = await suite.HandedOverAsync(proposal, HandlingMode.Sole, 2);
        var second = await suite.Cast.UnitAsync(2);
        await second.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = again[0].Name }
        );
        recall.RequestId = Call.NewId();
        (await Refused.ReasonAsync(office.Assignment.RecallHandOverAsync(recall))).ShouldBe("HANDLING_BEGUN");
        (await Refused.ReasonAsync(office.Assignment.PreviewHandOverAsync(preview))).ShouldBe("ALREADY_HANDED_OVER");
        (await Refused.ReasonAsync(second.Assignment.PreviewHandOverAsync(preview))).ShouldBe("ROLE_REQUIRED");
    }

    // Handbook T32, edge case 11.
    [Fact]
    public async Task A_merged_proposal_that_is_withdrawn_is_not_answered_and_one_that_stayed_no_longer_goes()
    {
        var (target, gone, stayed) = (
            await suite.FiledAsync("关于主案的提案"),
            await suite.FiledAsync("关于并入后撤案的提案", (3, 4, 1, 2)),
            await suite.FiledAsync("关于并入后仍在的提案", (5, 6, 1, 2))
        );
        foreach (var source in new[] { gone, stayed })
            await (await suite.Cast.Office).Intake.MergeProposalAsync(
                new MergeProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = source.Name,
                    Into = target.Name,
                }
            );
        WithdrawProposalRequest Request(Proposal proposal) =>
            new()
            {
                RequestId = Call.NewId(),
                Name = proposal.Name,
                Reason = "情况已变化",
            };
        var handOver = await suite.Cast.HandOver;
        async Task MergedAsync(int count) =>
            await Call.UntilAsync(
                $"并入 {count} 件",
                async () =>
                    (
                        await handOver.Assignment.ListAwaitingHandOverAsync(
                            new ListAwaitingHandOverRequest { PageSize = 200 }
                        )
                    ).Proposals.FirstOrDefault(p => p.Proposal == target.Name && p.Merged.Count == count)
            );
        await MergedAsync(2);

        await (await suite.Cast.MemberAsync(3)).Intake.WithdrawProposalAsync(Request(gone));

        await MergedAsync(1);
        await suite.AnsweredAsync(1, (await suite.HandedOverAsync(target, HandlingMode.Sole, 1))[0]);
        foreach (var member in new[] { 1, 2, 5, 6 })
            await suite.RatedAsync(member, target.Name, Rating.Satisfied, Rating.Satisfied);
        // Nobody else was asked: the case closes.
        await suite.CaseInAsync(target.Name, CaseState.Closed);
        (
            await Refused.ReasonAsync((await suite.Cast.MemberAsync(5)).Intake.WithdrawProposalAsync(Request(stayed)))
        ).ShouldBe("MERGED_HANDED_OVER");
    }

    [Fact]
    public async Task Every_proposer_of_merged_and_joint_proposals_gets_a_form_of_his_own()
    {
        var (target, source) = (
            await suite.FiledAsync("关于并案目标的提案"),
            await suite.FiledAsync("关于被并的提案", (3, 4, 1, 2))
        );
        await (await suite.Cast.Office).Intake.MergeProposalAsync(
            new MergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = source.Name,
                Into = target.Name,
            }
        );
        var office = await suite.Cast.HandOver;
        await Call.UntilAsync(
            "并案已知",
            async () =>
                (
                    await office.Assignment.ListAwaitingHandOverAsync(
                        new ListAwaitingHandOverRequest { PageSize = 200 }
                    )
                ).Proposals.FirstOrDefault(p => p.Proposal == target.Name && p.Merged.Count == 1)
        );
        var assignment = (await suite.HandedOverAsync(target, HandlingMode.Sole, 1))[0];
        await suite.AnsweredAsync(1, assignment);
        foreach (var member in new[] { 1, 2, 3 })
            await suite.RatedAsync(member, target.Name, Rating.Satisfied, Rating.Satisfied);
        (await suite.CaseInAsync(target.Name, CaseState.AwaitingFeedback)).ClosedAt.ShouldBeNull();
        await suite.RatedAsync(4, target.Name, Rating.Satisfied, Rating.MostlySatisfied);
        (await suite.CaseInAsync(target.Name, CaseState.Closed)).Result.ShouldBe(Rating.MostlySatisfied);
        (
            await Refused.ReasonAsync(
                (await suite.Cast.Office).Intake.UnmergeProposalAsync(
                    new UnmergeProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = source.Name,
                        Reason = "已交办",
                    }
                )
            )
        ).ShouldBe("ALREADY_HANDED_OVER");
    }

    [Fact]
    public async Task Three_separate_units_must_all_reply_before_the_case_awaits_feedback()
    {
        var proposal = await suite.FiledAsync("关于分办的提案");
        var assignments = await suite.HandedOverAsync(proposal, HandlingMode.Separate, null, 1, 2, 3);
        await suite.AnsweredAsync(1, assignments.First(a => a.Unit == suite.Cast.UnitAsync(1).Result.Account.Unit));
        await suite.AnsweredAsync(2, assignments.First(a => a.Unit == suite.Cast.UnitAsync(2).Result.Account.Unit));
        await suite.FormAsync(1, proposal.Name);
        (await suite.CaseInAsync(proposal.Name, CaseState.AwaitingReply)).Round.ShouldBe(1);
        await suite.AnsweredAsync(3, assignments.First(a => a.Unit == suite.Cast.UnitAsync(3).Result.Account.Unit));
        await suite.CaseInAsync(proposal.Name, CaseState.AwaitingFeedback);
    }

    [Fact]
    public async Task A_return_in_its_window_is_reassigned_and_one_day_later_refused()
    {
        var (first, second) = (await suite.FiledAsync("关于申退的提案"), await suite.FiledAsync("关于逾期申退的提案"));
        var (one, two) = (
            (await suite.HandedOverAsync(first, HandlingMode.Sole, 1))[0],
            (await suite.HandedOverAsync(second, HandlingMode.Sole, 1))[0]
        );
        var lastMinute = one.ReturnDue.TooLateAt.ToDateTimeOffset().AddMinutes(-1);
        var cast = await suite.AtAsync(lastMinute);
        var (unit, handOver) = (await cast.UnitAsync(1), await cast.HandOver);
        var request = await unit.Assignment.RequestReturnAsync(
            new RequestReturnRequest
            {
                RequestId = Call.NewId(),
                Assignment = one.Name,
                Reason = "非本单位职责",
                SuggestedUnit = (await cast.UnitAsync(2)).Account.Unit,
            }
        );
        suite.Suite.Clock.Advance(TimeSpan.FromMinutes(1));
        (
            await Refused.ReasonAsync(
                unit.Assignment.RequestReturnAsync(
                    new RequestReturnRequest
                    {
                        RequestId = Call.NewId(),
                        Assignment = two.Name,
                        Reason = "非本单位职责",
                        SuggestedUnit = (await cast.UnitAsync(2)).Account.Unit,
                    }
                )
            )
        ).ShouldBe("RETURN_WINDOW_CLOSED");
        var reassigned = await handOver.Assignment.ApproveReturnAsync(
            new ApproveReturnRequest { RequestId = Call.NewId(), Name = request.Name }
        );
        reassigned.Unit.ShouldBe((await cast.UnitAsync(2)).Account.Unit);
        (await unit.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = one.Name })).State.ShouldBe(
            AssignmentState.Returned
        );
        (
            await Refused.ByAsync(
                (await cast.UnitAsync(3)).Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = one.Name })
            )
        ).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task A_refused_return_leaves_the_duty_with_the_unit()
    {
        var assignment = (
            await suite.HandedOverAsync(await suite.FiledAsync("关于拒绝申退的提案"), HandlingMode.Sole, 4)
        )[0];
        var (unit, handOver) = (await suite.Cast.UnitAsync(4), await suite.Cast.HandOver);
        var request = await unit.Assignment.RequestReturnAsync(
            new RequestReturnRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Reason = "人手不足",
                SuggestedUnit = (await suite.Cast.UnitAsync(5)).Account.Unit,
            }
        );
        (
            await Refused.ReasonAsync(
                unit.Assignment.RequestReturnAsync(
                    new RequestReturnRequest
                    {
                        RequestId = Call.NewId(),
                        Assignment = assignment.Name,
                        Reason = "再申",
                        SuggestedUnit = (await suite.Cast.UnitAsync(5)).Account.Unit,
                    }
                )
            )
        ).ShouldBe("RETURN_PENDING");
        (
            await handOver.Assignment.ListReturnRequestsAsync(
                new ListReturnRequestsRequest { State = ReturnRequestState.Pending, PageSize = 200 }
            )
        ).ReturnRequests.ShouldContain(r => r.Name == request.Name);
        (
            await handOver.Assignment.RefuseReturnAsync(
                new RefuseReturnRequest
                {
                    RequestId = Call.NewId(),
                    Name = request.Name,
                    Reason = "属于本单位职责",
                }
            )
        ).State.ShouldBe(ReturnRequestState.Refused);
        (await unit.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = assignment.Name })).State.ShouldBe(
            AssignmentState.HandedOver
        );
    }

    [Fact]
    public async Task An_extension_moves_the_due_date_keeps_the_old_one_and_never_goes_beyond_the_cap()
    {
        var assignment = (await suite.HandedOverAsync(await suite.FiledAsync("关于延期的提案"), HandlingMode.Sole, 5))[
            0
        ];
        var (unit, handOver) = (await suite.Cast.UnitAsync(5), await suite.Cast.HandOver);
        (
            await Refused.ReasonAsync(
                unit.Assignment.RequestExtensionAsync(
                    new RequestExtensionRequest
                    {
                        RequestId = Call.NewId(),
                        Assignment = assignment.Name,
                        Reason = "需上级批复",
                        Until = "2026-12-31",
                    }
                )
            )
        ).ShouldBe("BEYOND_CAP");
        var denied = await unit.Assignment.RequestExtensionAsync(
            new RequestExtensionRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Reason = "需上级批复",
                Until = "2026-05-11",
            }
        );
        (
            await handOver.Assignment.DenyExtensionAsync(
                new DenyExtensionRequest
                {
                    RequestId = Call.NewId(),
                    Name = denied.Name,
                    Reason = "理由不足",
                }
            )
        ).State.ShouldBe(ExtensionRequestState.Denied);
        var request = await unit.Assignment.RequestExtensionAsync(
            new RequestExtensionRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Reason = "需上级批复，附函",
                Until = "2026-05-11",
            }
        );
        (await handOver.Assignment.ListExtensionRequestsAsync(new ListExtensionRequestsRequest { PageSize = 200 }))
            .ExtensionRequests.Count(r => r.Assignment == assignment.Name)
            .ShouldBe(2);
        await handOver.Assignment.GrantExtensionAsync(
            new GrantExtensionRequest { RequestId = Call.NewId(), Name = request.Name }
        );
        var extended = await unit.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = assignment.Name });
        (extended.Due.Date, extended.OriginalDue.Date).ShouldBe(("2026-05-11", assignment.Due.Date));
    }

    [Fact]
    public async Task Every_day_of_a_due_date_is_explained()
    {
        var assignment = (
            await suite.HandedOverAsync(await suite.FiledAsync("关于期限明细的提案"), HandlingMode.Sole, 6)
        )[0];
        var ledger = await (await suite.Cast.UnitAsync(6)).Assignment.GetDeadlineLedgerAsync(
            new GetDeadlineLedgerRequest { Assignment = assignment.Name, Duty = Duty.Return }
        );
        ledger.StartDate.ShouldBe("2026-01-12");
        ledger
            .Days.Where(d => d.Number > 0)
            .Select(d => d.Date)
            .ShouldBe([
                "2026-01-13",
                "2026-01-14",
                "2026-01-15",
                "2026-01-16",
                "2026-01-19",
                "2026-01-20",
                "2026-01-21",
            ]);
        ledger.Days.First(d => d.Date == "2026-01-17").Reason.ShouldBe("星期六");
        ledger.Due.Date.ShouldBe(assignment.ReturnDue.Date);
    }

    [Fact]
    public async Task A_co_handling_unit_gives_an_opinion_and_cannot_answer_the_proposer()
    {
        var assignments = await suite.HandedOverAsync(
            await suite.FiledAsync("关于会办的提案"),
            HandlingMode.LeadAndCo,
            1,
            2
        );
        var co = assignments.First(a => a.Role == AssignmentRole.CoHandle);
        var unit = await suite.Cast.UnitAsync(2);
        await unit.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = co.Name }
        );
        (
            await Refused.ReasonAsync(
                unit.Assignment.DraftReplyAsync(
                    new DraftReplyRequest
                    {
                        RequestId = Call.NewId(),
                        Assignment = co.Name,
                        Text = "直接答复",
                    }
                )
            )
        ).ShouldBe("NOT_REPLYING");
        await unit.Assignment.SubmitOpinionAsync(
            new SubmitOpinionRequest
            {
                RequestId = Call.NewId(),
                Assignment = co.Name,
                Text = "会办意见",
            }
        );
        (
            await (await suite.Cast.UnitAsync(1)).Assignment.ListOpinionsAsync(
                new ListOpinionsRequest { Proposal = co.Proposal }
            )
        )
            .Opinions.Single()
            .Text.ShouldBe("会办意见");
        (
            await Refused.ReasonAsync(
                (await suite.Cast.HandOver).Assignment.HandOverAsync(
                    new HandOverRequest
                    {
                        RequestId = Call.NewId(),
                        Proposal = co.Proposal,
                        Mode = HandlingMode.LeadAndCo,
                        LeadUnit = unit.Account.Unit,
                        OtherUnits = { unit.Account.Unit },
                    }
                )
            )
        ).ShouldBeOneOf("UNITS_CONFLICT", "ALREADY_HANDED_OVER");
    }

    [Fact]
    public async Task A_reply_needs_a_contact_and_a_newer_draft_supersedes_the_older()
    {
        var assignment = (await suite.HandedOverAsync(await suite.FiledAsync("关于面商的提案"), HandlingMode.Sole, 3))[
            0
        ];
        var unit = await suite.Cast.UnitAsync(3);
        await unit.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = assignment.Name }
        );
        var first = await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Text = "第一稿",
            }
        );
        SignReplyRequest Sign(string name) =>
            new()
            {
                RequestId = Call.NewId(),
                Name = name,
                DocumentNumber = "示例函〔2026〕9号",
                OutcomeClass = "B",
                Signatory = "示例",
                Disclosure = Disclosure.Summary,
                Summary = "摘要",
            };
        (await Refused.ReasonAsync(unit.Assignment.SignReplyAsync(Sign(first.Name)))).ShouldBe("CONTACT_REQUIRED");
        await unit.Assignment.LogContactAsync(
            new LogContactRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Date = "2026-01-12",
                Form = ContactForm.WaivedByProposer,
            }
        );
        (
            await unit.Assignment.ListContactsAsync(new ListContactsRequest { Assignment = assignment.Name })
        ).Contacts.Count.ShouldBe(1);
        var second = await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Text = "第二稿",
            }
        );
        (await unit.Assignment.GetReplyAsync(new GetReplyRequest { Name = first.Name })).State.ShouldBe(
            ReplyState.Superseded
        );
        (await unit.Assignment.SignReplyAsync(Sign(second.Name))).State.ShouldBe(ReplyState.Signed);
        (
            await unit.Assignment.DeliverReplyAsync(
                new DeliverReplyRequest { RequestId = Call.NewId(), Name = second.Name }
            )
        ).State.ShouldBe(ReplyState.Delivered);
        var member = await suite.Cast.MemberAsync(1);
        (await member.Assignment.ListRepliesAsync(new ListRepliesRequest { Proposal = assignment.Proposal }))
            .Replies.Single()
            .Text.ShouldBe("第二稿");
    }

    [Fact]
    public async Task Withdrawing_after_hand_over_cancels_the_assignments_and_after_a_reply_is_refused()
    {
        var (first, second) = (await suite.FiledAsync("关于撤案的提案"), await suite.FiledAsync("关于不能撤案的提案"));
        var (one, two) = (
            (await suite.HandedOverAsync(first, HandlingMode.Sole, 1))[0],
            (await suite.HandedOverAsync(second, HandlingMode.Sole, 1))[0]
        );
        var (member, unit) = (await suite.Cast.MemberAsync(1), await suite.Cast.UnitAsync(1));
        WithdrawProposalRequest Request(Proposal proposal) =>
            new()
            {
                RequestId = Call.NewId(),
                Name = proposal.Name,
                Reason = "情况已变化",
            };
        // Intake withdraws at once until it has heard of the hand-over.
        await new WithdrawalRoom(suite.Suite.Clock, suite.Cast).HandOverKnownAsync();
        var asked = await member.Intake.WithdrawProposalAsync(Request(first));
        (asked.State, asked.Withdrawal.State, asked.Withdrawal.Side).ShouldBe(
            (ProposalState.Filed, WithdrawalState.Asked, WithdrawalSide.Proposer)
        );
        (await Refused.ReasonAsync(member.Intake.WithdrawProposalAsync(Request(first)))).ShouldBe("WITHDRAWAL_PENDING");
        (await unit.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = one.Name })).State.ShouldBe(
            AssignmentState.HandedOver
        );
        var handOver = await suite.Cast.HandOver;
        (await handOver.Intake.WithdrawProposalAsync(Request(first))).Withdrawal.State.ShouldBe(WithdrawalState.Agreed);
        await Call.UntilAsync(
            "撤销承办",
            async () =>
                await unit.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = one.Name })
                    is { State: AssignmentState.Cancelled } cancelled
                    ? cancelled
                    : null
        );
        var withdrawn = await Call.UntilAsync(
            "已撤案",
            async () =>
                await member.Intake.GetProposalAsync(new GetProposalRequest { Name = first.Name })
                    is { State: ProposalState.Withdrawn } gone
                    ? gone
                    : null
        );
        withdrawn.Withdrawal.State.ShouldBe(WithdrawalState.Completed);
        await suite.AnsweredAsync(1, two);
        await new WithdrawalRoom(suite.Suite.Clock, suite.Cast).HandOverKnownAsync();
        (await Refused.ReasonAsync(member.Intake.WithdrawProposalAsync(Request(second)))).ShouldBe("ALREADY_REPLIED");
    }

    [Fact]
    public async Task Nobody_rates_for_another_nothing_is_preset_and_silence_stays_itself()
    {
        var proposal = await suite.FiledAsync("关于未表态的提案", (5, 6, 1, 2));
        await suite.AnsweredAsync(1, (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0]);
        var form = await suite.FormAsync(5, proposal.Name);
        (form.Work, form.Result, form.State).ShouldBe((Rating.Unspecified, Rating.Unspecified, FormState.Open));
        var (lead, other, unit) = (
            await suite.Cast.MemberAsync(5),
            await suite.Cast.MemberAsync(6),
            await suite.Cast.UnitAsync(1)
        );
        (
            await Refused.ReasonAsync(
                lead.Feedback.SubmitFeedbackAsync(
                    new SubmitFeedbackRequest
                    {
                        RequestId = Call.NewId(),
                        Name = form.Name,
                        Work = Rating.Satisfied,
                    }
                )
            )
        ).ShouldBe("RATING_REQUIRED");
        (
            await Refused.ByAsync(
                other.Feedback.SubmitFeedbackAsync(
                    new SubmitFeedbackRequest
                    {
                        RequestId = Call.NewId(),
                        Name = form.Name,
                        Work = Rating.Satisfied,
                        Result = Rating.Satisfied,
                    }
                )
            )
        ).StatusCode.ShouldBe(StatusCode.NotFound);
        (
            await Refused.ReasonAsync(
                unit.Feedback.SubmitFeedbackAsync(
                    new SubmitFeedbackRequest
                    {
                        RequestId = Call.NewId(),
                        Name = form.Name,
                        Work = Rating.Satisfied,
                        Result = Rating.Satisfied,
                    }
                )
            )
        ).ShouldBe("ROLE_REQUIRED");
        (await lead.Feedback.GetFeedbackFormAsync(new GetFeedbackFormRequest { Name = form.Name })).ShouldBe(form);

        var cast = await suite.AtAsync(new DateTimeOffset(2026, 3, 31, 9, 0, 0, TimeSpan.FromHours(8)));
        (
            await Refused.ReasonAsync(
                (await cast.MemberAsync(5)).Feedback.SubmitFeedbackAsync(
                    new SubmitFeedbackRequest
                    {
                        RequestId = Call.NewId(),
                        Name = form.Name,
                        Work = Rating.Satisfied,
                        Result = Rating.Satisfied,
                    }
                )
            )
        ).ShouldBe("FORM_LAPSED");
        await new Proposals.Feedback.FeedbackModule().SweepAsync(
            suite.Suite.Service("feedback"),
            CancellationToken.None
        );
        var waiting = await suite.CaseInAsync(proposal.Name, CaseState.AwaitingClosure);
        (waiting.Work, waiting.Result).ShouldBe((Rating.Unspecified, Rating.Unspecified));
        var closed = await (await cast.Office).Feedback.CloseCaseAsync(
            new CloseCaseRequest
            {
                RequestId = Call.NewId(),
                Name = waiting.Name,
                Reason = "期满未表态，已电话告知",
            }
        );
        (closed.State, closed.Work).ShouldBe((CaseState.Closed, Rating.Unspecified));

        // An older client names the case as Supervision does. That name is accepted too.
        var former = new Feedback.V1.GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) };
        var read = await (await cast.Office).Feedback.GetCaseAsync(former);
        (read.Name, read.Reason).ShouldBe((WholeSuite.ClosingName(proposal.Name), "期满未表态，已电话告知"));
    }

    [Fact]
    public async Task Forms_of_a_program_that_told_no_ratings_are_told_once()
    {
        var view = await suite.WalkOf().RunAsync("关于补记评价的提案", satisfiedAtOnce: false);
        var proposal = view.Proposal.Split('/')[^1];
        var before = await RatingsAsync(proposal);
        before.Count.ShouldBe(4, "the case and its unit, in two rounds");

        await WriteAsync("feedback", "UPDATE forms SET told = 0 WHERE committee = @committee AND proposal = @proposal");
        await WriteAsync(
            "supervision",
            "DELETE FROM rating_facts WHERE committee = @committee AND proposal = @proposal"
        );
        for (var sweep = 1; sweep <= 2; sweep++)
            await new FeedbackModule().SweepAsync(suite.Suite.Service("feedback"), CancellationToken.None);

        await Call.UntilAsync("补记评价", async () => (await RatingsAsync(proposal)).Count == 4 ? "" : null);
        (await RatingsAsync(proposal)).ShouldBe(before);
        await using var feedback = await suite
            .Suite.Service("feedback")
            .Database.OpenReaderAsync(suite.Cast.Committee, CancellationToken.None);
        (
            await feedback.QuerySingleAsync<long>(
                "SELECT COUNT(*) FROM journal WHERE aggregate = @proposal AND type = "
                    + "'proposals.feedback.v1.RoundRated'",
                new { proposal }
            )
        ).ShouldBe(2, "once a round");

        async Task WriteAsync(string service, string sql) =>
            await suite
                .Suite.Service(service)
                .SweepAsync(
                    "test",
                    suite.Cast.Committee,
                    tx =>
                    {
                        tx.WriteAny(sql, new { committee = tx.Committee, proposal });
                        return Task.CompletedTask;
                    },
                    CancellationToken.None
                );
    }

    private async Task<IReadOnlyList<(long, string, long, long)>> RatingsAsync(string proposal)
    {
        await using var supervision = await suite
            .Suite.Service("supervision")
            .Database.OpenReaderAsync(suite.Cast.Committee, CancellationToken.None);
        return
        [
            .. await supervision.QueryAsync<(long, string, long, long)>(
                "SELECT round, unit, work, result FROM rating_facts WHERE proposal = @proposal ORDER BY round, unit",
                new { proposal }
            ),
        ];
    }

    [Fact]
    public async Task A_unit_is_urged_once_a_day_about_an_overdue_duty_that_the_list_shows()
    {
        var proposal = await suite.FiledAsync("关于催办的提案");
        await suite.HandedOverAsync(proposal, HandlingMode.Sole, 2);
        var cast = await suite.AtAsync(new DateTimeOffset(2026, 5, 20, 9, 0, 0, TimeSpan.FromHours(8)));
        var supervisor = await cast.Supervisor;
        var view = await Call.UntilAsync(
            "督办可见",
            async () =>
                await Refused.AnswerOrNullAsync(
                    supervisor.Supervision.GetCaseAsync(
                        new Supervision.V1.GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) }
                    )
                )
                    is { Duties.Count: 2 } seen
                    ? seen
                    : null
        );
        var duty = view.Duties.First(d => d.Kind == DutyKind.Reply);
        (duty.Light, duty.LightText).ShouldBe((Light.Red, $"红灯：已逾期 {-duty.WorkingDaysLeft} 个工作日"));
        (
            await supervisor.Supervision.ListOverdueDutiesAsync(
                new ListOverdueDutiesRequest { Unit = duty.Unit, PageSize = 200 }
            )
        ).Duties.ShouldContain(d => d.Name == duty.Name);
        (
            await supervisor.Supervision.ListCasesAsync(
                new ListCasesRequest { PageSize = 200, Stage = Stage.HandedOver }
            )
        ).Cases.ShouldContain(c => c.Proposal == proposal.Name);
        var urge = new UrgeUnitRequest
        {
            RequestId = Call.NewId(),
            Duty = duty.Name,
            Channel = UrgeChannel.Telephone,
            Content = "请尽快答复",
        };
        await supervisor.Supervision.UrgeUnitAsync(urge);
        urge.RequestId = Call.NewId();
        (await Refused.ReasonAsync(supervisor.Supervision.UrgeUnitAsync(urge))).ShouldBe("URGED_TODAY");
        (
            await (await cast.UnitAsync(2)).Supervision.ListUrgesAsync(
                new ListUrgesRequest { Proposal = proposal.Name }
            )
        ).Urges.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Every_figure_of_the_session_lists_the_proposals_behind_it()
    {
        await suite.WalkOf().RunAsync("关于统计的提案", satisfiedAtOnce: true);
        var supervisor = await suite.Cast.Supervisor;
        var session = (await suite.Cast.SessionAsync()).Name;
        var statistics = await supervisor.Supervision.GetStatisticsAsync(
            new GetStatisticsRequest { Session = session }
        );
        statistics.Figures.Count.ShouldBeGreaterThan(30);
        foreach (
            var figure in statistics.Figures.Where(f => !f.Definition.Contains("co_handled", StringComparison.Ordinal))
        )
        {
            var behind = await supervisor.Supervision.ListFigureProposalsAsync(
                new ListFigureProposalsRequest
                {
                    Session = session,
                    Definition = figure.Definition,
                    Group = figure.Group,
                    PageSize = 200,
                }
            );
            behind.Total.ShouldBe(figure.Numerator, $"{figure.Definition} {figure.Group}");
            // A proposal that several units handle is several unit-cases (件次).
            var proposals = behind.Proposals.Distinct().Count();
            if (figure.Definition.Contains("unit_cases", StringComparison.Ordinal))
                proposals.ShouldBeInRange(Math.Sign(figure.Numerator), (int)figure.Numerator, figure.Definition);
            else
                proposals.ShouldBe((int)Math.Min(200, figure.Numerator), figure.Definition);
        }
    }

    [Fact]
    public async Task Journals_verify_and_nothing_is_parked()
    {
        var audit = await suite.Cast.Audit;
        foreach (var service in Client.Suite.Services)
        {
            var result = await audit
                .JournalOf(service)
                .VerifyJournalAsync(new Journal.V1.VerifyJournalRequest { Source = service });
            result.FirstBadPosition.ShouldBe(0, $"{service}: {result.Problem}");
            result.Faults.Select(f => $"{f.Problem} {f.Table} {f.Row}").ShouldBeEmpty();
            result.UnprovenRows.ShouldBe(0);
            result.Rows.ShouldBeGreaterThan(0);
            var parked = await audit
                .JournalOf(service)
                .ListParkedEventsAsync(new Journal.V1.ListParkedEventsRequest { Service = service });
            parked.ParkedEvents.ShouldBeEmpty($"{service}: {parked.ParkedEvents.FirstOrDefault()?.Error}");
        }
    }
}

[Collection("laptop")]
public sealed class WholeLifeOnALaptop(Laptop suite) : WholeLifeTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class WholeLifeInACounty(County suite) : WholeLifeTests(suite), IClassFixture<County>;

[Collection("province")]
public sealed class WholeLifeInAProvince(Province suite) : WholeLifeTests(suite), IClassFixture<Province>;
