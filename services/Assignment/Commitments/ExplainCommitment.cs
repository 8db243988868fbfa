using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 说明原因 (handbook T103): the unit explains why a commitment was not fulfilled by its day, and may propose a new
/// one. It stays overdue until that day is agreed to.
/// </summary>
internal static class ExplainCommitment
{
    public static async Task<Decision<Commitment>> HandleAsync(ExplainCommitmentRequest request, Transaction tx)
    {
        if (
            Input.First(
                Input.Required(request.Reason, "reason"),
                request.ProposedDueDate.Length > 0 ? Input.Day(request.ProposedDueDate, "proposed_due_date") : null
            ) is
            { } bad
        )
            return bad;
        if (
            !(await CommitmentRow.LoadOwnForAsync(tx, request.Name, request.Etag, CommitmentMove.Explain)).Decided(
                out var commitment,
                out var refusal
            )
        )
            return refusal;
        if (await DirectoryCopy.PolicyAsync(tx, commitment.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        if (
            request.ProposedDueDate.Length > 0
            && PlannedCommitments.RefusesDay(
                request.ProposedDueDate,
                Deadline.LocalDay(tx.Now, policy.UtcOffsetMinutes),
                "proposed_due_date"
            )
                is { } no
        )
            return no;

        // An explanation without a day leaves one that was proposed before as it is.
        var proposed = request.ProposedDueDate.Length > 0 ? request.ProposedDueDate : commitment.ProposedDueDate;
        var explained = (commitment with { ProposedDueDate = proposed }).Save(
            tx,
            CommitmentMove.Explain,
            new CommitmentExplained
            {
                Proposal = commitment.Proposal,
                Commitment = commitment.Id,
                Unit = commitment.Unit,
                ProposedDueDate = request.ProposedDueDate,
                ReasonHash = TextHash.Of(request.Reason),
            },
            new CommitmentEntryRow { Text = request.Reason, Day = request.ProposedDueDate }
        );
        return explained.ToMessage(tx.Committee);
    }
}
