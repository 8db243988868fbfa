using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>
/// The current state of a commitment (承诺事项): what a unit promised in a delivered reply. It is an aggregate of its
/// own, because it outlives the handling and the closing of its case.
/// </summary>
internal sealed record CommitmentRow
{
    private static readonly Table<CommitmentRow> Table = new(
        "commitments",
        "m",
        moving:
        [
            nameof(State),
            nameof(DueDate),
            nameof(TooLateAt),
            nameof(ProposedDueDate),
            nameof(ProvenAt),
            nameof(FulfilledAt),
        ],
        read: new()
        {
            [nameof(CaseNumber)] = "p.case_number",
            [nameof(Subject)] = "p.subject",
            [nameof(PolicyVersion)] = "p.policy_version",
        },
        join: "JOIN filed_proposals p ON p.committee = m.committee AND p.id = m.proposal\n  "
            + "JOIN assignments a ON a.committee = m.committee AND a.id = m.assignment",
        title: "承诺事项"
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Proposal { get; init; } = "";
    public string Assignment { get; init; } = "";
    public string Reply { get; init; } = "";
    public string Unit { get; init; } = "";

    /// <summary>1, 2, 3 … within the reply.</summary>
    public int Number { get; init; }
    public string What { get; init; } = "";
    public string Responsible { get; init; } = "";
    public CommitmentState State { get; init; }

    /// <summary>The day that stands, YYYY-MM-DD.</summary>
    public string DueDate { get; init; } = "";

    /// <summary>The first instant after that day.</summary>
    public DateTimeOffset TooLateAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The day that the reply promised.</summary>
    public string FirstDueDate { get; init; } = "";

    /// <summary>A new day that the unit proposes and nobody has decided on; empty when none.</summary>
    public string ProposedDueDate { get; init; } = "";

    /// <summary>When its reply was delivered.</summary>
    public DateTimeOffset MadeAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>When the proof that stands was handed in.</summary>
    public DateTimeOffset ProvenAt { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset FulfilledAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>案号, 案由 and the version of the rules, joined from the proposal.</summary>
    public long CaseNumber { get; init; }
    public string Subject { get; init; } = "";
    public long PolicyVersion { get; init; }

    // Offices see all, a unit those of the cases that it sees, a proposer those of the cases that answer the proposer.
    private static readonly string Visible = Sql.Of(
        $"""
        AND (@office = 1
          OR (@unit <> '' AND (m.unit = @unit OR EXISTS (
            SELECT 1 FROM assignments o WHERE o.committee = m.committee AND o.proposal = m.proposal AND o.unit = @unit
              AND o.state NOT IN ({AssignmentState.Returned}, {AssignmentState.Cancelled}))))
          OR (@member <> '' AND EXISTS (SELECT 1 FROM filed_proposals q
            WHERE q.committee = m.committee AND (q.id = m.proposal OR q.merged_into = m.proposal)
              AND ',' || q.proposers || ',' LIKE '%,' || @member || ',%')))
        """
    );

    private static readonly string VisibleById = $"{Table.Select}\n  {Visible}\n  AND m.id = @id";

    private static readonly string ById = Table.Select + " AND m.id = @id";

    private static readonly string OfReply = Table.Select + " AND m.reply = @reply ORDER BY m.id";

    private static readonly string OnePage = $"""
        {Table.Select}
          {Visible}
          AND (@proposal = '' OR m.proposal = @proposal)
          AND (@ofUnit = '' OR m.unit = @ofUnit)
          AND (@state = 0 OR m.state = @state)
          AND (@After = '' OR m.due_date || '/' || m.id > @After)
        ORDER BY m.due_date, m.id LIMIT @Limit
        """;

    private static readonly string OneOwed = Sql.Of(
        $"""
        SELECT m.id FROM commitments m
        WHERE m.committee = @committee AND m.proposal = @proposal AND m.unit = @unit
          AND m.state IN ({CommitmentState.Open}, {CommitmentState.Overdue}, {CommitmentState.Proven})
        LIMIT 1
        """
    );

    /// <summary>The open ones whose day has passed, for the sweep.</summary>
    public static readonly string Lapsing = Sql.Of(
        $"""
        SELECT committee, id FROM commitments
        WHERE state = {CommitmentState.Open} AND too_late_at <= @now ORDER BY too_late_at LIMIT @limit
        """
    );

    /// <summary>Its key in <see cref="PageAsync"/>.</summary>
    public string Key => $"{DueDate}/{Id}";

    /// <summary>The commitment with this id, regardless of the caller; null when there is none.</summary>
    public static Task<CommitmentRow?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>The commitment with this name, if visible to the caller. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<CommitmentRow>> LoadAsync(IRead read, string name, string field = "name")
    {
        if (!ResourceName.Id(name, read.Committee, "commitments", field).Decided(out var id, out var refusal))
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
                member = Visibility.Member(read),
            }
        );
        return row is null ? CommonRefusals.NotFound : row;
    }

    /// <summary>
    /// For a move of the unit: its own commitment, unchanged since it was read, in a state that allows the move; for
    /// others it does not exist. Refusals: NOT_FOUND, STALE, MOVE_NOT_ALLOWED.
    /// </summary>
    public static async Task<Decision<CommitmentRow>> LoadOwnForAsync(
        IRead read,
        string name,
        string etag,
        CommitmentMove move
    )
    {
        if (!(await LoadAsync(read, name)).Decided(out var row, out var refusal))
            return refusal;
        if (row.Unit != Visibility.Unit(read))
            return CommonRefusals.NotFound;
        return row.Refuses(etag, move) is { } no ? no : row;
    }

