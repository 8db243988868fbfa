using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Supervision;

/// <summary>A commitment of a delivered reply (承诺事项), from Assignment's journal. It outlives its case.</summary>
internal sealed record CommitmentFacts
{
    /// <summary>The table with alias m, and what is read along from the task whose reply promised it.</summary>
    public static readonly Table<CommitmentFacts> Table = new(
        "commitment_facts",
        "m",
        read: new() { [nameof(Role)] = "a.role", [nameof(Round)] = "a.round" },
        join: "JOIN assignment_facts a ON a.committee = m.committee AND a.id = m.assignment"
    );

    /// <summary>A condition: the unit still owes it.</summary>
    public static readonly string IsOpen = Sql.Of($"m.state IN ({CommitmentState.Open}, {CommitmentState.Overdue})");

    /// <summary>The commitment @id.</summary>
    public static readonly string ById = Table.Select + " AND m.id = @id";

    public string Id { get; init; } = "";
    public string Proposal { get; init; } = "";
    public string Assignment { get; init; } = "";
    public string Unit { get; init; } = "";
    public long PolicyVersion { get; init; }
    public CommitmentState State { get; init; }

    /// <summary>The day that stands, YYYY-MM-DD.</summary>
    public string DueDate { get; init; } = "";
    public DateTimeOffset TooLateAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The first instant after the day that the reply promised. Figures go by it.</summary>
    public DateTimeOffset FirstTooLateAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>When the proof that stands was handed in.</summary>
    public DateTimeOffset ProvenAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Role and round of the task, joined from it.</summary>
    public AssignmentRole Role { get; init; }
    public int Round { get; init; }
}
