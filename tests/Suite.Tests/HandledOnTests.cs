using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>The open cases of an earlier system's ledger are handled on, from where the ledger leaves them.</summary>
public abstract class HandledOnTests(WholeSuite suite)
{
    private static async Task<IReadOnlyList<Proposal>> ImportAsync(Cast cast, params LedgerRow[] rows)
    {
        var (session, office) = (await cast.SessionAsync(), await cast.Office);
        var lead = (await cast.MemberAsync(1)).Account.Member.Split('/')[3];
        var request = new ImportLedgerRequest { RequestId = Call.NewId(), Session = session.Name };
        for (var i = 0; i < rows.Length; i++)
        {
            (rows[i].Row, rows[i].CaseNumber, rows[i].Subject) = (i + 1, i + 1, $"示例台账提案{i + 1}");
            (rows[i].Lead, rows[i].ProposerKind) = (lead, ProposerKind.Member);
            (rows[i].SessionKind, rows[i].Decision) = (SessionKind.InSession, LedgerDecision.Filed);
        }

        request.Rows.AddRange(rows);
        await office.Intake.ImportLedgerAsync(request);
        var listed = await office.Intake.ListProposalsAsync(new ListProposalsRequest { Session = session.Name });
        return [.. listed.Proposals.OrderBy(p => p.CaseNumber)];
    }

    private static async Task<string> UnitIdAsync(Cast cast, int number) =>
        (await cast.UnitAsync(number)).Account.Unit.Split('/')[3];

    [Fact]
    public async Task One_that_was_not_handed_over_waits_for_it_and_an_answered_one_does_not()
    {
        var cast = await suite.Suite.CommitteeAsync();
        var cases = await ImportAsync(
            cast,
            new LedgerRow(),
            new LedgerRow
            {
                HandedOverOn = "2025-02-03",
                RepliedOn = "2025-03-03",
                Closing = LedgerClosing.InHand,
            }
        );
        var office = await cast.HandOver;

        var waiting = await Call.UntilAsync(
            "待交办",
            async () =>
                await office.Assignment.ListAwaitingHandOverAsync(new ListAwaitingHandOverRequest())
                    is { Proposals.Count: > 0 } some
                    ? some
                    : null
        );

        waiting.Proposals.ShouldHaveSingleItem().Proposal.ShouldBe(cases[0].Name);
        var given = await office.Assignment.HandOverAsync(
            new HandOverRequest
            {
                RequestId = Call.NewId(),
                Proposal = cases[0].Name,
                Mode = HandlingMode.Sole,
                LeadUnit = (await cast.UnitAsync(1)).Account.Unit,
            }
        );
        given.Assignments.ShouldHaveSingleItem().State.ShouldBe(AssignmentState.HandedOver);
    }

    [Fact]
    public async Task One_in_hand_keeps_its_units_and_days_and_is_answered_and_rated_here()
    {
        var cast = await suite.Suite.CommitteeAsync();
        await ImportAsync(
            cast,
            new LedgerRow
            {
                HandedOverOn = "2026-01-05",
                AcknowledgedOn = "2026-01-06",
                Unit = await UnitIdAsync(cast, 1),
                CoUnits = { await UnitIdAsync(cast, 2) },
            }
        );
        var (unit, lead) = (await cast.UnitAsync(1), await cast.MemberAsync(1));

        var tasks = await Call.UntilAsync(
            "承办任务",
            async () =>
                await unit.Assignment.ListAssignmentsAsync(new ListAssignmentsRequest()) is { Assignments.Count: 2 } all
                    ? all.Assignments
                    : null
        );

        var task = tasks.Single(a => a.Role == AssignmentRole.Lead);
        task.State.ShouldBe(AssignmentState.Acknowledged);
        task.HandedOverAt.ToDateTimeOffset().ShouldBe(new(2026, 1, 5, 0, 0, 0, TimeSpan.FromHours(8)));
        task.AcknowledgedAt.ToDateTimeOffset().ShouldBe(new(2026, 1, 6, 0, 0, 0, TimeSpan.FromHours(8)));
        tasks.Single(a => a != task).Role.ShouldBe(AssignmentRole.CoHandle);
        await unit.Assignment.LogContactAsync(
            new LogContactRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Date = "2026-01-12",
                Form = ContactForm.FaceToFace,
                Summary = "面商",
            }
        );
        var reply = await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Text = "答复正文",
            }
        );
        await unit.Assignment.SignReplyAsync(
            new SignReplyRequest
            {
                RequestId = Call.NewId(),
                Name = reply.Name,
                DocumentNumber = "示例函〔2026〕7号",
                OutcomeClass = "A",
                Signatory = "示例签发人",
                Disclosure = Disclosure.Full,
            }
        );
        await unit.Assignment.DeliverReplyAsync(
            new DeliverReplyRequest { RequestId = Call.NewId(), Name = reply.Name }
        );
        await Call.UntilAsync(
            "征询意见表",
            async () =>
                (
                    await lead.Feedback.ListFeedbackFormsAsync(new Feedback.V1.ListFeedbackFormsRequest())
                ).Forms.FirstOrDefault()
        );
        await Call.UntilAsync(
            "办复",
            async () =>
                await (await cast.Supervisor).Supervision.ListCasesAsync(new ListCasesRequest())
                    is { Cases.Count: 1 } one
                && one.Cases[0].Stage == Stage.Replied
                    ? one
                    : null
        );
    }
}

[Collection("laptop")]
public sealed class HandledOnOnALaptop(Laptop suite) : HandledOnTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class HandledOnInACounty(County suite) : HandledOnTests(suite), IClassFixture<County>;
