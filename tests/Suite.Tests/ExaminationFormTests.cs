using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// What stands on the examination form (审查表, handbook 3.2) over the whole life of a case; on both engines.
/// </summary>
public abstract class ExaminationFormTests(WholeSuite suite)
{
    private async Task<Proposal> SeenAsync(Person person, string proposal) =>
        await person.Intake.GetProposalAsync(new GetProposalRequest { Name = proposal });

    // Handbook T22.
    [Fact]
    public async Task The_three_checks_outlive_the_handling_and_stay_with_the_offices()
    {
        var view = await suite.WalkOf().RunAsync("关于审查记录全程的提案", satisfiedAtOnce: true);
        var proposal = view.Name.Replace("/cases/", "/proposals/", StringComparison.Ordinal);

        view.Stage.ShouldBe(Stage.Closed);
        var examination = (await SeenAsync(await suite.Cast.Office, proposal)).Examinations.ShouldHaveSingleItem();
        (examination.Move, examination.Examiner).ShouldBe((ProposalMove.Examine, "示例审查人"));
        examination.Checks.ShouldBe(Walk.Checks());
        foreach (var other in new[] { await suite.Cast.MemberAsync(1), await suite.Cast.UnitAsync(1) })
            (await SeenAsync(other, proposal)).Examinations.ShouldBeEmpty(other.Login);
    }

    // Handbook T25.
    [Fact]
    public async Task The_conclusion_of_the_duplicate_check_stands_when_the_other_case_is_closed()
    {
        var office = await suite.Cast.Office;
        var earlier = await suite.WalkOf().RunAsync("关于延长夜间公交线路的提案", satisfiedAtOnce: true);
        var name = earlier.Name.Replace("/cases/", "/proposals/", StringComparison.Ordinal);
        var member = await suite.Cast.MemberAsync(3);
        var draft = await member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await suite.Cast.SessionAsync()).Name,
                    Category = "society",
                    Text = Walk.TextOf("关于延长夜间公交线路的提案"),
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
        var found = await office.Intake.FindSimilarProposalsAsync(
            new FindSimilarProposalsRequest { Subject = draft.Text.Subject, LeaveOut = draft.Name }
        );
        found.Proposals[0].Proposal.Name.ShouldBe(name);

        await office.Intake.ExamineProposalAsync(
            new ExamineProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                DuplicateCheck = new DuplicateCheck
                {
                    Conclusion = DuplicateConclusion.Duplicate,
                    Proposals = { name },
                    Reason = "前案已办结，本件另有新情况。",
                },
            }
        );

        var said = (await SeenAsync(office, draft.Name)).Examinations.ShouldHaveSingleItem().DuplicateCheck;
        (said.Proposals.Single(), said.Similarities.Single()).ShouldBe((name, 1));
        (await SeenAsync(member, draft.Name)).Examinations.ShouldBeEmpty();
    }

    // Handbook T27: the decision on publication binds the public pages of both services, whichever event comes first.
    [Fact]
    public async Task What_the_filing_closes_stays_closed_and_the_case_says_who_decided()
    {
        var (office, handOver) = (await suite.Cast.Office, await suite.Cast.HandOver);
        var unit = await suite.Cast.UnitAsync(1);
        var proposal = await suite.WalkOf().ExaminedAsync("关于审定机构全程的提案");
        var filed = await office.Intake.FileProposalAsync(
            new FileProposalRequest
            {
                RequestId = Call.NewId(),
                Name = proposal.Name,
                IntendedUnits = { unit.Account.Unit },
                Publication = PublicationDecision.Closed,
                PublicationReason = "涉及尚未公开的规划。",
                FilingBody = FilingBody.CommitteePlenary,
            }
        );
        var task = (await suite.HandedOverAsync(filed, HandlingMode.Sole, 1))[0];
        await suite.AnsweredAsync(1, task);

        // The reply is open, the proposal is not: the stricter wins (handbook edge case 53).
        (
            await Refused.ReasonAsync(
                office.Intake.GetPublishedProposalAsync(new GetPublishedProposalRequest { Name = filed.Name })
            )
        ).ShouldBe("NOT_FOUND");
        (
            await Refused.ReasonAsync(
                office.Assignment.ListPublishedRepliesAsync(new ListPublishedRepliesRequest { Proposal = filed.Name })
            )
        ).ShouldBe("NOT_FOUND");
        var view = await Call.UntilAsync(
            "立案的一条",
            async () =>
                await Refused.AnswerOrNullAsync(
                    office.Supervision.GetCaseAsync(new GetCaseRequest { Name = WholeSuite.CaseName(filed.Name) })
                )
                    is { } seen
                && seen.Timeline.Any(e => e.Text.Contains("提案委员会全体会议审定", StringComparison.Ordinal))
                    ? seen
                    : null
        );
        view.Timeline.ShouldNotBeEmpty();
        (await SeenAsync(handOver, filed.Name)).IntendedUnits.ShouldBe([unit.Account.Unit]);
        (await SeenAsync(unit, filed.Name)).IntendedUnits.ShouldBeEmpty();
    }
}

[Collection("laptop")]
public sealed class ExaminationFormOnALaptop(Laptop suite) : ExaminationFormTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class ExaminationFormInACounty(County suite) : ExaminationFormTests(suite), IClassFixture<County>;
