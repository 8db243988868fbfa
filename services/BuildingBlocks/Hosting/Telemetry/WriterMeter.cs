using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Proposals.BuildingBlocks;

/// <summary>
/// What one writer does: how many wait, how large its batches are, how long a commit takes, and where the journal's
/// head is.
/// </summary>
internal sealed class WriterMeter : IDisposable
{
    private static readonly Registry<WriterMeter> All = new();
    private static readonly Histogram<long> Batches = Telemetry.Meter.CreateHistogram(
        "proposals.writer.batch",
        "{work}",
        "Works of one transaction.",
        advice: Buckets.Batch
    );
    private static readonly Histogram<double> Waits = Telemetry.Meter.CreateHistogram(
        "proposals.writer.wait",
        "s",
        "Time a work waited for the writer.",
        advice: Buckets.Short
    );
    private static readonly Histogram<double> Commits = Telemetry.Meter.CreateHistogram(
        "proposals.commit.duration",
        "s",
        "Time the last writes and the commit of one transaction took.",
        advice: Buckets.Short
    );
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly Func<int> _waiting;
    private long _head = -1;
    private long _rollbacks;

    static WriterMeter()
    {
        Telemetry.Meter.CreateObservableGauge(
            "proposals.writer.queue",
            () => All.Select(w => new Measurement<long>(w._waiting(), w._tags)),
            "{work}",
            "Works that wait for the writer; 4,096 is the most."
        );
        Telemetry.Meter.CreateObservableGauge(
            "proposals.journal.head",
            () => All.Where(w => w._head >= 0).Select(w => new Measurement<long>(w._head, w._tags)),
            "{event}",
            "Position of the journal's last event, as far as this process knows."
        );
        // Read at each export, so that it starts at 0: exporting starts with the host, after the writers.
        Telemetry.Meter.CreateObservableCounter(
            "proposals.writer.rollbacks",
            () => All.Select(w => new Measurement<long>(Interlocked.Read(ref w._rollbacks), w._tags)),
            "{batch}",
            "Batches that were rolled back and whose members ran alone."
        );
    }

    public WriterMeter(string service, Func<int> waiting, int shard = 0)
    {
        (_waiting, _tags) = (waiting, [new("service", service), new("shard", shard)]);
        All.Add(this);
    }

    /// <summary>Where the journal's head is.</summary>
    public void Head(long position) => Interlocked.Exchange(ref _head, position);

    /// <summary>A batch could not be committed as one.</summary>
    public void RolledBack() => Interlocked.Increment(ref _rollbacks);

    /// <summary>A job is taken up: what runs until the answer is disposed is its part of the batch.</summary>
    public Activity? Taken(Job job, int batch)
    {
        if (job.Arrival.Taken() && Waits.Enabled)
            Waits.Record(Stopwatch.GetElapsedTime(job.Arrival.At).TotalSeconds, _tags);
        if (job.Arrival.Trace == default)
            return null;
        Tracing.Start("wait", ActivityKind.Internal, job.Arrival.Trace, job.Arrival.Since)?.Dispose();
        return Tracing
            .Start("write", ActivityKind.Internal, job.Arrival.Trace)
            ?.SetTag("proposals.service", _tags[0].Value)
            .SetTag("proposals.batch", batch);
    }

    /// <summary>
    /// Everything of a batch has run: what is left is to send the last writes and to commit. Disposing without
    /// <see cref="Committing.Done"/> means that it failed.
    /// </summary>
    public Committing Commit(IReadOnlyList<Job> works) => new(this, works);

    public void Dispose() => All.Remove(this);

    /// <summary>The commit of a batch, seen in every trace that has a job in it.</summary>
    internal sealed class Committing : IDisposable
    {
        private readonly WriterMeter _meter;
        private readonly int _works;
        private readonly List<Activity> _spans = [];
        private readonly long _began = Stopwatch.GetTimestamp();
        private bool _done;

        public Committing(WriterMeter meter, IReadOnlyList<Job> works)
        {
            (_meter, _works) = (meter, works.Count);
            foreach (var job in works)
            {
                if (
                    job.Arrival.Trace != default
                    && Tracing.Start("commit", ActivityKind.Internal, job.Arrival.Trace) is { } span
                )
                    _spans.Add(
                        span.SetTag("proposals.service", meter._tags[0].Value).SetTag("proposals.batch", works.Count)
                    );
            }

            // The statements are sent once: they are seen in the first one's trace.
            if (_spans.Count > 0)
                Activity.Current = _spans[0];
        }

        /// <summary>It is committed; the journal's head is there now.</summary>
        public void Done(long head)
        {
            _done = true;
            _meter.Head(head);
            Commits.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, _meter._tags);
            Batches.Record(_works, _meter._tags);
            foreach (var span in _spans)
                span.SetTag("proposals.head", head);
        }

        public void Dispose()
        {
            foreach (var span in _spans)
            {
                if (!_done)
                    span.SetStatus(ActivityStatusCode.Error);
                span.Dispose();
            }

            Activity.Current = null;
        }
    }
}
