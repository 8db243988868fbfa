using Dapper;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Intake;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>Which units read a proposal in full that is not open to the public: those that handle it now.</summary>
public abstract class UnitReadersTests(WholeSuite suite)
{
    private async Task<Proposal> ClosedAsync(string subject)
    {
        var (lead, office) = (await suite.Cast.MemberAsync(1), await suite.Cast.Office);
        var draft = await lead.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await suite.Cast.SessionAsync()).Name,
                    Category = "society",
                    NotPublicReason = "涉及商业秘密",
                    Text = Walk.TextOf(subject),
                },
            }
        );
        await lead.Intake.SubmitProposalAsync(
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
        return await office.Intake.FileProposalAsync(
            new FileProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
        );
    }

    private async Task<Proposal> SeenAsync(int unit, string name, bool abridged)
    {
        var person = await suite.Cast.UnitAsync(unit);
        return await Call.UntilAsync(
            $"unit{unit} {(abridged ? "读要目" : "读全文")}",
            async () =>
                await person.Intake.GetProposalAsync(new GetProposalRequest { Name = name }) is var seen
                && seen.Abridged == abridged
                    ? seen
                    : null
        );
    }

    [Fact]
    public async Task A_unit_reads_it_from_the_hand_over_to_the_return_of_its_task()
    {
        var closed = await ClosedAsync("关于不宜公开的办理的提案");
        await SeenAsync(1, closed.Name, abridged: true);

        var tasks = await suite.HandedOverAsync(closed, HandlingMode.LeadAndCo, 1, 2);

        foreach (var number in new[] { 1, 2 })
            (await SeenAsync(number, closed.Name, abridged: false)).Text.ShouldBe(closed.Text);
        await SeenAsync(3, closed.Name, abridged: true);
        var (unit, handOver, next) = (
            await suite.Cast.UnitAsync(1),
            await suite.Cast.HandOver,
            await suite.Cast.UnitAsync(3)
        );
        var asked = await unit.Assignment.RequestReturnAsync(
            new RequestReturnRequest
            {
                RequestId = Call.NewId(),
                Assignment = tasks[0].Name,
                Reason = "不属于本单位职责",
                SuggestedUnit = next.Account.Unit,
            }
        );
        await handOver.Assignment.ApproveReturnAsync(
            new ApproveReturnRequest { RequestId = Call.NewId(), Name = asked.Name }
        );

        await SeenAsync(1, closed.Name, abridged: true);
        await SeenAsync(2, closed.Name, abridged: false);
        await SeenAsync(3, closed.Name, abridged: false);
    }

    [Fact]
    public async Task A_unit_that_was_replaced_or_relieved_reads_it_no_longer()
    {
        var closed = await ClosedAsync("关于不宜公开的改派的提案");
        var tasks = await suite.HandedOverAsync(closed, HandlingMode.LeadAndCo, 1, 2);
        foreach (var number in new[] { 1, 2 })
            await SeenAsync(number, closed.Name, abridged: false);
        var handOver = await suite.Cast.HandOver;

        await handOver.Assignment.ReassignAsync(
            new ReassignRequest
            {
                RequestId = Call.NewId(),
                Name = tasks.Single(t => t.Role == AssignmentRole.Lead).Name,
                Unit = (await suite.Cast.UnitAsync(3)).Account.Unit,
                Reason = "分管副区长批示",
            }
        );
        await handOver.Assignment.ReleaseCoHandlerAsync(
            new ReleaseCoHandlerRequest
            {
                RequestId = Call.NewId(),
                Name = tasks.Single(t => t.Role == AssignmentRole.CoHandle).Name,
                Reason = "不再需要会办意见",
            }
        );

        await SeenAsync(3, closed.Name, abridged: false);
        foreach (var number in new[] { 1, 2 })
            await SeenAsync(number, closed.Name, abridged: true);

        // An earlier program kept the units. The upgrade reads the journal again.
        await using (var writer = await suite.Suite.Service("intake").Database.OpenWriterAsync(default))
        {
            var id = closed.Name.Split('/')[^1];
            var part = tasks[0].Name.Split('/')[^1];
            await writer.ExecuteAsync(
                """
                INSERT INTO handling_units (committee, assignment, proposal, unit)
                VALUES (@committee, @part, @id, @unit)
                """,
                new
                {
                    committee = suite.Cast.Committee,
                    part,
                    id,
                    unit = (await suite.Cast.UnitAsync(1)).Account.Unit.Split('/')[^1],
                }
            );
            await SeenAsync(1, closed.Name, abridged: false);
            var upgrade = typeof(IntakeModule).Assembly.GetManifestResourceNames().Single(n => n.Contains("1033_"));
            using var text = new StreamReader(typeof(IntakeModule).Assembly.GetManifestResourceStream(upgrade)!);
            await writer.ExecuteAsync(await text.ReadToEndAsync());
        }

        // The next event has the journal read; a process reads it at its start.
        await suite.HandedOverAsync(await ClosedAsync("关于升级后交办的提案"), HandlingMode.Sole, 4);
        await SeenAsync(3, closed.Name, abridged: false);
        foreach (var number in new[] { 1, 2 })
            await SeenAsync(number, closed.Name, abridged: true);
    }
}

[Collection("laptop")]
public sealed class UnitReadersOnALaptop(Laptop suite) : UnitReadersTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class UnitReadersInACounty(County suite) : UnitReadersTests(suite), IClassFixture<County>;
