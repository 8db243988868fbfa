using System.Data.Common;

namespace Proposals.Cli.Backups;

/// <summary>A snapshot of one database: held for a moment, frozen, released, and saved as it was frozen.</summary>
internal abstract class Snapshot(Store store) : IAsyncDisposable
{
    /// <summary>
    /// How long all holds together wait for the batches in progress, and so the longest that any write waits. It is
    /// less than a service's own lock timeout (4 s).
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The database.</summary>
    public Store Store => store;

    /// <summary>A connection that reads the frozen state.</summary>
    public abstract DbConnection Frozen { get; }

    /// <summary>
    /// Stops all writes to the database. Throws <see cref="TimeoutException"/> when that takes longer than the timeout
    /// (at least a millisecond).
    /// </summary>
    public abstract Task HoldAsync(TimeSpan patience);

    /// <summary>Freezes the current state, which is what will be saved.</summary>
    public abstract Task FreezeAsync();

    /// <summary>Lets others write again.</summary>
    public abstract Task ReleaseAsync();

    /// <summary>Writes the frozen state to a file.</summary>
    public abstract Task SaveAsync(string file);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>A timeout as the engines take it: in whole milliseconds, and not 0, which means for ever.</summary>
    protected static int Milliseconds(TimeSpan patience) => Math.Max(1, (int)patience.TotalMilliseconds);

    /// <summary>The exception for a hold that timed out.</summary>
    protected TimeoutException NotFree() =>
        new($"{Store.Name} 的日志头部在 {Patience.TotalSeconds:F0} 秒内没有空出，请稍后再试。");
}
