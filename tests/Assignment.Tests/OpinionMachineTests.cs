namespace Proposals.Assignments.Tests;

public sealed class OpinionMachineTests
{
    [Fact]
    public void Is_the_one_of_the_handbook() =>
        MachineFacts.HasTheTable(OpinionMachine.Moves, "Unspecified Give Given", "Given SendBack SentBack");

    [Fact]
    public void Refuses_every_other_move() => MachineFacts.RefusesAllElse(OpinionMachine.Moves);

    [Fact]
    public void A_row_says_its_state_by_its_facts()
    {
        new OpinionRow().State.ShouldBe(Assignments.V1.OpinionState.Unspecified);
        var given = new OpinionRow { Id = "o" };
        given.State.ShouldBe(Assignments.V1.OpinionState.Given);
        (given with { SentBackAt = Given.Moment("2026-04-02 09:00") }).State.ShouldBe(
            Assignments.V1.OpinionState.SentBack
        );
    }
}
