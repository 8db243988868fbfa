using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;

namespace Proposals.Supervision;

/// <summary>A unit's task in a case, from Assignment's journal.</summary>
internal record AssignmentFacts
{
    /// <summary>The table with alias a.</summary>
    public static readonly Table<AssignmentFacts> Table = new("assignment_facts", "a");

    /// <summary>A condition: the case is neither withdrawn nor closed, so something may be left to do.</summary>
    public static readonly string OfOpenCase = Sql.Of(
        $"""
        NOT EXISTS (SELECT 1 FROM intake_facts i
            WHERE i.committee = a.committee AND i.proposal = a.proposal AND i.state = {ProposalState.Withdrawn})
          AND NOT EXISTS (SELECT 1 FROM closing_facts c
            WHERE c.committee = a.committee AND c.proposal = a.proposal AND c.state = {CaseState.Closed})
        """
    );

    /// <summary>A condition: the unit still owes its answer or opinion.</summary>
    public static readonly string IsOpen = Sql.Of(
        $"a.state IN ({AssignmentState.HandedOver}, {AssignmentState.Acknowledged})"
    );

    public string Id { get; init; } = "";
    public string Proposal { get; init; } = "";
    public string Unit { get; init; } = "";
    public AssignmentRole Role { get; init; }
    public int Round { get; init; }
    public AssignmentState State { get; init; }
    public long PolicyVersion { get; init; }
    public string AcknowledgeDue { get; init; } = "";
    public DateTimeOffset AcknowledgeTooLateAt { get; init; } = DateTimeOffset.UnixEpoch;
    public bool AcknowledgeProvisional { get; init; }
    public string AnswerDue { get; init; } = "";
    public DateTimeOffset AnswerTooLateAt { get; init; } = DateTimeOffset.UnixEpoch;
    public bool AnswerProvisional { get; init; }
    public DateTimeOffset AcknowledgedAt { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset CompletedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>True when an answer that was sent back had come late: the new day does not undo that.</summary>
    public bool AnsweredLate { get; init; }

    /// <summary>When the unit gave the task away, or lost it.</summary>
    public DateTimeOffset LeftAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Position of that event in Assignment's journal; 0 while the unit has the task.</summary>
    public long LeftPosition { get; init; }
}
