using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>撤回邀请 (handbook T16): cancels an unanswered invitation; only the lead proposer may.</summary>
internal static class CancelInvitation
{
    public static async Task<Decision<Invitation>> HandleAsync(CancelInvitationRequest request, Transaction tx)
    {
        if (!(await InvitationRow.LoadAsync(tx, request.Name)).Decided(out var invitation, out var refusal))
            return refusal;
        var proposal = await ProposalRow.ByIdAsync(tx, invitation.Proposal);
        if (proposal is null || proposal.Lead != tx.Caller.Member)
            return CommonRefusals.NotFound;
        return InvitationMachine.Moves.Refuses(invitation.State, InvitationMove.Cancel) is { } no
            ? no
            : invitation.End(tx, InvitationMove.Cancel).ToMessage(tx.Committee);
    }
}
