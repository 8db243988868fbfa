using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Supervision.Tests;

/// <summary>
/// Every state × every move of a supervision task, written a second time by hand, and what its modes ask for.
/// </summary>
public sealed class SupervisionTaskMachineTests
{
    public static TheoryData<SupervisionTaskState, SupervisionTaskMove> Pairs()
    {
        var pairs = new TheoryData<SupervisionTaskState, SupervisionTaskMove>();
        foreach (var state in Enum.GetValues<SupervisionTaskState>())
        foreach (var move in Enum.GetValues<SupervisionTaskMove>())
            pairs.Add(state, move);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Moves_as_the_table_says_and_in_no_other_way(SupervisionTaskState from, SupervisionTaskMove move)
    {
        SupervisionTaskState? to = (from.ToString(), move.ToString()) switch
        {
            ("Unspecified", "Open") => SupervisionTaskState.Planned,
            ("Planned", "Revise") => SupervisionTaskState.Planned,
            ("Planned", "Start") => SupervisionTaskState.UnderWay,
            ("UnderWay", "Revise" or "Record" or "RaiseProblem" or "SettleProblem") => SupervisionTaskState.UnderWay,
            ("UnderWay", "Finish") => SupervisionTaskState.Finished,
            ("Finished", "SettleProblem") => SupervisionTaskState.Finished,
            ("Planned" or "UnderWay", "Cancel") => SupervisionTaskState.Cancelled,
            _ => null,
        };

        (SupervisionTaskMachine.Moves.Refuses(from, move) is null).ShouldBe(to is not null);
        if (to is { } state)
            SupervisionTaskMachine.Moves.After(from, move).ShouldBe(state);
    }

    [Fact]
    public void Every_state_move_mode_and_form_has_words()
    {
        Enum.GetValues<SupervisionTaskState>().Select(Words.Of).ShouldAllBe(t => t.Length > 0);
        Enum.GetValues<SupervisionTaskMove>().Skip(1).Select(Words.Of).ShouldAllBe(t => t.Length > 0);
        Enum.GetValues<SupervisionForm>().Skip(1).Select(Words.Of).ShouldAllBe(t => t.Length > 0);
        var modes = Enum.GetValues<SupervisionMode>().Skip(1).ToList();
        modes.Count.ShouldBe(11);
        modes.Select(Words.Of).ShouldAllBe(t => t.Length > 0);
        modes.Select(m => SupervisionModes.OfCode(SupervisionModes.CodeOf(m))).ShouldBe(modes);
    }

    [Fact]
    public void A_mode_of_rating_needs_ratings_and_three_meetings_need_three()
    {
        SupervisionRecordRow[] plain = [new()];
        SupervisionRecordRow[] rated = [new(), new() { Dissatisfied = 1 }];
        SupervisionRecordRow[] met = [new() { Stage = ContactStage.Before }, new() { Stage = ContactStage.After }];
        foreach (var mode in Enum.GetValues<SupervisionMode>().Skip(1))
        {
            SupervisionModes.MissingOf(mode, []).ShouldBe("还没有督办记录");
            SupervisionModes
                .MissingOf(mode, plain)
                .ShouldBe(
                    mode switch
                    {
                        SupervisionMode.InspectionRating or SupervisionMode.StandingCommitteeReview =>
                            "还没有登记现场评价",
                        SupervisionMode.ThreeMeetings => "还缺办前、办中、办后见面的记录",
                        _ => "",
                    }
                );
        }

        SupervisionModes.MissingOf(SupervisionMode.InspectionRating, rated).ShouldBeEmpty();
        SupervisionModes.MissingOf(SupervisionMode.ThreeMeetings, met).ShouldBe("还缺办中见面的记录");
    }

    [Theory]
    [InlineData(SupervisionTaskState.UnderWay, "", "2026-03-03", true)]
    [InlineData(SupervisionTaskState.Finished, "", "2026-03-03", true)]
    [InlineData(SupervisionTaskState.Cancelled, "", "2026-03-03", false)]
    [InlineData(SupervisionTaskState.UnderWay, "2026-03-04", "2026-03-03", false)]
    [InlineData(SupervisionTaskState.UnderWay, "", "2026-03-04", false)]
    [InlineData(SupervisionTaskState.UnderWay, "", "", false)]
    public void A_problem_is_overdue_after_its_last_day_while_it_is_open(
        SupervisionTaskState ofTask,
        string settledOn,
        string dueDate,
        bool overdue
    ) => SupervisionProblemRow.IsOverdue(ofTask, settledOn, dueDate, "2026-03-04").ShouldBe(overdue);
}
