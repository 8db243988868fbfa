using System.Data;
using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>Something to be done in a transaction: a command, a page of another journal, a sweep.</summary>
public sealed class Work
{
    /// <summary>On whose behalf.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The request_id; for consumers and sweeps a name of what caused it.</summary>
    public required string CommandId { get; init; }

    /// <summary>The RPC, for commands whose answer is remembered; empty for others.</summary>
    public string Method { get; init; } = "";

    /// <summary>Hash of the request, for commands whose answer is remembered.</summary>
    public byte[] Fingerprint { get; init; } = [];

    /// <summary>The work itself. It may run more than once, each time in a transaction that sees nothing of the time before.</summary>
    public required Func<UnitOfWork, Task<Decision<IMessage>>> Run { get; init; }

    internal TaskCompletionSource<Answer> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Arrival Arrival;
}

/// <summary>What became of a work: committed with a message or remembered bytes, or refused.</summary>
/// <param name="Message">The answer; null when it is replayed or refused.</param>
/// <param name="Remembered">The first answer of a command that came again.</param>
/// <param name="Refusal">Why not.</param>
/// <param name="Position">Journal position of its last event.</param>
public sealed record Answer(IMessage? Message, byte[]? Remembered, Refusal? Refusal, long Position);

/// <summary>A transaction as one work sees it. Writes wait and travel together; a read sends them first.</summary>
public sealed class UnitOfWork : IRead
{
    private readonly WriteBatch _batch;
    private readonly long _writesBefore;
    private readonly long _positionBefore;

    internal UnitOfWork(WriteBatch batch, Work work, DateTimeOffset now) =>
        (_batch, Work, Now, _writesBefore, _positionBefore) = (batch, work, now, batch.Writes, batch.Position);

    /// <inheritdoc />
    public Caller Caller => Work.Caller;

    /// <inheritdoc />
    public string Committee => Work.Caller.Committee;

    /// <inheritdoc />
    public DateTimeOffset Now { get; }

    /// <summary>The same transaction on behalf of somebody else: a consumer's page holds events of many committees.</summary>
    public UnitOfWork As(Caller caller, string commandId) =>
        new(
            _batch,
            new Work
            {
                Caller = caller,
                CommandId = commandId,
                Run = Work.Run,
            },
            Now
        );

    /// <summary>The source of new ids.</summary>
    public string NewId() => _batch.Ids.Next(Now);

    internal Work Work { get; }

    // Asked of the batch, so that what was written through As counts too.
    internal bool HasWritten => _batch.Writes > _writesBefore;

    internal long LastPosition => _batch.Position > _positionBefore ? _batch.Position : 0;

