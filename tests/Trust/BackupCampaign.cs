using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Grpc.Core;
using Proposals.Client;

namespace Proposals.Trust;

/// <summary>
/// Takes a backup while life cycles run, restores it into another PostgreSQL, and starts a second suite on it. All that
/// was acknowledged before the backup is there, as of one instant, with the figures of that instant.
/// </summary>
internal static class BackupCampaign
{
    private const int Walkers = 12;

    /// <summary>
    /// Runs the campaign and prints one line for each check. Returns 0 when all hold, 1 when one failed, 2 when the
    /// campaign itself could not run. <paramref name="commands"/> is the number acknowledged before the backup begins.
    /// </summary>
    public static async Task<int> RunAsync(int commands)
    {
        var start = Stopwatch.GetTimestamp();
        var folder = Folders.CreateTempSubdirectory($"proposals-trust-backup-{Environment.ProcessId}-").FullName;
        try
        {
            var findings = await RunAsync(Path.Combine(folder, "backup"), commands);
            foreach (var finding in findings)
                Kills.Print($"[backup] {(finding.Holds ? "ok  " : "FAIL")} {finding.Name}: {finding.Text}");
            Kills.Print(Line($"[backup] {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s in all"));
            return findings.All(f => f.Holds) ? 0 : 1;
        }
        catch (Exception e)
            when (e
                    is TimeoutException
                        or InvalidOperationException
                        or IOException
                        or RpcException
                        or System.Data.Common.DbException
            )
        {
            Kills.Print($"the campaign could not run to its end: {e.GetType().Name}: {e.Message}");
            return 2;
        }
        finally
        {
            Folders.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Finding>> RunAsync(string backup, int commands)
    {
        var findings = new List<Finding>();
        Dictionary<string, Stored> before;
        IReadOnlyList<Acknowledged> acknowledged;
        long began;
        string accounts;
        await using (var original = new ApartDeployment())
        {
            await original.StartAsync();
            accounts = await File.ReadAllTextAsync(Path.Combine(original.Folder, "demo-accounts.json"));
            var load = new Load(original);
            await load.ReachAsync(commands);
            began = Stopwatch.GetTimestamp();
            var code = await original.CliAsync(
                "backup",
                "--folder",
                backup,
                "--files",
                Path.Combine(original.Folder, "files"),
                "--database",
                original.DatabaseTemplate,
                "--password-file",
                Path.Combine(original.Folder, "passwords", "{user}")
            );
            var ended = Stopwatch.GetTimestamp();
            // Work goes on after the cut. It must not be in the backup.
            await load.ReachAsync(load.Acknowledged.Count + (commands / 4));
            acknowledged = await load.EndAsync();
            findings.Add(
                code == 0
                    ? load.Report(backup, began, ended)
                    : new Finding("taken under load", false, $"proposals backup ended with {code}")
            );
            await Quiescence.ReachAsync(original, TimeSpan.FromSeconds(60));
            before = await StoredAsync(original);
            if (code != 0)
                return findings;
        }

        Dictionary<string, Stored> came = [];
        var restoring = 0;
        await using var restored = new ApartDeployment(prepare: async empty =>
        {
            restoring = await empty.CliAsync(
                "restore",
                "--folder",
                backup,
                "--files",
                Path.Combine(empty.Folder, "files"),
                "--database",
                empty.DatabaseTemplate,
                "--password-file",
                Path.Combine(empty.Folder, "passwords", "{user}")
            );
            await File.WriteAllTextAsync(Path.Combine(empty.Folder, "demo-accounts.json"), accounts);
            // Read before a service of the second suite has used it.
            if (restoring == 0)
                came = await StoredAsync(empty);
        });
        await restored.StartAsync();
        if (restoring != 0)
            return [.. findings, new Finding("restored", false, $"proposals restore ended with {restoring}")];
        var heads = await HeadsAsync(backup);
        findings.Add(
            Of(
                "heads as in the manifest",
                came.Values.Where(s => heads[s.Service] != (s.Head, Convert.ToHexStringLower(s.HeadHash)))
                    .Select(s => $"{s.Service} is at {s.Head}, the manifest says {heads[s.Service].Position}"),
                string.Join(", ", came.Values.Select(s => $"{s.Service} {s.Head}"))
            )
        );
        findings.Add(
            Of(
                "the same history",
                came.Values.SelectMany(s => DifferencesOf(s, before[s.Service])),
                Line(
                    $"{came.Values.Sum(s => s.Rows.Count)} rows are the first of the original's "
                        + $"{before.Values.Sum(s => s.Rows.Count)}, byte for byte"
                )
            )
        );
        var remembered = came.SelectMany(s => s.Value.Commands.Select(c => (s.Key, c.CommandId))).ToHashSet();
        var earlier = acknowledged.Where(a => a.At < began).ToList();
        findings.Add(
            Of(
                "nothing acknowledged is missing",
                earlier
                    .Where(a => !remembered.Contains((a.Service, a.RequestId)))
                    .Select(a => $"{a.Service} {a.RequestId}"),
                Line(
                    $"{earlier.Count} commands acknowledged before the backup began are in it, "
                        + $"{acknowledged.Count(a => !remembered.Contains((a.Service, a.RequestId)))} later ones "
                        + $"are not"
                )
            )
        );
        findings.Add(
            Of(
                "one instant",
                await ContradictionsAsync(backup, came),
                "no service had heard more than its source had written"
            )
        );

        var supervisor = await Quiescence.AskAsync(() => new Cast(restored.Suite, restored.Accounts).Supervisor);
        await Quiescence.ReachAsync(restored, TimeSpan.FromSeconds(60));
        var now = await StoredAsync(restored);
        // The lights of open cases depend on the clock and not on the journals alone.
        findings.Add(
            await Checker.CountersAsync(
                supervisor,
                now,
                definition => !definition.StartsWith("light_", StringComparison.Ordinal)
            )
        );
        var verified = await restored.CliAsync("verify");
        findings.Add(
            new Finding(
                "verify",
                verified == 0,
                verified == 0
                    ? Line(
                        $"{now.Values.Sum(s => s.Rows.Count)} rows, "
                            + $"{now.Values.Sum(s => s.Rows.Count) - came.Values.Sum(s => s.Rows.Count)} of them "
                            + $"since the restore"
                    )
                    : $"proposals verify ended with {verified}"
            )
        );
        if (findings.Any(f => !f.Holds))
            restored.ShowLogs();
        return findings;
    }

    private static async Task<Dictionary<string, Stored>> StoredAsync(Deployment deployment)
    {
        var stored = new Dictionary<string, Stored>(StringComparer.Ordinal);
        foreach (var service in Suite.Services)
            stored[service] = await Stored.ReadAsync(deployment, service);
        return stored;
    }

    private static async Task<JsonElement> ManifestAsync(string backup)
    {
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(backup, "manifest.json")));
        return document.RootElement.Clone();
    }

