using System.Globalization;
using Dapper;
using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using GetCaseRequest = Proposals.Supervision.V1.GetCaseRequest;

namespace Proposals.Suite.Tests;

/// <summary>What is sent back after it was given: a co-handling opinion (handbook T63); on both engines.</summary>
public abstract class SentBackTests(WholeSuite suite)
{
    [Fact]
    public async Task An_opinion_is_sent_back_to_be_agreed_on_and_given_again()
    {
        var (lead, co) = await GivenAsync("关于退回协商的提案");
        var (leading, other) = (await suite.Cast.UnitAsync(1), await suite.Cast.UnitAsync(2));
        var first = await OpinionAsync(co, "建议不予采纳。");
        var until = AfterDue(co, 10);
        (await ReasonAsync(1, first, until)).ShouldBe("NOT_LEADING"); // it has not acknowledged yet
        await AcknowledgeAsync(1, lead);

        (await ReasonAsync(2, first, until)).ShouldBe("NOT_LEADING");
        (
            await Refused.ByAsync((await suite.Cast.UnitAsync(3)).Assignment.SendBackOpinionAsync(Of(first, until)))
        ).StatusCode.ShouldBe(StatusCode.NotFound);
        (
            await Refused.ReasonAsync((await suite.Cast.HandOver).Assignment.SendBackOpinionAsync(Of(first, until)))
        ).ShouldBe("ROLE_REQUIRED");
        (await ReasonAsync(1, first, until, "")).ShouldBe("FIELD_REQUIRED");
        (await ReasonAsync(1, first, AfterDue(lead, 1))).ShouldBe("FIELD_INVALID");
        (await ReasonAsync(1, first, "2026-02-30")).ShouldBe("FIELD_INVALID");
        var back = await leading.Assignment.SendBackOpinionAsync(Of(first, until));

        (back.State, back.Disagreement, back.Text).ShouldBe(
            (OpinionState.SentBack, "请说明不采纳的依据。", "建议不予采纳。")
        );
        back.SentBackAt.ToDateTimeOffset().ShouldBe(suite.Suite.Clock.GetUtcNow(), TimeSpan.FromMinutes(1));
        // The co-handling unit owes an opinion again, by the later day, and is told why.
        var task = await other.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = co.Name });
        (task.State, task.Due.Date, task.OriginalDue.Date, task.CompletedAt).ShouldBe(
            (AssignmentState.Acknowledged, until, co.Due.Date, null)
        );
        var ledger = await other.Assignment.GetDeadlineLedgerAsync(
            new GetDeadlineLedgerRequest { Assignment = co.Name, Duty = Duty.Answer }
        );
        (ledger.Due.Date, ledger.Days[^1].Kind).ShouldBe((until, LedgerDayKind.SentBack));
        var told = await ToldAsync(other, co, "会办意见退回协商");
        told.ShouldBe(
            $"会办意见退回协商（示例区卫生健康局），由示例区教育局退回，期限由{Words(co.Due.Date)}改为{Words(until)}"
        );
        (await DutyAsync(co, d => d.DoneAt is null)).DueDate.ShouldBe(until);
        (await ReasonAsync(1, first, until)).ShouldBe("MOVE_NOT_ALLOWED");

        var second = await OpinionAsync(co, "同意采纳，分步实施。");
        (await DutyAsync(co, d => d.DoneAt is not null)).DueDate.ShouldBe(until);
        var listed = await leading.Assignment.ListOpinionsAsync(new ListOpinionsRequest { Proposal = co.Proposal });
        listed.Opinions.ShouldBe([back, second], ignoreOrder: true);
        // Three times; then a leader decides, and the last opinion stands.
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await leading.Assignment.SendBackOpinionAsync(Of(second, until));
            second = await OpinionAsync(co, "仍为此意见。");
        }

        (await ReasonAsync(1, second, until)).ShouldBe("TOO_MANY_TALKS");
    }

    [Fact]
    public async Task An_opinion_of_an_older_program_reads_as_given_and_is_sent_back()
    {
        var (lead, co) = await GivenAsync("关于早先会办意见的提案");
        var newer = await OpinionAsync(co, "建议不予采纳。");
        await AcknowledgeAsync(1, lead);
        var id = Call.NewId();
        await using (var writer = await suite.Suite.Service("assignment").Database.OpenWriterAsync(default))
            await writer.ExecuteAsync(
                """
                INSERT INTO opinions (committee, id, assignment, text, given_at)
                SELECT committee, @id, assignment, text, given_at FROM opinions WHERE id = @newer
                """,
                new { id, newer = newer.Name.Split('/')[^1] }
            );

        var leading = await suite.Cast.UnitAsync(1);
        var old = (
            await leading.Assignment.ListOpinionsAsync(new ListOpinionsRequest { Proposal = co.Proposal })
        ).Opinions.Single(o => o.Name.EndsWith(id, StringComparison.Ordinal));
        (old.State, old.Disagreement, old.SentBackAt).ShouldBe((OpinionState.Given, "", null));
        (await leading.Assignment.SendBackOpinionAsync(Of(old, lead.Due.Date))).State.ShouldBe(OpinionState.SentBack);
    }

    /// <summary>A case at its lead and its co-handling unit; the second has acknowledged.</summary>
    private async Task<(Assignment Lead, Assignment Co)> GivenAsync(string subject)
    {
        var tasks = await suite.HandedOverAsync(await suite.FiledAsync(subject), HandlingMode.LeadAndCo, 1, 2);
        await AcknowledgeAsync(2, tasks[1]);
        return (tasks[0], tasks[1]);
    }

    private async Task AcknowledgeAsync(int unit, Assignment task) =>
        await (await suite.Cast.UnitAsync(unit)).Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = task.Name }
        );

    private async Task<Opinion> OpinionAsync(Assignment co, string text) =>
        await (await suite.Cast.UnitAsync(2)).Assignment.SubmitOpinionAsync(
            new SubmitOpinionRequest
            {
                RequestId = Call.NewId(),
                Assignment = co.Name,
                Text = text,
            }
        );

    private static SendBackOpinionRequest Of(Opinion opinion, string until, string words = "请说明不采纳的依据。") =>
        new()
        {
            RequestId = Call.NewId(),
            Name = opinion.Name,
            Disagreement = words,
            Until = until,
        };

    private async Task<string> ReasonAsync(
        int unit,
        Opinion opinion,
        string until,
        string words = "请说明不采纳的依据。"
    ) =>
        await Refused.ReasonAsync(
            (await suite.Cast.UnitAsync(unit)).Assignment.SendBackOpinionAsync(Of(opinion, until, words))
        );

    /// <summary>The duty of a task to answer, as soon as Supervision has it so.</summary>
    private async Task<DutyView> DutyAsync(Assignment task, Func<DutyView, bool> so)
    {
        var supervisor = await suite.Cast.Supervisor;
        return await Call.UntilAsync(
            "办理事项",
            async () =>
                (
                    await supervisor.Supervision.GetCaseAsync(
                        new GetCaseRequest { Name = WholeSuite.CaseName(task.Proposal) }
                    )
                ).Duties.FirstOrDefault(d =>
                    d.Unit == task.Unit && d.Kind is DutyKind.Reply or DutyKind.Opinion && so(d)
                )
        );
    }

    /// <summary>The sentence that begins so in the notices of a person, which the timeline has too.</summary>
    private async Task<string> ToldAsync(Person person, Assignment task, string beginning)
    {
        var told = await Call.UntilAsync(
            beginning,
            async () =>
                (await person.Supervision.ListNoticesAsync(new ListNoticesRequest { PageSize = 200 }))
                    .Notices.FirstOrDefault(n =>
                        n.Proposal == task.Proposal && n.Entry.Text.StartsWith(beginning, StringComparison.Ordinal)
                    )
                    ?.Entry.Text
        );
        var view = await (await suite.Cast.Supervisor).Supervision.GetCaseAsync(
            new GetCaseRequest { Name = WholeSuite.CaseName(task.Proposal) }
        );
        view.Timeline.ShouldContain(t => t.Text == told);
        return told;
    }

    private static string AfterDue(Assignment task, int days) =>
        DateOnly
            .ParseExact(task.Due.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture)
            .AddDays(days)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Words(string day) =>
        DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("yyyy年M月d日", null);
}

[Collection("laptop")]
public sealed class SentBackOnALaptop(Laptop suite) : SentBackTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class SentBackInACounty(County suite) : SentBackTests(suite), IClassFixture<County>;