    /// <inheritdoc />
    public async Task<T?> OneAsync<T>(string sql, object args)
    {
        _batch.NarrowTo(Committee);
        await _batch.SendAsync();
        return await _batch.Connection.QueryFirstOrDefaultAsync<T?>(sql, args, _batch.Transaction);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<T>> ManyAsync<T>(string sql, object args)
    {
        _batch.NarrowTo(Committee);
        await _batch.SendAsync();
        return (await _batch.Connection.QueryAsync<T>(sql, args, _batch.Transaction)).AsList();
    }

    /// <inheritdoc />
    public async Task<T?> FactAsync<T>(string sql, object args)
    {
        if (_batch.Facts.Known.TryGetValue((sql, args), out var known))
            return (T?)known;
        var fact = await OneAsync<T>(sql, args);
        _batch.Facts.Known[(sql, args)] = fact;
        return fact;
    }

    /// <summary>The copy of Directory changed in this batch: what was read of it before does not count any more.</summary>
    public void ForgetFacts() => _batch.Facts.Forget();

    /// <summary>A write that gives a value back, e.g. the next number of a counter; it goes at once.</summary>
    public async Task<T> WriteReturningAsync<T>(string sql, object args)
    {
        _batch.NarrowTo(Committee);
        await _batch.SendAsync();
        _batch.Writes++;
        return await _batch.Connection.QuerySingleAsync<T>(sql, args, _batch.Transaction);
    }

    /// <summary>A write that must touch exactly one row: an INSERT, or an UPDATE … WHERE version = @expected.</summary>
    public void Write(string sql, object args) => Add(new Statement(sql, Arguments.Of(args), 1));

    /// <summary>A write that may touch any number of rows.</summary>
    public void WriteAny(string sql, object args) => Add(new Statement(sql, Arguments.Of(args), null));

    /// <summary>Appends an event to the journal. <paramref name="version"/> is the aggregate's version after it, 1, 2, 3 …</summary>
    public void Append(string aggregate, long version, IMessage body)
    {
        _batch.NarrowTo(Committee);
        _batch.Writes++;
        _batch.Append(this, aggregate, version, body);
    }

    private void Add(Statement statement)
    {
        _batch.NarrowTo(Committee);
        _batch.Writes++;
        _batch.Pending.Add(statement);
    }
}

/// <summary>The state of one transaction of the writer.</summary>
internal sealed class WriteBatch(
    string source,
    int shard,
    Dialect dialect,
    DbConnection connection,
    DbTransaction transaction,
    Ids ids
)
{
    public DbConnection Connection => connection;
    public DbTransaction Transaction => transaction;
    public Ids Ids => ids;
    private string _narrowedTo = "";

    public List<Statement> Pending { get; } = [];
    public List<Event> Events { get; } = [];
    public required Facts Facts { get; init; }
    public Dictionary<(string, string), RememberedCommand> Commands { get; } = [];
    public long Position { get; set; }
    public byte[] Hash { get; set; } = [];
    public long Writes { get; set; }

    public void Append(UnitOfWork unit, string aggregate, long version, IMessage body)
    {
        var entry = new Event
        {
            Source = source,
            Shard = shard,
            Position = ++Position,
            Committee = unit.Committee,
            Aggregate = aggregate,
            Version = version,
            Type = body.Descriptor.FullName,
            At = Timestamp.FromDateTimeOffset(unit.Now),
            Actor = unit.Caller.Account,
            CommandId = unit.Work.CommandId,
            Body = body.ToByteString(),
            PrevHash = ByteString.CopyFrom(Hash),
        };
        Hash = JournalChain.HashOf(entry);
        entry.Hash = ByteString.CopyFrom(Hash);
        Tracing.Stamp(entry);
        Events.Add(entry);
        Pending.Add(
            new Statement(
                InsertEvent,
                Arguments.Of(
                    new
                    {
                        shard = (long)shard,
                        position = entry.Position,
                        committee = entry.Committee,
                        aggregate,
                        version,
                        type = entry.Type,
                        at = unit.Now,
                        actor = entry.Actor,
                        command_id = entry.CommandId,
                        body = entry.Body.ToByteArray(),
                        prev_hash = entry.PrevHash.ToByteArray(),
                        hash = Hash,
                        trace_parent = entry.TraceParent,
                    }
                ),
                1
            )
        );
    }

    /// <summary>From here on the engine shows and takes rows of this committee only ("" means all), where it can be told so.</summary>
    public void NarrowTo(string committee)
    {
        if (_narrowedTo == committee)
            return;
        _narrowedTo = committee;
        if (dialect.Narrow(committee) is { } statement)
            Pending.Add(statement);
    }

    public async Task SendAsync()
    {
        if (Pending.Count == 0)
            return;
        await dialect.SendAsync(connection, transaction, Pending, CancellationToken.None);
        Pending.Clear();
    }

    private const string InsertEvent = """
        INSERT INTO journal (shard, position, committee, aggregate, version, type, at, actor, command_id, body, prev_hash, hash, trace_parent)
        VALUES (@shard, @position, @committee, @aggregate, @version, @type, @at, @actor, @command_id, @body, @prev_hash, @hash, @trace_parent)
        """;
}

/// <summary>
/// What the writer has read of its copy of Directory. A copy changes only together with the checkpoint of Directory's journal, or when parked events of it are retried, in this process or in
/// another replica; so what was read stays good while that position and the number of parked events stand. A batch begins by looking at them. Nothing outlives a rollback.
/// </summary>
internal sealed class Facts
{
    private const int MaxKnown = 20_000;
    private (long Position, long Parked)? _at;

