using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The only writer of a service's shard. It takes the waiting jobs, up to 128 and as its <see cref="BatchSize"/>
/// allows. It locks the journal's head row first, so several replicas stay correct. It runs the jobs one after the
/// other in one transaction and commits once: they share the fsync, and there are no lost updates to retry. When one
/// throws, the batch is rolled back and its jobs run alone.
/// </summary>
public sealed partial class Writer : IAsyncDisposable
{
    /// <summary>Largest number of jobs in one transaction.</summary>
    public const int MaxBatch = 128;

    /// <summary>Largest number of waiting jobs; further ones are refused as BUSY.</summary>
    public const int MaxWaiting = 4096;

    /// <summary>How long a commit shows that the database takes writes.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private readonly string _source;
    private readonly int _shard;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly Ids _ids;
    private readonly Action<IReadOnlyList<Event>> _committed;
    private readonly ILogger _log;
    private readonly Channel<Job> _waiting = Channel.CreateBounded<Job>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true }
    );
    private readonly Task _loop;
    private readonly DirectoryCache _cache = new();
    private readonly BatchSize _batchSize = new(first: MaxBatch, most: MaxBatch);
    private readonly Dictionary<int, DbCommand> _recalls = [];
    private DbConnection? _connection;
    private bool _begun = true;
    private long _committedAt = long.MinValue;
    private volatile string _failure = "";

    /// <summary>
    /// Starts the writer. <paramref name="committed"/> receives the events of every commit, in order.
    /// </summary>
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

    /// <summary>Refuses every job while it gives a refusal.</summary>
    internal Func<Refusal?> Gate { get; set; } = static () => null;

    /// <summary>Jobs wait until it is done.</summary>
    internal Task Ready { get; set; } = Task.CompletedTask;

    /// <summary>Why the last batch was not saved, in Chinese; empty when it was.</summary>
    internal string Failure => _failure;

    /// <summary>Position of the journal after the last commit here; 0 before the first.</summary>
    internal long Committed { get; private set; }

    /// <summary>Hands a job to the writer and waits until it is committed, refused or failed.</summary>
    public async Task<JobAnswer> RunAsync(Job job, CancellationToken stop = default)
    {
        if (!Ready.IsCompleted)
            await Ready.WaitAsync(stop);
        if (Gate() is { } refusal)
            return new JobAnswer(null, null, refusal, 0);
        job.Arrival = Arrival.Now();
        if (!_waiting.Writer.TryWrite(job))
            return new JobAnswer(null, null, CommonRefusals.Busy, 0);
        return await job.Done.Task.WaitAsync(stop);
    }

    /// <summary>
    /// Writes something small, unless something was committed within <see cref="Fresh"/>, so that
    /// <see cref="Failure"/> says whether the database takes writes. It does not wait longer than that for its turn.
    /// </summary>
    internal async Task ProbeAsync(CancellationToken stop)
    {
        if (
            _failure.Length == 0
            && _committedAt != long.MinValue
            && Stopwatch.GetElapsedTime(Interlocked.Read(ref _committedAt)) < Fresh
        )
            return;
        var job = new Job
        {
            Caller = Caller.System(""),
            CommandId = "heartbeat",
            Run = tx =>
            {
                tx.Write(
                    """
                    INSERT INTO heartbeats (shard, at) VALUES (@shard, @Now)
                    ON CONFLICT (shard) DO UPDATE SET at = excluded.at
                    """,
                    new { shard = (long)_shard, tx.Now }
                );
                return Task.FromResult(Decision<IMessage>.Yes(new Empty()));
            },
        };
        try
        {
            await RunAsync(job, stop).WaitAsync(Fresh, stop);
        }
        catch (Exception e) when (e is TimeoutException || _database.Dialect.IsOutage(e) || Dialect.SavedNothing(e))
        {
            // A full queue is no failure of the database, and what is one stands in Failure.
        }
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
        var batch = new List<Job>(MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < _batchSize.Size && _waiting.Reader.TryRead(out var job))
                batch.Add(job);
            if (batch.Count > 1 && await TryCommitAsync(batch) is null)
                continue;
            Exception? away = null;
            foreach (var job in batch)
            {
                // Running alone is safe after any failure, also after an unknown commit: a command that did commit is
                // found by its request_id. When no connection or head can be had, the remaining jobs fail at once with
                // the same error.
                var error = away ?? await TryCommitAsync([job]);
                if (error is not null)
                    job.Done.TrySetException(error);
                if (!_begun)
                    away = error;
            }
        }
    }

    private async Task<Exception?> TryCommitAsync(IReadOnlyList<Job> works)
    {
        try
        {
            await CommitAsync(works);
            return null;
        }
        catch (SpoiledException spoiled) when (works.Count == 1)
        {
            _cache.Forget();
            works[0].Done.TrySetResult(new JobAnswer(null, null, spoiled.Refusal, 0));
            return null;
        }
        catch (Exception e)
        {
            _cache.Forget();
            _failure = _database.Dialect.Refusing(e) ?? _failure;
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

    private async Task CommitAsync(IReadOnlyList<Job> works)
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
            DirectoryCache = _cache,
        };
        (batch.Position, batch.Hash) = await _connection.QuerySingleAsync<(long, byte[])>(
            "UPDATE journal_head SET position = position WHERE shard = @shard RETURNING position, hash",
            new { shard = (long)_shard },
            transaction
        );
        _begun = true;
        var begun = _clock.GetTimestamp();
        _cache.BeginAt(
            await _connection.QueryFirstOrDefaultAsync<(long, long)?>(
                """
                SELECT position, (SELECT COUNT(*) FROM parked WHERE source = 'directory' AND shard = @shard)
                FROM checkpoints
                WHERE source = 'directory' AND shard = @shard
                """,
                new { shard = (long)_shard },
                transaction
            )
        );
        await RecallAsync(batch, works);
        var answers = new JobAnswer[works.Count];
        for (var i = 0; i < works.Count; i++)
            answers[i] = await RunAsync(batch, works[i], works.Count) with { Head = batch.Position };
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
        _batchSize.Record(works.Count, _clock.GetElapsedTime(begun));
        await transaction.CommitAsync();
        commit.Done(batch.Position);
        (_failure, Committed) = ("", batch.Position);
        Interlocked.Exchange(ref _committedAt, Stopwatch.GetTimestamp());
        Tell(batch.Events);
        for (var i = 0; i < works.Count; i++)
            works[i].Done.TrySetResult(answers[i]);
    }

    /// <summary>The batch is committed, so a failure in here must not make it run again.</summary>
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
    private async Task RecallAsync(WriteBatch batch, IReadOnlyList<Job> works)
    {
        var asked = works.Where(w => w.Method.Length > 0).ToList();
        if (asked.Count == 0)
            return;
        // Padded to a power of two, so that there are eight statement texts to prepare instead of 128.
        var rows = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)asked.Count);
        if (!_recalls.TryGetValue(rows, out var recall))
            _recalls.Add(rows, recall = RecallOf(batch.Connection, rows));
        recall.Transaction = batch.Transaction;
        for (var i = 0; i < rows; i++)
        {
            var job = asked[Math.Min(i, asked.Count - 1)];
            (recall.Parameters[2 * i].Value, recall.Parameters[(2 * i) + 1].Value) = (
                job.Caller.Committee,
                job.CommandId
            );
        }

        // Prepared by itself; otherwise PostgreSQL's driver would read the text again at every call.
        await recall.PrepareAsync();
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
        // A join instead of IN: SQLite answers a row value IN (VALUES …) by scanning the whole table.
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

    private async Task<JobAnswer> RunAsync(WriteBatch batch, Job job, int works)
    {
        using var span = Meter.Taken(job, works);
        var remembered = job.Method.Length > 0;
        if (remembered && batch.Commands.TryGetValue((job.Caller.Committee, job.CommandId), out var known))
        {
            return known.Method == job.Method && known.Fingerprint.AsSpan().SequenceEqual(job.Fingerprint)
                ? new JobAnswer(null, known.Response, null, known.Position)
                : new JobAnswer(null, null, CommonRefusals.RequestIdReused.On("request_id"), 0);
        }

        var tx = new Transaction(batch, job, Instant.Cut(_clock.GetUtcNow()));
        var decision = await job.Run(tx);
        if (!decision.Decided(out var message, out var refusal))
        {
            // A refusal after a write must leave nothing behind. When the job runs alone, its transaction is simply
            // rolled back.
            if (tx.HasWritten)
                throw new SpoiledException(refusal);
            return new JobAnswer(null, null, refusal, 0);
        }

        batch.EndJob();
        if (remembered)
        {
            var command = new RememberedCommand
            {
                Committee = job.Caller.Committee,
                CommandId = job.CommandId,
                Method = job.Method,
                Fingerprint = job.Fingerprint,
                Response = message.ToByteArray(),
                Position = tx.LastPosition,
                AnsweredAt = tx.Now,
            };
            batch.Commands.Add((command.Committee, command.CommandId), command);
            batch.NarrowTo(command.Committee);
            batch.Pending.Add(
                new Statement(
                    """
                    INSERT INTO commands
                      (committee, command_id, method, fingerprint, response, position, answered_at)
                    VALUES (@Committee, @CommandId, @Method, @Fingerprint, @Response, @Position, @AnsweredAt)
                    """,
                    Arguments.Of(command),
                    1
                )
            );
        }

        return new JobAnswer(message, null, null, tx.LastPosition);
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
            // After any error the writer continues with a new connection.
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

/// <summary>
/// The writer's cached reads of its copy of Directory. The copy changes only together with the checkpoint of
/// Directory's journal, or when its parked events are retried, in this process or another replica. So cached reads stay
/// valid while that position and the number of parked events stand. Every batch begins by checking both. Nothing
/// outlives a rollback.
/// </summary>
internal sealed class DirectoryCache
{
    private const int MaxKnown = 20_000;
    private (long Position, long Parked)? _at;

    public Dictionary<(string Sql, object Args), object?> Known { get; } = [];

    /// <summary>
    /// Begins a batch at this position of Directory's journal and this number of its parked events. Null where the
    /// journal is not followed (Directory itself).
    /// </summary>
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
    public DateTimeOffset AnsweredAt { get; init; }
}
