using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// A unit's duty with a due date: 签收 until the assignment is acknowledged, then 答复 or 会办意见 until it is
/// completed, and 承诺事项 until there is proof.
/// </summary>
internal sealed record UnitDuty
{
    /// <summary>Suffix of the id of a 签收 duty, after the id of the assignment.</summary>
    public const string AcknowledgeSuffix = "-acknowledge";

    /// <summary>Suffix of the id of a 答复 or 会办意见 duty.</summary>
    public const string AnswerSuffix = "-answer";

    /// <summary>Suffix of the id of a 承诺事项, after the id of the commitment.</summary>
    public const string CommitmentSuffix = "-commitment";

    public required AssignmentFacts Assignment { get; init; }

    /// <summary>Id of the commitment; empty for other duties.</summary>
    public string Commitment { get; init; } = "";
    public DutyKind Kind { get; init; }
    public string DueDate { get; init; } = "";

    /// <summary>The first instant that is too late.</summary>
    public DateTimeOffset TooLateAt { get; init; }

    /// <summary>True when its due date was counted over a year without a calendar.</summary>
    public bool Provisional { get; init; }

    /// <summary>Instant of completion; null until then.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>True until it is done.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The id of the assignment in the id of a duty.</summary>
    public static string AssignmentOf(string duty) =>
        duty.EndsWith(AcknowledgeSuffix, StringComparison.Ordinal) ? duty[..^AcknowledgeSuffix.Length]
        : duty.EndsWith(AnswerSuffix, StringComparison.Ordinal) ? duty[..^AnswerSuffix.Length]
        : duty;

    /// <summary>Id of the duty.</summary>
    public string Id =>
        Kind == DutyKind.Commitment
            ? Commitment + CommitmentSuffix
            : Assignment.Id + (Kind == DutyKind.Acknowledge ? AcknowledgeSuffix : AnswerSuffix);

    /// <summary>
    /// The duties of an assignment. A returned or cancelled one, and one of a finished case (withdrawn or closed), has
    /// no open duties left; completed ones stay in the list.
    /// </summary>
    public static IReadOnlyList<UnitDuty> Of(AssignmentFacts a, bool isOver)
    {
        var open = a.State.IsLive() && !isOver;
        UnitDuty[] both =
        [
            new()
            {
                Assignment = a,
                Kind = DutyKind.Acknowledge,
                DueDate = a.AcknowledgeDue,
                TooLateAt = a.AcknowledgeTooLateAt,
                Provisional = a.AcknowledgeProvisional,
                DoneAt = Instant(a.AcknowledgedAt),
                IsOpen = open && a.State == AssignmentState.HandedOver,
            },
            new()
            {
                Assignment = a,
                Kind = a.Role.Answers() ? DutyKind.Reply : DutyKind.Opinion,
                DueDate = a.AnswerDue,
                TooLateAt = a.AnswerTooLateAt,
                Provisional = a.AnswerProvisional,
                DoneAt = Instant(a.CompletedAt),
                IsOpen = open && a.State.IsOpen(),
            },
        ];
        return [.. both.Where(d => d.IsOpen || d.DoneAt is not null)];
    }

    /// <summary>
    /// The duty of a commitment, also when the case is over; none where the commitment is void. What is proven is done
    /// as far as the unit goes.
    /// </summary>
    public static IReadOnlyList<UnitDuty> Of(CommitmentFacts m) =>
        m.State == CommitmentState.Void
            ? []
            :
            [
                new()
                {
                    Assignment = new AssignmentFacts
                    {
                        Id = m.Assignment,
                        Proposal = m.Proposal,
                        Unit = m.Unit,
                        Role = m.Role,
                        Round = m.Round,
                        State = AssignmentState.Replied,
                        PolicyVersion = m.PolicyVersion,
                    },
                    Commitment = m.Id,
                    Kind = DutyKind.Commitment,
                    DueDate = m.DueDate,
                    TooLateAt = m.TooLateAt,
                    DoneAt = Instant(m.ProvenAt),
                    IsOpen = m.State is CommitmentState.Open or CommitmentState.Overdue,
                },
            ];

    /// <summary>
    /// The duties of a case: by round, then by unit, then in the order in which they are to be done; then what was
    /// promised.
    /// </summary>
    public static IReadOnlyList<UnitDuty> Of(CaseRecord c) =>
        [
            .. c
                .Assignments.OrderBy(a => a.Round)
                .ThenBy(a => a.Role.Answers() ? 0 : 1)
                .ThenBy(a => a.Id, StringComparer.Ordinal)
                .SelectMany(a => Of(a, c.IsOver)),
            .. c.Commitments.SelectMany(Of),
        ];

    /// <summary>The duty as clients see it, beside the other tasks of its case.</summary>
    public DutyView ToMessage(
        string committee,
        Labels labels,
        Rules rules,
        DateTimeOffset now,
        IEnumerable<AssignmentFacts> ofCase
    )
    {
        var policy = rules.Of(Assignment.PolicyVersion);
        var light = WarningLight.Of(this, now, policy, rules.Calendar);
        var late = LateOpinions.Of(this, ofCase, policy, now);
        return new DutyView
        {
            Name = ResourceName.Of(committee, "duties", Id),
            Proposal = ResourceName.Of(committee, "proposals", Assignment.Proposal),
            Unit = ResourceName.Of(committee, "units", Assignment.Unit),
            UnitTitle = labels.Unit(Assignment.Unit),
            Kind = Kind,
            DueDate = DueDate,
            DoneAt = DoneAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,
            Light = light.Light,
            LightText = light.Text,
            WorkingDaysLeft = light.WorkingDaysLeft,
            Round = Assignment.Round,
            Role = Assignment.Role,
            LateOpinionUnits = { late.Units.Select(u => ResourceName.Of(committee, "units", u)) },
            LeadExcusable = late.LeadExcusable,
            Commitment = ResourceName.Of(committee, "commitments", Commitment),
        };
    }

    private static DateTimeOffset? Instant(DateTimeOffset at) => at == DateTimeOffset.UnixEpoch ? null : at;
}