    public Dictionary<(string Sql, object Args), object?> Known { get; } = [];

    /// <summary>Begins a batch at this position of Directory's journal, with so many of its events parked; null where it is not followed (Directory itself).</summary>
    public void BeginAt((long Position, long Parked)? at)
    {
        if (at is null || at != _at || Known.Count > MaxKnown)
            Known.Clear();
        _at = at;
    }

    public void Forget()
    {
        Known.Clear();
        _at = null;
    }
}

internal sealed record RememberedCommand
{
    public string Committee { get; init; } = "";
    public string CommandId { get; init; } = "";
    public string Method { get; init; } = "";
    public byte[] Fingerprint { get; init; } = [];
    public byte[] Response { get; init; } = [];
    public long Position { get; init; }
}

/// <summary>
/// The one writer of a service's shard. It takes what is waiting, up to 128 and as its <see cref="Portion"/> allows, begins with the journal's head row (so several replicas stay correct), runs them one after the
/// other in ONE transaction and commits once: the fsync is shared and there are no lost updates to retry. When one throws, the batch is rolled back and its members run alone.
/// </summary>
public sealed partial class Writer : IAsyncDisposable
{
    /// <summary>Most works of one transaction.</summary>
    public const int MaxBatch = 128;

    /// <summary>Most works that may wait; more are refused as BUSY.</summary>
    public const int MaxWaiting = 4096;

