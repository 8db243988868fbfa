using Grpc.Core;
using Proposals.Assignments;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using GetCaseRequest = Proposals.Supervision.V1.GetCaseRequest;

namespace Proposals.Suite.Tests;

/// <summary>
/// 承诺事项 (handbook T101 to T104, edge case 31): what a reply promises, from the signature to 销号; on both engines.
/// </summary>
public abstract class CommitmentTests(WholeSuite suite) : IDisposable
{
    public void Dispose()
    {
        suite.Suite.Clock.MoveTo(TestSuite.Start);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_promise_is_tracked_from_the_reply_to_its_proof_also_after_the_case_was_closed()
    {
        var draft = await DraftedAsync("关于列入计划的提案");
        var (unit, member, office) = (
            await suite.Cast.UnitAsync(1),
            await suite.Cast.MemberAsync(2),
            await suite.Cast.Office
        );
        var signed = await unit.Assignment.SignReplyAsync(Signing(draft, "B", Promise(30), Promise(60)));
        signed.Commitments.Select(c => c.DueDate).ShouldBe([InDays(30), InDays(60)]);
        (await ListedAsync(unit, draft.Proposal)).ShouldBeEmpty("only what is delivered is owed");
        await DeliverAsync(signed);

        var made = await ListedAsync(unit, draft.Proposal);
        made.Select(c => (c.Number, c.What, c.Responsible, c.DueDate, c.FirstDueDate, c.State, c.Reply))
            .ShouldBe([
                (1, "建成停车场", "城建科", InDays(30), InDays(30), CommitmentState.Open, signed.Name),
                (2, "建成停车场", "城建科", InDays(60), InDays(60), CommitmentState.Open, signed.Name),
            ]);
        var name = made[0].Name;
        // The proposers and the offices read it, units without a part in the case do not.
        foreach (var reader in new[] { member, office, await suite.Cast.Supervisor })
            (await GetAsync(reader, name)).What.ShouldBe("建成停车场");
        foreach (var stranger in new[] { await suite.Cast.UnitAsync(3), await suite.Cast.MemberAsync(5) })
        {
            (
                await Refused.ByAsync(stranger.Assignment.GetCommitmentAsync(new GetCommitmentRequest { Name = name }))
            ).StatusCode.ShouldBe(StatusCode.NotFound);
            (await ListedAsync(stranger, draft.Proposal)).ShouldBeEmpty();
        }

        (await ListedAsync(office, draft.Proposal, CommitmentState.Fulfilled)).ShouldBeEmpty();
        (
            await office.Assignment.ListCommitmentsAsync(
                new ListCommitmentsRequest { Unit = made[0].Unit, PageSize = 1 }
            )
        ).NextPageToken.ShouldNotBeEmpty();

        await suite.RatedAsync(1, draft.Proposal, Rating.Satisfied, Rating.Satisfied);
        await suite.RatedAsync(2, draft.Proposal, Rating.Satisfied, Rating.Satisfied);
        await suite.CaseInAsync(draft.Proposal, CaseState.Closed);
        (await DutyAsync(name, d => d.DoneAt is null)).Light.ShouldBe(Light.Green);

        // T102: what is told between the delivery and today, by the unit alone.
        (await GetAsync(unit, name)).Moves.ShouldBe([CommitmentMove.Report, CommitmentMove.Prove]);
        (await ReasonAsync(unit, Progress(name, "", suite.Today))).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(unit, Progress(name, "已开工", ""))).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(unit, Progress(name, "已开工", InDays(1)))).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(unit, Progress(name, "已开工", InDays(-1)))).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(office, Progress(name, "已开工", suite.Today))).ShouldBe("ROLE_REQUIRED");
        await unit.Assignment.ReportCommitmentProgressAsync(Progress(name, "已开工", suite.Today));
        (await ToldAsync(member, draft.Proposal, "承诺事项进展")).ShouldContain("示例区教育局");
        (await ReasonAsync(unit, Explanation(name, "还早", ""))).ShouldBe("MOVE_NOT_ALLOWED");

        // T104: proof, refusal, proof again, 销号.
        (await Refused.ReasonAsync(unit.Assignment.ProveCommitmentAsync(Proof(name, "")))).ShouldBe("FIELD_REQUIRED");
        var stale = Proof(name, "已建成");
        stale.Etag = "1234";
        (await Refused.ReasonAsync(unit.Assignment.ProveCommitmentAsync(stale))).ShouldBe("STALE");
        (await Refused.ReasonAsync(office.Assignment.ConfirmCommitmentAsync(Confirmation(name)))).ShouldBe(
            "MOVE_NOT_ALLOWED"
        );
        (await unit.Assignment.ProveCommitmentAsync(Proof(name, "已建成"))).State.ShouldBe(CommitmentState.Proven);
        await DutyAsync(name, d => d.DoneAt is not null);
        (await GetAsync(office, name)).Moves.ShouldBe([CommitmentMove.Confirm, CommitmentMove.RefuseProof]);
        (await GetAsync(member, name)).Moves.ShouldBeEmpty();
        foreach (var other in new[] { unit, member, await suite.Cast.MemberAsync(1) })
            (await Refused.ReasonAsync(other.Assignment.ConfirmCommitmentAsync(Confirmation(name)))).ShouldBe(
                "ROLE_REQUIRED"
            );
        (await Refused.ReasonAsync(office.Assignment.RefuseCommitmentProofAsync(ProofRefusal(name, "")))).ShouldBe(
            "FIELD_REQUIRED"
        );
        var refused = await office.Assignment.RefuseCommitmentProofAsync(ProofRefusal(name, "尚未开放"));
        (refused.State, refused.ProvenAt).ShouldBe((CommitmentState.Open, null));
        await unit.Assignment.ProveCommitmentAsync(Proof(name, "已开放"));
        var fulfilled = await office.Assignment.ConfirmCommitmentAsync(Confirmation(name));

        (fulfilled.State, fulfilled.FulfilledAt is not null).ShouldBe((CommitmentState.Fulfilled, true));
        (await EntriesAsync(member, name))
            .Select(e => (e.Move, e.Text))
            .ShouldBe([
                (CommitmentMove.Report, "已开工"),
                (CommitmentMove.Prove, "已建成"),
                (CommitmentMove.RefuseProof, "尚未开放"),
                (CommitmentMove.Prove, "已开放"),
                (CommitmentMove.Confirm, "现场查看属实"),
            ]);
        await ToldAsync(member, draft.Proposal, "承诺事项销号");
        await CountsAsync("commitments_fulfilled", draft.Proposal);
        (await suite.CaseInAsync(draft.Proposal, CaseState.Closed)).Round.ShouldBe(1);
    }

    [Fact]
    public async Task A_promise_whose_day_passed_is_overdue_explained_and_gets_a_new_day_beside_the_old_one()
    {
        var draft = await DraftedAsync("关于逾期承诺的提案");
        await DeliverAsync(
            await (await suite.Cast.UnitAsync(1)).Assignment.SignReplyAsync(Signing(draft, "C", Promise(2)))
        );
        var name = (await ListedAsync(await suite.Cast.UnitAsync(1), draft.Proposal)).ShouldHaveSingleItem().Name;
        var promised = InDays(2);
        (
            await Refused.ReasonAsync((await suite.Cast.Office).Assignment.AgreeToCommitmentDayAsync(Agreement(name)))
        ).ShouldBe("MOVE_NOT_ALLOWED");

        var cast = await suite.AtAsync(TestSuite.Start.AddDays(3));
        var (unit, office, supervisor) = (await cast.UnitAsync(1), await cast.Office, await cast.Supervisor);
        await LapseAsync();
        var overdue = await GetAsync(unit, name);
        overdue.State.ShouldBe(CommitmentState.Overdue);
        overdue.Moves.ShouldBe([CommitmentMove.Report, CommitmentMove.Explain, CommitmentMove.Prove]);
        var duty = await DutyAsync(name, d => d.Light == Light.Red);
        (
            await supervisor.Supervision.ListOverdueDutiesAsync(new ListOverdueDutiesRequest { PageSize = 200 })
        ).Duties.ShouldContain(d => d.Name == duty.Name && d.Commitment == name);
        var urge = await supervisor.Supervision.UrgeUnitAsync(
            new UrgeUnitRequest
            {
                RequestId = Call.NewId(),
                Duty = duty.Name,
                Channel = UrgeChannel.Telephone,
                Content = "请说明原因。",
            }
        );
        (await ToldAsync(unit, draft.Proposal, "催办")).ShouldEndWith("：承诺事项");
        urge.Proposal.ShouldBe(draft.Proposal);

        (await ReasonAsync(unit, Explanation(name, "", ""))).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(unit, Explanation(name, "征地未完成", "2026-02-30"))).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(unit, Explanation(name, "征地未完成", InDays(-1)))).ShouldBe("COMMITMENT_DAY_PASSED");
        await unit.Assignment.ExplainCommitmentAsync(Explanation(name, "征地未完成", ""));
        (await Refused.ReasonAsync(office.Assignment.AgreeToCommitmentDayAsync(Agreement(name)))).ShouldBe(
            "NO_DAY_PROPOSED"
        );
        (await Refused.ReasonAsync(office.Assignment.RefuseCommitmentDayAsync(DayRefusal(name, "太晚")))).ShouldBe(
            "NO_DAY_PROPOSED"
        );
        (
            await unit.Assignment.ExplainCommitmentAsync(Explanation(name, "征地未完成", InDays(90)))
        ).ProposedDueDate.ShouldBe(InDays(90));
        (await Refused.ReasonAsync(office.Assignment.RefuseCommitmentDayAsync(DayRefusal(name, "")))).ShouldBe(
            "FIELD_REQUIRED"
        );
        var no = await office.Assignment.RefuseCommitmentDayAsync(DayRefusal(name, "太晚"));
        (no.State, no.DueDate, no.ProposedDueDate).ShouldBe((CommitmentState.Overdue, promised, ""));
        await unit.Assignment.ExplainCommitmentAsync(Explanation(name, "抓紧办理", InDays(20)));
        (await Refused.ReasonAsync(unit.Assignment.AgreeToCommitmentDayAsync(Agreement(name)))).ShouldBe(
            "ROLE_REQUIRED"
        );
        var agreed = await office.Assignment.AgreeToCommitmentDayAsync(Agreement(name));

        (agreed.State, agreed.DueDate, agreed.FirstDueDate, agreed.ProposedDueDate).ShouldBe(
            (CommitmentState.Open, InDays(20), promised, "")
        );
        (await DutyAsync(name, d => d.DueDate == InDays(20))).DoneAt.ShouldBeNull();
        var last = (await EntriesAsync(unit, name))[^1];
        (last.Move, last.Day, last.OldDay).ShouldBe((CommitmentMove.AgreeToDay, InDays(20), promised));
        await ToldAsync(await cast.MemberAsync(2), draft.Proposal, "承诺事项逾期");
        await ToldAsync(await cast.MemberAsync(2), draft.Proposal, "同意承诺新时限");
        // It lapses again after the new day, and after a proof that was refused.
        cast = await suite.AtAsync(TestSuite.Start.AddDays(30));
        await LapseAsync();
        (unit, office) = (await cast.UnitAsync(1), await cast.Office);
        (await GetAsync(unit, name)).State.ShouldBe(CommitmentState.Overdue);
        await unit.Assignment.ProveCommitmentAsync(Proof(name, "已建成"));
        await office.Assignment.RefuseCommitmentProofAsync(ProofRefusal(name, "未见建成"));
        await LapseAsync();
        (await GetAsync(unit, name)).State.ShouldBe(CommitmentState.Overdue);
        // It was due by the day that was promised, and not kept.
        await CountsAsync("commitment_rate", draft.Proposal, FigurePart.Denominator);
    }

    [Fact]
    public async Task What_a_reply_promised_is_void_when_the_reply_is_sent_back()
    {
        var draft = await DraftedAsync("关于退回承诺的提案");
        var unit = await suite.Cast.UnitAsync(1);
        var delivered = await DeliverAsync(
            await unit.Assignment.SignReplyAsync(Signing(draft, "B", Promise(2), Promise(5)))
        );
        var all = await ListedAsync(unit, draft.Proposal);
        await unit.Assignment.ProveCommitmentAsync(Proof(all[0].Name, "已建成"));
        await (await suite.Cast.Office).Assignment.ConfirmCommitmentAsync(Confirmation(all[0].Name));

        await (await suite.Cast.HandOver).Assignment.SendBackReplyAsync(
            new SendBackReplyRequest
            {
                RequestId = Call.NewId(),
                Name = delivered.Name,
                RequestedChanges = "请写明时限。",
            }
        );

        (await ListedAsync(unit, draft.Proposal))
            .Select(c => c.State)
            .ShouldBe([CommitmentState.Fulfilled, CommitmentState.Void]);
        await ToldAsync(unit, draft.Proposal, "承诺事项失效");
        // A day that passes between signature and delivery cannot be promised any more.
        var again = await DraftAsync(unit, draft.Assignment);
        var signed = await unit.Assignment.SignReplyAsync(Signing(again, "B", Promise(1)));
        unit = await (await suite.AtAsync(TestSuite.Start.AddDays(3))).UnitAsync(1);
        (
            await Refused.ReasonAsync(
                unit.Assignment.DeliverReplyAsync(
                    new DeliverReplyRequest { RequestId = Call.NewId(), Name = signed.Name }
                )
            )
        ).ShouldBe("COMMITMENT_DAY_PASSED");
    }

    [Fact]
    public async Task The_profile_says_which_classes_promise_and_who_settles()
    {
        var cast = await suite.Suite.CommitteeAsync();
        var profile = (
            await (await cast.Office).Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest())
        ).Clone();
        profile.OutcomeClasses.Where(c => c.Promises).Select(c => c.Code).ShouldBe(["B", "C"]);
        (profile.CommitmentsRequired, profile.CommitmentSettler, profile.ContactRequired) = (
            true,
            CommitmentSettler.LeadProposer,
            false
        );
        await (await cast.Office).Directory.PublishPolicyProfileAsync(
            new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
        );
        profile.CommitmentSettler = (CommitmentSettler)9;
        (
            await Refused.ReasonAsync(
                (await cast.Office).Directory.PublishPolicyProfileAsync(
                    new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
                )
            )
        ).ShouldBe("FIELD_INVALID");
        var room = new WithdrawalRoom(suite.Suite.Clock, cast);
        var task = await room.HandedOverAsync(await room.FiledAsync("关于承诺规则的提案"));
        var unit = await cast.UnitAsync(1);
        await unit.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = task }
        );
        var draft = await DraftAsync(unit, task);
        async Task ShouldBeAsync(string reason, SignReplyRequest request) =>
            (await Refused.ReasonAsync(unit.Assignment.SignReplyAsync(request))).ShouldBe(reason);

        await ShouldBeAsync("COMMITMENTS_MISSING", Signing(draft, "B"));
        await ShouldBeAsync("CLASS_WITHOUT_COMMITMENTS", Signing(draft, "A", Promise(1)));
        await ShouldBeAsync("COMMITMENT_DAY_PASSED", Signing(draft, "B", Promise(-1)));
        await ShouldBeAsync("FIELD_INVALID", Signing(draft, "B", [.. Enumerable.Repeat(Promise(1), 21)]));
        foreach (
            var leave in new Action<PlannedCommitment>[]
            {
                p => p.What = "",
                p => p.Responsible = "",
                p => p.DueDate = "",
            }
        )
        {
            var bare = Promise(1);
            leave(bare);
            await ShouldBeAsync("FIELD_REQUIRED", Signing(draft, "B", bare));
        }

        var long501 = Promise(1);
        long501.What = new string('长', 501);
        await ShouldBeAsync("FIELD_INVALID", Signing(draft, "B", long501));
        await DeliverAsync(await unit.Assignment.SignReplyAsync(Signing(draft, "B", Promise(1))), unit);

        var name = (await ListedAsync(unit, draft.Proposal)).ShouldHaveSingleItem().Name;
        await unit.Assignment.ProveCommitmentAsync(Proof(name, "已建成"));
        foreach (var other in new[] { await cast.Office, await cast.MemberAsync(2) })
            (await Refused.ReasonAsync(other.Assignment.ConfirmCommitmentAsync(Confirmation(name)))).ShouldBe(
                "ROLE_REQUIRED"
            );
        var lead = await cast.MemberAsync(1);
        (await GetAsync(lead, name)).Moves.ShouldBe([CommitmentMove.Confirm, CommitmentMove.RefuseProof]);
        (await lead.Assignment.ConfirmCommitmentAsync(Confirmation(name))).State.ShouldBe(CommitmentState.Fulfilled);
        (await EntriesAsync(lead, name))[^1].ByProposer.ShouldBeTrue();
    }

    private string InDays(int days) =>
        DateOnly.ParseExact(suite.Today, "yyyy-MM-dd", null).AddDays(days).ToString("yyyy-MM-dd", null);

    private PlannedCommitment Promise(int days) =>
        new()
        {
            What = "建成停车场",
            Responsible = "城建科",
            DueDate = InDays(days),
        };

    /// <summary>A draft of unit 1, which alone handles the case.</summary>
    private async Task<Reply> DraftedAsync(string subject)
    {
        var task = (await suite.HandedOverAsync(await suite.FiledAsync(subject), HandlingMode.Sole, 1))[0];
        var unit = await suite.Cast.UnitAsync(1);
        await unit.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = task.Name }
        );
        await unit.Assignment.LogContactAsync(
            new LogContactRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Date = suite.Today,
                Form = ContactForm.FaceToFace,
                Summary = "面商",
            }
        );
        return await DraftAsync(unit, task.Name);
    }

    private static async Task<Reply> DraftAsync(Person unit, string task) =>
        await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = task,
                Text = "答复正文",
            }
        );

    private async Task<Reply> DeliverAsync(Reply signed, Person? unit = null) =>
        await (unit ?? await suite.Cast.UnitAsync(1)).Assignment.DeliverReplyAsync(
            new DeliverReplyRequest { RequestId = Call.NewId(), Name = signed.Name }
        );

    private static SignReplyRequest Signing(Reply draft, string outcome, params PlannedCommitment[] planned) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = draft.Name,
            DocumentNumber = "示例函〔2026〕101号",
            OutcomeClass = outcome,
            Signatory = "示例签发人",
            Disclosure = Disclosure.Full,
            Commitments = { planned },
        };

    private static ReportCommitmentProgressRequest Progress(string name, string text, string day) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = name,
            Text = text,
            Day = day,
        };

    private static ExplainCommitmentRequest Explanation(string name, string reason, string day) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = name,
            Reason = reason,
            ProposedDueDate = day,
        };

    private static AgreeToCommitmentDayRequest Agreement(string name) =>
        new() { RequestId = Call.NewId(), Name = name };

    private static RefuseCommitmentDayRequest DayRefusal(string name, string reason) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = name,
            Reason = reason,
        };

    private static ProveCommitmentRequest Proof(string name, string evidence) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = name,
            Evidence = evidence,
        };

    private static ConfirmCommitmentRequest Confirmation(string name) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = name,
            Remark = "现场查看属实",
        };

    private static RefuseCommitmentProofRequest ProofRefusal(string name, string reason) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = name,
            Reason = reason,
        };

    private static async Task<string> ReasonAsync(Person person, ReportCommitmentProgressRequest request) =>
        await Refused.ReasonAsync(person.Assignment.ReportCommitmentProgressAsync(request));

    private static async Task<string> ReasonAsync(Person person, ExplainCommitmentRequest request) =>
        await Refused.ReasonAsync(person.Assignment.ExplainCommitmentAsync(request));

    private static async Task<Commitment> GetAsync(Person reader, string name) =>
        await reader.Assignment.GetCommitmentAsync(new GetCommitmentRequest { Name = name });

    private static async Task<IReadOnlyList<Commitment>> ListedAsync(
        Person reader,
        string proposal,
        CommitmentState state = default
    ) =>
        (
            await reader.Assignment.ListCommitmentsAsync(
                new ListCommitmentsRequest { Proposal = proposal, State = state }
            )
        ).Commitments;

    private static async Task<IReadOnlyList<CommitmentEntry>> EntriesAsync(Person reader, string name) =>
        (
            await reader.Assignment.ListCommitmentEntriesAsync(new ListCommitmentEntriesRequest { Commitment = name })
        ).Entries;

    private Task LapseAsync() =>
        new AssignmentModule().SweepAsync(suite.Suite.Service("assignment"), CancellationToken.None);

    private async Task<DutyView> DutyAsync(string commitment, Func<DutyView, bool> isSo)
    {
        var supervisor = await suite.Cast.Supervisor;
        var proposal = (await GetAsync(supervisor, commitment)).Proposal;
        return await Call.UntilAsync(
            "承诺事项的时限",
            async () =>
                (
                    await supervisor.Supervision.GetCaseAsync(
                        new GetCaseRequest { Name = WholeSuite.CaseName(proposal) }
                    )
                ).Duties.FirstOrDefault(d => d.Commitment == commitment && isSo(d))
        );
    }

    private async Task CountsAsync(string definition, string proposal, FigurePart part = FigurePart.Numerator)
    {
        var supervisor = await suite.Cast.Supervisor;
        await Call.UntilAsync(
            definition,
            async () =>
                (
                    await supervisor.Supervision.ListFigureProposalsAsync(
                        new ListFigureProposalsRequest
                        {
                            Session = (await suite.Cast.SessionAsync()).Name,
                            Definition = definition,
                            Part = part,
                            PageSize = 200,
                        }
                    )
                ).Proposals.FirstOrDefault(p => p == proposal)
        );
    }

    private static async Task<string> ToldAsync(Person person, string proposal, string beginning) =>
        await Call.UntilAsync(
            beginning,
            async () =>
                (await person.Supervision.ListNoticesAsync(new ListNoticesRequest { PageSize = 200 }))
                    .Notices.FirstOrDefault(n =>
                        n.Proposal == proposal && n.Entry.Text.StartsWith(beginning, StringComparison.Ordinal)
                    )
                    ?.Entry.Text
        );
}

[Collection("laptop")]
public sealed class CommitmentsOnALaptop(Laptop suite) : CommitmentTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class CommitmentsInACounty(County suite) : CommitmentTests(suite), IClassFixture<County>;
