using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>不同意新时限 (handbook T103): refuses the day that the unit proposed, with a reason.</summary>
internal static class RefuseCommitmentDay
{
    public static async Task<Decision<Commitment>> HandleAsync(RefuseCommitmentDayRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (
            !(await CommitmentRow.LoadToSettleAsync(tx, request.Name, request.Etag, CommitmentMove.RefuseDay)).Decided(
                out var loaded,
                out var refusal
            )
        )
            return refusal;
        var (commitment, byProposer) = loaded;
        if (commitment.ProposedDueDate.Length == 0)
            return AssignmentRefusals.NoDayProposed;

        var refused = (commitment with { ProposedDueDate = "" }).Save(
            tx,
            CommitmentMove.RefuseDay,
            new CommitmentDayRefused
            {
                Proposal = commitment.Proposal,
                Commitment = commitment.Id,
                Unit = commitment.Unit,
                ProposedDueDate = commitment.ProposedDueDate,
                ReasonHash = TextHash.Of(request.Reason),
                ByProposer = byProposer,
            },
            new CommitmentEntryRow
            {
                Text = request.Reason,
                Day = commitment.ProposedDueDate,
                ByProposer = byProposer,
            }
        );
        return refused.ToMessage(tx.Committee);
    }
}
