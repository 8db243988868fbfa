using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using static Proposals.Assignments.V1.AssignmentState;
using static Proposals.BuildingBlocks.Machine<
    Proposals.Assignments.V1.AssignmentState,
    Proposals.Assignments.V1.AssignmentMove
>;
using Move = Proposals.Assignments.V1.AssignmentMove;
using State = Proposals.Assignments.V1.AssignmentState;

namespace Proposals.Assignments;

/// <summary>
/// The life cycle of an assignment (handbook 2.4 to 2.7). A refused return or extension does not change the assignment,
/// whatever its state.
/// </summary>
internal static class AssignmentMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<AssignmentState, AssignmentMove> Moves = new(
        "承办任务",
        From(State.Unspecified).Goes(Move.HandOver, HandedOver),
        From(HandedOver)
            .Goes(Move.Acknowledge, Acknowledged)
            .Stays(Move.RequestReturn)
            .Goes(Move.ApproveReturn, Returned)
            .Stays(Move.RequestExtension, Move.GrantExtension)
            .Goes(Move.Reassign, Returned)
            .Goes(Move.Release, Cancelled)
            .Goes(Move.Cancel, Cancelled),
        From(Acknowledged)
            .Stays(Move.RequestReturn)
            .Goes(Move.ApproveReturn, Returned)
            .Stays(Move.LogContact)
            .Goes(Move.GiveOpinion, OpinionGiven)
            .Stays(Move.DraftReply, Move.SignReply, Move.SendBackReply)
            .Goes(Move.DeliverReply, Replied)
            .Stays(Move.RequestExtension, Move.GrantExtension)
            .Goes(Move.Reassign, Returned)
            .Goes(Move.Release, Cancelled)
            .Goes(Move.Cancel, Cancelled),
        From(OpinionGiven).Goes(Move.SendBackOpinion, Acknowledged),
        From(Replied).Stays(Move.LogContact).Goes(Move.SendBackReply, Acknowledged)
    );
}
