using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// A unit's task in a case (unit × role × round) as it stands. It is the aggregate of this service: what happens to its requests, contacts, opinions and replies happens to it,
/// so every event carries its id and its next version.
/// </summary>
internal sealed record AssignmentRow
{
    /// <summary>The life cycle of an assignment (handbook 2.4 to 2.7). A return or an extension is refused, and so leaves the assignment alone, in whatever state it is.</summary>
    public static readonly Machine<AssignmentState, AssignmentMove> Machine = new(
        "承办任务",
        new(AssignmentState.Unspecified, AssignmentMove.HandOver, AssignmentState.HandedOver),
        new(AssignmentState.HandedOver, AssignmentMove.Acknowledge, AssignmentState.Acknowledged),
        new(AssignmentState.HandedOver, AssignmentMove.RequestReturn, AssignmentState.HandedOver),
        new(AssignmentState.HandedOver, AssignmentMove.ApproveReturn, AssignmentState.Returned),
        new(AssignmentState.HandedOver, AssignmentMove.RequestExtension, AssignmentState.HandedOver),
        new(AssignmentState.HandedOver, AssignmentMove.GrantExtension, AssignmentState.HandedOver),
        new(AssignmentState.HandedOver, AssignmentMove.Cancel, AssignmentState.Cancelled),
        new(AssignmentState.Acknowledged, AssignmentMove.RequestReturn, AssignmentState.Acknowledged),
        new(AssignmentState.Acknowledged, AssignmentMove.ApproveReturn, AssignmentState.Returned),
        new(AssignmentState.Acknowledged, AssignmentMove.LogContact, AssignmentState.Acknowledged),
        new(AssignmentState.Acknowledged, AssignmentMove.GiveOpinion, AssignmentState.OpinionGiven),
        new(AssignmentState.Acknowledged, AssignmentMove.DraftReply, AssignmentState.Acknowledged),
        new(AssignmentState.Acknowledged, AssignmentMove.SignReply, AssignmentState.Acknowledged),
        new(AssignmentState.Acknowledged, AssignmentMove.DeliverReply, AssignmentState.Replied),
        new(AssignmentState.Acknowledged, AssignmentMove.RequestExtension, AssignmentState.Acknowledged),
        new(AssignmentState.Acknowledged, AssignmentMove.GrantExtension, AssignmentState.Acknowledged),
        new(AssignmentState.Acknowledged, AssignmentMove.Cancel, AssignmentState.Cancelled)
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Proposal { get; init; } = "";
    public string Unit { get; init; } = "";
    public AssignmentRole Role { get; init; }
    public AssignmentState State { get; init; }
    public int Round { get; init; }
    public string Replaces { get; init; } = "";
    public DateTimeOffset HandedOverAt { get; init; } = DateTimeOffset.UnixEpoch;
    public string AcknowledgeDue { get; init; } = "";
    public DateTimeOffset AcknowledgeTooLateAt { get; init; } = DateTimeOffset.UnixEpoch;
    public bool AcknowledgeProvisional { get; init; }
    public string ReturnDue { get; init; } = "";
    public DateTimeOffset ReturnTooLateAt { get; init; } = DateTimeOffset.UnixEpoch;
    public bool ReturnProvisional { get; init; }
    public string Due { get; init; } = "";
    public DateTimeOffset DueTooLateAt { get; init; } = DateTimeOffset.UnixEpoch;
    public bool DueProvisional { get; init; }
    public string OriginalDue { get; init; } = "";
    public DateTimeOffset OriginalTooLateAt { get; init; } = DateTimeOffset.UnixEpoch;
    public bool OriginalProvisional { get; init; }
    public DateTimeOffset AcknowledgedAt { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset CompletedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>案号 and 案由, read along from the proposal.</summary>
    public long CaseNumber { get; init; }
    public string Subject { get; init; } = "";

    /// <summary>The state after an event. What happens to its requests, contacts and drafts leaves the assignment as it is.</summary>
    public static AssignmentRow Evolve(AssignmentRow state, IMessage happened, DateTimeOffset at) =>
        happened switch
        {
            AssignmentHandedOver e => (
                state with
                {
                    Id = e.Assignment,
                    Proposal = e.Proposal,
                    Unit = e.Unit,
                    Role = e.Role,
                    State = AssignmentState.HandedOver,
                    Round = e.Round,
                    Replaces = e.Replaces,
                    HandedOverAt = at,
                    CaseNumber = e.CaseNumber,
                    AcknowledgeDue = e.AcknowledgeDue.Date,
                    AcknowledgeTooLateAt = e.AcknowledgeDue.TooLateAt.ToDateTimeOffset(),
                    AcknowledgeProvisional = e.AcknowledgeDue.Provisional,
                    ReturnDue = e.ReturnDue.Date,
                    ReturnTooLateAt = e.ReturnDue.TooLateAt.ToDateTimeOffset(),
                    ReturnProvisional = e.ReturnDue.Provisional,
                    OriginalDue = e.Due.Date,
                    OriginalTooLateAt = e.Due.TooLateAt.ToDateTimeOffset(),
                    OriginalProvisional = e.Due.Provisional,
                }
            ).WithDue(e.Due),
            AssignmentAcknowledged => state with { State = AssignmentState.Acknowledged, AcknowledgedAt = at },
            ReturnApproved => state with { State = AssignmentState.Returned },
            OpinionSubmitted => state with { State = AssignmentState.OpinionGiven, CompletedAt = at },
            ReplyDelivered => state with { State = AssignmentState.Replied, CompletedAt = at },
            ExtensionGranted e => state.WithDue(e.Due),
            AssignmentCancelled => state with { State = AssignmentState.Cancelled },
            ReturnRequested
            or ReturnRefused
            or ContactLogged
            or ReplyDrafted
            or ReplySuperseded
            or ReplySigned
            or ExtensionRequested
            or ExtensionDenied => state,
            _ => throw new ArgumentOutOfRangeException(
                nameof(happened),
                happened.Descriptor.FullName,
                "not an event of an assignment"
            ),
        };

    /// <summary>Replies that a round needs and has, of all assignments of its case.</summary>
    public static RoundReplies RepliesOf(IEnumerable<AssignmentRow> ofCase, int round)
    {
        var answering = ofCase.Where(a => a.Round == round && a.State.IsLive() && a.Role.Answers()).ToList();
        return new RoundReplies(answering.Count, answering.Count(a => a.State == AssignmentState.Replied));
    }

    private const string Columns = """
        SELECT a.id, a.version, a.proposal, a.unit, a.role, a.state, a.round, a.replaces, a.handed_over_at, a.acknowledge_due, a.acknowledge_too_late_at, a.acknowledge_provisional,
          a.return_due, a.return_too_late_at, a.return_provisional, a.due, a.due_too_late_at, a.due_provisional, a.original_due, a.original_too_late_at, a.original_provisional,
          a.acknowledged_at, a.completed_at, p.case_number, p.subject
        FROM assignments a JOIN filed_proposals p ON p.committee = a.committee AND p.id = a.proposal WHERE a.committee = @committee
        """;

    /// <summary>
    /// What a caller may know of, over the alias `a`: offices all; a unit its own tasks, and those of every case where it has a live one (5 is returned, 6 cancelled).
    /// </summary>
    public const string Visible = """
         AND (@office = 1 OR (@unit <> '' AND (a.unit = @unit OR EXISTS (
          SELECT 1 FROM assignments o WHERE o.committee = a.committee AND o.proposal = a.proposal AND o.unit = @unit AND o.state NOT IN (5, 6)))))
        """;

    /// <summary>The assignment of a name, as far as the caller may know of it. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<AssignmentRow>> LoadAsync(IRead read, string name, string field)
    {
        if (!ResourceName.Id(name, read.Committee, "assignments", field).Decided(out var id, out var refusal))
            return refusal;
        var row = await read.OneAsync<AssignmentRow>(
            Columns + Visible + " AND a.id = @id",
            new
            {
                committee = read.Committee,
                id,
                office = Visibility.Office(read),
                unit = Visibility.Unit(read),
            }
        );
        return row is null ? CommonRefusals.NotFound : row;
    }

    /// <summary>For a move of the unit: its own assignment, from whose state the move is legal; to others it does not exist. Refusals: NOT_FOUND, STALE, MOVE_NOT_ALLOWED.</summary>
    public static async Task<Decision<AssignmentRow>> LoadOwnForAsync(
        IRead read,
        string name,
        string field,
        string etag,
        AssignmentMove move
    )
    {
        if (!(await LoadAsync(read, name, field)).Decided(out var assignment, out var refusal))
            return refusal;
        if (assignment.Unit != Visibility.Unit(read))
            return CommonRefusals.NotFound;
        return (Etag.Refuses(etag, assignment.Version) ?? Machine.Refuses(assignment.State, move)) is { } no
            ? no
            : assignment;
    }

    /// <summary>The assignment that a part of it (a request, a reply) belongs to, whoever asks.</summary>
    public static async Task<AssignmentRow> OfPartAsync(IRead read, string id) =>
        await read.OneAsync<AssignmentRow>(Columns + " AND a.id = @id", new { committee = read.Committee, id })
        ?? throw new InvalidOperationException($"assignment {id} has parts but no row");

    /// <summary>All assignments of a case, oldest first.</summary>
    public static Task<IReadOnlyList<AssignmentRow>> OfCaseAsync(IRead read, string proposal) =>
        read.ManyAsync<AssignmentRow>(
            Columns + " AND a.proposal = @proposal ORDER BY a.id",
            new { committee = read.Committee, proposal }
        );

    /// <summary>A page of what the caller may know of, newest first.</summary>
    public static Task<IReadOnlyList<AssignmentRow>> PageAsync(
        IRead read,
        Page page,
        string proposal,
        AssignmentState state
    ) =>
        read.ManyAsync<AssignmentRow>(
            Columns
                + Visible
                + " AND (@proposal = '' OR a.proposal = @proposal) AND (@state = 0 OR a.state = @state) AND (@After = '' OR a.id < @After) ORDER BY a.id DESC LIMIT @Limit",
            new
            {
                committee = read.Committee,
                office = Visibility.Office(read),
                unit = Visibility.Unit(read),
                proposal,
                state = (long)state,
                page.After,
                page.Limit,
            }
        );

    /// <summary>
    /// Gives a unit a task: the row, its event and the days counted for its three due dates.
    /// </summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="proposal">The case.</param>
    /// <param name="task">Unit, role, round and what it replaces.</param>
    /// <param name="dues">Its due dates.</param>
    /// <param name="repliesNeeded">Replies that the round needs.</param>
    /// <param name="at">The start event, from which the due dates were counted.</param>
    public static AssignmentRow HandOver(
        Transaction tx,
        FiledProposalRow proposal,
        NewTask task,
        CountedDues dues,
        int repliesNeeded,
        DateTimeOffset at
    )
    {
        var happened = new AssignmentHandedOver
        {
            Proposal = proposal.Id,
            Assignment = tx.NewId(),
            Unit = task.Unit,
            Role = task.Role,
            Round = task.Round,
            CaseNumber = proposal.CaseNumber,
            AcknowledgeDue = dues.Acknowledge.Due,
            ReturnDue = dues.Return.Due,
            Due = dues.Answer.Due,
            Replaces = task.Replaces,
            PolicyVersion = proposal.PolicyVersion,
            RepliesNeeded = repliesNeeded,
        };
        var row = Evolve(new AssignmentRow { Version = 1, Subject = proposal.Subject }, happened, at);
        tx.Write(
            """
            INSERT INTO assignments (committee, id, version, proposal, unit, role, state, round, replaces, handed_over_at, acknowledge_due, acknowledge_too_late_at, acknowledge_provisional,
              return_due, return_too_late_at, return_provisional, due, due_too_late_at, due_provisional, original_due, original_too_late_at, original_provisional,
              acknowledged_at, completed_at)
            VALUES (@committee, @Id, @Version, @Proposal, @Unit, @Role, @State, @Round, @Replaces, @HandedOverAt, @AcknowledgeDue, @AcknowledgeTooLateAt, @AcknowledgeProvisional,
              @ReturnDue, @ReturnTooLateAt, @ReturnProvisional, @Due, @DueTooLateAt, @DueProvisional, @OriginalDue, @OriginalTooLateAt, @OriginalProvisional,
              @AcknowledgedAt, @CompletedAt)
            """,
            new
            {
                committee = tx.Committee,
                row.Id,
                row.Version,
                row.Proposal,
                row.Unit,
                row.Role,
                row.State,
                row.Round,
                row.Replaces,
                row.HandedOverAt,
                row.AcknowledgeDue,
                row.AcknowledgeTooLateAt,
                row.AcknowledgeProvisional,
                row.ReturnDue,
                row.ReturnTooLateAt,
                row.ReturnProvisional,
                row.Due,
                row.DueTooLateAt,
                row.DueProvisional,
                row.OriginalDue,
                row.OriginalTooLateAt,
                row.OriginalProvisional,
                row.AcknowledgedAt,
                row.CompletedAt,
            }
        );
        row.KeepLedger(tx, Duty.Acknowledge, dues.Acknowledge);
        row.KeepLedger(tx, Duty.Return, dues.Return);
        row.KeepLedger(tx, Duty.Answer, dues.Answer);
        tx.Append(row.Id, 1, happened);
        return row;
    }

    /// <summary>Writes what an event made of this assignment, guarded by the version it was decided on.</summary>
    public AssignmentRow Save(Transaction tx, IMessage happened)
    {
        var next = Evolve(this, happened, tx.Now) with { Version = Version + 1 };
        tx.Write(
            """
            UPDATE assignments SET version = @Version, state = @State, due = @Due, due_too_late_at = @DueTooLateAt, due_provisional = @DueProvisional,
              acknowledged_at = @AcknowledgedAt, completed_at = @CompletedAt
            WHERE committee = @committee AND id = @Id AND version = @Version - 1
            """,
            new
            {
                committee = tx.Committee,
                next.Id,
                next.Version,
                next.State,
                next.Due,
                next.DueTooLateAt,
                next.DueProvisional,
                next.AcknowledgedAt,
                next.CompletedAt,
            }
        );
        tx.Append(Id, next.Version, happened);
        return next;
    }

    /// <summary>Keeps how a due date was counted, in place of what was kept for this duty before.</summary>
    public void KeepLedger(Transaction tx, Duty duty, DeadlineLedger ledger)
    {
        var named = ledger.Clone();
        named.Assignment = ResourceName.Of(tx.Committee, "assignments", Id);
        tx.Write(
            """
            INSERT INTO deadline_ledgers (committee, assignment, duty, body) VALUES (@committee, @Id, @duty, @body)
            ON CONFLICT (committee, assignment, duty) DO UPDATE SET body = excluded.body
            """,
            new
            {
                committee = tx.Committee,
                Id,
                duty,
                body = named.ToByteArray(),
            }
        );
    }

    /// <summary>How a due date was counted when it was told.</summary>
    public async Task<DeadlineLedger> LedgerAsync(IRead read, Duty duty) =>
        DeadlineLedger.Parser.ParseFrom(
            await read.OneAsync<byte[]>(
                "SELECT body FROM deadline_ledgers WHERE committee = @committee AND assignment = @Id AND duty = @duty",
                new
                {
                    committee = read.Committee,
                    Id,
                    duty = (long)duty,
                }
            ) ?? throw new InvalidOperationException($"assignment {Id} has no ledger of {duty}")
        );

    /// <summary>The due date as it stands.</summary>
    public DueDate DueMessage() => Message(Due, DueTooLateAt, DueProvisional);

    /// <summary>The assignment as clients see it.</summary>
    public Assignment ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "assignments", Id),
            Proposal = ResourceName.Of(committee, "proposals", Proposal),
            CaseNumber = CaseNumber,
            Subject = Subject,
            Unit = ResourceName.Of(committee, "units", Unit),
            Role = Role,
            State = State,
            Round = Round,
            HandedOverAt = Timestamp.FromDateTimeOffset(HandedOverAt),
            AcknowledgeDue = Message(AcknowledgeDue, AcknowledgeTooLateAt, AcknowledgeProvisional),
            ReturnDue = Message(ReturnDue, ReturnTooLateAt, ReturnProvisional),
            Due = DueMessage(),
            OriginalDue = Message(OriginalDue, OriginalTooLateAt, OriginalProvisional),
            AcknowledgedAt =
                AcknowledgedAt == DateTimeOffset.UnixEpoch ? null : Timestamp.FromDateTimeOffset(AcknowledgedAt),
            CompletedAt = CompletedAt == DateTimeOffset.UnixEpoch ? null : Timestamp.FromDateTimeOffset(CompletedAt),
            Etag = Etag.Of(Version),
        };

    private static DueDate Message(string date, DateTimeOffset tooLateAt, bool provisional) =>
        new()
        {
            Date = date,
            TooLateAt = Timestamp.FromDateTimeOffset(tooLateAt),
            Provisional = provisional,
        };

    private AssignmentRow WithDue(DueDate due) =>
        this with
        {
            Due = due.Date,
            DueTooLateAt = due.TooLateAt.ToDateTimeOffset(),
            DueProvisional = due.Provisional,
        };
}

/// <summary>Replies of a round of a case.</summary>
/// <param name="Needed">Replies it needs before the case is 办复: one for each unit that answers, not counting returned and cancelled tasks.</param>
/// <param name="Delivered">How many of them are delivered.</param>
internal readonly record struct RoundReplies(int Needed, int Delivered);
