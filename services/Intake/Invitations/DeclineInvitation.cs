using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>谢绝联名 (handbook T14): declines an invitation.</summary>
internal static class DeclineInvitation
{
    public static async Task<Decision<Invitation>> HandleAsync(DeclineInvitationRequest request, Transaction tx) =>
        (await InvitationRow.LoadForInvitedAsync(tx, request.Name, InvitationMove.Decline)).Decided(
            out var invitation,
            out var refusal
        )
            ? invitation.End(tx, InvitationMove.Decline).ToMessage(tx.Committee)
            : refusal;
}
