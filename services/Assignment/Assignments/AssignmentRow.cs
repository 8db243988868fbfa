using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// The current state of a unit's task in a case (unit × role × round). It is this service's aggregate: its requests,
/// contacts, opinions and replies are parts of it. So every event carries its id and its next version.
/// </summary>
internal sealed record AssignmentRow
{
    private static readonly Table<AssignmentRow> Table = new(
        "assignments",
        "a",
        moving:
        [
            nameof(State),
            nameof(AcknowledgeDue),
            nameof(ReturnDue),
            nameof(Due),
            nameof(OriginalDue),
            nameof(AcknowledgedAt),
            nameof(CompletedAt),
            nameof(CalendarVersion),
            nameof(Decision),
        ],
        named: new()
        {
            [nameof(AcknowledgeDue)] = "acknowledge_due, acknowledge_too_late_at, acknowledge_provisional",
            [nameof(ReturnDue)] = "return_due, return_too_late_at, return_provisional",
            [nameof(Due)] = "due, due_too_late_at, due_provisional",
            [nameof(OriginalDue)] = "original_due, original_too_late_at, original_provisional",
        },
        read: new() { [nameof(CaseNumber)] = "p.case_number", [nameof(Subject)] = "p.subject" },
        join: "JOIN filed_proposals p ON p.committee = a.committee AND p.id = a.proposal",
        title: "办理任务",
        unproven: [nameof(CalendarVersion), nameof(Decision)]
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
    public Due AcknowledgeDue { get; init; }
    public Due ReturnDue { get; init; }
    public Due Due { get; init; }

    /// <summary>The due date before any extension.</summary>
    public Due OriginalDue { get; init; }
    public DateTimeOffset AcknowledgedAt { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset CompletedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Version of the calendar by which its due dates stand; 0 where an older program counted them.</summary>
    public long CalendarVersion { get; init; }

    /// <summary>
    /// The leader's decision that appointed the unit (改派) or relieved it (免除会办); empty when none.
    /// </summary>
    public string Decision { get; init; } = "";

    /// <summary>案号 and 案由, joined from the proposal.</summary>
    public long CaseNumber { get; init; }
    public string Subject { get; init; } = "";

    /// <summary>
    /// Applies an event's data; the machine sets the state. Requests, contacts and drafts leave the assignment
    /// unchanged.
    /// </summary>
    public static AssignmentRow Evolve(AssignmentRow row, IMessage happened, DateTimeOffset at) =>
        happened switch
        {
            AssignmentHandedOver e => row with
            {
                Id = e.Assignment,
                Proposal = e.Proposal,
                Unit = e.Unit,
                Role = e.Role,
                Round = e.Round,
                Replaces = e.Replaces,
                HandedOverAt = e.HandedOverAt?.ToDateTimeOffset() ?? at,
                CaseNumber = e.CaseNumber,
                AcknowledgeDue = Due.Of(e.AcknowledgeDue),
                ReturnDue = Due.Of(e.ReturnDue),
                Due = Due.Of(e.Due),
                OriginalDue = Due.Of(e.Due),
            },
            AssignmentAcknowledged e => row with { AcknowledgedAt = e.AcknowledgedAt?.ToDateTimeOffset() ?? at },
            OpinionSubmitted or ReplyDelivered => row with { CompletedAt = at },
            ExtensionGranted e => row with { Due = Due.Of(e.Due) },
            OpinionSentBack e => row with { Due = Due.Of(e.Due), CompletedAt = DateTimeOffset.UnixEpoch },
            ReplySentBack e => row with { Due = Due.Of(e.Due), CompletedAt = DateTimeOffset.UnixEpoch },
            DueDatesRecounted e => row with
            {
                AcknowledgeDue = Due.Of(e.AcknowledgeDue),
                ReturnDue = Due.Of(e.ReturnDue),
                Due = Due.Of(e.Due),
                OriginalDue = Due.Of(e.OriginalDue),
                CalendarVersion = e.CalendarVersion,
            },
            AssignmentCancelled
            or AssignmentReassigned
            or AssignmentReleased
            or ReturnRequested
            or ReturnApproved
            or ReturnRefused
            or ReturnRecalled
            or ReturnVoided
            or ContactLogged
            or ReplyDrafted
            or ReplySuperseded
            or ReplySigned
            or ExtensionRequested
            or ExtensionDenied
            or ExtensionRecalled
            or ExtensionVoided => row,
            _ => throw new ArgumentOutOfRangeException(
                nameof(happened),
                happened.Descriptor.FullName,
                "not an event of an assignment"
            ),
        };

    /// <summary>
    /// The assignment after a move and its event: the state from the machine, all else from the event.
    /// </summary>
    public AssignmentRow After(AssignmentMove move, IMessage happened, DateTimeOffset at) =>
        Evolve(this, happened, at) with
        {
            State = AssignmentMachine.Moves.After(State, move),
            Version = Version + 1,
        };

    /// <summary>The replies that a round needs and has, over all assignments of its case.</summary>
    public static RoundReplies RepliesOf(IEnumerable<AssignmentRow> ofCase, int round)
    {
        var answering = ofCase.Where(a => a.Round == round && a.State.IsLive() && a.Role.Answers()).ToList();
        return new RoundReplies(answering.Count, answering.Count(a => a.State == AssignmentState.Replied));
    }

    /// <summary>
    /// Visibility, over the alias `a`: offices see all. A unit sees its own tasks, and those of every case where it has
    /// a live one.
    /// </summary>
    public static readonly string Visible = Sql.Of(
        $"""
        AND (@office = 1 OR (@unit <> '' AND (a.unit = @unit OR EXISTS (
            SELECT 1 FROM assignments o WHERE o.committee = a.committee AND o.proposal = a.proposal AND o.unit = @unit
              AND o.state NOT IN ({AssignmentState.Returned}, {AssignmentState.Cancelled})))))
        """
    );

    private static readonly string ById = Table.Select + " AND a.id = @id";

    private static readonly string VisibleById = $"{Table.Select}\n  {Visible}\n  AND a.id = @id";

    private static readonly string OfProposal = Table.Select + " AND a.proposal = @proposal ORDER BY a.id";

    // An open task of a unit that nobody can sign in for.
    private static readonly string Unattended = Sql.Of(
        $"""
        a.state IN ({AssignmentState.HandedOver}, {AssignmentState.Acknowledged})
            AND NOT EXISTS (SELECT 1 FROM accounts u WHERE u.committee = a.committee AND u.unit = a.unit
              AND u.roles <> '')
        """
    );

    private static readonly string OnePage = $"""
        {Table.Select}
          {Visible}
          AND (@proposal = '' OR a.proposal = @proposal)
          AND (@state = 0 OR a.state = @state)
          AND (@unattended = 0 OR ({Unattended}))
          AND (@After = '' OR a.id < @After)
        ORDER BY a.id DESC LIMIT @Limit
        """;

    /// <summary>The assignment with this name, if visible to the caller. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<AssignmentRow>> LoadAsync(IRead read, string name, string field)
    {
        if (!ResourceName.Id(name, read.Committee, "assignments", field).Decided(out var id, out var refusal))
            return refusal;
        var row = await Table.OneAsync(
            read,
            VisibleById,
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

    /// <summary>
    /// For a move of the unit: its own assignment in a state that allows the move; for others it does not exist.
    /// Refusals: NOT_FOUND, STALE, MOVE_NOT_ALLOWED.
    /// </summary>
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
        return
            (Etag.Refuses(etag, assignment.Version) ?? AssignmentMachine.Moves.Refuses(assignment.State, move))
                is { } no
            ? no
            : assignment;
    }

    /// <summary>The assignment of a part (a request, a reply), regardless of the caller.</summary>
    public static async Task<AssignmentRow> OfPartAsync(IRead read, string id) =>
        await Table.OneAsync(read, ById, new { committee = read.Committee, id })
        ?? throw new InvalidOperationException($"assignment {id} has parts but no row");

    /// <summary>All assignments of a case, oldest first.</summary>
    public static Task<IReadOnlyList<AssignmentRow>> OfCaseAsync(IRead read, string proposal) =>
        Table.ManyAsync(read, OfProposal, new { committee = read.Committee, proposal });

    /// <summary>
    /// When its round began: the first hand-over of the case, or the order to handle it again. The cap of its answer
    /// counts from there.
    /// </summary>
    public async Task<DateTimeOffset> RoundBeganAsync(IRead read, FiledProposalRow proposal) =>
        RoundBegan(await OfCaseAsync(read, Proposal), proposal, Round);

    /// <summary>When a round began. A unit that took over within it does not begin it again.</summary>
    public static DateTimeOffset RoundBegan(IEnumerable<AssignmentRow> ofCase, FiledProposalRow proposal, int round) =>
        // Tasks of a hand-over that was taken back stay in the first round, so the proposal says when that one began.
        round == 1
            ? proposal.HandedOverAt
            : ofCase.Where(a => a.Round == round).Min(a => a.HandedOverAt);

    /// <summary>A page of the assignments visible to the caller, newest first.</summary>
    public static Task<IReadOnlyList<AssignmentRow>> PageAsync(
        IRead read,
        Page page,
        string proposal,
        AssignmentState state,
        bool unattended
    ) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                office = Visibility.Office(read),
                unit = Visibility.Unit(read),
                proposal,
                state = (long)state,
                unattended = unattended ? 1 : 0,
                page.After,
                page.Limit,
            }
        );

    /// <summary>Gives a unit a task: the row, its event and the counted days of its three due dates.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="proposal">The case.</param>
    /// <param name="task">Unit, role, round and the assignment it replaces.</param>
    /// <param name="dues">Its due dates.</param>
    /// <param name="repliesNeeded">Replies that the round needs.</param>
    /// <param name="at">The start event, from which the due dates were counted.</param>
    /// <param name="earlier">True when that was before the event: the event then carries it.</param>
    public static AssignmentRow HandOver(
        Transaction tx,
        FiledProposalRow proposal,
        NewTask task,
        CountedDues dues,
        int repliesNeeded,
        DateTimeOffset at,
        bool earlier = false
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
            HandedOverAt = earlier ? Timestamp.FromDateTimeOffset(at) : null,
        };
        var row = Table.Add(
            tx,
            new AssignmentRow
            {
                Subject = proposal.Subject,
                CalendarVersion = dues.Acknowledge.CalendarVersion,
                Decision = task.Decision,
            }.After(AssignmentMove.HandOver, happened, at)
        );
        row.KeepLedgers(tx, dues);
        tx.Append(row.Id, row.Version, happened);
        return row;
    }

