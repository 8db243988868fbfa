using System.Diagnostics;
using System.Globalization;
using Proposals.Client;

namespace Proposals.Trust;

/// <summary>
/// Runs life cycles through the offered RPCs while processes are killed, then checks everything that was acknowledged.
/// </summary>
internal static class Kills
{
    /// <summary>
    /// Runs the campaign and prints one line for each check. Returns 0 when all hold, 1 when one failed, 2 when the
    /// campaign itself could not run.
    /// </summary>
    public static async Task<int> RunAsync(int cycles, string mode, int seed, string mutant)
    {
        var start = Stopwatch.GetTimestamp();
        var standalone = mode switch
        {
            "standalone" => cycles,
            "apart" => 0,
            _ => cycles * 2 / 5,
        };
        List<string> failed = [];
        Print(
            $"kills: {cycles} life cycles, mode {mode}, seed {seed}"
                + $"{(mutant.Length > 0 ? $", planted bug: {mutant}" : "")}"
        );
        try
        {
            if (standalone > 0)
                failed.AddRange(await RunModeAsync("standalone", new StandaloneDeployment(), standalone, seed, mutant));
            if (cycles > standalone)
                failed.AddRange(
                    await RunModeAsync("apart", new ApartDeployment(), cycles - standalone, seed + 1, mutant)
                );
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
            Print($"the campaign could not run to its end: {e.GetType().Name}: {e.Message}");
            return 2;
        }

        Print(
            $"kills: {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s; "
                + (failed.Count == 0 ? "every check holds" : $"FAILED: {string.Join("; ", failed)}")
        );
        if (mutant.Length > 0)
            Print(
                failed.Count == 0
                    ? $"the planted bug “{mutant}” was NOT found"
                    : $"the planted bug “{mutant}” was found"
            );
        return failed.Count == 0 ? 0 : 1;
    }

    /// <summary>Prints a line and flushes the output.</summary>
    public static void Print(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    private static async Task<IReadOnlyList<string>> RunModeAsync(
        string mode,
        Deployment deployment,
        int cycles,
        int seed,
        string mutant
    )
    {
        await using (deployment)
        {
            var start = Stopwatch.GetTimestamp();
            await deployment.StartAsync();
            Print($"[{mode}] up in {Seconds(start)}");
            var campaign = new Campaign(deployment, cycles, seed);
            await Quiescence.ReachAsync(deployment, TimeSpan.FromSeconds(60));
            await campaign.RunAsync();
            foreach (var line in campaign.Report())
                Print($"[{mode}] {line}");
            // The checker signs in before the suite is quiet, because a sign-in is an event too.
            var supervisor = await Quiescence.AskAsync(() =>
                new Cast(deployment.Suite, deployment.Accounts).Supervisor
            );
            var settling = Stopwatch.GetTimestamp();
            var heads = await Quiescence.ReachAsync(deployment, TimeSpan.FromSeconds(120));
            Print(
                $"[{mode}] quiet {Seconds(settling)} after the last answer: "
                    + $"{string.Join(", ", heads.Select(h => $"{h.Key} {h.Value}"))}"
            );
            if (mutant.Length > 0)
                Print($"[{mode}] planted: {await Mutants.PlantAsync(deployment, mutant)}");
            var checking = Stopwatch.GetTimestamp();
            var findings = await new Checker(deployment, campaign, supervisor).RunAsync();
            foreach (var finding in findings)
                Print($"[{mode}] {(finding.Holds ? "ok  " : "FAIL")} {finding.Name}: {finding.Text}");
            Print($"[{mode}] checked in {Seconds(checking)}; {Seconds(start)} in all");
            if (findings.Any(f => !f.Holds))
                deployment.ShowLogs();
            return [.. findings.Where(f => !f.Holds).Select(f => $"{mode} {f.Name}")];
        }
    }

    private static string Seconds(long since) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s");
}

/// <summary>The result of a check.</summary>
/// <param name="Name">Name of the check.</param>
/// <param name="Holds">True when the check holds.</param>
/// <param name="Text">One line with a figure, or with the first problems when the check does not hold.</param>
internal sealed record Finding(string Name, bool Holds, string Text);
