using Proposals.Assignments.V1;

namespace Proposals.Assignments;

/// <summary>A task to assign.</summary>
/// <param name="Unit">Id of the unit.</param>
/// <param name="Role">Role of the unit.</param>
/// <param name="Round">Round of handling.</param>
/// <param name="Replaces">Id of the assignment it replaces; empty when none.</param>
/// <param name="Decision">The leader's decision that appoints the unit; empty when none.</param>
internal readonly record struct NewTask(
    string Unit,
    AssignmentRole Role,
    int Round = 1,
    string Replaces = "",
    string Decision = ""
);
