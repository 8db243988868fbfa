using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>What was done for a supervision task at one time (督办纪要). It is made once and never changes.</summary>
internal sealed record SupervisionRecordRow
{
    private static readonly Table<SupervisionRecordRow> Table = new("supervision_records", "r", title: "督办记录");

    private static readonly string ById = Table.Select + " AND r.id = @id";

    private static readonly string OfTask = Table.Select + " AND r.task = @task ORDER BY r.id";

    private static readonly string OnePage = $"""
        {Table.Select} AND r.task = @task AND (@After = '' OR r.id < @After)
        ORDER BY r.id DESC LIMIT @Limit
        """;

    public string Id { get; init; } = "";
    public string Task { get; init; } = "";
    public string Day { get; init; } = "";
    public SupervisionForm Form { get; init; }
    public ContactStage Stage { get; init; }
    public string Place { get; init; } = "";
    public string Participants { get; init; } = "";
    public string Minutes { get; init; } = "";
    public long Satisfied { get; init; }
    public long MostlySatisfied { get; init; }
    public long Dissatisfied { get; init; }

    /// <summary>Number of ratings; 0 when none were given.</summary>
    public long Ratings => Satisfied + MostlySatisfied + Dissatisfied;

    /// <summary>The record with this id; null when there is none.</summary>
    public static Task<SupervisionRecordRow?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>All records of a task, oldest first.</summary>
    public static Task<IReadOnlyList<SupervisionRecordRow>> OfTaskAsync(IRead read, string task) =>
        Table.ManyAsync(read, OfTask, new { committee = read.Committee, task });

    /// <summary>A page of a task's records, newest first.</summary>
    public static Task<IReadOnlyList<SupervisionRecordRow>> PageAsync(IRead read, Page page, string task) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                task,
                page.After,
                page.Limit,
            }
        );

    /// <summary>Writes a record with the event of its task.</summary>
    public SupervisionRecordRow Insert(Transaction tx, SupervisionTaskRow task)
    {
        Table.Add(tx, this);
        task.Save(
            tx,
            SupervisionTaskMove.Record,
            new SupervisionRecorded
            {
                Proposal = task.Proposal,
                Task = task.Id,
                Mode = task.Mode,
                Record = Id,
                Day = Day,
                Form = Form,
                MinutesHash = TextHash.Of(Minutes),
            }
        );
        return this;
    }

    /// <summary>The record as clients see it.</summary>
    public SupervisionRecord ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "supervisionRecords", Id),
            Task = ResourceName.Of(committee, "supervisionTasks", Task),
            Day = Day,
            Form = Form,
            Stage = Stage,
            Place = Place,
            Participants = Participants,
            Minutes = Minutes,
            Ratings =
                Ratings == 0
                    ? null
                    : new SiteRatings
                    {
                        Satisfied = Satisfied,
                        MostlySatisfied = MostlySatisfied,
                        Dissatisfied = Dissatisfied,
                    },
        };
}
