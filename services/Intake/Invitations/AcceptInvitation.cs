using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>签名 (handbook T13): signs an invitation; counts only in time and while the proposal is a draft.</summary>
internal static class AcceptInvitation
{
    public static async Task<Decision<Invitation>> HandleAsync(AcceptInvitationRequest request, Transaction tx)
    {
        if (
            !(await InvitationRow.LoadForInvitedAsync(tx, request.Name, InvitationMove.Accept)).Decided(
                out var invitation,
                out var refusal
            )
        )
            return refusal;
        if (tx.Now > invitation.ExpiresAt)
            return IntakeRefusals.InvitationExpired;
        return invitation.End(tx, InvitationMove.Accept).ToMessage(tx.Committee);
    }
}
