using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// Returns every day of the count of a due date, as it was counted when the date was announced. When a later calendar
/// moves the date, the explanation says from which day.
/// </summary>
internal static class GetDeadlineLedger
{
    public static async Task<Decision<DeadlineLedger>> HandleAsync(GetDeadlineLedgerRequest request, Query query)
    {
        if (Input.Choice(request.Duty, "duty") is { } bad)
            return bad;
        if (
            !(await AssignmentRow.LoadAsync(query, request.Assignment, "assignment")).Decided(
                out var assignment,
                out var refusal
            )
        )
            return refusal;
        return await assignment.LedgerAsync(query, request.Duty);
    }
}
