using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using static Proposals.Assignments.V1.ReturnRequestMove;
using static Proposals.Assignments.V1.ReturnRequestState;
using static Proposals.BuildingBlocks.Machine<
    Proposals.Assignments.V1.ReturnRequestState,
    Proposals.Assignments.V1.ReturnRequestMove
>;
using Move = Proposals.Assignments.V1.ReturnRequestMove;
using State = Proposals.Assignments.V1.ReturnRequestState;

namespace Proposals.Assignments;

/// <summary>The life cycle of a return request (handbook T46 to T48, T54).</summary>
internal static class ReturnRequestMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<ReturnRequestState, ReturnRequestMove> Moves = new(
        "申退",
        From(State.Unspecified).Goes(Request, Pending),
        From(Pending).Goes(Approve, Approved).Goes(Refuse, Refused).Goes(Recall, Recalled).Goes(Move.Void, State.Void)
    );
}