    /// <summary>Stores how its three due dates were counted.</summary>
    public void KeepLedgers(Transaction tx, CountedDues dues)
    {
        KeepLedger(tx, Duty.Acknowledge, dues.Acknowledge);
        KeepLedger(tx, Duty.Return, dues.Return);
        KeepLedger(tx, Duty.Answer, dues.Answer);
    }

    /// <summary>
    /// Writes the state after a move and its event, guarded by the version that the decision was based on. For a move
    /// that ends the task use <see cref="EndAsync"/>: this throws.
    /// </summary>
    public AssignmentRow Save(Transaction tx, AssignmentMove move, IMessage happened)
    {
        var next = After(move, happened, tx.Now);
        return next.State.IsOpen() || next.State == State
            ? Write(tx, next, happened)
            : throw new ArgumentException($"{move} ends the task and its open requests", nameof(move));
    }

    /// <summary>
    /// Writes a move that completes or ends the task, with its event. A request of the unit that is still pending ends
    /// before it, because nothing is left to decide (handbook T54, T67).
    /// </summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="move">The move.</param>
    /// <param name="happened">Its event.</param>
    /// <param name="answered">Id of the return request that the move itself answers; empty when none.</param>
    public async Task<AssignmentRow> EndAsync(
        Transaction tx,
        AssignmentMove move,
        IMessage happened,
        string answered = ""
    )
    {
        var alone = await OpenRequests.VoidAsync(tx, this, answered);
        return Write(tx, alone.After(move, happened, tx.Now), happened);
    }

