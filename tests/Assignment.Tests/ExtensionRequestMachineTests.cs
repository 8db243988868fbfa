namespace Proposals.Assignments.Tests;

public sealed class ExtensionRequestMachineTests
{
    [Fact]
    public void Is_the_one_of_the_handbook() =>
        MachineFacts.HasTheTable(
            ExtensionRequestMachine.Moves,
            "Unspecified Request Pending",
            "Pending Grant Granted",
            "Pending Deny Denied",
            "Pending Recall Recalled",
            "Pending Void Void"
        );

    [Fact]
    public void Refuses_every_other_move() => MachineFacts.RefusesAllElse(ExtensionRequestMachine.Moves);
}
