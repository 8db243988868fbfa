using System.Diagnostics;
using System.Globalization;
using Proposals.Client;

namespace Proposals.Trust;

/// <summary>
/// Attacks one process per service on PostgreSQL and RabbitMQ, by gRPC and through the gateway, as somebody who has
/// every account of a committee and knows the names of another. Then the suite must be as sound as before.
/// </summary>
internal static class AttackCampaign
{
    private const int MostMegabytes = 600;

    // What may leave the attacker's committee with odd rules comes last.
    private static readonly Func<Scene, Task<Finding>>[] Attacks =
    [
        Races.WithdrawAgainstDeliverAsync,
        Races.TwoSubmissionsAsync,
        Races.TwoAgreementsAsync,
        Uploads.DisguisedAsync,
        Uploads.OfOthersAsync,
        Uploads.LargeAtOnceAsync,
        OpenStreams.RunAsync,
        Guesses.AtOneLoginAsync,
        Guesses.ByChangeAsync,
        Guesses.BurstAsync,
        Bodies.OversizeAsync,
        Bodies.NoMessageAsync,
        Bodies.UnknownPathsAsync,
        ForeignNames.WithoutSignInAsync,
        ForeignNames.ByEveryRoleAsync,
        HostileInput.InQueriesAsync,
        HostileInput.ByGrpcAsync,
        HostileInput.ByJsonAsync,
    ];

    /// <summary>
    /// Runs the campaign and prints one line for each kind of attack and each check. Returns 0 when all hold, 1 when
    /// one failed, 2 when the campaign itself could not run.
    /// </summary>
    public static async Task<int> RunAsync()
    {
        var (start, failed) = (Stopwatch.GetTimestamp(), new List<string>());
        void Tell(Finding finding)
        {
            Kills.Print($"[attack] {(finding.Holds ? "ok  " : "FAIL")} {finding.Name}: {finding.Text}");
            if (!finding.Holds)
                failed.Add(finding.Name);
        }

        try
        {
            await using var deployment = new ApartDeployment();
            await deployment.StartAsync();
            await Quiescence.ReachAsync(deployment, TimeSpan.FromSeconds(60));
            var processes = deployment.Processes();
            Kills.Print($"[attack] {processes.Count} processes up in {Seconds(start)}");
            using var scene = await Scene.CreateAsync(deployment);
            foreach (var attack in Attacks)
            {
                var began = Stopwatch.GetTimestamp();
                Tell(await Guarded(attack, scene));
                Kills.Print($"[attack] … in {Seconds(began)}, {Seconds(start)} since the start");
            }

            foreach (var finding in await AfterwardsAsync(deployment, scene, processes))
                Tell(finding);
            if (failed.Count > 0)
                deployment.ShowLogs();
        }
        catch (Exception e) when (IsOfTheRun(e))
        {
            Kills.Print($"[attack] FAIL the campaign could not run to its end: {e.GetType().Name}: {e.Message}");
            return 2;
        }

        Kills.Print(
            $"attack: {Seconds(start)}; "
                + (failed.Count == 0 ? "every check holds" : "FAILED: " + string.Join("; ", failed))
        );
        return failed.Count == 0 ? 0 : 1;
    }

    private static async Task<Finding> Guarded(Func<Scene, Task<Finding>> attack, Scene scene)
    {
        try
        {
            return await attack(scene);
        }
        catch (Exception e) when (IsOfTheRun(e))
        {
            return new Finding($"{attack.Method.DeclaringType!.Name}.{attack.Method.Name}", false, Campaign.Say(e));
        }
    }

