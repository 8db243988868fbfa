using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using Proposals.Journal.V1;

namespace Proposals.Supervision;

/// <summary>
/// Who listens to the changes of a committee's cases. One reader a committee, only while somebody listens, looks at what was added to the timeline, at most four times a second, and hands it
/// to all of them: what it costs does not depend on how many they are. A listener who does not keep up loses the names of what changed, never delays the others, and is told so.
/// </summary>
internal sealed class ChangeFeed(ServiceShard service)
{
    /// <summary>Shortest time between two looks, and between two messages to one listener.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(255);

    // The pulses know this process; what another replica applies is found by looking again.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // More rows than a look names: a new read model catches up, everything changed.
    private const int MaxRows = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Reader> _readers = new(StringComparer.Ordinal);
    private long _looks;

    /// <summary>The shard whose changes these are.</summary>
    public ServiceShard Service => service;

    /// <summary>Committees that are read now.</summary>
    public int Readers
    {
        get
        {
            lock (_lock)
                return _readers.Count;
        }
    }

    /// <summary>How often something new was read, for whoever measures.</summary>
    public long Looks => Interlocked.Read(ref _looks);

    /// <summary>Listens from now on; dispose what is returned.</summary>
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
            await using var connection = await service.Database.OpenReaderAsync(stop);
            subscription.Advance(await PositionsAsync(connection));
            return subscription;
        }
        catch
        {
            subscription.Dispose();
            throw;
        }
    }

    /// <summary>How far all journals are known here, this service's own among them.</summary>
    private async Task<IReadOnlyDictionary<string, long>> PositionsAsync(DbConnection connection) =>
        (
            await connection.QueryAsync<(string Source, long Position)>(
                "SELECT source, position FROM checkpoints UNION ALL SELECT @Name AS source, position FROM journal_head",
                new { service.Name }
            )
        ).ToDictionary(p => p.Source, p => p.Position, StringComparer.Ordinal);

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
                var now = await PositionsAsync(connection);
                if (known is not null && now.Any(p => known.GetValueOrDefault(p.Key) != p.Value))
                    Tell(reader, now, await ChangedAsync(connection, reader.Committee, known, now), known);
                known = reader.Known = now;
                reader.Begun.TrySetResult();
            }
            catch (Exception e) when (known is null || !service.Database.Dialect.IsOutage(e))
            {
                // Not the store's absence but something that would fail again, or nobody was told anything yet: all who listen end as any failed call does. Who listens again begins behind it.
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
                // The store is away: what is missed now is read when it is back. Those who listen find out by the check of their sign-in.
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

    /// <summary>The audiences of what was added between two positions of every journal.</summary>
    private static async Task<(IReadOnlyList<Audience> Changed, bool More)> ChangedAsync(
        DbConnection connection,
        string committee,
        IReadOnlyDictionary<string, long> from,
        IReadOnlyDictionary<string, long> to
    )
    {
        var (addressed, more) = (new Dictionary<string, HashSet<string>>(StringComparer.Ordinal), false);
        foreach (var (source, upTo) in to.Where(p => from.GetValueOrDefault(p.Key) < p.Value))
        {
            var rows = (
                await connection.QueryAsync<Row>(
                    "SELECT proposal, type, member, body FROM timeline WHERE committee = @committee AND source = @source AND position > @after AND position <= @upTo ORDER BY position LIMIT @MaxRows",
                    new
                    {
                        committee,
                        source,
                        after = from.GetValueOrDefault(source),
                        upTo,
                        MaxRows,
                    }
                )
            ).AsList();
            more |= rows.Count == MaxRows;
            foreach (var row in rows)
            {
                // Whom an invitation is for hears how it ended, uninvited or not. A merge changes the case of the target too.
                Of(row.Proposal).Add(row.Member);
                if (OtherOf(row) is { Length: > 0 } other)
                    Of(other);
            }
        }

        var changed = await Audience.LoadAsync(connection, committee, addressed.Keys);
        foreach (var audience in changed)
            audience.Members.UnionWith(addressed[audience.Proposal]);
        return (changed, more);

        HashSet<string> Of(string proposal) =>
            addressed.TryGetValue(proposal, out var members)
                ? members
                : addressed[proposal] = new HashSet<string>(StringComparer.Ordinal);
    }

    private static string OtherOf(Row row) =>
        row.Type == ProposalMerged.Descriptor.FullName ? ProposalMerged.Parser.ParseFrom(row.Body).Into
        : row.Type == ProposalUnmerged.Descriptor.FullName ? ProposalUnmerged.Parser.ParseFrom(row.Body).From
        : "";

    private void Tell(
        Reader reader,
        IReadOnlyDictionary<string, long> asOf,
        (IReadOnlyList<Audience> Changed, bool More) found,
        IReadOnlyDictionary<string, long> before
    )
    {
        Interlocked.Increment(ref _looks);
        // What Directory tells (people, units, rules) is of no case; who shows it reads it again.
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

    private sealed record Row
    {
        public string Proposal { get; init; } = "";
        public string Type { get; init; } = "";
        public string Member { get; init; } = "";
        public byte[] Body { get; init; } = [];
    }
}
