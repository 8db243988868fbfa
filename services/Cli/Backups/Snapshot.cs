using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Npgsql;
using Proposals.Client;

namespace Proposals.Cli.Backups;

/// <summary>A database on its way into a backup: held for a moment, frozen, let go, saved as it was frozen.</summary>
internal abstract class Snapshot(Store store) : IAsyncDisposable
{
    /// <summary>How long all holds together wait for the batches that are being written, and so the longest that anybody's writes wait: less than a service's own patience with a lock (4 s).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Which database.</summary>
    public Store Store => store;

    /// <summary>Reads what was frozen.</summary>
    public abstract DbConnection Frozen { get; }

    /// <summary>From now on nobody writes to it. Throws <see cref="TimeoutException"/> when it is not to be had within this time (at least a millisecond).</summary>
    public abstract Task HoldAsync(TimeSpan patience);

    /// <summary>What it holds now is what will be saved.</summary>
    public abstract Task FreezeAsync();

    /// <summary>Others may write again.</summary>
    public abstract Task ReleaseAsync();

    /// <summary>Writes what was frozen to a file.</summary>
    public abstract Task SaveAsync(string file);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>A patience as the engines take it: in whole milliseconds, and not 0, which they take for ever.</summary>
    protected static int Milliseconds(TimeSpan patience) => Math.Max(1, (int)patience.TotalMilliseconds);

    /// <summary>It was not to be had.</summary>
    protected TimeoutException NotFree() =>
        new($"{Store.Name} 的日志头部在 {Patience.TotalSeconds:F0} 秒内没有空出，请稍后再试。");
}
