using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// The events of a case from all journals. People appear by id only: their names are in Directory's own tables.
/// </summary>
internal static class Timeline
{
    /// <summary>Largest number of entries shown for one case; beyond it the newest are shown.</summary>
    public const int Maximum = 500;

    /// <summary>Stores an event that concerns a proposal.</summary>
    public static void Record(Transaction tx, Event entry, IMessage message)
    {
        if (message.Descriptor.FindFieldByName("proposal") is not { } field)
            return;
        tx.Write(
            """
            INSERT INTO timeline (committee, source, position, proposal, type, at, actor, body, member)
            VALUES (@committee, @Source, @Position, @proposal, @Type, @at, @Actor, @body, @member)
            """,
            new
            {
                committee = tx.Committee,
                entry.Source,
                entry.Position,
                proposal = (string)field.Accessor.GetValue(message),
                entry.Type,
                at = entry.At.ToDateTimeOffset(),
                entry.Actor,
                body = entry.Body.ToByteArray(),
                member = TimelineSentence.OnlyFor(message),
            }
        );
    }

    /// <summary>
    /// Stores an event that this service has just appended itself: the one that made this version of an aggregate.
    /// </summary>
    public static void RecordOwn(Transaction tx, string aggregate, long version, string proposal) =>
        tx.Write(
            """
            INSERT INTO timeline (committee, source, position, proposal, type, at, actor, body, member)
            SELECT j.committee, 'supervision', j.position, @proposal, j.type, j.at, j.actor, j.body, '' FROM journal j
            WHERE j.committee = @committee AND j.aggregate = @aggregate AND j.version = @version
            """,
            new
            {
                committee = tx.Committee,
                aggregate,
                version,
                proposal,
            }
        );

    // A save of a text makes no version. It is stored, because the lead's other windows follow it, and is not shown.
    private static readonly string Shown = Sql.Of(
        $"""
        SELECT t.source, t.position, t.type, t.at, t.actor, t.body
        FROM timeline t
        WHERE t.committee = @committee AND t.proposal = @proposal AND t.type <> {ProposalRevised.Descriptor}
        """
    );

    private const string NewestFirst = """
        ORDER BY t.at DESC,
          CASE t.source WHEN 'intake' THEN 1 WHEN 'assignment' THEN 2 WHEN 'feedback' THEN 3 ELSE 4 END DESC,
          t.position DESC
        LIMIT @Maximum
        """;

    private static readonly string Entries = $"{Shown}\n{NewestFirst}";

    private static readonly string EntriesForUnit = $"{Shown}\n  AND {UnitReads.Entries}\n{NewestFirst}";

    /// <summary>
    /// The entries of a case, oldest first. Journals have no common order: equal instants are shown in the order in
    /// which a case passes through the services.
    /// </summary>
    /// <param name="read">Where from.</param>
    /// <param name="proposal">Id of the case's proposal.</param>
    /// <param name="labels">Names of codes and ids.</param>
    /// <param name="unit">Id of the unit that reads; empty for everybody else.</param>
    public static async Task<IReadOnlyList<TimelineEntry>> ReadAsync(
        IRead read,
        string proposal,
        Labels labels,
        string unit
    )
    {
        var rows = await read.ManyAsync<TimelineRow>(
            unit.Length > 0 ? EntriesForUnit : Entries,
            new
            {
                committee = read.Committee,
                proposal,
                Unit = unit,
                Maximum,
            }
        );
        var named = await NamedAsync(read, labels, rows);
        return [.. rows.Reverse().Select(r => r.ToEntry(read.Committee, named, unit.Length > 0))];
    }

    /// <summary>The labels with the cases and tasks that these entries name by id.</summary>
    public static async Task<Labels> NamedAsync(IRead read, Labels labels, IEnumerable<TimelineRow> rows)
    {
        var named = rows.Select(r => TimelineSentence.NamedBy(r.Happened())).ToList();
        var cases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in named.Select(n => n.Case).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (
                await read.OneAsync<CaseName>(
                    "SELECT case_number, subject FROM intake_facts WHERE committee = @committee AND proposal = @id",
                    new { committee = read.Committee, id }
                ) is
                { } found
            )
                cases[id] = (found.CaseNumber > 0 ? $"第 {found.CaseNumber} 号" : "") + $"《{found.Subject}》";
        }

        var tasks = new Dictionary<string, string>(StringComparer.Ordinal);
        var coHandled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in named.Select(n => n.Task).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (
                await read.OneAsync<TaskName>(
                    "SELECT unit, role FROM assignment_facts WHERE committee = @committee AND id = @id",
                    new { committee = read.Committee, id }
                ) is
                { } found
            )
            {
                tasks[id] = found.Unit;
                if (!found.Role.Answers())
                    coHandled.Add(id);
            }
        }

        return labels with
        {
            Cases = cases,
            Tasks = tasks,
            CoHandled = coHandled,
        };
    }

    private sealed record TaskName
    {
        public string Unit { get; init; } = "";
        public AssignmentRole Role { get; init; }
    }

    private sealed record CaseName
    {
        public long CaseNumber { get; init; }
        public string Subject { get; init; } = "";
    }
}