    private static async Task<IReadOnlyList<Finding>> AfterwardsAsync(
        ApartDeployment deployment,
        Scene scene,
        IReadOnlyDictionary<string, int> processes
    )
    {
        var heads = await Quiescence.ReachAsync(deployment, TimeSpan.FromSeconds(120));
        Kills.Print($"[attack] quiet: {string.Join(", ", heads.Select(h => $"{h.Key} {h.Value}"))}");
        return
        [
            await WalkAsync(scene),
            Alive(processes, deployment.Processes()),
            Memory(processes),
            Unlogged(deployment),
            await CliAsync(deployment, "verify"),
            await CliAsync(deployment, "parked", "list"),
            // The walk above is over when its last event is everywhere.
            .. await QuietAsync(deployment),
        ];
    }

    private static async Task<IReadOnlyList<Finding>> QuietAsync(ApartDeployment deployment)
    {
        await Quiescence.ReachAsync(deployment, TimeSpan.FromSeconds(60));
        return await Checker.SoundAsync(deployment);
    }

    /// <summary>A case of the other committee still goes through its whole life.</summary>
    private static async Task<Finding> WalkAsync(Scene scene)
    {
        var walk = new Walk(scene.OtherCast, _ => { });
        var view = await walk.RunAsync("关于攻击之后的提案", satisfiedAtOnce: true);
        return new Finding("a case of the other committee", true, view.StageText);
    }

    private static Finding Alive(IReadOnlyDictionary<string, int> before, IReadOnlyDictionary<string, int> now)
    {
        var gone = before.Where(p =>
            now.GetValueOrDefault(p.Key) != p.Value || StatusOf(p.Value, "State:") is "" or "Z"
        );
        var names = gone.Select(p => p.Key).ToList();
        return new Finding(
            "no process died",
            names.Count == 0,
            names.Count == 0 ? $"{before.Count} processes are those of the start" : string.Join(", ", names)
        );
    }

    private static Finding Memory(IReadOnlyDictionary<string, int> processes)
    {
        var peaks = processes.ToDictionary(p => p.Key, p => PeakOf(p.Value));
        return new Finding(
            $"memory of each process at most {MostMegabytes} MB",
            peaks.Values.All(m => m is > 0 and <= MostMegabytes),
            "peaks " + string.Join(", ", peaks.OrderByDescending(p => p.Value).Select(p => $"{p.Key} {p.Value} MB"))
        );
    }

    /// <summary>No call has ended in an exception that nobody expected.</summary>
    private static Finding Unlogged(ApartDeployment deployment)
    {
        var errors = Folders
            .GetFiles(deployment.Folder, "*.log")
            .SelectMany(f => File.ReadLines(f).Select(line => (Log: Path.GetFileName(f), Line: line)))
            .Where(l => l.Line.StartsWith("fail:") || l.Line.StartsWith("crit:") || l.Line.StartsWith("Unhandled"))
            .Select(l => $"{l.Log} {l.Line}")
            .ToList();
        return new Finding(
            "no unexpected exception in a log",
            errors.Count == 0,
            errors.Count == 0 ? "none" : $"{errors.Count}: {string.Join("; ", errors.Distinct().Take(4))}"
        );
    }

    private static async Task<Finding> CliAsync(ApartDeployment deployment, params string[] args)
    {
        var code = await deployment.CliAsync(args);
        return new Finding($"proposals {string.Join(' ', args)}", code == 0, $"exit code {code}");
    }

    private static int PeakOf(int pid) =>
        int.TryParse(StatusOf(pid, "VmHWM:"), CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes / 1024 : 0;

    /// <summary>The first word of a line of a process's status; empty when there is no such process.</summary>
    private static string StatusOf(int pid, string key)
    {
        var file = $"/proc/{pid}/status";
        if (!File.Exists(file))
            return "";
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal)) ?? "";
        return line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1) ?? "";
    }

    private static bool IsOfTheRun(Exception e) =>
        e
            is TimeoutException
                or InvalidOperationException
                or IOException
                or TaskCanceledException
                or HttpRequestException
                or Grpc.Core.RpcException
                or System.Data.Common.DbException;

    private static string Seconds(long since) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s");
}