    private readonly string _source;
    private readonly int _shard;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly Ids _ids;
    private readonly Action<IReadOnlyList<Event>> _committed;
    private readonly ILogger _log;
    private readonly Channel<Work> _waiting = Channel.CreateBounded<Work>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true }
    );
    private readonly Task _loop;
    private readonly Facts _facts = new();
    private readonly Portion _portion = new(first: MaxBatch, most: MaxBatch);
    private readonly Dictionary<int, DbCommand> _recalls = [];
    private DbConnection? _connection;
    private bool _begun = true;

    /// <summary>Starts the writer. <paramref name="committed"/> is told the events of every commit, in order.</summary>
    public Writer(
        string source,
        int shard,
        Database database,
        TimeProvider clock,
        Ids ids,
        Action<IReadOnlyList<Event>> committed,
        ILogger log
    )
    {
        (_source, _shard, _database, _clock, _ids, _committed, _log) = (
            source,
            shard,
            database,
            clock,
            ids,
            committed,
            log
        );
        Meter = new WriterMeter(source, () => _waiting.Reader.Count, shard);
        _loop = Task.Run(LoopAsync);
    }

    internal WriterMeter Meter { get; }

    /// <summary>Hands a work to the writer and waits until it is committed, refused or failed.</summary>
    public async Task<Answer> RunAsync(Work work, CancellationToken stop = default)
    {
        work.Arrival = Arrival.Now();
        if (!_waiting.Writer.TryWrite(work))
            return new Answer(null, null, CommonRefusals.Busy, 0);
        return await work.Done.Task.WaitAsync(stop);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
        Meter.Dispose();
        await DropConnectionAsync();
    }

    private async Task LoopAsync()
    {
        var batch = new List<Work>(MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < _portion.Size && _waiting.Reader.TryRead(out var work))
                batch.Add(work);
            if (batch.Count > 1 && await TryCommitAsync(batch) is null)
                continue;
            Exception? away = null;
            foreach (var work in batch)
            {
                // Running alone is safe after any failure, an unknown commit included: a command that did commit is found by its request_id.
                // When not even a connection or the head can be had, the others need not wait for the same answer one after the other.
                var error = away ?? await TryCommitAsync([work]);
                if (error is not null)
                    work.Done.TrySetException(error);
                if (!_begun)
                    away = error;
            }
        }
    }

    private async Task<Exception?> TryCommitAsync(IReadOnlyList<Work> works)
    {
        try
        {
            await CommitAsync(works);
            return null;
        }
        catch (SpoiledException spoiled) when (works.Count == 1)
        {
            _facts.Forget();
            works[0].Done.TrySetResult(new Answer(null, null, spoiled.Refusal, 0));
            return null;
        }
        catch (Exception e)
        {
            _facts.Forget();
            if (e is DbException or IOException or TimeoutException or InvalidOperationException)
                await DropConnectionAsync();
            if (works.Count > 1)
            {
                Meter.RolledBack();
                BatchFailed(_log, _source, works.Count, e.Message);
            }

            return e;
        }
    }

    private async Task CommitAsync(IReadOnlyList<Work> works)
    {
        _begun = false;
        if (_connection is not { State: ConnectionState.Open })
        {
            await DropConnectionAsync();
            _connection = await _database.OpenWriterAsync(CancellationToken.None);
        }

        await using var transaction = await _connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        var batch = new WriteBatch(_source, _shard, _database.Dialect, _connection, transaction, _ids)
        {
            Facts = _facts,
        };
        (batch.Position, batch.Hash) = await _connection.QuerySingleAsync<(long, byte[])>(
            "UPDATE journal_head SET position = position WHERE shard = @shard RETURNING position, hash",
            new { shard = (long)_shard },
            transaction
        );
        _begun = true;
        var begun = _clock.GetTimestamp();
        _facts.BeginAt(
            await _connection.QueryFirstOrDefaultAsync<(long, long)?>(
                "SELECT position, (SELECT COUNT(*) FROM parked WHERE source = 'directory' AND shard = @shard) FROM checkpoints WHERE source = 'directory' AND shard = @shard",
                new { shard = (long)_shard },
                transaction
            )
        );
        await RecallAsync(batch, works);
        var answers = new Answer[works.Count];
        for (var i = 0; i < works.Count; i++)
            answers[i] = await RunAsync(batch, works[i], works.Count);
        using var commit = Meter.Commit(works);
        if (batch.Events.Count > 0)
        {
            batch.Pending.Add(
                new Statement(
                    "UPDATE journal_head SET position = @position, hash = @hash WHERE shard = @shard",
                    Arguments.Of(
                        new
                        {
                            shard = (long)_shard,
                            position = batch.Position,
                            hash = batch.Hash,
                        }
                    ),
                    1
                )
            );
        }

        await batch.SendAsync();
        _portion.Took(works.Count, _clock.GetElapsedTime(begun));
        await transaction.CommitAsync();
        commit.Done(batch.Position);
        Tell(batch.Events);
        for (var i = 0; i < works.Count; i++)
            works[i].Done.TrySetResult(answers[i]);
    }

    /// <summary>It is committed, so nothing that goes wrong here may make the batch run again.</summary>
    private void Tell(IReadOnlyList<Event> events)
    {
        try
        {
            if (events.Count > 0)
                _committed(events);
        }
        catch (Exception e)
        {
            NotTold(_log, _source, events.Count, e);
        }
    }

    /// <summary>Looks up in one round trip which of the commands were answered before.</summary>
    private async Task RecallAsync(WriteBatch batch, IReadOnlyList<Work> works)
    {
        var asked = works.Where(w => w.Method.Length > 0).ToList();
        if (asked.Count == 0)
            return;
        // Padded to a power of two, so that there are eight texts, prepared once each, and not 128.
        var rows = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)asked.Count);
        if (!_recalls.TryGetValue(rows, out var recall))
            _recalls.Add(rows, recall = RecallOf(batch.Connection, rows));
        recall.Transaction = batch.Transaction;
        for (var i = 0; i < rows; i++)
        {
            var work = asked[Math.Min(i, asked.Count - 1)];
            (recall.Parameters[2 * i].Value, recall.Parameters[(2 * i) + 1].Value) = (
                work.Caller.Committee,
                work.CommandId
            );
        }

        await using var known = await recall.ExecuteReaderAsync();
        while (await known.ReadAsync())
        {
            var command = new RememberedCommand
            {
                Committee = known.GetString(0),
                CommandId = known.GetString(1),
                Method = known.GetString(2),
                Fingerprint = known.GetFieldValue<byte[]>(3),
                Response = known.GetFieldValue<byte[]>(4),
                Position = known.GetInt64(5),
            };
            batch.Commands[(command.Committee, command.CommandId)] = command;
        }
    }

    private static DbCommand RecallOf(DbConnection connection, int rows)
    {
        var command = connection.CreateCommand();
        // A join and not IN: SQLite answers a row value IN (VALUES …) by walking the whole table.
        command.CommandText = $"""
            SELECT c.committee, c.command_id, c.method, c.fingerprint, c.response, c.position
            FROM (VALUES {string.Join(
                ",",
                Enumerable.Range(0, rows).Select(i => $"(@c{i},@i{i})")
            )}) AS k JOIN commands c ON c.committee = k.column1 AND c.command_id = k.column2
            """;
        for (var i = 0; i < rows; i++)
        {
            foreach (var name in new[] { $"@c{i}", $"@i{i}" })
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, "");
                command.Parameters.Add(parameter);
            }
        }

        return command;
    }

    private async Task<Answer> RunAsync(WriteBatch batch, Work work, int works)
    {
        using var span = Meter.Taken(work, works);
        var remembered = work.Method.Length > 0;
        if (remembered && batch.Commands.TryGetValue((work.Caller.Committee, work.CommandId), out var known))
        {
            return known.Method == work.Method && known.Fingerprint.AsSpan().SequenceEqual(work.Fingerprint)
                ? new Answer(null, known.Response, null, known.Position)
                : new Answer(null, null, CommonRefusals.RequestIdReused.On("request_id"), 0);
        }

        var unit = new UnitOfWork(batch, work, Instant.Cut(_clock.GetUtcNow()));
        var decision = await work.Run(unit);
        if (!decision.Decided(out var message, out var refusal))
        {
            // A refusal after a write must leave nothing behind; alone, its transaction is simply given up.
            if (unit.HasWritten)
                throw new SpoiledException(refusal);
            return new Answer(null, null, refusal, 0);
        }

        if (remembered)
        {
            var command = new RememberedCommand
            {
                Committee = work.Caller.Committee,
                CommandId = work.CommandId,
                Method = work.Method,
                Fingerprint = work.Fingerprint,
                Response = message.ToByteArray(),
                Position = unit.LastPosition,
            };
            batch.Commands.Add((command.Committee, command.CommandId), command);
            batch.NarrowTo(command.Committee);
            batch.Pending.Add(
                new Statement(
                    "INSERT INTO commands (committee, command_id, method, fingerprint, response, position) VALUES (@Committee, @CommandId, @Method, @Fingerprint, @Response, @Position)",
                    Arguments.Of(command),
                    1
                )
            );
        }

        return new Answer(message, null, null, unit.LastPosition);
    }

    private async Task DropConnectionAsync()
    {
        if (_connection is null)
            return;
        try
        {
            foreach (var recall in _recalls.Values)
                await recall.DisposeAsync();
            await _connection.DisposeAsync();
        }
        catch (Exception e)
        {
            // Whatever it is, the writer goes on with a new connection.
            BatchFailed(_log, _source, 0, e.Message);
        }

        _recalls.Clear();
        _connection = null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Source}: {Count} events are committed, but a listener failed")]
    private static partial void NotTold(ILogger log, string source, int count, Exception error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Source}: a batch of {Count} was rolled back and its members run alone: {Error}"
    )]
    private static partial void BatchFailed(ILogger log, string source, int count, string error);

    private sealed class SpoiledException(Refusal refusal) : Exception
    {
        public Refusal Refusal => refusal;
    }
}

/// <summary>New ids: UUIDv7, so that they sort by time. Randomness is injected; the demonstration data has its own.</summary>
public class Ids
{
    /// <summary>The next id for this instant.</summary>
    public virtual string Next(DateTimeOffset now) => Guid.CreateVersion7(now).ToString();
}
