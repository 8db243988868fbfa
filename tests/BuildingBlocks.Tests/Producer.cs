using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.TestKit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>A journal in memory that a consumer can pull.</summary>
public sealed class Producer(string source)
{
    private readonly List<Event> _events = [];
    private int _pulls;

    public string Source => source;

    /// <summary>Maximum number of events in a page.</summary>
    public int PageSize { get; init; } = 500;

    public int Pulls => Volatile.Read(ref _pulls);

    public long Head
    {
        get
        {
            lock (_events)
                return _events.Count == 0 ? 0 : _events[^1].Position;
        }
    }

    /// <summary>Commits an event of an aggregate and returns it.</summary>
    public Event Add(
        string aggregate,
        string committee = "a",
        string? type = null,
        byte[]? body = null,
        string trace = ""
    )
    {
        lock (_events)
        {
            var entry = new Event
            {
                Source = source,
                Position = _events.Count == 0 ? 1 : _events[^1].Position + 1,
                Committee = committee,
                Aggregate = aggregate,
                Version = _events.Count(e => e.Aggregate == aggregate) + 1,
                Type = type ?? ProposalDeleted.Descriptor.FullName,
                At = Timestamp.FromDateTimeOffset(TestSuite.Start),
                Actor = "somebody",
                CommandId = Guid.NewGuid().ToString(),
                Body = ByteString.CopyFrom(body ?? new ProposalDeleted { Proposal = aggregate }.ToByteArray()),
                PrevHash = _events.Count == 0 ? ByteString.CopyFrom(JournalChain.Zero) : _events[^1].Hash,
            };
            entry.Hash = ByteString.CopyFrom(JournalChain.HashOf(entry));
            entry.TraceParent = trace;
            _events.Add(entry);
            return entry;
        }
    }

    /// <summary>Removes everything after a position, as a restore from an older backup does.</summary>
    public void RestoreTo(long position)
    {
        lock (_events)
            _events.RemoveAll(e => e.Position > position);
    }

    /// <summary>Removes one row from the middle.</summary>
    public void Lose(long position)
    {
        lock (_events)
            _events.RemoveAll(e => e.Position == position);
    }

    /// <summary>Answers a pull as JournalRpc does.</summary>
    public Task<ReadEventsResponse> PullAsync(long after, byte[] afterHash, CancellationToken stop)
    {
        Interlocked.Increment(ref _pulls);
        lock (_events)
        {
            if (after > 0 && !(_events.Find(e => e.Position == after)?.Hash.Span.SequenceEqual(afterHash) ?? false))
                throw RefusalStatus.ToException(CommonRefusals.HistoryForked);
            var page = new ReadEventsResponse { Head = Head };
            page.Events.AddRange(_events.Where(e => e.Position > after).Take(PageSize));
            return Task.FromResult(page);
        }
    }
}

/// <summary>A consumer that writes the events it applies, in order, to the table applied.</summary>
public sealed class Following : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ShardFixture _room;
    private readonly Producer _producer;
    private readonly Task _running;

    private Following(
        ShardFixture room,
        Producer producer,
        Func<Event, bool> poison,
        ILogger? log,
        ServiceShard service,
        TimeSpan silence
    )
    {
        (_room, _producer, Poison) = (room, producer, poison);
        Consumer = new Consumer(service, producer.Source, ApplyAsync, producer.PullAsync, log ?? NullLogger.Instance)
        {
            Silence = silence,
        };
        service.Follow(Consumer);
        _running = Task.Run(() => Consumer.RunAsync(_stop.Token));
    }

    public Consumer Consumer { get; }

    /// <summary>True for an event that cannot be applied.</summary>
    public Func<Event, bool> Poison { get; set; }

    public static Following Start(
        ShardFixture room,
        Producer producer,
        Func<Event, bool>? poison = null,
        ILogger? log = null,
        ServiceShard? replica = null,
        TimeSpan? silence = null
    ) => new(room, producer, poison ?? (_ => false), log, replica ?? room.Service, silence ?? TimeSpan.FromSeconds(5));

    /// <summary>Announces these events, as the bus does.</summary>
    public void Push(params Event[] events) => Consumer.Announced(events[^1].Position);

    /// <summary>Positions in the order in which they were applied.</summary>
    public async Task<IReadOnlyList<long>> AppliedAsync()
    {
        await using var connection = await _room.Database.OpenReaderAsync(CancellationToken.None);
        return Dapper.SqlMapper.AsList(
            await Dapper.SqlMapper.QueryAsync<long>(
                connection,
                "SELECT position FROM applied WHERE source = @Source ORDER BY ordinal",
                new { _producer.Source }
            )
        );
    }

    public async Task<IReadOnlyList<long>> ParkedAsync()
    {
        await using var connection = await _room.Database.OpenReaderAsync(CancellationToken.None);
        return Dapper.SqlMapper.AsList(
            await Dapper.SqlMapper.QueryAsync<long>(
                connection,
                "SELECT position FROM parked WHERE source = @Source ORDER BY position",
                new { _producer.Source }
            )
        );
    }

    /// <summary>Waits until the checkpoint is at a position.</summary>
    public Task ReachAsync(long position) =>
        Until.TrueAsync(
            async () =>
                (await _room.Service.CheckpointAsync(_producer.Source, CancellationToken.None)).Position == position,
            $"checkpoint of {_producer.Source} at {position}"
        );

    private async Task ApplyAsync(Transaction tx, Event entry, IMessage message)
    {
        var ordinal = await tx.OneAsync<long>(
            "SELECT COALESCE(MAX(ordinal), 0) + 1 FROM applied WHERE source = @Source",
            new { entry.Source }
        );
        tx.Write(
            "INSERT INTO applied (committee, source, position, ordinal, aggregate) VALUES (@committee, @Source, "
                + "@Position, @ordinal, @Aggregate)",
            new
            {
                committee = tx.Committee,
                entry.Source,
                entry.Position,
                ordinal,
                entry.Aggregate,
            }
        );
        if (Poison(entry))
            throw new FormatException("poison");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }
}
