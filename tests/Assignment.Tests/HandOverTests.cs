using Proposals.Assignments.V1;

namespace Proposals.Assignments.Tests;

public sealed class HandOverTests
{
    [Fact]
    public void A_filed_proposal_is_handed_over() => HandOver.Refuses(Given.Filed()).ShouldBeNull();

    [Fact]
    public void A_proposal_that_is_not_known_or_only_examined_is_not_filed()
    {
        HandOver.Refuses(null)!.Reason.ShouldBe(AssignmentRefusals.NotFiled);
        HandOver.Refuses(Given.Filed() with { Filed = false })!.Reason.ShouldBe(AssignmentRefusals.NotFiled);
    }

    [Fact]
    public void A_merged_or_withdrawn_proposal_is_refused_and_told_why()
    {
        HandOver
            .Refuses(Given.Filed() with { MergedInto = "other" })!
            .ShouldSatisfyAllConditions(r => r.Reason.Code.ShouldBe("NOT_FILED"), r => r.Message.ShouldContain("并案"));
        HandOver
            .Refuses(Given.Filed() with { Withdrawn = true })!
            .ShouldSatisfyAllConditions(r => r.Reason.Code.ShouldBe("NOT_FILED"), r => r.Message.ShouldContain("撤案"));
        HandOver.Refuses(Given.Filed() with { Filed = false, MergedInto = "other" })!.Message.ShouldContain("并案");
    }

    [Fact]
    public void A_case_is_handed_over_once() =>
        HandOver
            .Refuses(Given.Filed() with { HandedOverAt = Given.Moment("2026-03-02 09:00") })!
            .Reason.ShouldBe(AssignmentRefusals.AlreadyHandedOver);

    [Fact]
    public void Sole_handling_is_one_unit() =>
        Tasks(HandlingMode.Sole, "u1").ShouldBe([new("u1", AssignmentRole.Sole)]);

    [Fact]
    public void A_lead_comes_before_its_co_handling_units() =>
        Tasks(HandlingMode.LeadAndCo, "u3", "u1", "u2")
            .ShouldBe([
                new("u3", AssignmentRole.Lead),
                new("u1", AssignmentRole.CoHandle),
                new("u2", AssignmentRole.CoHandle),
            ]);

    [Fact]
    public void Separate_handling_has_equal_units() =>
        Tasks(HandlingMode.Separate, "", "u1", "u2")
            .ShouldBe([new("u1", AssignmentRole.Separate), new("u2", AssignmentRole.Separate)]);

    [Theory]
    [InlineData(HandlingMode.Sole, "", "")]
    [InlineData(HandlingMode.Sole, "u1", "u2")]
    [InlineData(HandlingMode.Sole, "", "u2")]
    [InlineData(HandlingMode.LeadAndCo, "u1", "")]
    [InlineData(HandlingMode.LeadAndCo, "", "u1,u2")]
    [InlineData(HandlingMode.Separate, "", "u1")]
    [InlineData(HandlingMode.Separate, "u1", "u2,u3")]
    [InlineData(HandlingMode.LeadAndCo, "u1", "u2,u1")]
    [InlineData(HandlingMode.LeadAndCo, "u1", "u2,u2")]
    [InlineData(HandlingMode.Separate, "", "u1,u1")]
    public void Units_that_do_not_fit_the_mode_or_are_named_twice_are_refused(
        HandlingMode mode,
        string lead,
        string others
    )
    {
        var refusal = HandOver.TasksOf(mode, lead, others.Split(',', StringSplitOptions.RemoveEmptyEntries)).Refusal;
        refusal.ShouldNotBeNull().Reason.ShouldBe(AssignmentRefusals.UnitsConflict);
        refusal.Field.ShouldBeOneOf("lead_unit", "other_units");
    }

    [Theory]
    [InlineData(HandlingMode.Sole, "u1", "", 1)]
    [InlineData(HandlingMode.LeadAndCo, "u1", "u2,u3", 1)]
    [InlineData(HandlingMode.Separate, "", "u1,u2,u3", 3)]
    public void A_case_needs_one_reply_of_each_unit_that_answers(
        HandlingMode mode,
        string lead,
        string others,
        int needed
    ) =>
        HandOver
            .RepliesNeeded(Tasks(mode, lead, others.Split(',', StringSplitOptions.RemoveEmptyEntries)))
            .ShouldBe(needed);

    [Fact]
    public void A_hand_over_is_taken_back_until_the_first_unit_has_acknowledged()
    {
        var (open, begun) = (Task(AssignmentState.HandedOver), Task(AssignmentState.Acknowledged));

        RecallHandOver.Refuses([open, open]).ShouldBeNull();
        RecallHandOver.Refuses([open, begun])!.Reason.ShouldBe(AssignmentRefusals.HandlingBegun);
        RecallHandOver.Refuses([])!.Reason.ShouldBe(AssignmentRefusals.HandlingBegun);
        RecallHandOver.Refuses([open with { Round = 2 }])!.Reason.ShouldBe(AssignmentRefusals.HandlingBegun);
        RecallHandOver.Refuses([open with { Replaces = "a0" }])!.Reason.ShouldBe(AssignmentRefusals.HandlingBegun);
    }

    private static AssignmentRow Task(AssignmentState state) =>
        new()
        {
            Id = "a1",
            Proposal = "p1",
            Round = 1,
            State = state,
        };

    private static IReadOnlyList<NewTask> Tasks(HandlingMode mode, string lead, params string[] others) =>
        HandOver.TasksOf(mode, lead, others).Value.ShouldNotBeNull();
}
