using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Runs the inspections of uploads, two at a time: each may unpack hundreds of megabytes, which takes a core for
/// seconds. Others wait a bounded time, and a bounded number of them.
/// </summary>
internal sealed class Inspections : IDisposable
{
    /// <summary>Inspections at once.</summary>
    public const int Most = 2;

    /// <summary>Uploads that wait for one.</summary>
    public const int MaxWaiting = 64;

    /// <summary>How long an upload waits by default.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long an upload waits.</summary>
    public TimeSpan Patience { get; init; } = DefaultPatience;

    private readonly SemaphoreSlim _free = new(Most);
    private int _waiting;

    /// <summary>
    /// Inspects a file when its turn comes. Refusals: INSPECTIONS_BUSY and those of the kind's inspection.
    /// </summary>
    public async Task<Refusal?> RunAsync(FileKind kind, Stream file, CancellationToken stop)
    {
        if (!await WaitAsync(stop))
            return GatewayRefusals.InspectionsBusy;
        try
        {
            // On a thread of its own: it takes seconds and never waits.
            return await Task.Run(() => kind.Inspect(file), stop);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _free.Dispose();

    private async Task<bool> WaitAsync(CancellationToken stop)
    {
        try
        {
            return Interlocked.Increment(ref _waiting) <= MaxWaiting && await _free.WaitAsync(Patience, stop);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
