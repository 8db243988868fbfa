using System.Globalization;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;

namespace Proposals.Trust;

/// <summary>
/// Compares the answers that clients got with the databases, and the figures that supervisors see with the journals.
/// </summary>
/// <remarks>
/// The services are not asked whether all went well. Each check bears the name of the invariant that it looks at.
/// </remarks>
internal sealed class Checker(Deployment deployment, IWalked campaign, Person supervisor)
{
    /// <summary>Runs every check.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        var stored = new Dictionary<string, Stored>(StringComparer.Ordinal);
        foreach (var service in Suite.Services)
            stored[service] = await Stored.ReadAsync(deployment, service);
        return
        [
            NothingLost(stored),
            NothingTwice(stored),
            await CountersAsync(supervisor, stored, _ => true),
            await ConvergedAsync(deployment, stored),
            Chained(stored),
            await VerifiedAsync(deployment, stored),
            await AllClosedAsync(stored),
        ];
    }

    /// <summary>Runs the checks that hold whatever was done: they need no cycles that came to their end.</summary>
    public static async Task<IReadOnlyList<Finding>> SoundAsync(Deployment deployment)
    {
        var stored = new Dictionary<string, Stored>(StringComparer.Ordinal);
        foreach (var service in Suite.Services)
            stored[service] = await Stored.ReadAsync(deployment, service);
        return
        [
            NothingTwice(stored),
            await ConvergedAsync(deployment, stored),
            Chained(stored),
            await VerifiedAsync(deployment, stored),
        ];
    }

    /// <summary>
    /// An acknowledged command is remembered once. Its events are in the journal, together, and end at the position
    /// that was answered.
    /// </summary>
    private Finding NothingLost(Dictionary<string, Stored> stored)
    {
        var problems = new List<string>();
        var events = 0;
        var remembered = stored.ToDictionary(
            s => s.Key,
            s => s.Value.Commands.ToLookup(c => c.CommandId, StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        var written = stored.ToDictionary(
            s => s.Key,
            s => s.Value.Rows.ToLookup(r => r.CommandId, StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        foreach (var (service, id, _) in campaign.Acknowledged)
        {
            var commands = remembered[service][id].ToList();
            var rows = written[service][id].ToList();
            if (commands.Count != 1)
                problems.Add($"{service} remembers {id} {commands.Count} times");
            else if (rows.Count == 0)
                problems.Add($"{service} has no event of {id}");
            else if (rows[^1].Position != commands[0].Position)
                problems.Add(
                    $"{service} answered {id} with position {commands[0].Position}, its last event is at "
                        + $"{rows[^1].Position}"
                );
            else if (rows[^1].Position - rows[0].Position != rows.Count - 1)
                problems.Add(
                    $"{service} has the events of {id} at {string.Join(",", rows.Select(r => r.Position))}, not "
                        + $"together"
                );
            events += rows.Count;
        }

        var distinct = campaign.Acknowledged.Select(a => (a.Service, a.RequestId)).Distinct().Count();
        if (distinct != campaign.Acknowledged.Count)
            problems.Add("a request_id was acknowledged to two commands");
        return Of(
            "no loss",
            problems,
            $"{campaign.Acknowledged.Count} acknowledged commands, each remembered once, with {events} events"
        );
    }

    /// <summary>
    /// No command and no event of another journal had its effect twice. The versions of every aggregate are 1 … n.
    /// </summary>
    private static Finding NothingTwice(Dictionary<string, Stored> stored)
    {
        var problems = new List<string>();
        var (causes, aggregates) = (0, 0);
        foreach (var (service, data) in stored)
        {
            foreach (
                var command in data.Commands.GroupBy(c => c.CommandId, StringComparer.Ordinal).Where(g => g.Count() > 1)
            )
                problems.Add($"{service} remembers {command.Key} {command.Count()} times");
            var known = data.Commands.ToDictionary(c => (c.Committee, c.CommandId), c => c.Position);
            // The events of one cause are written together. The name of a sweep may occur again. That of a command or
            // of a followed event (source/position) may not.
            foreach (var cause in data.Rows.GroupBy(r => (r.Committee, r.CommandId)))
            {
                var isEvent =
                    cause.Key.CommandId.IndexOf('/') is > 0 and var slash
                    && stored.ContainsKey(cause.Key.CommandId[..slash]);
                if (!isEvent && cause.All(r => r.Actor == "system"))
                    continue;
                causes++;
                var positions = cause.Select(r => r.Position).ToList();
                if (positions[^1] - positions[0] != positions.Count - 1)
                    problems.Add(
                        $"{service} has the effect of {cause.Key.CommandId} more than once: at "
                            + $"{string.Join(",", positions)}"
                    );
                // Only a request_id is remembered. The answer of a sign-in is a token, which is stored nowhere.
                if (!Guid.TryParse(cause.Key.CommandId, out _))
                    continue;
                if (!known.TryGetValue(cause.Key, out var told))
                    problems.Add($"{service} has events of {cause.Key.CommandId}, which it does not remember");
                else if (told != positions[^1])
                    problems.Add(
                        $"{service} has events of {cause.Key.CommandId} after the position it was answered with"
                    );
            }

            foreach (var aggregate in data.Rows.GroupBy(r => (r.Committee, r.Aggregate)))
            {
                aggregates++;
                var versions = aggregate.Select(r => r.Version).ToList();
                if (versions.Where((v, i) => v != i + 1).Any())
                    problems.Add(
                        $"{service} {aggregate.Key.Aggregate} has versions {string.Join(",", versions.Take(8))}"
                    );
            }
        }

        return Of(
            "no duplicate",
            problems,
            $"{causes} causes had their effect once, {aggregates} aggregates have versions 1 to n"
        );
    }

    /// <summary>Every figure of the session equals a recount from the journals.</summary>
    public static async Task<Finding> CountersAsync(
        Person supervisor,
        IReadOnlyDictionary<string, Stored> stored,
        Func<string, bool> compared
    )
    {
        var session = (
            await Quiescence.AskAsync(async () =>
                await supervisor.Directory.ListPlenarySessionsAsync(new ListPlenarySessionsRequest { PageSize = 1 })
            )
        ).Sessions[0];
        var shown = (
            await Quiescence.AskAsync(async () =>
                await supervisor.Supervision.GetStatisticsAsync(new GetStatisticsRequest { Session = session.Name })
            )
        ).Figures.ToDictionary(
            f => (f.Definition, f.Group),
            f => string.Create(CultureInfo.InvariantCulture, $"{f.Numerator}/{f.Denominator} {f.Percent}")
        );
        var counted = Recount
            .Of(stored, session.Name.Split('/')[^1])
            .ToDictionary(f => (f.Definition, f.Group), f => f.Text);
        var problems = shown
            .Keys.Union(counted.Keys)
            .Where(k => compared(k.Definition) && shown.GetValueOrDefault(k) != counted.GetValueOrDefault(k))
            .Select(k =>
                $"{k.Definition}{(k.Group.Length > 0 ? "[" + k.Group + "]" : "")} shown "
                + $"{shown.GetValueOrDefault(k) ?? "nothing"}, counted "
                + $"{counted.GetValueOrDefault(k) ?? "nothing"}"
            )
            .ToList();
        return Of(
            "counters",
            problems,
            $"{counted.Keys.Count(k => compared(k.Definition))} figures equal their recount; "
                + string.Join(
                    ", ",
                    new[]
                    {
                        "received",
                        "filed",
                        "handed_over",
                        "replied",
                        "closed",
                        "reply_rate",
                        "closing_rate",
                        "work_satisfied",
                        "result_satisfied",
                    }.Select(d => $"{d} {shown.GetValueOrDefault((d, ""))?.Trim()}")
                )
        );
    }

    /// <summary>
    /// Every consumer is at the head of every journal it follows, nothing is parked, and the timeline has every event
    /// once.
    /// </summary>
    private static async Task<Finding> ConvergedAsync(Deployment deployment, Dictionary<string, Stored> stored)
    {
        var journals = await Quiescence.ReadAsync(deployment);
        var problems = Quiescence.Problems(journals).ToList();
        problems.AddRange(
            stored
                .Values.Where(s => s.Head != journals[s.Service].Head.Position_)
                .Select(s => $"{s.Service} says its head is {journals[s.Service].Head.Position_}, its table {s.Head}")
        );
        await using var connection = await deployment.OpenAsync("supervision");
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT source, COUNT(*) FROM timeline GROUP BY source";
        var timeline = new Dictionary<string, long>(StringComparer.Ordinal);
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                timeline[reader.GetString(0)] = reader.GetInt64(1);
        }

        foreach (var source in new[] { "intake", "assignment", "feedback" })
        {
            if (timeline.GetValueOrDefault(source) != stored[source].Rows.Count)
                problems.Add(
                    $"the timeline has {timeline.GetValueOrDefault(source)} entries of {source}, its journal "
                        + $"{stored[source].Rows.Count}"
                );
        }

        return Of(
            "convergence",
            problems,
            $"{Quiescence.Follows.Sum(f => f.Value.Count)} checkpoints at their heads, parked 0, timeline "
                + $"{timeline.Values.Sum()} entries"
        );
    }

    /// <summary>Positions are 1 … n, the last is the head, and every hash is recomputed from the row.</summary>
    private static Finding Chained(Dictionary<string, Stored> stored)
    {
        var problems = new List<string>();
        foreach (var (service, data) in stored)
        {
            var hash = new byte[32];
            for (var i = 0; i < data.Rows.Count; i++)
            {
                var row = data.Rows[i];
                var problem =
                    row.Shard != 0 || row.Position != i + 1 ? $"{service}: position {i + 1} is missing or doubled"
                    : !row.PrevHash.AsSpan().SequenceEqual(hash)
                        ? $"{service}: position {row.Position} does not continue the row before"
                    : !row.Hash.AsSpan().SequenceEqual(row.Recompute(service))
                        ? $"{service}: position {row.Position} does not hash to what it says"
                    : "";
                if (problem.Length > 0)
                {
                    problems.Add(problem);
                    break;
                }

                hash = row.Hash;
            }

            if (data.Head != data.Rows.Count || (data.Rows.Count > 0 && data.Head != data.Rows[^1].Position))
                problems.Add($"{service}: head {data.Head}, rows {data.Rows.Count}");
            else if (!data.HeadHash.AsSpan().SequenceEqual(data.Rows.Count > 0 ? data.Rows[^1].Hash : new byte[32]))
                problems.Add($"{service}: the head's hash is not the last row's");
        }

        return Of(
            "dense and chained",
            problems,
            $"{stored.Values.Sum(s => s.Rows.Count)} rows in {stored.Count} journals, max = count = head, every "
                + $"hash recomputed"
        );
    }

    /// <summary>The suite's own verification agrees.</summary>
    private static async Task<Finding> VerifiedAsync(Deployment deployment, Dictionary<string, Stored> stored)
    {
        var problems = new List<string>();
        var person = deployment.Suite.Operator(deployment.Secret);
        long events = 0;
        foreach (var (service, data) in stored)
        {
            var answer = await Quiescence.AskAsync(async () =>
                await person
                    .JournalOf(service)
                    .VerifyJournalAsync(
                        new VerifyJournalRequest { Source = service },
                        deadline: DateTime.UtcNow.AddMinutes(2)
                    )
            );
            events += answer.Events;
            if (answer.FirstBadPosition != 0 || answer.Problem.Length > 0)
                problems.Add($"{service}: {answer.Problem} (position {answer.FirstBadPosition})");
            else if (answer.Faults.Count > 0)
                problems.Add($"{service}: {answer.Faults[0].Problem} ({answer.Faults.Count} faults)");
            else if (answer.Events != data.Rows.Count || !answer.HeadHash.Span.SequenceEqual(data.HeadHash))
                problems.Add($"{service}: VerifyJournal walked {answer.Events} of {data.Rows.Count} rows");
        }

        return Of("VerifyJournal agrees", problems, $"{events} events");
    }

    /// <summary>Every cycle that was begun is a case in 办结, in Supervision and in Feedback's journal.</summary>
    private async Task<Finding> AllClosedAsync(Dictionary<string, Stored> stored)
    {
        var problems = campaign.Broken.Select(b => $"cycle {b}").ToList();
        var (seen, open, token) = (0, 0, "");
        do
        {
            var page = await Quiescence.AskAsync(async () =>
                await supervisor.Supervision.ListCasesAsync(new ListCasesRequest { PageSize = 200, PageToken = token })
            );
            seen += page.Cases.Count;
            open += page.Cases.Count(c => c.Stage != Stage.Closed);
            token = page.NextPageToken;
        } while (token.Length > 0);
        var closed = stored["feedback"]
            .Rows.Where(r => r.Type == Feedback.V1.CaseClosed.Descriptor.FullName)
            .Select(r => r.Aggregate)
            .ToList();
        if (seen != campaign.Cycles)
            problems.Add($"Supervision shows {seen} cases of {campaign.Cycles} cycles");
        if (open > 0)
            problems.Add($"{open} cases are not in 办结");
        if (closed.Count != campaign.Cycles || closed.Distinct(StringComparer.Ordinal).Count() != closed.Count)
            problems.Add(
                $"Feedback closed {closed.Count} times, {closed.Distinct(StringComparer.Ordinal).Count()} cases"
            );
        return Of("every case 办结", problems, $"{seen} cases of {campaign.Cycles} cycles, each closed once");
    }

    private static Finding Of(string name, List<string> problems, string text) =>
        problems.Count == 0
            ? new Finding(name, true, text)
            : new Finding(name, false, $"{problems.Count} problems: {string.Join("; ", problems.Take(4))}");
}
