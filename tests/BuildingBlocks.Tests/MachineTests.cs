using Proposals.Assignments.V1;
using Shouldly;
using Xunit;
using static Proposals.BuildingBlocks.Machine<
    Proposals.Assignments.V1.AssignmentState,
    Proposals.Assignments.V1.AssignmentMove
>;

namespace Proposals.BuildingBlocks.Tests;

public sealed class MachineTests
{
    private static readonly Machine<AssignmentState, AssignmentMove> Machine = new(
        "任务",
        From(AssignmentState.Unspecified).Goes(AssignmentMove.HandOver, AssignmentState.HandedOver),
        From(AssignmentState.HandedOver)
            .Goes(AssignmentMove.RequestReturn, AssignmentState.Returned)
            .Goes(AssignmentMove.Cancel, AssignmentState.Cancelled)
    );

    [Fact]
    public void Every_pair_is_legal_exactly_when_the_table_has_it()
    {
        foreach (var from in Enum.GetValues<AssignmentState>())
        {
            foreach (var move in Enum.GetValues<AssignmentMove>())
                (Machine.Refuses(from, move) is null).ShouldBe(
                    Machine.Table.Any(t => t.From == from && t.Move == move)
                );
        }
    }

    [Fact]
    public void A_refusal_names_the_state_the_move_and_what_is_allowed()
    {
        var refusal = Machine.Refuses(AssignmentState.HandedOver, AssignmentMove.HandOver)!;
        refusal.Reason.ShouldBe(CommonRefusals.MoveNotAllowed);
        (refusal.Metadata!["state"], refusal.Metadata["move"], refusal.Metadata["allowed"]).ShouldBe(
            ("HANDED_OVER", "HAND_OVER", "CANCEL,REQUEST_RETURN")
        );
        refusal.Message.ShouldBe("当前状态为“待签收”，不能“交办”；可以：申退、撤销。");
        Machine.Refuses(AssignmentState.Returned, AssignmentMove.Cancel)!.Message.ShouldContain("没有可做的操作");
    }

    [Fact]
    public void A_legal_move_leads_where_the_table_says() =>
        Machine.After(AssignmentState.HandedOver, AssignmentMove.RequestReturn).ShouldBe(AssignmentState.Returned);

    [Fact]
    public void A_move_that_the_table_does_not_have_leads_nowhere()
    {
        Should.Throw<InvalidOperationException>(() => Machine.After(AssignmentState.Returned, AssignmentMove.Cancel));
        Should.Throw<InvalidOperationException>(() =>
            Machine.After(AssignmentState.HandedOver, AssignmentMove.Cancel, AssignmentState.Returned)
        );
    }
}
