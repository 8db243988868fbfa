using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>The current state of a supervision task (督办任务). Its records and problems belong to it.</summary>
internal sealed record SupervisionTaskRow
{
    private static readonly Table<SupervisionTaskRow> Table = new(
        "supervision_tasks",
        "t",
        once: [nameof(Proposal), nameof(Mode), nameof(OpenedAt)],
        read: new()
        {
            [nameof(CaseNumber)] = "COALESCE(i.case_number, 0)",
            [nameof(Subject)] = "COALESCE(i.subject, '')",
            [nameof(Records)] =
                "(SELECT COUNT(*) FROM supervision_records r WHERE r.committee = t.committee AND r.task = t.id)",
            [nameof(OpenProblems)] =
                "(SELECT COUNT(*) FROM supervision_problems p\n    "
                + "WHERE p.committee = t.committee AND p.task = t.id AND p.settled_on = '')",
            [nameof(NextProblemDay)] =
                "COALESCE((SELECT MIN(p.due_date) FROM supervision_problems p\n    "
                + "WHERE p.committee = t.committee AND p.task = t.id AND p.settled_on = ''), '')",
        },
        join: "LEFT JOIN intake_facts i ON i.committee = t.committee AND i.proposal = t.proposal",
        title: "督办任务"
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Proposal { get; init; } = "";
    public SupervisionMode Mode { get; init; }
    public SupervisionTaskState State { get; init; }

    /// <summary>督办领导. Stored here only, as every text: it may name a person.</summary>
    public string Leader { get; init; } = "";

    /// <summary>牵头专委会; empty when none leads.</summary>
    public string SpecialCommittee { get; init; } = "";

    /// <summary>Ids of the members that take part, separated by commas.</summary>
    public string Members { get; init; } = "";
    public string Outline { get; init; } = "";
    public string Division { get; init; } = "";
    public string Standard { get; init; } = "";
    public string FirstDay { get; init; } = "";
    public string LastDay { get; init; } = "";
    public string ApprovedBy { get; init; } = "";
    public string Summary { get; init; } = "";

    /// <summary>Why it was cancelled.</summary>
    public string Reason { get; init; } = "";
    public DateTimeOffset OpenedAt { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset StartedAt { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset EndedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>案号, read along as all below.</summary>
    public long CaseNumber { get; init; }
    public string Subject { get; init; } = "";
    public long Records { get; init; }
    public long OpenProblems { get; init; }

    /// <summary>Earliest last day of an open problem; empty when there is none.</summary>
    public string NextProblemDay { get; init; } = "";

    private const string StateOfCase =
        "SELECT state FROM intake_facts WHERE committee = @committee AND proposal = @Proposal";

    private static readonly string ById = Table.Select + " AND t.id = @id";

    private static readonly string OnePage = $"""
        {Table.Select} AND (@proposal = '' OR t.proposal = @proposal) AND (@mode = 0 OR t.mode = @mode)
          AND (@state = 0 OR t.state = @state)
          AND (@specialCommittee = '' OR t.special_committee = @specialCommittee)
          AND (@After = '' OR t.id < @After)
        ORDER BY t.id DESC LIMIT @Limit
        """;

    private static readonly string OfSession = Sql.Of(
        $"""
        SELECT t.proposal, t.mode, t.state
        FROM supervision_tasks t JOIN intake_facts i ON i.committee = t.committee AND i.proposal = t.proposal
        WHERE t.committee = @committee AND i.session = @session AND t.state <> {SupervisionTaskState.Cancelled}
        """
    );

    /// <summary>The task with this name, if the caller reads its case. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<SupervisionTaskRow>> LoadAsync(IRead read, string name, string field)
    {
        if (!ResourceName.Id(name, read.Committee, "supervisionTasks", field).Decided(out var id, out var refusal))
            return refusal;
        return await FindAsync(read, id) is { } row && await CaseReader.HandlesAsync(read, row.Proposal)
            ? row
            : CommonRefusals.NotFound;
    }

    /// <summary>
    /// For a move: the task in a state that allows it. Refusals: NOT_FOUND, STALE, MOVE_NOT_ALLOWED, NOT_FILED.
    /// </summary>
    public static async Task<Decision<SupervisionTaskRow>> LoadForAsync(
        Transaction tx,
        string name,
        string field,
        string etag,
        SupervisionTaskMove move
    )
    {
        if (!(await LoadAsync(tx, name, field)).Decided(out var task, out var refusal))
            return refusal;
        return (Etag.Refuses(etag, task.Version) ?? await task.RefusesAsync(tx, move)) is { } no ? no : task;
    }

    /// <summary>The task with this id; null when there is none.</summary>
    public static Task<SupervisionTaskRow?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>A page of tasks, newest first, of a proposal or all.</summary>
    public static Task<IReadOnlyList<SupervisionTaskRow>> PageAsync(
        IRead read,
        Page page,
        string proposal,
        ListSupervisionTasksRequest filter
    ) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                proposal,
                mode = (long)filter.Mode,
                state = (long)filter.State,
                specialCommittee = filter.SpecialCommittee,
                page.After,
                page.Limit,
            }
        );

    /// <summary>The tasks of a session's cases that were not cancelled, as figures count them.</summary>
    public static async Task<ILookup<string, CountedTask>> OfSessionAsync(IRead read, string session) =>
        (
            await read.ManyAsync<(string Proposal, long Mode, long State)>(
                OfSession,
                new { committee = read.Committee, session }
            )
        ).ToLookup(
            t => t.Proposal,
            t => new CountedTask((SupervisionMode)t.Mode, (SupervisionTaskState)t.State),
            StringComparer.Ordinal
        );

    /// <summary>Why a move is not allowed; null when it is.</summary>
    public Refusal? Refuses(SupervisionTaskMove move) => SupervisionTaskMachine.Moves.Refuses(State, move);

    /// <summary>
    /// The reason why the move is not possible now; null when it is. A case that was merged or withdrawn is not
    /// supervised further: its tasks only end. Refusals: MOVE_NOT_ALLOWED, NOT_FILED.
    /// </summary>
    public async Task<Refusal?> RefusesAsync(IRead read, SupervisionTaskMove move)
    {
        if (Refuses(move) is { } illegal)
            return illegal;
        if (
            move
            is not (
                SupervisionTaskMove.Start
                or SupervisionTaskMove.Revise
                or SupervisionTaskMove.Record
                or SupervisionTaskMove.RaiseProblem
            )
        )
            return null;
        return
            await read.OneAsync<long>(StateOfCase, new { committee = read.Committee, Proposal })
            == (long)ProposalState.Filed
            ? null
            : SupervisionRefusals.NotFiled.Because("提案已并出或已撤案，不再开展督办；任务可以办结或取消。");
    }

    /// <summary>The row with the texts and days of a plan.</summary>
    public SupervisionTaskRow With(SupervisionPlan plan, IEnumerable<string> members) =>
        this with
        {
            Leader = plan.Leader,
            SpecialCommittee = plan.SpecialCommittee,
            Members = string.Join(',', members),
            Outline = plan.Outline,
            Division = plan.Division,
            Standard = plan.Standard,
            FirstDay = plan.FirstDay,
            LastDay = plan.LastDay.Length > 0 ? plan.LastDay : plan.FirstDay,
        };

    /// <summary>Ids of the members that take part.</summary>
    public IReadOnlyList<string> MemberIds() => Members.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Writes a new task with its event, which is part of the case's timeline.</summary>
    public SupervisionTaskRow Insert(Transaction tx)
    {
        var row = Table.Add(tx, At(tx, SupervisionTaskMove.Open) with { OpenedAt = tx.Now });
        row.Tell(
            tx,
            new SupervisionTaskOpened
            {
                Proposal = row.Proposal,
                Task = row.Id,
                Mode = row.Mode,
                FirstDay = row.FirstDay,
                LastDay = row.LastDay,
                Members = { row.MemberIds() },
                OutlineHash = TextHash.Of(row.Outline),
            }
        );
        return row;
    }

    /// <summary>
    /// Writes the state after a move and its event, guarded by the version that the decision was based on.
    /// </summary>
    public SupervisionTaskRow Save(Transaction tx, SupervisionTaskMove move, IMessage happened)
    {
        var row = Table.Put(tx, At(tx, move));
        row.Tell(tx, happened);
        return row;
    }

    /// <summary>The task as clients see it.</summary>
    /// <param name="committee">Id of the committee.</param>
    /// <param name="today">The committee's day, YYYY-MM-DD.</param>
    public SupervisionTask ToMessage(string committee, string today)
    {
        return new SupervisionTask
        {
            Name = ResourceName.Of(committee, "supervisionTasks", Id),
            Etag = Etag.Of(Version),
            Proposal = ResourceName.Of(committee, "proposals", Proposal),
            CaseNumber = CaseNumber,
            Subject = Subject,
            Mode = Mode,
            State = State,
            Plan = new SupervisionPlan
            {
                Leader = Leader,
                SpecialCommittee = SpecialCommittee,
                Members = { MemberIds().Select(m => ResourceName.Of(committee, "members", m)) },
                Outline = Outline,
                Division = Division,
                Standard = Standard,
                FirstDay = FirstDay,
                LastDay = LastDay,
            },
            ApprovedBy = ApprovedBy,
            Summary = Summary,
            Reason = Reason,
            OpenedAt = Timestamp.FromDateTimeOffset(OpenedAt),
            StartedAt = Instant.ToTimestamp(StartedAt),
            EndedAt = Instant.ToTimestamp(EndedAt),
            Rates = Mode.Rates(),
            Records = Records,
            OpenProblems = OpenProblems,
            NextProblemDay = NextProblemDay,
            Overdue = SupervisionProblemRow.IsOverdue(State, "", NextProblemDay, today),
        };
    }

    private SupervisionTaskRow At(Transaction tx, SupervisionTaskMove move)
    {
        var state = SupervisionTaskMachine.Moves.After(State, move);
        return this with
        {
            State = state,
            Version = Version + 1,
            StartedAt = move == SupervisionTaskMove.Start ? tx.Now : StartedAt,
            EndedAt = move is SupervisionTaskMove.Finish or SupervisionTaskMove.Cancel ? tx.Now : EndedAt,
        };
    }

    private void Tell(Transaction tx, IMessage happened)
    {
        tx.Append(Id, Version, happened);
        Timeline.RecordOwn(tx, Id, Version, Proposal);
    }
}
