using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Proposals.Client;
using Proposals.Intake.V1;

namespace Proposals.Trust;

/// <summary>
/// Begins life cycles at an even pace until told to stop, however many are under way. Clients see a suite under a
/// steady load.
/// </summary>
/// <remarks>
/// A share of the commands may be drafts that are created and deleted, as most of a member's day is. Every call that
/// fails after the retries of the client's channel is recorded. Its cycle goes on, so that the check afterwards is
/// about whole cases.
/// </remarks>
internal sealed class Load(Deployment deployment, int commandsPerSecond, int seed, double drafts = 0) : IWalked
{
    // 16 commands when 满意 comes at once, 23 with a second round, in turn.
    private const double CommandsOfACycle = 19.5;
    private const int MostUnderWay = 200,
        CyclesOfACast = 150;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();
    private readonly ConcurrentQueue<string> _broken = new(),
        _failed = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private TimeSpan _longest;
    private int _calls,
        _cycles,
        _done;

    /// <inheritdoc />
    public IReadOnlyCollection<Acknowledged> Acknowledged => _acknowledged;

    /// <inheritdoc />
    public int Cycles => _cycles;

    /// <inheritdoc />
    public IReadOnlyCollection<string> Broken => _broken;

    /// <summary>Calls that failed despite the retries of the channel.</summary>
    public IReadOnlyCollection<string> Failed => _failed;

    /// <summary>Begins cycles until stopped, then waits for those under way.</summary>
    public async Task RunAsync()
    {
        var (random, start, walks) = (new Random(seed), Stopwatch.GetTimestamp(), new List<Task>());
        var cast = new Cast(deployment.Suite, deployment.Accounts);
        using var places = new SemaphoreSlim(MostUnderWay);
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(CommandsOfACycle / (commandsPerSecond * (1 - drafts))));
        var drafting = drafts > 0 ? DraftAsync(cast) : Task.CompletedTask;
        while (!_stop.IsCancellationRequested)
        {
            await places.WaitAsync();
            if (_cycles > 0 && _cycles % CyclesOfACast == 0)
                cast = cast.Afresh();
            walks.Add(WalkAsync(++_cycles, cast, Campaign.PartsOf(random), places));
            await pace.WaitForNextTickAsync();
        }

        var begun = Stopwatch.GetElapsedTime(start);
        await drafting;
        await Task.WhenAll(walks).WaitAsync(Limit);
        Report = string.Create(
            CultureInfo.InvariantCulture,
            $"{_done} of {_cycles} cycles to 办结, {_acknowledged.Count} commands acknowledged in "
                + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s ("
                + $"{_acknowledged.Count / begun.TotalSeconds:F0} a second while cycles were begun), {_calls} "
                + $"calls, the longest {_longest.TotalSeconds:F2} s"
        );
    }

    /// <summary>Summary with the rate that was reached and the longest call, including its retries.</summary>
    public string Report { get; private set; } = "";

    /// <summary>Records an acknowledged command outside the cycles.</summary>
    public void Acknowledge(string service, string requestId) =>
        _acknowledged.Enqueue(new Acknowledged(service, requestId, Stopwatch.GetTimestamp()));

    /// <summary>Begins no more cycles.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Creates and deletes drafts at an even pace. Each draft is two commands.</summary>
    private async Task DraftAsync(Cast cast)
    {
        var (member, session, begun) = (
            await cast.MemberAsync(DemoCommittee.Members),
            (await cast.SessionAsync()).Name,
            new List<Task>()
        );
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(2 / (commandsPerSecond * drafts)));
        for (; !_stop.IsCancellationRequested; await pace.WaitForNextTickAsync())
            begun.Add(OneAsync());
        await Task.WhenAll(begun).WaitAsync(Limit);

        async Task OneAsync()
        {
            var proposal = new Proposal
            {
                Session = session,
                Category = "society",
                Text = new ProposalText { Subject = "关于随手起草的提案" },
            };
            if (
                await SendAsync(id =>
                    member.Intake.CreateProposalAsync(new CreateProposalRequest { RequestId = id, Proposal = proposal })
                )
                is not { } draft
            )
                return;
            await SendAsync(id =>
                member.Intake.DeleteProposalAsync(new DeleteProposalRequest { RequestId = id, Name = draft.Name })
            );
        }

