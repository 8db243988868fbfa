using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Supervision;

/// <summary>A unit's task in a case, from Assignment's journal.</summary>
internal record AssignmentFacts
{
    /// <summary>The columns of the table with alias a.</summary>
    public const string Columns = """
        a.id, a.proposal, a.unit, a.role, a.round, a.state, a.policy_version,
          a.acknowledge_due, a.acknowledge_too_late_at, a.acknowledge_provisional,
          a.answer_due, a.answer_too_late_at, a.answer_provisional, a.acknowledged_at, a.completed_at
        """;

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
}
