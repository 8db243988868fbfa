using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>销号 (handbook T104): confirms the proof and takes the commitment off the ledger.</summary>
internal static class ConfirmCommitment
{
    public static async Task<Decision<Commitment>> HandleAsync(ConfirmCommitmentRequest request, Transaction tx)
    {
        if (
            !(await CommitmentRow.LoadToSettleAsync(tx, request.Name, request.Etag, CommitmentMove.Confirm)).Decided(
                out var loaded,
                out var refusal
            )
        )
            return refusal;
        var (commitment, byProposer) = loaded;

        var fulfilled = (commitment with { FulfilledAt = tx.Now, ProposedDueDate = "" }).Save(
            tx,
            CommitmentMove.Confirm,
            new CommitmentFulfilled
            {
                Proposal = commitment.Proposal,
                Commitment = commitment.Id,
                Unit = commitment.Unit,
                ByProposer = byProposer,
            },
            new CommitmentEntryRow { Text = request.Remark, ByProposer = byProposer }
        );
        return fulfilled.ToMessage(tx.Committee);
    }
}
