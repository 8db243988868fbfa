using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using static Proposals.Assignments.V1.CommitmentMove;
using static Proposals.Assignments.V1.CommitmentState;
using static Proposals.BuildingBlocks.Machine<
    Proposals.Assignments.V1.CommitmentState,
    Proposals.Assignments.V1.CommitmentMove
>;
using Move = Proposals.Assignments.V1.CommitmentMove;
using State = Proposals.Assignments.V1.CommitmentState;

namespace Proposals.Assignments;

/// <summary>
/// The life cycle of a commitment (handbook T101 to T104). A refused proof leads back to the day that stands: where
/// that has passed, it lapses again.
/// </summary>
internal static class CommitmentMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<CommitmentState, CommitmentMove> Moves = new(
        "承诺事项",
        From(State.Unspecified).Goes(Make, Open),
        From(Open).Stays(Report).Goes(Lapse, Overdue).Goes(Prove, Proven).Goes(Move.Void, State.Void),
        From(Overdue)
            .Stays(Report, Explain, RefuseDay)
            .Goes(AgreeToDay, Open)
            .Goes(Prove, Proven)
            .Goes(Move.Void, State.Void),
        From(Proven).Goes(Confirm, Fulfilled).Goes(RefuseProof, Open).Goes(Move.Void, State.Void)
    );
}
