using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using static Proposals.Assignments.V1.ExtensionRequestMove;
using static Proposals.Assignments.V1.ExtensionRequestState;
using static Proposals.BuildingBlocks.Machine<
    Proposals.Assignments.V1.ExtensionRequestState,
    Proposals.Assignments.V1.ExtensionRequestMove
>;
using Move = Proposals.Assignments.V1.ExtensionRequestMove;
using State = Proposals.Assignments.V1.ExtensionRequestState;

namespace Proposals.Assignments;

/// <summary>The life cycle of an extension request (handbook T65, T67).</summary>
internal static class ExtensionRequestMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<ExtensionRequestState, ExtensionRequestMove> Moves = new(
        "延期申请",
        From(State.Unspecified).Goes(Request, Pending),
        From(Pending).Goes(Grant, Granted).Goes(Deny, Denied).Goes(Recall, Recalled).Goes(Move.Void, State.Void)
    );
}
