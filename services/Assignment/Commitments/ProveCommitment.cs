using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>报送落实情况 (handbook T104): the unit hands in the proof that a commitment is fulfilled.</summary>
internal static class ProveCommitment
{
    public static async Task<Decision<Commitment>> HandleAsync(ProveCommitmentRequest request, Transaction tx)
    {
        if (Input.Required(request.Evidence, "evidence") is { } bad)
            return bad;
        if (
            !(await CommitmentRow.LoadOwnForAsync(tx, request.Name, request.Etag, CommitmentMove.Prove)).Decided(
                out var commitment,
                out var refusal
            )
        )
            return refusal;

        // Nobody decides on another day once the proof is there.
        var proven = (commitment with { ProvenAt = tx.Now, ProposedDueDate = "" }).Save(
            tx,
            CommitmentMove.Prove,
            new CommitmentProven
            {
                Proposal = commitment.Proposal,
                Commitment = commitment.Id,
                Unit = commitment.Unit,
                EvidenceHash = TextHash.Of(request.Evidence),
            },
            new CommitmentEntryRow { Text = request.Evidence }
        );
        return proven.ToMessage(tx.Committee);
    }
}
