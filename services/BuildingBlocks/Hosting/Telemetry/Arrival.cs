using System.Diagnostics;

namespace Proposals.BuildingBlocks;

/// <summary>When a job came to the writer, and in whose trace.</summary>
internal struct Arrival
{
    private bool _waited;

    public ActivityContext Trace { get; private init; }
    public long At { get; private init; }
    public DateTimeOffset Since { get; private init; }

    /// <summary>A job arrives now. Spans have the machine's time, whatever the suite's clock says.</summary>
    public static Arrival Now() =>
        Activity.Current is { Recorded: true } span
            ? new()
            {
                At = Stopwatch.GetTimestamp(),
                Trace = span.Context,
                Since = TimeProvider.System.GetUtcNow(),
            }
            : new() { At = Stopwatch.GetTimestamp() };

    /// <summary>True once: it waits no more. A job that runs again after a rollback does not wait again.</summary>
    public bool Taken() => !_waited && (_waited = true);
}