    /// <summary>
    /// For a move of its settler: a visible commitment, unchanged since it was read, in a state that allows the
    /// move. Refusals: NOT_FOUND, ROLE_REQUIRED, STALE, MOVE_NOT_ALLOWED.
    /// </summary>
    public static async Task<Decision<(CommitmentRow Commitment, bool ByProposer)>> LoadToSettleAsync(
        IRead read,
        string name,
        string etag,
        CommitmentMove move
    )
    {
        if (!(await LoadAsync(read, name)).Decided(out var row, out var refusal))
            return refusal;
        if (!(await CommitmentSettling.DecideAsync(read, row)).Decided(out var byProposer, out refusal))
            return refusal;
        return row.Refuses(etag, move) is { } no ? no : (row, byProposer);
    }

    /// <summary>A page of the commitments visible to the caller, by due date.</summary>
    public static Task<IReadOnlyList<CommitmentRow>> PageAsync(
        IRead read,
        Page page,
        string proposal,
        string ofUnit,
        CommitmentState state
    ) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                office = Visibility.Office(read),
                unit = Visibility.Unit(read),
                member = Visibility.Member(read),
                proposal,
                ofUnit,
                state = (long)state,
                page.After,
                page.Limit,
            }
        );

    /// <summary>True while a unit owes a commitment in a case.</summary>
    public static async Task<bool> OwesAsync(IRead read, string proposal, string unit) =>
        await read.OneAsync<string>(
            OneOwed,
            new
            {
                committee = read.Committee,
                proposal,
                unit,
            }
        )
            is not null;

    /// <summary>Enters what a delivered reply promises into the ledger.</summary>
    public static void Make(
        Transaction tx,
        ReplyRow reply,
        AssignmentRow assignment,
        FiledProposalRow proposal,
        PolicyProfile policy
    )
    {
        foreach (var (planned, number) in reply.Planned.Select((p, i) => (p, i + 1)))
        {
            var row = new CommitmentRow
            {
                Id = tx.NewId(),
                Version = 1,
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                Reply = reply.Id,
                Unit = assignment.Unit,
                Number = number,
                What = planned.What,
                Responsible = planned.Responsible,
                State = CommitmentMachine.Moves.After(default, CommitmentMove.Make),
                FirstDueDate = planned.DueDate,
                MadeAt = tx.Now,
            }.Until(planned.DueDate, policy);
            Table.Add(tx, row);
            tx.Append(
                row.Id,
                row.Version,
                new CommitmentMade
                {
                    Proposal = row.Proposal,
                    Commitment = row.Id,
                    Unit = row.Unit,
                    Assignment = row.Assignment,
                    Reply = row.Reply,
                    Number = number,
                    Due = row.Due,
                    PolicyVersion = proposal.PolicyVersion,
                    WhatHash = TextHash.Of(row.What),
                }
            );
        }
    }

    /// <summary>Ends what a reply promised that was sent back. What was fulfilled before stays so.</summary>
    public static async Task VoidOfAsync(Transaction tx, string reply)
    {
        foreach (var row in await Table.ManyAsync(tx, OfReply, new { committee = tx.Committee, reply }))
        {
            if (CommitmentMachine.Moves.Refuses(row.State, CommitmentMove.Void) is not null)
                continue;
            row.Save(
                tx,
                CommitmentMove.Void,
                new CommitmentVoided
                {
                    Proposal = row.Proposal,
                    Commitment = row.Id,
                    Unit = row.Unit,
                    Reply = reply,
                },
                new CommitmentEntryRow()
            );
        }
    }

    /// <summary>
    /// Writes the state after a move, guarded by the version that the decision was based on, with its entry and its
    /// event.
    /// </summary>
    public CommitmentRow Save(Transaction tx, CommitmentMove move, IMessage happened, CommitmentEntryRow entry)
    {
        var next = Table.Put(
            tx,
            this with
            {
                State = CommitmentMachine.Moves.After(State, move),
                Version = Version + 1,
            }
        );
        entry.Insert(tx, next, move);
        tx.Append(Id, next.Version, happened);
        return next;
    }

    /// <summary>The commitment with another day.</summary>
    public CommitmentRow Until(string day, PolicyProfile policy) =>
        this with
        {
            DueDate = day,
            TooLateAt = Deadline.EndOf(WorkingCalendar.ParseDay(day), policy.UtcOffsetMinutes),
        };

    /// <summary>The day that stands, as events tell it.</summary>
    public DueDate Due => new() { Date = DueDate, TooLateAt = Timestamp.FromDateTimeOffset(TooLateAt) };

    /// <summary>The commitment as clients see it.</summary>
    public Commitment ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "commitments", Id),
            Proposal = ResourceName.Of(committee, "proposals", Proposal),
            CaseNumber = CaseNumber,
            Subject = Subject,
            Assignment = ResourceName.Of(committee, "assignments", Assignment),
            Reply = ResourceName.Of(committee, "replies", Reply),
            Unit = ResourceName.Of(committee, "units", Unit),
            Number = Number,
            What = What,
            Responsible = Responsible,
            DueDate = DueDate,
            FirstDueDate = FirstDueDate,
            ProposedDueDate = ProposedDueDate,
            State = State,
            MadeAt = Timestamp.FromDateTimeOffset(MadeAt),
            ProvenAt = Instant.ToTimestamp(ProvenAt),
            FulfilledAt = Instant.ToTimestamp(FulfilledAt),
            Etag = Etag.Of(Version),
        };

    private Refusal? Refuses(string etag, CommitmentMove move) =>
        Etag.Refuses(etag, Version) ?? CommitmentMachine.Moves.Refuses(State, move);
}
