using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments.Tests;

public sealed class SendBackOpinionTests
{
    [Fact]
    public void Is_for_the_unit_that_leads_the_running_round()
    {
        AssignmentRow[] ofCase =
        [
            Given.Assignment("lead", AssignmentRole.Lead),
            Given.Assignment("co", AssignmentRole.CoHandle, AssignmentState.OpinionGiven),
            Given.Assignment("waiting", AssignmentRole.Lead, AssignmentState.HandedOver),
            Given.Assignment("done", AssignmentRole.Lead, AssignmentState.Replied),
            Given.Assignment("gone", AssignmentRole.Lead, AssignmentState.Returned),
            Given.Assignment("again", AssignmentRole.Lead, round: 2),
        ];

        SendBackOpinion.LeadOf(ofCase, 1, "lead").ShouldBe(ofCase[0]);
        foreach (var unit in new[] { "co", "waiting", "done", "gone", "again", "nobody" })
            SendBackOpinion.LeadOf(ofCase, 1, unit).ShouldBeNull(unit);
        Refuses(lead: null).ShouldNotBeNull().Reason.ShouldBe(AssignmentRefusals.NotLeading);
    }

    [Theory]
    [InlineData("2026-04-02", null)]
    [InlineData("2026-06-02", null)]
    [InlineData("2026-04-01", "不能早于今天")]
    [InlineData("2026-06-03", "不能晚于本单位的答复期限 2026-06-02")]
    public void Has_a_last_day_from_today_to_the_due_date_of_the_lead(string until, string? wrong)
    {
        var refusal = Refuses(Lead, until);

        if (wrong is null)
        {
            refusal.ShouldBeNull();
            return;
        }

        refusal.ShouldNotBeNull().Field.ShouldBe("until");
        refusal.Message.ShouldContain(wrong);
    }

    [Fact]
    public void Is_refused_when_the_lead_is_late_itself() =>
        Refuses(Lead, "2026-06-03", today: "2026-06-03").ShouldNotBeNull().Reason.ShouldBe(AssignmentRefusals.Overdue);

    [Fact]
    public void Is_bounded_and_then_a_leader_decides()
    {
        Refuses(Lead, times: SendBackOpinion.MostTimes - 1).ShouldBeNull();
        Refuses(Lead, times: SendBackOpinion.MostTimes)
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.TooManyTalks);
    }

    [Theory]
    [InlineData(AssignmentState.Acknowledged)]
    [InlineData(AssignmentState.Cancelled)]
    [InlineData(AssignmentState.Returned)]
    public void Is_of_a_task_whose_opinion_is_given(AssignmentState state) =>
        SendBackOpinion
            .Refuses(Given.Assignment("co", AssignmentRole.CoHandle, state), Lead, 0, Given.Moment("2026-04-02 09:00"))
            .ShouldNotBeNull()
            .Reason.ShouldBe(CommonRefusals.MoveNotAllowed);

    private static AssignmentRow Lead => Given.Assignment("lead", AssignmentRole.Lead);

    private static Refusal? Refuses(
        AssignmentRow? lead,
        string until = "2026-04-10",
        long times = 0,
        string today = "2026-04-02"
    ) =>
        SendBackOpinion.Refuses(
            Given.Assignment("co", AssignmentRole.CoHandle, AssignmentState.OpinionGiven),
            lead,
            times,
            Given.Moment($"{today} 09:00")
        ) ?? SendBackOpinion.RefusesDay(lead!, Given.Day(until), Given.Day(today));
}
