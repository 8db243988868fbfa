using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 退回落实情况 (handbook T104): refuses the proof, with a reason; the unit still owes the commitment.
/// </summary>
internal static class RefuseCommitmentProof
{
    public static async Task<Decision<Commitment>> HandleAsync(RefuseCommitmentProofRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (
            !(
                await CommitmentRow.LoadToSettleAsync(tx, request.Name, request.Etag, CommitmentMove.RefuseProof)
            ).Decided(out var loaded, out var refusal)
        )
            return refusal;
        var (commitment, byProposer) = loaded;

        var refused = (commitment with { ProvenAt = DateTimeOffset.UnixEpoch }).Save(
            tx,
            CommitmentMove.RefuseProof,
            new CommitmentProofRefused
            {
                Proposal = commitment.Proposal,
                Commitment = commitment.Id,
                Unit = commitment.Unit,
                ReasonHash = TextHash.Of(request.Reason),
                ByProposer = byProposer,
            },
            new CommitmentEntryRow { Text = request.Reason, ByProposer = byProposer }
        );
        return refused.ToMessage(tx.Committee);
    }
}
