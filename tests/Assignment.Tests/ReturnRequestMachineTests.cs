namespace Proposals.Assignments.Tests;

public sealed class ReturnRequestMachineTests
{
    [Fact]
    public void Is_the_one_of_the_handbook() =>
        MachineFacts.HasTheTable(
            ReturnRequestMachine.Moves,
            "Unspecified Request Pending",
            "Pending Approve Approved",
            "Pending Refuse Refused",
            "Pending Recall Recalled",
            "Pending Void Void"
        );

    [Fact]
    public void Refuses_every_other_move() => MachineFacts.RefusesAllElse(ReturnRequestMachine.Moves);
}
