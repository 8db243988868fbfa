using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 删除草稿 (handbook T11): deletes a draft with its text and what was signed of it, and cancels its pending
/// invitations. If the texts stayed, drafts that are made and deleted would grow the database without end.
/// </summary>
internal static class DeleteProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(DeleteProposalRequest request, Transaction tx)
    {
        if (
            !(await ProposalRow.LoadOwnForAsync(tx, request.Name, request.Etag, ProposalMove.Delete)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        await InvitationRow.EndPendingAsync(tx, proposal.Id, InvitationMove.Cancel);
        ProposalTextRow.Save(tx, proposal.Id, proposal.TextVersion, new ProposalText());
        await SignedTextRow.EmptyAsync(tx, proposal.Id);
        return await proposal
            .Save(tx, ProposalMove.Delete, new ProposalDeleted { Proposal = proposal.Id })
            .ToMessageAsync(tx);
    }
}
