using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// A leader's written instruction on a case, and what was done about it (handbook 7.2); on both engines.
/// </summary>
public abstract class LeaderInstructionTests(WholeSuite suite)
{
    [Fact]
    public async Task Is_recorded_and_answered_once_and_read_by_who_handles_the_case()
    {
        var proposal = await suite.FiledAsync("关于领导批示的提案");
        var given = (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0];
        var (office, supervisor, leader) = (
            await suite.Cast.Office,
            await suite.Cast.Supervisor,
            await suite.Cast.OfAsync("leader")
        );
        var (member, unit, other) = (
            await suite.Cast.MemberAsync(1),
            await suite.Cast.UnitAsync(1),
            await suite.Cast.UnitAsync(3)
        );
        await Call.UntilAsync(
            "承办单位读案件",
            async () =>
                await Refused.AnswerOrNullAsync(
                    unit.Supervision.GetCaseAsync(
                        new Supervision.V1.GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) }
                    )
                )
        );
        var request = RequestOf(proposal);

        var recorded = await leader.Supervision.RecordLeaderInstructionAsync(request);

        (await leader.Supervision.RecordLeaderInstructionAsync(request)).ShouldBe(recorded);
        (recorded.Proposal, recorded.Leader, recorded.Day, recorded.Text, recorded.Answer).ShouldBe(
            (proposal.Name, "示例区长", suite.Today, "请抓紧办理。", "")
        );
        var answer = AnswerOf(recorded);
        (await Refused.ReasonAsync(leader.Supervision.AnswerLeaderInstructionAsync(answer))).ShouldBe("ROLE_REQUIRED");
        (await Refused.ReasonAsync(unit.Supervision.AnswerLeaderInstructionAsync(answer))).ShouldBe("ROLE_REQUIRED");
        var empty = AnswerOf(recorded);
        empty.Answer = "";
        (await Refused.ReasonAsync(office.Supervision.AnswerLeaderInstructionAsync(empty))).ShouldBe("FIELD_REQUIRED");
        var answered = await office.Supervision.AnswerLeaderInstructionAsync(answer);
        (answered.Answer, answered.Text).ShouldBe(("已约谈承办单位。", recorded.Text));
        answered.AnsweredAt.ShouldNotBeNull();
        (await Refused.ReasonAsync(supervisor.Supervision.AnswerLeaderInstructionAsync(AnswerOf(recorded)))).ShouldBe(
            "INSTRUCTION_ANSWERED"
        );
        foreach (var reader in new[] { office, supervisor, leader, unit })
            (await ListedAsync(reader, proposal)).Instructions.ShouldBe([answered]);
        (await Refused.ReasonAsync(ListCallOf(member, proposal))).ShouldBe("ROLE_REQUIRED");
        (await Refused.ReasonAsync(ListCallOf(other, proposal))).ShouldBe("NOT_FOUND");
        var day = DateOnly.ParseExact(suite.Today, "yyyy-MM-dd", null).ToString("yyyy年M月d日", null);
        (
            await member.Supervision.GetCaseAsync(
                new Supervision.V1.GetCaseRequest { Name = WholeSuite.CaseName(proposal.Name) }
            )
        )
            .Timeline.Where(t => t.Position.Source == "supervision")
            .Select(t => t.Text)
            .ShouldBe([$"领导批示，{day}", "回复领导批示"]);

        await (await suite.Cast.HandOver).Assignment.ReassignAsync(
            new ReassignRequest
            {
                RequestId = Call.NewId(),
                Name = given.Name,
                Unit = other.Account.Unit,
                Reason = "分管副区长批示",
            }
        );
        await Call.UntilAsync(
            "原单位不再看到批示",
            async () => await ListedAsync(unit, proposal) is { Instructions.Count: 0 } seen ? seen : null
        );
    }

    [Fact]
    public async Task Is_whole_of_a_filed_case_and_not_of_tomorrow()
    {
        var proposal = await suite.FiledAsync("关于批示条件的提案");
        var (office, member) = (await suite.Cast.Office, await suite.Cast.MemberAsync(5));
        async Task<string> ReasonAsync(Action<RecordLeaderInstructionRequest> change, Person? by = null)
        {
            var request = RequestOf(proposal);
            change(request);
            return await Refused.ReasonAsync((by ?? office).Supervision.RecordLeaderInstructionAsync(request));
        }

        foreach (var nobody in new[] { member, await suite.Cast.HandOver, await suite.Cast.UnitAsync(1) })
            (await ReasonAsync(_ => { }, nobody)).ShouldBe("ROLE_REQUIRED");
        (await ReasonAsync(r => r.Leader = "")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(r => r.Text = " ")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(r => r.Text = new string('批', 2001))).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(r => r.Day = "")).ShouldBe("FIELD_REQUIRED");
        (
            await ReasonAsync(r =>
                r.Proposal = $"committees/{suite.Cast.Committee}/proposals/00000000-0000-7000-8000-000000000000"
            )
        ).ShouldBe("NOT_FOUND");
        await Call.UntilAsync(
            "立案可见",
            async () =>
                await Refused.AnswerOrNullAsync(office.Supervision.RecordLeaderInstructionAsync(RequestOf(proposal)))
        );
        (await ReasonAsync(r => r.Day = "2026-12-31")).ShouldBe("FIELD_INVALID");
        var withdrawn = await suite.FiledAsync("关于撤案后批示的提案");
        await office.Intake.WithdrawProposalAsync(
            new WithdrawProposalRequest
            {
                RequestId = Call.NewId(),
                Name = withdrawn.Name,
                Reason = "情况已变化",
                Consent = "来电同意撤案。",
            }
        );
        await Call.UntilAsync(
            "撤案可见",
            async () =>
                await office.Supervision.GetCaseAsync(
                    new Supervision.V1.GetCaseRequest { Name = WholeSuite.CaseName(withdrawn.Name) }
                )
                    is { Stage: Stage.Withdrawn } seen
                    ? seen
                    : null
        );
        (await ReasonAsync(r => r.Proposal = withdrawn.Name)).ShouldBe("NOT_FILED");
    }

    private RecordLeaderInstructionRequest RequestOf(Proposal proposal) =>
        new()
        {
            RequestId = Call.NewId(),
            Proposal = proposal.Name,
            Leader = "示例区长",
            Day = suite.Today,
            Text = "请抓紧办理。",
        };

    private static AnswerLeaderInstructionRequest AnswerOf(LeaderInstruction instruction) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = instruction.Name,
            Answer = "已约谈承办单位。",
        };

    private static Grpc.Core.AsyncUnaryCall<ListLeaderInstructionsResponse> ListCallOf(
        Person reader,
        Proposal proposal
    ) =>
        reader.Supervision.ListLeaderInstructionsAsync(
            new ListLeaderInstructionsRequest { Proposal = proposal.Name, PageSize = 200 }
        );

    private static async Task<ListLeaderInstructionsResponse> ListedAsync(Person reader, Proposal proposal) =>
        await ListCallOf(reader, proposal);
}

[Collection("laptop")]
public sealed class LeaderInstructionsOnALaptop(Laptop suite) : LeaderInstructionTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class LeaderInstructionsInACounty(County suite) : LeaderInstructionTests(suite), IClassFixture<County>;
