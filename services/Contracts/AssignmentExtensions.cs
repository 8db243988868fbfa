namespace Proposals.Assignments.V1;

/// <summary>
/// The meaning of the states and roles of Assignment's contract, for every service that follows its journal.
/// </summary>
public static class AssignmentExtensions
{
    /// <summary>True when the unit has the case: the task was neither returned nor cancelled.</summary>
    public static bool IsLive(this AssignmentState state) =>
        state is not (AssignmentState.Returned or AssignmentState.Cancelled);

    /// <summary>True while the task is not completed.</summary>
    public static bool IsOpen(this AssignmentState state) =>
        state is AssignmentState.HandedOver or AssignmentState.Acknowledged;

    /// <summary>
    /// True when the unit answers the proposers itself; a co-handling unit does not (handbook edge case 27).
    /// </summary>
    public static bool Answers(this AssignmentRole role) => role != AssignmentRole.CoHandle;
}
