using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;
using static Proposals.BuildingBlocks.Machine<
    Proposals.Supervision.V1.SupervisionTaskState,
    Proposals.Supervision.V1.SupervisionTaskMove
>;
using static Proposals.Supervision.V1.SupervisionTaskMove;
using static Proposals.Supervision.V1.SupervisionTaskState;
using State = Proposals.Supervision.V1.SupervisionTaskState;

namespace Proposals.Supervision;

/// <summary>
/// The life cycle of a supervision task (handbook 7.2). What a unit promised may come after the summary, so a problem
/// is still settled then.
/// </summary>
internal static class SupervisionTaskMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<SupervisionTaskState, SupervisionTaskMove> Moves = new(
        "督办任务",
        From(State.Unspecified).Goes(Open, Planned),
        From(Planned).Stays(Revise).Goes(Start, UnderWay).Goes(Cancel, Cancelled),
        From(UnderWay)
            .Stays(Revise, Record, RaiseProblem, SettleProblem)
            .Goes(Finish, Finished)
            .Goes(Cancel, Cancelled),
        From(Finished).Stays(SettleProblem)
    );
}
