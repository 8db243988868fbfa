using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Proposals.Client;

namespace Proposals.Trust;

/// <summary>
/// Runs life cycles, sixteen at a time, while faults strike. The number of acknowledged commands spreads the faults
/// over the whole run.
/// </summary>
internal sealed class Campaign(Deployment deployment, int cycles, int seed) : IWalked
{
    private const int AtATime = 16,
        CyclesOfACast = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    private readonly Random _random = new(seed);
    private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();
    private readonly ConcurrentQueue<string> _broken = new();
    private readonly List<(string Fault, TimeSpan Down, TimeSpan? Recovery, int Meanwhile)> _struck = [];
    private int _done,
        _total,
        _walking;
    private TimeSpan _took;

    /// <summary>Every acknowledged command.</summary>
    public IReadOnlyCollection<Acknowledged> Acknowledged => _acknowledged;

    /// <summary>Number of cycles that reached 办结.</summary>
    public int Done => _done;

    /// <summary>Number of cycles that were begun.</summary>
    public int Cycles => cycles;

    /// <summary>Errors of cycles that did not reach 办结.</summary>
    public IReadOnlyCollection<string> Broken => _broken;

    /// <summary>Runs the cycles to their end.</summary>
    public async Task RunAsync()
    {
        var start = Stopwatch.GetTimestamp();
        _walking = cycles;
        // A cycle has 16 commands when 满意 comes at once, 23 with a second round.
        _total = (cycles + 1) / 2 * 16 + cycles / 2 * 23;
        var faults = deployment.Faults(cycles, _random);
        var moments = faults
            .Select((_, i) => (int)((i + 0.15 + 0.7 * _random.NextDouble()) / faults.Count * 0.95 * _total))
            .ToList();
        using var slots = new SemaphoreSlim(AtATime);
        var cast = new Cast(deployment.Suite, deployment.Accounts);
        var parts = Enumerable.Range(0, cycles).Select(_ => PartsOf(_random)).ToList();
        var killer = Task.Run(() => StrikeAsync(faults, moments, new Random(seed)));
        var walks = new List<Task>();
        for (var i = 0; i < cycles; i++)
        {
            await slots.WaitAsync();
            // Everybody signs in again from time to time, so that faults also hit sign-ins.
            if (i % CyclesOfACast == CyclesOfACast - 1)
                cast = cast.Afresh();
            walks.Add(WalkAsync(i, cast, parts[i], slots));
        }

        await Task.WhenAll(walks).WaitAsync(Limit);
        await killer.WaitAsync(Limit);
        _took = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Returns the lines that sum up the run.</summary>
    public IEnumerable<string> Report()
    {
        yield return Line(
            $"cycles {_done} of {cycles} to 办结, acknowledged commands {_acknowledged.Count}, in "
                + $"{_took.TotalSeconds:F1} s"
        );
        var faults = _struck.GroupBy(s => s.Fault).OrderBy(g => g.Key, StringComparer.Ordinal);
        yield return Line($"kills {_struck.Count}: {string.Join(", ", faults.Select(g => $"{g.Key} {g.Count()}"))}");
        foreach (
            var (title, some) in new[]
            {
                ("services", _struck.Where(s => s.Recovery is not null && s.Fault != "postgres")),
                ("postgres", _struck.Where(s => s.Fault == "postgres")),
            }
        )
        {
            var times = some.Select(s => s.Recovery!.Value.TotalSeconds).Order().ToList();
            if (times.Count > 0)
                yield return Line(
                    $"recovery of {title}, kill to first answer: p50 {At(times, 0.5):F2} s, p99 "
                        + $"{At(times, 0.99):F2} s, n {times.Count}"
                );
        }

        var broker = _struck.Where(s => s.Recovery is null).ToList();
        if (broker.Count > 0)
            yield return Line(
                $"broker away {broker.Sum(b => b.Down.TotalSeconds):F1} s in all, commands acknowledged meanwhile "
                    + $"{broker.Sum(b => b.Meanwhile)}"
            );
        foreach (var broken in _broken.Take(5))
            yield return $"broken cycle: {broken}";
    }

    /// <summary>Formats an error as one line.</summary>
    public static string Say(Exception e) =>
        e is RpcException rpc
            ? $"{rpc.StatusCode} {Call.ReasonOf(rpc)} {rpc.Status.Detail}"
            : $"{e.GetType().Name} {e.Message}";

    private static string Line(DefaultInterpolatedStringHandler text) => text.ToStringAndClear();

    private static double At(List<double> sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    /// <summary>
    /// Chooses the people and units of a cycle. Another member co-signs, and another unit co-handles.
    /// </summary>
    public static (int Lead, int CoSigner, int LeadUnit, int CoUnit) PartsOf(Random random)
    {
        var (lead, coSigner, leadUnit, coUnit) = (
            random.Next(1, 12),
            random.Next(1, 11),
            random.Next(1, 7),
            random.Next(1, 6)
        );
        return (lead, coSigner >= lead ? coSigner + 1 : coSigner, leadUnit, coUnit >= leadUnit ? coUnit + 1 : coUnit);
    }

    private async Task WalkAsync(
        int number,
        Cast cast,
        (int Lead, int CoSigner, int LeadUnit, int CoUnit) parts,
        SemaphoreSlim slots
    )
    {
        var walk = new Walk(cast, _ => { })
        {
            Patience = TimeSpan.FromSeconds(60),
            Parts = parts,
            OnAcknowledged = (service, id) =>
                _acknowledged.Enqueue(new Acknowledged(service, id, Stopwatch.GetTimestamp())),
        };
        try
        {
            await walk.RunAsync(
                string.Create(CultureInfo.InvariantCulture, $"关于第 {number + 1} 次故障演练的提案"),
                number % 2 == 0
            );
            Interlocked.Increment(ref _done);
        }
        catch (Exception e) when (e is RpcException or TimeoutException or InvalidOperationException)
        {
            _broken.Enqueue($"{number + 1} after {walk.Acknowledged.Count} commands: {Say(e)}");
        }
        finally
        {
            Interlocked.Decrement(ref _walking);
            slots.Release();
        }
    }

    private async Task StrikeAsync(IReadOnlyList<Fault> faults, IReadOnlyList<int> moments, Random random)
    {
        for (var i = 0; i < faults.Count; i++)
        {
            // Moments are counted in commands, so that the faults stay spread on any machine. A delay of some
            // milliseconds lets them strike anywhere in a command.
            while (_acknowledged.Count < moments[i] && Volatile.Read(ref _walking) > 0)
                await Task.Delay(5);
            await Task.Delay(random.Next(0, 150));
            var fault = faults[i];
            var start = Stopwatch.GetTimestamp();
            await fault.StrikeAsync();
            var before = _acknowledged.Count;
            var restoring = fault.RestoreAsync();
            TimeSpan? recovery = null;
            if (fault.Stops.Count > 0)
            {
                await Quiescence.AnswersAsync(deployment, fault.Stops, TimeSpan.FromSeconds(60));
                recovery = Stopwatch.GetElapsedTime(start);
            }

            await restoring;
            _struck.Add((fault.Name, Stopwatch.GetElapsedTime(start), recovery, _acknowledged.Count - before));
        }
    }
}
