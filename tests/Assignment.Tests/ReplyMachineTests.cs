namespace Proposals.Assignments.Tests;

public sealed class ReplyMachineTests
{
    [Fact]
    public void Is_the_one_of_the_handbook() =>
        MachineFacts.HasTheTable(
            ReplyMachine.Moves,
            "Unspecified Draft Drafted",
            "Drafted Sign Signed",
            "Drafted Supersede Superseded",
            "Signed Deliver Delivered",
            "Signed Supersede Superseded",
            "Signed SendBack SentBack",
            "Delivered SendBack SentBack"
        );

    [Fact]
    public void Refuses_every_other_move() => MachineFacts.RefusesAllElse(ReplyMachine.Moves);
}
