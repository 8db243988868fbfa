using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>A problem that a supervision task found (问题清单), with what was promised until which day.</summary>
internal sealed record SupervisionProblemRow
{
    private static readonly Table<SupervisionProblemRow> Table = new(
        "supervision_problems",
        "p",
        moving: [nameof(SettledOn), nameof(Settlement)],
        read: new()
        {
            [nameof(TaskState)] = "t.state",
            [nameof(Proposal)] = "t.proposal",
            [nameof(CaseNumber)] = "COALESCE(i.case_number, 0)",
            [nameof(Subject)] = "COALESCE(i.subject, '')",
        },
        join: "JOIN supervision_tasks t ON t.committee = p.committee AND t.id = p.task\n  "
            + "LEFT JOIN intake_facts i ON i.committee = t.committee AND i.proposal = t.proposal",
        title: "督办问题"
    );

    private static readonly string ById = Table.Select + " AND p.id = @id";

    // A cancelled task asks for nothing any more.
    private static readonly string OnePage = Sql.Of(
        $"""
        {Table.Select} AND (@task = '' OR p.task = @task)
          AND (@task <> '' OR t.state <> {SupervisionTaskState.Cancelled})
          AND (@overdue = 0
            OR (p.settled_on = '' AND p.due_date < @today AND t.state <> {SupervisionTaskState.Cancelled}))
          AND (p.due_date > @afterDay OR (p.due_date = @afterDay AND p.id > @afterId))
        ORDER BY p.due_date, p.id LIMIT @Limit
        """
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Task { get; init; } = "";

    /// <summary>Id of the record that found it.</summary>
    public string Record { get; init; } = "";

    /// <summary>Id of the unit that promised; empty when none was named.</summary>
    public string Unit { get; init; } = "";
    public string Problem { get; init; } = "";
    public string Promise { get; init; } = "";

    /// <summary>整改时限: the last day.</summary>
    public string DueDate { get; init; } = "";

    /// <summary>The day on which it was settled; empty while it is open.</summary>
    public string SettledOn { get; init; } = "";
    public string Settlement { get; init; } = "";

    /// <summary>State of its task, read along as all below.</summary>
    public SupervisionTaskState TaskState { get; init; }
    public string Proposal { get; init; } = "";
    public long CaseNumber { get; init; }
    public string Subject { get; init; } = "";

    /// <summary>True when a problem is open and past its last day, and its task was not cancelled.</summary>
    public static bool IsOverdue(SupervisionTaskState ofTask, string settledOn, string dueDate, string today) =>
        ofTask != SupervisionTaskState.Cancelled
        && settledOn.Length == 0
        && dueDate.Length > 0
        && string.CompareOrdinal(dueDate, today) < 0;

    /// <summary>The problem with this id; null when there is none.</summary>
    public static Task<SupervisionProblemRow?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>A page of problems by their last day, of a task or of all that were not cancelled.</summary>
    public static Task<IReadOnlyList<SupervisionProblemRow>> PageAsync(
        IRead read,
        Page page,
        string task,
        bool overdueOnly,
        string today
    )
    {
        var slash = page.After.IndexOf('/', StringComparison.Ordinal);
        return Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                task,
                overdue = overdueOnly ? 1 : 0,
                today,
                afterDay = slash < 0 ? "" : page.After[..slash],
                afterId = page.After[(slash + 1)..],
                page.Limit,
            }
        );
    }

    /// <summary>The key of the list by last day.</summary>
    public string PageKey() => $"{DueDate}/{Id}";

    /// <summary>Writes a new problem with the event of its task.</summary>
    public SupervisionProblemRow Insert(Transaction tx, SupervisionTaskRow task)
    {
        Table.Add(tx, this);
        task.Save(
            tx,
            SupervisionTaskMove.RaiseProblem,
            new SupervisionProblemRaised
            {
                Proposal = task.Proposal,
                Task = task.Id,
                Mode = task.Mode,
                Record = Record,
                Problem = Id,
                Unit = Unit,
                DueDate = DueDate,
                ProblemHash = TextHash.Of(Problem),
            }
        );
        return this;
    }

    /// <summary>Notes that it is settled, with the event of its task.</summary>
    public SupervisionProblemRow Settle(Transaction tx, SupervisionTaskRow task, string settledOn, string settlement)
    {
        var row = Table.Put(tx, this with { Version = Version + 1, SettledOn = settledOn, Settlement = settlement });
        task.Save(
            tx,
            SupervisionTaskMove.SettleProblem,
            new SupervisionProblemSettled
            {
                Proposal = task.Proposal,
                Task = task.Id,
                Mode = task.Mode,
                Problem = Id,
                Unit = Unit,
                SettledOn = settledOn,
            }
        );
        return row;
    }

    /// <summary>The problem as clients see it.</summary>
    /// <param name="committee">Id of the committee.</param>
    /// <param name="today">The committee's day, YYYY-MM-DD.</param>
    public SupervisionProblem ToMessage(string committee, string today) =>
        new()
        {
            Name = ResourceName.Of(committee, "supervisionProblems", Id),
            Task = ResourceName.Of(committee, "supervisionTasks", Task),
            Proposal = ResourceName.Of(committee, "proposals", Proposal),
            Record = ResourceName.Of(committee, "supervisionRecords", Record),
            Unit = ResourceName.Of(committee, "units", Unit),
            Problem = Problem,
            Promise = Promise,
            DueDate = DueDate,
            SettledOn = SettledOn,
            Settlement = Settlement,
            Overdue = IsOverdue(TaskState, SettledOn, DueDate, today),
            CaseNumber = CaseNumber,
            Subject = Subject,
        };
}