    private static async Task<Dictionary<string, (long Position, string Hash)>> HeadsAsync(string backup) =>
        (await ManifestAsync(backup))
            .GetProperty("databases")
            .EnumerateArray()
            .ToDictionary(
                d => d.GetProperty("service").GetString()!,
                d => (d.GetProperty("position").GetInt64(), d.GetProperty("hash").GetString()!),
                StringComparer.Ordinal
            );

    private static IEnumerable<string> DifferencesOf(Stored came, Stored original)
    {
        if (came.Rows.Count > original.Rows.Count)
            yield return $"{came.Service} has {came.Rows.Count} rows, the original {original.Rows.Count}";
        foreach (var (one, other) in came.Rows.Zip(original.Rows))
        {
            if (
                one.Position == other.Position
                && one.Committee == other.Committee
                && one.Aggregate == other.Aggregate
                && one.Version == other.Version
                && one.Type == other.Type
                && one.At == other.At
                && one.Actor == other.Actor
                && one.CommandId == other.CommandId
                && one.Body.AsSpan().SequenceEqual(other.Body)
                && one.Hash.AsSpan().SequenceEqual(other.Hash)
                && one.Hash.AsSpan().SequenceEqual(one.Recompute(came.Service))
            )
                continue;
            yield return $"{came.Service} differs at position {other.Position}";
            yield break;
        }
    }

    /// <summary>
    /// Compares the checkpoints of the saved databases with the restored heads. No service may have applied more than
    /// its source has.
    /// </summary>
    private static async Task<IReadOnlyList<string>> ContradictionsAsync(
        string backup,
        Dictionary<string, Stored> came
    ) =>
        [
            .. (await ManifestAsync(backup))
                .GetProperty("databases")
                .EnumerateArray()
                .SelectMany(d =>
                    d.GetProperty("checkpoints")
                        .EnumerateArray()
                        .Select(c =>
                            (
                                Service: d.GetProperty("service").GetString(),
                                Source: c.GetProperty("source").GetString()!,
                                Position: c.GetProperty("position").GetInt64()
                            )
                        )
                )
                .Where(c => c.Position > came[c.Source].Head)
                .Select(c => $"{c.Service} has heard of {c.Source} {c.Position}, whose head is {came[c.Source].Head}"),
        ];

