using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Returns one assignment.</summary>
internal static class GetAssignment
{
    public static async Task<Decision<Assignment>> HandleAsync(GetAssignmentRequest request, Query query) =>
        (await AssignmentRow.LoadAsync(query, request.Name, "name")).Decided(out var assignment, out var refusal)
            ? assignment.ToMessage(query.Committee)
            : refusal;
}
