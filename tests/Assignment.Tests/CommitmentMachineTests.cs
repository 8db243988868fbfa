namespace Proposals.Assignments.Tests;

public sealed class CommitmentMachineTests
{
    [Fact]
    public void Is_the_one_of_the_handbook() => // T101 to T104
        MachineFacts.HasTheTable(
            CommitmentMachine.Moves,
            "Unspecified Make Open",
            "Open Report Open",
            "Open Lapse Overdue",
            "Open Prove Proven",
            "Open Void Void",
            "Overdue Report Overdue",
            "Overdue Explain Overdue",
            "Overdue RefuseDay Overdue",
            "Overdue AgreeToDay Open",
            "Overdue Prove Proven",
            "Overdue Void Void",
            "Proven Confirm Fulfilled",
            "Proven RefuseProof Open",
            "Proven Void Void"
        );

    [Fact]
    public void Refuses_every_other_move() => MachineFacts.RefusesAllElse(CommitmentMachine.Moves);
}
