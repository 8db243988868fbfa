using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 签名 (handbook T13): signs the text in force. It counts only in time and before submission, and is bound to that
/// text.
/// </summary>
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
        if (
            await ProposalRow.FindAsync(tx, invitation.Proposal) is not { } proposal
            || await ProposalTextRow.FindAsync(tx, proposal.Id, proposal.TextVersion) is not { } text
        )
            throw new InvalidOperationException($"invitation {invitation.Id} is to a proposal without a text");
        return request.TextHash.Length > 0 && !request.TextHash.Span.SequenceEqual(text.Hash)
            ? IntakeRefusals.TextChanged
            : (await invitation.SignAsync(tx, text)).ToMessage(tx.Committee);
    }
}