    private static Finding Of(string name, IEnumerable<string> problems, string text)
    {
        var some = problems.Take(4).ToList();
        return new Finding(name, some.Count == 0, some.Count == 0 ? text : string.Join("; ", some));
    }

    private static string Line(DefaultInterpolatedStringHandler text) => text.ToStringAndClear();

    /// <summary>Walks life cycles one after the other in a few lanes, until told to stop.</summary>
    private sealed class Load
    {
        private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();
        private readonly ConcurrentQueue<string> _broken = new();
        private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(3));
        private readonly List<Task> _lanes;
        private readonly long _start = Stopwatch.GetTimestamp();

        public Load(Deployment deployment)
        {
            var cast = new Cast(deployment.Suite, deployment.Accounts);
            _lanes = [.. Enumerable.Range(0, Walkers).Select(lane => Task.Run(() => WalkAsync(cast, lane)))];
        }

        public IReadOnlyCollection<Acknowledged> Acknowledged => _acknowledged;

        public async Task ReachAsync(int count)
        {
            while (_acknowledged.Count < count)
            {
                if (_over.IsCancellationRequested || _broken.TryPeek(out _))
                    throw new TimeoutException(
                        $"only {_acknowledged.Count} of {count} commands were acknowledged: "
                            + $"{string.Join("; ", _broken.Take(3))}"
                    );
                await Task.Delay(20);
            }
        }

        /// <summary>Starts no more cases, and lets every case that was begun reach its end.</summary>
        public async Task<IReadOnlyList<Acknowledged>> EndAsync()
        {
            await _over.CancelAsync();
            await Task.WhenAll(_lanes).WaitAsync(TimeSpan.FromMinutes(2));
            return [.. _acknowledged];
        }

        public Finding Report(string backup, long began, long ended)
        {
            var manifest = ManifestAsync(backup).GetAwaiter().GetResult();
            var during = _acknowledged.Where(a => a.At > began && a.At < ended).Select(a => a.At).Order().ToList();
            var gap = during
                .Prepend(began)
                .Zip(during.Append(ended))
                .Max(p => Stopwatch.GetElapsedTime(p.First, p.Second));
            var (rate, took) = (
                _acknowledged.Count(a => a.At < began) / Stopwatch.GetElapsedTime(_start, began).TotalSeconds,
                Stopwatch.GetElapsedTime(began, ended)
            );
            var bytes = manifest
                .GetProperty("databases")
                .EnumerateArray()
                .Sum(d => d.GetProperty("saved").GetProperty("size").GetInt64());
            return new Finding(
                "taken under load",
                _broken.IsEmpty && during.Count > 0,
                _broken.IsEmpty
                    ? Line(
                        $"{rate:F0} commands/s before, {during.Count / took.TotalSeconds:F0} during its "
                            + $"{took.TotalSeconds:F1} s; {bytes / 1e6:F1} MB; heads held "
                            + $"{manifest.GetProperty("pausedMilliseconds").GetDouble():F1} ms, longest time "
                            + $"without an answer {gap.TotalMilliseconds:F0} ms; no command failed"
                    )
                    : string.Join("; ", _broken.Take(3))
            );
        }

        private async Task WalkAsync(Cast cast, int lane)
        {
            for (var number = 0; !_over.IsCancellationRequested; number++)
            {
                try
                {
                    // Each lane has its own lead member and unit.
                    await new Walk(cast, _ => { })
                    {
                        Patience = TimeSpan.FromSeconds(30),
                        Parts = (1 + (lane % 10), 12, 1 + (lane % 5), 6),
                        OnAcknowledged = (service, id) =>
                            _acknowledged.Enqueue(new Acknowledged(service, id, Stopwatch.GetTimestamp())),
                    }.RunAsync(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"关于备份演练第 {lane + 1} 列第 {number + 1} 次的提案"
                        ),
                        satisfiedAtOnce: number % 3 != 2
                    );
                }
                catch (Exception e) when (e is RpcException or TimeoutException or InvalidOperationException)
                {
                    _broken.Enqueue(
                        e is RpcException rpc ? $"{rpc.StatusCode} {Call.ReasonOf(rpc)} {rpc.Status.Detail}" : e.Message
                    );
                    return;
                }
            }
        }
    }
}
