using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Proposals.Directory.V1;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Follows one other journal. Its checkpoint (position, hash) advances in the same transaction as the rows that the
/// events change. Events arrive in one way only: the consumer pulls them from the service itself, starting after the
/// checkpoint. It pulls at the start, when the bus announces a new position, and after five seconds of silence. So a
/// lost, duplicate, late, reordered or forged message, a wiped broker and a database restored from a backup take one
/// code path. An event is accepted only when its hash continues the chain.
/// </summary>
public sealed partial class Consumer(
    ServiceShard service,
    string source,
    ApplyEvent apply,
    PullEvents pull,
    ILogger log
)
{
    private const int MaxTries = 5;
    private const int MaxPart = 64;

    // A committee lies in the same shard of every service, so a shard follows the same shard of its source.
    private readonly long _shard = service.Shard;

    // The furthest announced position covers all others, in whatever order they arrive.
    private readonly Channel<bool> _heard = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    // Start with small batches: a fresh process is cold and may have a day's backlog.
    private readonly BatchSize _batchSize = new(first: 8, most: MaxPart);
    private long _furthest;
    private long _applied;

    private enum Outcome
    {
        Applied,
        Old,
        Gap,
    }

    internal ConsumerMeter Meter { get; } = new(service.Name, source, service.Shard);

    /// <summary>How often an event is tried before it is parked.</summary>
    internal int Tries { get; init; } = MaxTries;

    /// <summary>How long it waits for an announcement before it looks by itself.</summary>
    internal TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The journal that it follows.</summary>
    public string Source => source;

    /// <summary>Says, in Chinese, that the journal does not hold what was read of it; empty when it does.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>How far this process knows it to be applied here; another replica may have come further.</summary>
    public long Applied => Interlocked.Read(ref _applied);

    /// <summary>Called when the bus announces that the journal has reached this position.</summary>
    public void Announced(long head)
    {
        Meter.Heard(head);
        for (
            var known = Volatile.Read(ref _furthest);
            known < head && Interlocked.CompareExchange(ref _furthest, head, known) is var was && was != known;
            known = was
        ) { }

        _heard.Writer.TryWrite(true);
    }

    /// <summary>Follows the journal until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var meter = Meter.Begin();
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var position = await PullToHeadAsync(stop);
                failures = 0;
                Meter.State = ConsumerMeter.Following.Follows;
                Problem = "";
                Meter.Woken(await NewsAsync(position, stop) ? "told" : "silence");
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                var reason = e is RpcException rpc
                    ? RefusalStatus.ReasonOf(rpc) is { Length: > 0 } code
                        ? code
                        : rpc.Status.StatusCode.ToString()
                    : e.Message;
                failures++;
                Meter.State =
                    reason == CommonRefusals.HistoryForked.Code
                        ? ConsumerMeter.Following.Forked
                        : ConsumerMeter.Following.CannotFollow;
                if (reason == CommonRefusals.HistoryForked.Code)
                {
                    Problem = await SentenceAsync(stop);
                    Forked(log, service.Name, source);
                }
                else if (failures % 20 == 1)
                    CannotFollow(log, service.Name, source, reason);
                await Task.Delay(
                        TimeSpan.FromMilliseconds(Math.Min(5000, 50 * Math.Pow(2, Math.Min(failures, 7)))),
                        stop
                    )
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>
    /// Asks the journal whether it still holds what was read of it, without applying anything. A journal that cannot be
    /// asked now says nothing.
    /// </summary>
    public async Task CompareAsync(CancellationToken stop)
    {
        try
        {
            var (position, hash) = await service.CheckpointAsync(source, stop);
            await pull(position, hash, stop);
            Problem = "";
        }
        catch (RpcException e) when (RefusalStatus.ReasonOf(e) == CommonRefusals.HistoryForked.Code)
        {
            Problem = await SentenceAsync(stop);
        }
        catch (RpcException)
        {
            // It does not answer now, which says nothing of what it holds.
        }
    }

    /// <summary>Follows the journal to its head, and no further.</summary>
    internal Task CatchUpAsync(CancellationToken stop) => PullToHeadAsync(stop);

    private async Task<string> SentenceAsync(CancellationToken stop)
    {
        try
        {
            var (position, _) = await service.CheckpointAsync(source, stop);
            return $"{History.NameOf(service.Name, service.Shard)}已读到{History.NameOf(source, service.Shard)}"
                + $"日志的第 {position} 条，而那里已没有这一条：{History.NameOf(source)}"
                + "的数据库被删除、清空、截断、改动或恢复到了较早的时刻，已停止跟随；"
                + "请按运维手册“HISTORY_FORKED”处理。";
        }
        catch (Exception e) when (service.Database.Dialect.IsOutage(e) || Dialect.IsDamage(e))
        {
            return $"{History.NameOf(service.Name, service.Shard)}的数据库没有应答。";
        }
    }

    /// <summary>
    /// Applies the parked events of one aggregate again, in order and all or none; of one committee or, with "", of
    /// all. Returns their number, 0 when there are none.
    /// </summary>
    public async Task<int> RetryAsync(string aggregate, CancellationToken stop, string committee = "")
    {
        var applied = 0;
        await RunWorkAsync(
            "retry",
            async tx =>
            {
                applied = 0;
                var rows = await tx.ManyAsync<ParkedEvent>(
                    """
                    SELECT position, event
                    FROM parked
                    WHERE source = @source AND shard = @shard AND aggregate = @aggregate
                      AND (@committee = '' OR committee = @committee)
                    ORDER BY position
                    """,
                    new
                    {
                        source,
                        shard = _shard,
                        aggregate,
                        committee,
                    }
                );
                foreach (var row in rows)
                {
                    var entry = Event.Parser.ParseFrom(row.Event);
                    await DispatchAsync(tx, entry);
                    tx.Write(
                        "DELETE FROM parked WHERE source = @source AND shard = @shard AND position = @Position",
                        new
                        {
                            source,
                            shard = _shard,
                            row.Position,
                        }
                    );
                    applied++;
                }
            },
            stop
        );
        Meter.Parked(-applied);
        return applied;
    }

    /// <summary>
    /// Waits until the bus announces a later position (true), or until no announcement has come for five seconds
    /// (false). An old position is ignored.
    /// </summary>
    private async Task<bool> NewsAsync(long position, CancellationToken stop)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(Silence);
        try
        {
            // Reset on read, so a forged announcement costs one pull.
            do await _heard.Reader.ReadAsync(silence.Token);
            while (Interlocked.Exchange(ref _furthest, 0) <= position);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Pulls pages after the checkpoint until the journal's head is reached. Returns that position.</summary>
    private async Task<long> PullToHeadAsync(CancellationToken stop)
    {
        while (true)
        {
            var (position, hash) = await service.CheckpointAsync(source, stop);
            Interlocked.Exchange(ref _applied, position);
            var page = await pull(position, hash, stop);
            Meter.Pulled(position, page);
            // A page begins right after the checkpoint, unless the producer has lost an event. It is applied in parts.
            // Each part is a transaction that holds the journal's head, so commands, also of other replicas, run in
            // between.
            for (var done = 0; done < page.Events.Count; )
            {
                var part = page.Events.Skip(done).Take(_batchSize.Size).ToList();
                if (await ApplyPageAsync(part, stop) == Outcome.Gap)
                    throw new HistoryForkedException();
                done += part.Count;
            }

            if (page.Events.Count == 0)
                return position;
            if (page.Events[^1].Position >= page.Head)
                return page.Events[^1].Position;
        }
    }

    private async Task<Outcome> ApplyPageAsync(IReadOnlyList<Event> page, CancellationToken stop)
    {
        try
        {
            return await ApplyAsync(page, stop);
        }
        catch (Exception e) when (page.Count > 0 && IsPoison(e))
        {
            // One event of the page cannot be applied. They are now applied one by one; the failing one is parked with
            // its aggregate.
            foreach (var entry in page)
            {
                if (await ApplyOrParkAsync(entry, stop) == Outcome.Gap)
                    return Outcome.Gap;
            }

            return Outcome.Applied;
        }
    }

    private async Task<Outcome> ApplyOrParkAsync(Event entry, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ApplyAsync([entry], stop);
            }
            catch (Exception e) when (IsPoison(e))
            {
                if (attempt >= Tries)
                {
                    Parking(log, service.Name, source, entry.Position, entry.Type, e);
                    Meter.Poisoned();
                    return await ApplyAsync([entry], stop, parkBecause: $"{e.GetType().Name}: {e.Message}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(10 << attempt), stop);
            }
        }
    }

    private async Task<Outcome> ApplyAsync(
        IReadOnlyList<Event> page,
        CancellationToken stop,
        string? parkBecause = null
    )
    {
        var (outcome, applied) = (Outcome.Applied, 0L);
        using var meter = Meter.Apply(page);
        await RunWorkAsync(
            "apply",
            async tx =>
            {
                outcome = Outcome.Applied;
                var begun = service.Clock.GetTimestamp();
                var (position, hash) = await tx.OneAsync<Checkpoint>(
                    "SELECT position, hash FROM checkpoints WHERE source = @source AND shard = @shard",
                    new { source, shard = _shard }
                )
                    is { } known
                    ? (known.Position, known.Hash)
                    : (0L, JournalChain.Zero);
                meter.Begin(position);
                applied = position;
                var news = page.Where(e => e.Position > position).ToList();
                if (news.Count == 0)
                {
                    outcome = Outcome.Old;
                    return;
                }

                if (news[0].Position != position + 1)
                {
                    outcome = Outcome.Gap;
                    return;
                }

                var parked = (
                    await tx.ManyAsync<(string, string)>(
                        "SELECT DISTINCT committee, aggregate FROM parked WHERE source = @source AND shard = @shard",
                        new { source, shard = _shard }
                    )
                ).ToHashSet();
                foreach (var entry in news)
                {
                    if (entry.Shard != _shard || JournalChain.Problem(entry, position, hash).Length > 0)
                        throw new HistoryForkedException();
                    if (parkBecause is not null || parked.Contains((entry.Committee, entry.Aggregate)))
                        Park(tx, entry, parkBecause ?? "前面的事件还没有记入");
                    else
                        using (meter.In(entry))
                            await DispatchAsync(tx, entry);
                    (position, hash) = (entry.Position, entry.Hash.ToByteArray());
                }

                tx.Write(
                    """
                    INSERT INTO checkpoints (source, shard, position, hash) VALUES (@source, @shard, @position, @hash)
                    ON CONFLICT (source, shard) DO UPDATE SET position = excluded.position, hash = excluded.hash
                    """,
                    new
                    {
                        source,
                        shard = _shard,
                        position,
                        hash,
                    }
                );
                applied = position;
                _batchSize.Record(page.Count, service.Clock.GetElapsedTime(begun));
            },
            stop
        );
        meter.End(outcome.ToString(), outcome == Outcome.Applied, service.Clock);
        Interlocked.Exchange(ref _applied, applied);
        if (outcome == Outcome.Applied)
        {
            service.Applied.Beat();
            if (page.Any(e => e.Type == CalendarPublished.Descriptor.FullName))
                service.Recounting.Beat();
        }

        return outcome;
    }

    private Task DispatchAsync(Transaction tx, Event entry) =>
        apply(tx.As(Caller.System(entry.Committee), $"{source}/{entry.Position}"), entry, EventTypes.Parse(entry));

    private void Park(Transaction tx, Event entry, string error)
    {
        Meter.Parked(1);
        tx.Write(
            """
            INSERT INTO parked (source, shard, position, committee, aggregate, event, error, parked_at)
            VALUES (@source, @shard, @Position, @Committee, @Aggregate, @body, @error, @Now)
            """,
            new
            {
                source,
                shard = _shard,
                entry.Position,
                entry.Committee,
                entry.Aggregate,
                body = entry.ToByteArray(),
                error,
                tx.Now,
            }
        );
    }

    private async Task RunWorkAsync(string what, Func<Transaction, Task> run, CancellationToken stop)
    {
        var answer = await service.Writer.RunAsync(
            new Job
            {
                Caller = Caller.System(""),
                CommandId = $"{what}:{source}",
                Run = async tx =>
                {
                    await run(tx);
                    return Decision<IMessage>.Yes(new Empty());
                },
            },
            stop
        );
        // A refusal does not concern the events: too many jobs wait, or part of this service's journal is lost.
        if (answer.Refusal is { } refusal)
            throw new RefusedException(refusal.Reason.Code);
    }

    /// <summary>True when the event itself is at fault: a later retry, unchanged, would not help.</summary>
    private bool IsPoison(Exception error) =>
        !service.Database.Dialect.IsOutage(error)
        && error is not OperationCanceledException and not HistoryForkedException and not RefusedException;

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "{Service} does not follow {Source} any more: its history forked; see docs for what to do"
    )]
    private static partial void Forked(ILogger log, string service, string source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Service} cannot follow {Source} for now: {Error}")]
    private static partial void CannotFollow(ILogger log, string service, string source, string error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Service} parks event {Position} of {Source} ({Type}) and its aggregate"
    )]
    private static partial void Parking(
        ILogger log,
        string service,
        string source,
        long position,
        string type,
        Exception error
    );

    private sealed class RefusedException(string reason) : Exception(reason);

    private sealed record Checkpoint
    {
        public long Position { get; init; }
        public byte[] Hash { get; init; } = [];
    }

    private sealed record ParkedEvent
    {
        public long Position { get; init; }
        public byte[] Event { get; init; } = [];
    }
}

/// <summary>Reads a page of another journal: at most 500 events after a position with its hash.</summary>
public delegate Task<ReadEventsResponse> PullEvents(long after, byte[] afterHash, CancellationToken stop);

/// <summary>A pulled event does not continue the chain that was followed so far.</summary>
public sealed class HistoryForkedException() : Exception("HISTORY_FORKED");