        async Task<T?> SendAsync<T>(Func<string, AsyncUnaryCall<T>> send)
            where T : class
        {
            var (id, start) = (Call.NewId(), Stopwatch.GetTimestamp());
            try
            {
                var answer = await send(id);
                Acknowledge("intake", id);
                return answer;
            }
            catch (RpcException e)
            {
                Fail("draft", e);
                return null;
            }
            finally
            {
                Count(Stopwatch.GetElapsedTime(start));
            }
        }
    }

    private void Fail(string what, RpcException e) =>
        _failed.Enqueue(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}, {Stopwatch.GetElapsedTime(_began).TotalSeconds:F0} s after the first: {Campaign.Say(e)}"
            )
        );

    private void Count(TimeSpan took)
    {
        lock (_lock)
        {
            _calls++;
            if (took > _longest)
                _longest = took;
        }
    }

    private async Task WalkAsync(int number, Cast cast, (int, int, int, int) parts, SemaphoreSlim places)
    {
        var walk = new Walk(cast, _ => { })
        {
            Patience = TimeSpan.FromSeconds(60),
            Parts = parts,
            OnAcknowledged = Acknowledge,
            OnAway = e => Fail($"cycle {number}", e),
            OnCall = Count,
        };
        try
        {
            await walk.RunAsync(
                string.Create(CultureInfo.InvariantCulture, $"关于第 {number} 次演练的提案"),
                number % 2 == 0
            );
            Interlocked.Increment(ref _done);
        }
        catch (Exception e) when (e is RpcException or TimeoutException or InvalidOperationException)
        {
            _broken.Enqueue($"{number} after {walk.Acknowledged.Count} commands: {Campaign.Say(e)}");
        }
        finally
        {
            places.Release();
        }
    }
}

/// <summary>
/// Samples the lag of the consumers four times a second: in events, and in seconds since the journal was first seen
/// ahead of them.
/// </summary>
internal sealed class Lag(Deployment deployment)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250),
        Small = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, List<(long At, long Head)>> _heads = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private (TimeSpan Time, long Events, string Who) _most;
    private TimeSpan _now;
    private long _looks;

    /// <summary>Samples until stopped.</summary>
    public async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            IReadOnlyDictionary<string, Journal.V1.Journal> journals;
            try
            {
                journals = await Quiescence.ReadAsync(deployment);
            }
            catch (RpcException)
            {
                // A sample that got no answer shows nothing. The lag keeps growing until one gets an answer.
                await Task.Delay(Pause);
                continue;
            }

            lock (_lock)
            {
                var at = Stopwatch.GetTimestamp();
                foreach (var (source, journal) in journals)
                {
                    if (!_heads.TryGetValue(source, out var heads))
                        _heads.Add(source, heads = []);
                    if (heads.Count == 0 || heads[^1].Head < journal.Head.Position_)
                        heads.Add((at, journal.Head.Position_));
                }

                // A consumer is read before or after its source, so only an earlier sample of the source counts.
                var behind = Quiescence
                    .Consumers(journals)
                    .Select(c =>
                        (
                            Time: _heads[c.Source].FirstOrDefault(h => h.Head > c.At) is { At: > 0 } first
                                ? Stopwatch.GetElapsedTime(first.At, at)
                                : TimeSpan.Zero,
                            Events: c.Head - c.At,
                            Who: $"{c.Service} behind {c.Source}"
                        )
                    )
                    .Max();
                _now = behind.Time;
                if (behind.Time > _most.Time)
                    _most = behind;
                _looks++;
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Stops the sampling.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Returns the longest lag since the last call.</summary>
    public (TimeSpan Time, long Events, string Who) TakeMost()
    {
        lock (_lock)
        {
            var most = _most;
            _most = default;
            return most;
        }
    }

    /// <summary>Returns the longest lag as a finding, which holds when the lag is over by now.</summary>
    public Finding Most(bool over = true) => Finding(TakeMost(), over);

    /// <summary>Returns a lag as a finding, which holds when the lag is over by now.</summary>
    public static Finding Finding((TimeSpan Time, long Events, string Who) most, bool over)
    {
        var (time, events, who) = most;
        return new Finding(
            "lag",
            over,
            string.Create(
                CultureInfo.InvariantCulture,
                $"at most {time.TotalSeconds:F1} s behind ({events} events"
                    + $"{(time > TimeSpan.Zero ? ", " + who : "")}){(over ? "" : "; not caught up at the end")}"
            )
        );
    }

    /// <summary>
    /// Waits until four samples in a row show no consumer a second behind. Returns the time to the first of them, or
    /// null when that took too long.
    /// </summary>
    public async Task<TimeSpan?> RecoveredAsync(TimeSpan patience)
    {
        var (start, calm, seen, first) = (Stopwatch.GetTimestamp(), 0, -1L, TimeSpan.Zero);
        while (calm < 4)
        {
            await Task.Delay(Pause / 5);
            lock (_lock)
            {
                if (_looks == seen)
                    continue;
                seen = _looks;
                if (_now >= Small)
                    calm = 0;
                else if (calm++ == 0)
                    first = Stopwatch.GetElapsedTime(start);
            }

            if (calm == 0 && Stopwatch.GetElapsedTime(start) > patience)
                return null;
        }

        return first;
    }
}
