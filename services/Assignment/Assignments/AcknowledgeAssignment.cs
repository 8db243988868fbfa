using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 签收 (handbook T44): acknowledges an assignment. A late acknowledgement is accepted and counts as late.
/// </summary>
internal static class AcknowledgeAssignment
{
    public static async Task<Decision<Assignment>> HandleAsync(AcknowledgeAssignmentRequest request, Transaction tx)
    {
        if (
            !(
                await AssignmentRow.LoadOwnForAsync(tx, request.Name, "name", request.Etag, AssignmentMove.Acknowledge)
            ).Decided(out var assignment, out var refusal)
        )
            return refusal;
        return assignment
            .Save(
                tx,
                AssignmentMove.Acknowledge,
                new AssignmentAcknowledged { Proposal = assignment.Proposal, Assignment = assignment.Id }
            )
            .ToMessage(tx.Committee);
    }
}