    /// <summary>Writes an event of one of its parts that is not a move of the assignment, whatever its state.</summary>
    public AssignmentRow Note(Transaction tx, IMessage happened) =>
        Write(tx, Evolve(this, happened, tx.Now) with { Version = Version + 1 }, happened);

    /// <summary>Stores how a due date was counted, replacing the earlier count for this duty.</summary>
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

    /// <summary>How its three due dates were counted.</summary>
    public async Task<CountedDues> LedgersAsync(IRead read) =>
        new(
            await LedgerAsync(read, Duty.Acknowledge),
            await LedgerAsync(read, Duty.Return),
            await LedgerAsync(read, Duty.Answer)
        );

    /// <summary>Records that its due dates stand by this calendar too. Nothing happened to the assignment.</summary>
    public void StandsBy(Transaction tx, long calendarVersion) =>
        tx.Write(
            """
            UPDATE assignments SET calendar_version = @calendarVersion
            WHERE committee = @committee AND id = @Id AND version = @Version
            """,
            new
            {
                committee = tx.Committee,
                calendarVersion,
                Id,
                Version,
            }
        );

    /// <summary>How a due date was counted when it was announced.</summary>
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
            AcknowledgeDue = AcknowledgeDue.ToMessage(),
            ReturnDue = ReturnDue.ToMessage(),
            Due = Due.ToMessage(),
            OriginalDue = OriginalDue.ToMessage(),
            AcknowledgedAt = Instant.ToTimestamp(AcknowledgedAt),
            CompletedAt = Instant.ToTimestamp(CompletedAt),
            Decision = Decision,
            Etag = Etag.Of(Version),
        };

    /// <summary>A task that was just given, with the warning that nobody can sign in for the unit.</summary>
    public async Task<Assignment> ToMessageAsync(IRead read)
    {
        var message = ToMessage(read.Committee);
        message.UnitHasNoAccount = !await DirectoryCopy.HasAccountAsync(read, Unit);
        return message;
    }

    private static AssignmentRow Write(Transaction tx, AssignmentRow next, IMessage happened)
    {
        Table.Put(tx, next);
        tx.Append(next.Id, next.Version, happened);
        return next;
    }
}

/// <summary>Replies of a round of a case.</summary>
/// <param name="Needed">
/// Replies it needs before the case is 办复: one for each unit that answers, not counting returned and cancelled tasks.
/// </param>
/// <param name="Delivered">The number of them that are delivered.</param>
internal readonly record struct RoundReplies(int Needed, int Delivered);
