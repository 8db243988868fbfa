using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>签收 (T44). A late acknowledgement is late, not refused.</summary>
internal static class AcknowledgeAssignment
{
    public static async Task<Decision<Assignment>> HandleAsync(AcknowledgeAssignmentRequest request, UnitOfWork unit)
    {
        if (
            !(
                await AssignmentRow.LoadOwnForAsync(
                    unit,
                    request.Name,
                    "name",
                    request.Etag,
                    AssignmentMove.Acknowledge
                )
            ).Decided(out var assignment, out var refusal)
        )
            return refusal;
        return assignment
            .Save(unit, new AssignmentAcknowledged { Proposal = assignment.Proposal, Assignment = assignment.Id })
            .ToMessage(unit.Committee);
    }
}
