namespace Proposals.Assignments.V1;

/// <summary>What the states and roles of Assignment's contract mean. Every service that follows its journal reads them here.</summary>
public static class AssignmentExtensions
{
    /// <summary>The unit has the case: the task was neither returned nor cancelled.</summary>
    public static bool IsLive(this AssignmentState state) =>
        state is not (AssignmentState.Returned or AssignmentState.Cancelled);

    /// <summary>Something is still to be done.</summary>
    public static bool IsOpen(this AssignmentState state) =>
        state is AssignmentState.HandedOver or AssignmentState.Acknowledged;

    /// <summary>The unit answers the proposers itself; a co-handling unit does not (handbook edge case 27).</summary>
    public static bool Answers(this AssignmentRole role) => role != AssignmentRole.CoHandle;
}
