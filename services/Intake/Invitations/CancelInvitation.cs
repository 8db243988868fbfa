using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>撤回邀请 (T16): by the lead proposer, while unanswered.</summary>
internal static class CancelInvitation
{
    public static async Task<Decision<Invitation>> HandleAsync(CancelInvitationRequest request, Transaction tx)
    {
        if (!(await InvitationRow.LoadAsync(tx, request.Name)).Decided(out var invitation, out var refusal))
            return refusal;
        if (
            !(await ProposalRow.LoadAsync(tx, ResourceName.Of(tx.Committee, "proposals", invitation.Proposal))).Decided(
                out var proposal,
                out refusal
            )
        )
            return refusal;
        if (proposal.Lead != tx.Caller.Member)
            return CommonRefusals.NotFound;
        return InvitationRow.Machine.Refuses(invitation.State, InvitationMove.Cancel) is { } no
            ? no
            : invitation.End(tx, InvitationMove.Cancel).ToMessage(tx.Committee);
    }
}
