using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dapper;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// How one service follows one journal. Lag is counted from what was heard of the journal's head, by push or pull: no
/// export asks a database.
/// </summary>
internal sealed class ConsumerMeter : IDisposable
{
    private const int MaxMarks = 64;
    private static readonly Registry<ConsumerMeter> All = new();
    private static readonly Histogram<double> Delay = Telemetry.Meter.CreateHistogram(
        "proposals.projection.delay",
        "s",
        "Time from an event's decision to its being applied by this consumer.",
        advice: Buckets.Long
    );
    private static readonly Counter<long> Pulls = Telemetry.Meter.CreateCounter<long>(
        "proposals.consumer.pulls",
        "{pull}",
        "Questions to another journal for what is new, by why they were asked: told (the bus said so), silence "
            + "(nobody had said anything for five seconds)."
    );
    private static readonly Counter<long> Poison = Telemetry.Meter.CreateCounter<long>(
        "proposals.poison",
        "{event}",
        "Events that could not be applied after 5 tries."
    );
    private readonly Lock _lock = new();
    private readonly Queue<(long Head, long At)> _unapplied = new();
    private readonly KeyValuePair<string, object?>[] _tags;
    private long _known;
    private long _applied = -1;
    private long _parked;

    static ConsumerMeter()
    {
        Telemetry.Meter.CreateObservableGauge(
            "proposals.journal.lag.events",
            () => All.Where(c => c._applied >= 0).Select(c => c.Measure(c._known - c._applied)),
            "{event}",
            "Events of a journal that are known of and not applied yet."
        );
        Telemetry.Meter.CreateObservableGauge(
            "proposals.journal.lag.time",
            () =>
                All.Where(c => c._applied >= 0).Select(c => new Measurement<double>(c.Behind().TotalSeconds, c._tags)),
            "s",
            "How long the oldest event that is not applied yet has been known of."
        );
        Telemetry.Meter.CreateObservableGauge(
            "proposals.parked",
            () => All.Select(c => c.Measure(Interlocked.Read(ref c._parked))),
            "{event}",
            "Parked events; read every half minute, counted in between."
        );
        Telemetry.Meter.CreateObservableGauge(
            "proposals.consumer.state",
            () => All.Select(c => c.Measure((long)c.State)),
            "{state}",
            "0 follows, 1 cannot follow for now, 2 does not follow any more: the history forked."
        );
    }

    public ConsumerMeter(string service, string source, int shard = 0) =>
        _tags = [new("service", service), new("source", source), new("shard", shard)];

    internal enum Following
    {
        Follows,
        CannotFollow,
        Forked,
    }

    /// <summary>Whether it follows.</summary>
    public Following State { get; set; }

    /// <summary>Exports its gauges from now on, until it is disposed.</summary>
    public ConsumerMeter Begin()
    {
        All.Add(this);
        Poison.Add(0, _tags);
        return this;
    }

    /// <summary>The journal is known to reach this position.</summary>
    public void Heard(long head)
    {
        lock (_lock)
        {
            if (head <= _known)
                return;
            _known = head;
            // Full: the newest mark waits; the oldest, which is what is asked for, stays.
            if (head > _applied && _unapplied.Count < MaxMarks)
                _unapplied.Enqueue((head, Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>The journal is applied up to this position.</summary>
    public void Reached(long position)
    {
        lock (_lock)
        {
            (_applied, _known) = (position, Math.Max(_known, position));
            while (_unapplied.TryPeek(out var mark) && mark.Head <= position)
                _unapplied.Dequeue();
            if (_known > position && _unapplied.Count == 0)
                _unapplied.Enqueue((_known, Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>It pulls again, because of an announcement or after a time without one.</summary>
    public void Woken(string why)
    {
        if (Pulls.Enabled)
            Pulls.Add(1, [.. _tags, new("why", why)]);
    }

    /// <summary>A page was pulled after this position, which is how far the journal is applied.</summary>
    public void Pulled(long position, ReadEventsResponse page)
    {
        Reached(position);
        Heard(page.Head);
    }

    /// <summary>A page is about to be applied.</summary>
    public Applying Apply(IReadOnlyList<Event> page) =>
        new(
            this,
            page,
            Tracing.Of(page, "apply", ActivityKind.Consumer, (string)_tags[0].Value!, (string)_tags[1].Value!)
        );

    /// <summary>An event could not be applied.</summary>
    public void Poisoned() => Poison.Add(1, _tags);

    /// <summary>Adds to the number of parked events; a negative number subtracts.</summary>
    public void Parked(long more) => Interlocked.Add(ref _parked, more);

    /// <summary>Reads what other processes may have changed. Asks nothing where nothing is exported.</summary>
    public static async Task RefreshAsync(ServiceShard service, CancellationToken stop)
    {
        if (!Pulls.Enabled)
            return;
        await using var connection = await service.Database.OpenReaderAsync(stop);
        service.Writer.Meter.Head(await connection.QuerySingleAsync<long>("SELECT position FROM journal_head"));
        var parked = (
            await connection.QueryAsync<(string Source, long Events)>(
                "SELECT source, COUNT(*) FROM parked GROUP BY source"
            )
        ).ToDictionary(p => p.Source, p => p.Events, StringComparer.Ordinal);
        foreach (var consumer in service.Consumers)
            Interlocked.Exchange(ref consumer.Meter._parked, parked.GetValueOrDefault(consumer.Source));
    }

    public void Dispose() => All.Remove(this);

    private Measurement<long> Measure(long value) => new(value, _tags);

    private TimeSpan Behind()
    {
        lock (_lock)
            return _unapplied.TryPeek(out var mark) ? Stopwatch.GetElapsedTime(mark.At) : TimeSpan.Zero;
    }

    /// <summary>One page while it is applied; disposed without an end it has failed.</summary>
    internal sealed class Applying(ConsumerMeter meter, IReadOnlyList<Event> page, PageSpans spans) : IDisposable
    {
        private long _from;

        /// <summary>The checkpoint has reached this position.</summary>
        public void Begin(long position) => _from = position;

        /// <summary>What runs until the answer is disposed belongs to the trace of this event, or to none.</summary>
        public PageSpans.Current In(Event entry) => spans.In(entry);

        /// <summary>It is committed.</summary>
        public void End(string outcome, bool applied, TimeProvider clock)
        {
            spans.Outcome = outcome.ToLowerInvariant();
            meter.Reached(applied ? page[^1].Position : _from);
            if (!applied || !Delay.Enabled)
                return;
            var now = clock.GetUtcNow();
            foreach (var entry in page.Where(e => e.Position > _from))
                Delay.Record((now - entry.At.ToDateTimeOffset()).TotalSeconds, meter._tags);
        }

        public void Dispose() => spans.Dispose();
    }
}
