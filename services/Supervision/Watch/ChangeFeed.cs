using System.Data.Common;
using Dapper;
using Proposals.BuildingBlocks;
using Proposals.Channels;

namespace Proposals.Supervision;

/// <summary>
/// The subscribers to the changes of a committee's cases. While there are any, one reader for each committee polls the
/// additions to the timeline, at most four times a second. It passes them to all subscribers, so its cost does not
/// depend on their number. A slow subscriber loses the names of changed cases, never delays the others, and is told so.
/// </summary>
internal sealed class ChangeFeed(ServiceShard service)
{
    /// <summary>Shortest time between two polls, and between two messages to one subscriber.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(255);

    // The pulses cover this process only; polling finds what another replica applies.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Reader> _readers = new(StringComparer.Ordinal);
    private long _looks;

    /// <summary>The shard of these changes.</summary>
    public ServiceShard Service => service;

    /// <summary>Number of committees that are being read.</summary>
    public int Readers
    {
        get
        {
            lock (_lock)
                return _readers.Count;
        }
    }

    /// <summary>Number of polls that found something new, for measurements.</summary>
    public long Looks => Interlocked.Read(ref _looks);

    /// <summary>Subscribes from now on; dispose the result to end it.</summary>
    public async Task<Subscription> SubscribeAsync(Caller caller, CancellationToken stop)
    {
        var subscription = new Subscription(Subscriber.Of(caller));
        Reader? reader;
        lock (_lock)
        {
            if (!_readers.TryGetValue(caller.Committee, out reader))
                _readers.Add(caller.Committee, reader = new Reader(caller.Committee));
            reader.Listeners.Add(subscription);
            reader.Running ??= Task.Run(() => ReadAsync(reader), CancellationToken.None);
        }

        subscription.Latest = () => reader.Known;
        subscription.Leave = () =>
        {
            lock (_lock)
                reader.Listeners.Remove(subscription);
        };
        try
        {
            await reader.Begun.Task.WaitAsync(stop);
            await using var connection = await service.Database.OpenReaderAsync(caller.Committee, stop);
            subscription.Advance(await PositionsAsync(connection, caller.Committee));
            return subscription;
        }
        catch
        {
            subscription.Dispose();
            throw;
        }
    }

    // Of a journal that others write: what is applied or parked. Of Directory's: what concerns everybody there.
    private static readonly IReadOnlyDictionary<string, string> LastOf = Catalogue
        .Find("supervision")!
        .Follows.Append("supervision")
        .ToDictionary(
            source => source,
            source =>
                source == Identity.Directory
                    ? "SELECT COALESCE(MAX(position), 0) FROM directory_news WHERE committee = @committee"
                    : """
                        SELECT COALESCE(MAX(position), 0) FROM (
                          SELECT MAX(position) AS position FROM timeline
                          WHERE committee = @committee AND source = @source
                          UNION ALL
                          SELECT MAX(position) FROM parked WHERE committee = @committee AND source = @source) AS last
                        """,
            StringComparer.Ordinal
        );

    /// <summary>
    /// The last position of every journal, including this service's own, at which something happened in a committee. So
    /// nobody hears of another committee, not even that something happened there.
    /// </summary>
    private static async Task<IReadOnlyDictionary<string, long>> PositionsAsync(
        DbConnection connection,
        string committee
    )
    {
        var positions = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (source, sql) in LastOf)
            positions[source] = await connection.QuerySingleAsync<long>(sql, new { committee, source });
        return positions;
    }

    private async Task ReadAsync(Reader reader)
    {
        IReadOnlyDictionary<string, long>? known = null;
        while (true)
        {
            var next = Task.WhenAny(service.Applied.Next, service.Committed.Next);
            try
            {
                await using var connection = await service.Database.OpenReaderAsync(
                    reader.Committee,
                    CancellationToken.None
                );
                var now = await PositionsAsync(connection, reader.Committee);
                if (known is not null && now.Any(p => known.GetValueOrDefault(p.Key) != p.Value))
                    Tell(reader, now, await ChangedCases.LoadAsync(connection, reader.Committee, known, now), known);
                known = reader.Known = now;
                reader.Begun.TrySetResult();
            }
            catch (Exception e) when (known is null || !service.Database.Dialect.IsOutage(e))
            {
                // The error is no outage and would repeat, or the first read failed. Every subscription ends like any
                // failed call. A new subscription starts after the current position.
                Subscription[] all;
                lock (_lock)
                {
                    _readers.Remove(reader.Committee);
                    all = [.. reader.Listeners];
                }

                reader.Begun.TrySetException(e);
                foreach (var subscription in all)
                    subscription.Fail(e);
                return;
            }
            catch (Exception)
            {
                // The store is away; the missed changes are read when it is back. Subscribers notice through the check
                // of their sign-in.
                await Task.Delay(Look);
            }

            lock (_lock)
            {
                if (reader.Listeners.Count == 0)
                {
                    _readers.Remove(reader.Committee);
                    return;
                }
            }

            await Task.Delay(Pause);
            await Task.WhenAny(next, Task.Delay(Look));
        }
    }

    private void Tell(
        Reader reader,
        IReadOnlyDictionary<string, long> asOf,
        (IReadOnlyList<Audience> Changed, bool More) found,
        IReadOnlyDictionary<string, long> before
    )
    {
        Interlocked.Increment(ref _looks);
        // Directory's events (people, units, rules) belong to no case; a client that shows them reads them again. Who
        // signs in or out is no news.
        var forAll = found.More || asOf.GetValueOrDefault("directory") != before.GetValueOrDefault("directory");
        Subscription[] listeners;
        lock (_lock)
            listeners = [.. reader.Listeners];
        foreach (var subscription in listeners)
        {
            var heard = found.Changed.Where(a => a.Holds(subscription.Subscriber)).Select(a => a.Proposal).ToList();
            if (heard.Count > 0 || forAll)
                subscription.Take(new News(asOf, heard, found.More));
        }
    }

    private sealed class Reader(string committee)
    {
        public string Committee => committee;
        public HashSet<Subscription> Listeners { get; } = [];
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public Task? Running { get; set; }
        public volatile IReadOnlyDictionary<string, long> Known = new Dictionary<string, long>();
    }
}
