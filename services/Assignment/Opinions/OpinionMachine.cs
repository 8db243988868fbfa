using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using static Proposals.Assignments.V1.OpinionMove;
using static Proposals.Assignments.V1.OpinionState;
using static Proposals.BuildingBlocks.Machine<
    Proposals.Assignments.V1.OpinionState,
    Proposals.Assignments.V1.OpinionMove
>;
using State = Proposals.Assignments.V1.OpinionState;

namespace Proposals.Assignments;

/// <summary>The life cycle of a co-handling opinion (handbook T62, T63, 3.4).</summary>
internal static class OpinionMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<OpinionState, OpinionMove> Moves = new(
        "会办意见",
        From(State.Unspecified).Goes(Give, Given),
        From(Given).Goes(SendBack, SentBack)
    );
}
