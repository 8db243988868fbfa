using Proposals.Feedback.V1;
using Proposals.Intake.V1;

namespace Proposals.Supervision;

/// <summary>An assignment with the state of its proposal and of its closing side.</summary>
internal sealed record UrgedAssignment : AssignmentFacts
{
    public ProposalState ProposalState { get; init; }
    public CaseState CaseState { get; init; }

    /// <summary>True when nothing is left to do, as <see cref="CaseRecord.IsOver"/>.</summary>
    public bool IsOver => ProposalState == ProposalState.Withdrawn || CaseState == CaseState.Closed;
}
