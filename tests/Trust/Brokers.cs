using System.Diagnostics;
using System.Globalization;
using Proposals.Client;

namespace Proposals.Trust;

/// <summary>
/// Three clustered brokers under a steady load. Each is killed in turn, then two at once, which leaves the queues
/// without a majority. The services are never killed.
/// </summary>
internal static class Brokers
{
    private static readonly string[] Nodes = ["rabbitmq", "rabbitmq2", "rabbitmq3"];
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(4),
        LongAway = TimeSpan.FromSeconds(8),
        Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Runs the campaign and prints one line for each check. Returns 0 when all hold, 1 when one failed, 2 when the
    /// campaign itself could not run.
    /// </summary>
    public static Task<int> RunAsync(bool quick, int rate, int seed) =>
        Steady.RunAsync(
            "brokers",
            new ApartDeployment(brokers: 3),
            rate,
            seed,
            async (deployment, load, lag, findings) =>
            {
                await MembersAsync(deployment);
                // For comparison: the lag that the machine itself causes under this load.
                await Task.Delay(Away);
                var usual = lag.TakeMost();
                Kills.Print(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"[brokers] before any fault at most {usual.Time.TotalSeconds:F1} s behind ({usual.Events} "
                            + $"events)"
                    )
                );
                Fault[] faults =
                [
                    .. (quick ? Nodes[..1] : Nodes).Select(n => deployment.Brokers(n)),
                    deployment.Brokers(Nodes[1], Nodes[2]),
                ];
                foreach (var fault in faults)
                {
                    lag.TakeMost();
                    var (start, before) = (Stopwatch.GetTimestamp(), load.Acknowledged.Count);
                    await fault.StrikeAsync();
                    await Task.Delay(fault == faults[^1] ? LongAway : Away);
                    await fault.RestoreAsync();
                    await MembersAsync(deployment);
                    var (away, meanwhile) = (Stopwatch.GetElapsedTime(start), load.Acknowledged.Count - before);
                    var recovered = await lag.RecoveredAsync(TimeSpan.FromSeconds(30));
                    var (time, events, who) = lag.TakeMost();
                    var caughtUp = recovered is { } after
                        ? string.Create(CultureInfo.InvariantCulture, $"caught up {after.TotalSeconds:F1} s after it")
                        : "not caught up within 30 s";
                    var behind = string.Create(
                        CultureInfo.InvariantCulture,
                        $"at most {time.TotalSeconds:F1} s behind ({events} events, {who})"
                    );
                    findings.Add(
                        new Finding(
                            $"lag after {fault.Name}",
                            recovered is not null,
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{away.TotalSeconds:F1} s until whole again with {meanwhile} commands acknowledged; "
                                    + $"{(time > TimeSpan.Zero ? behind : "nobody seen behind")}, {caughtUp}"
                            )
                        )
                    );
                }
            }
        );

    /// <summary>Waits until every service's queue has members on all three nodes and all of them are online.</summary>
    private static async Task MembersAsync(ApartDeployment deployment)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var queues = await deployment.QueuesAsync();
            if (queues.Count == Suite.Services.Count && queues.All(q => q is { Members: 3, Online: 3 }))
                return;
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException(
                    "queues are not on three nodes: "
                        + $"{string.Join("; ", queues.Select(q => $"{q.Queue} on {q.Members}, {q.Online} there"))}"
                );
        }
    }
}

/// <summary>A campaign under a steady load: start, load, disturbance, quiet, checks.</summary>
internal static class Steady
{
    /// <summary>
    /// Runs the campaign. <paramref name="drafts"/> is the share of commands that create and delete drafts. Findings of
    /// the disturbance come before the checks that every such campaign has.
    /// </summary>
    public static async Task<int> RunAsync(
        string name,
        ApartDeployment deployment,
        int rate,
        int seed,
        Func<ApartDeployment, Load, Lag, List<Finding>, Task> meanwhile,
        double drafts = 0
    )
    {
        var start = Stopwatch.GetTimestamp();
        List<Finding> findings = [];
        try
        {
            await using (deployment)
            {
                await deployment.StartAsync();
                await Quiescence.ReachAsync(deployment, TimeSpan.FromSeconds(60));
                Kills.Print(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"[{name}] up in {Seconds(start)}; {rate} commands a second wanted, {100 * drafts:F0} % of "
                            + $"them drafts, seed {seed}"
                    )
                );
                var (load, lag) = (new Load(deployment, rate, seed, drafts), new Lag(deployment));
                var (loading, looking) = (load.RunAsync(), lag.RunAsync());
                try
                {
                    // The load and the sampling end first only by an error, which is then thrown here.
                    await await Task.WhenAny(meanwhile(deployment, load, lag, findings), loading, looking);
                }
                finally
                {
                    load.Stop();
                    lag.Stop();
                }

                await loading;
                await looking;
                Kills.Print($"[{name}] {load.Report}");
                findings.Add(
                    new Finding(
                        "no failed call",
                        load.Failed.Count == 0,
                        load.Failed.Count == 0
                            ? "0 calls failed"
                            : $"{load.Failed.Count} failed: {string.Join("; ", load.Failed.Take(4))}"
                    )
                );
                var supervisor = await Quiescence.AskAsync(() =>
                    new Cast(deployment.Suite, deployment.Accounts).Supervisor
                );
                var settling = Stopwatch.GetTimestamp();
                var heads = await Quiescence.ReachAsync(deployment, TimeSpan.FromSeconds(60));
                Kills.Print(
                    $"[{name}] quiet {Seconds(settling)} after the last answer: "
                        + $"{string.Join(", ", heads.Select(h => $"{h.Key} {h.Value}"))}"
                );
                findings.AddRange(await new Checker(deployment, load, supervisor).RunAsync());
                foreach (var finding in findings)
                    Kills.Print($"[{name}] {(finding.Holds ? "ok  " : "FAIL")} {finding.Name}: {finding.Text}");
                if (findings.Any(f => !f.Holds))
                    deployment.ShowLogs();
            }
        }
        catch (Exception e)
            when (e
                    is TimeoutException
                        or InvalidOperationException
                        or IOException
                        or Grpc.Core.RpcException
                        or System.Data.Common.DbException
            )
        {
            foreach (var finding in findings)
                Kills.Print($"[{name}] {(finding.Holds ? "ok  " : "FAIL")} {finding.Name}: {finding.Text}");
            Kills.Print($"[{name}] FAIL the campaign could not run to its end: {e.GetType().Name}: {e.Message}");
            return 2;
        }

        var failed = findings.Where(f => !f.Holds).Select(f => f.Name).ToList();
        Kills.Print(
            $"{name}: {Seconds(start)}; "
                + (failed.Count == 0 ? "every check holds" : "FAILED: " + string.Join("; ", failed))
        );
        return failed.Count == 0 ? 0 : 1;
    }

    private static string Seconds(long since) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s");
}
