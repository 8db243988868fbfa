using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using static Proposals.BuildingBlocks.Machine<Proposals.Intake.V1.InvitationState, Proposals.Intake.V1.InvitationMove>;
using static Proposals.Intake.V1.InvitationMove;
using static Proposals.Intake.V1.InvitationState;
using State = Proposals.Intake.V1.InvitationState;

namespace Proposals.Intake;

/// <summary>The life cycle of an invitation (handbook T12 to T17).</summary>
internal static class InvitationMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<InvitationState, InvitationMove> Moves = new(
        "联名邀请",
        From(State.Unspecified).Goes(Invite, Pending),
        From(Pending)
            .Goes(Accept, Signed)
            .Goes(Restore, Signed)
            .Goes(Decline, Declined)
            .Goes(Expire, Expired)
            .Goes(Cancel, Cancelled),
        From(Signed).Stays(NoteRetraction).Goes(AskAgain, Pending).Goes(Retract, Retracted)
    );
}
