using System.Data.Common;
using Dapper;
using Google.Protobuf;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>A transaction as one job sees it. Writes are queued and sent together; a read sends them first.</summary>
public sealed class Transaction : IRead
{
    private readonly WriteBatch _batch;
    private readonly long _writesBefore;
    private readonly long _positionBefore;

    internal Transaction(WriteBatch batch, Job job, DateTimeOffset now) =>
        (_batch, Job, Now, _writesBefore, _positionBefore) = (batch, job, now, batch.Writes, batch.Position);

    /// <inheritdoc />
    public Caller Caller => Job.Caller;

    /// <inheritdoc />
    public string Committee => Job.Caller.Committee;

    /// <inheritdoc />
    public DateTimeOffset Now { get; }

    /// <summary>
    /// The same transaction on behalf of another caller: a consumer's page holds events of many committees.
    /// </summary>
    public Transaction As(Caller caller, string commandId) =>
        new(
            _batch,
            new Job
            {
                Caller = caller,
                CommandId = commandId,
                Run = Job.Run,
            },
            Now
        );

    /// <summary>A new id.</summary>
    public string NewId() => _batch.Ids.Next(Now);

    internal Job Job { get; }

    // Read from the batch, so that writes through As count too.
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
    public async Task<IReadOnlyList<T>> RowsAsync<T>(
        string sql,
        object args,
        Func<DbDataReader, T> read,
        bool one,
        Func<T, bool>? enough = null
    )
    {
        _batch.NarrowTo(Committee);
        await _batch.SendAsync();
        return await Query.RowsAsync(_batch.Connection, _batch.Transaction, sql, args, read, one, enough);
    }

    /// <inheritdoc />
    public async Task<T?> CachedAsync<T>(string sql, object args)
    {
        if (_batch.DirectoryCache.Known.TryGetValue((sql, args), out var known))
            return (T?)known;
        var fact = await OneAsync<T>(sql, args);
        _batch.DirectoryCache.Known[(sql, args)] = fact;
        return fact;
    }

    /// <summary>Called when the copy of Directory changes in this batch: earlier reads of it are dropped.</summary>
    public void ForgetDirectoryCache() => _batch.DirectoryCache.Forget();

    /// <summary>A write that returns a value, e.g. the next number of a counter; it is sent at once.</summary>
    public async Task<T> WriteReturningAsync<T>(string sql, object args)
    {
        _batch.NarrowTo(Committee);
        await _batch.SendAsync();
        _batch.Writes++;
        return await _batch.Connection.QuerySingleAsync<T>(sql, args, _batch.Transaction);
    }

    /// <summary>A write that must touch exactly one row: an INSERT, or an UPDATE … WHERE version = @expected.</summary>
    public void Write(string sql, object args) => WriteText(new Statement(sql, Arguments.Of(args), 1));

    /// <summary>A write that may touch any number of rows.</summary>
    public void WriteAny(string sql, object args) => WriteText(new Statement(sql, Arguments.Of(args), null));

    /// <summary>
    /// Appends an event to the journal. <paramref name="version"/> is the aggregate's version after it: 1, 2, 3 …
    /// </summary>
    public void Append(string aggregate, long version, IMessage body)
    {
        _batch.NarrowTo(Committee);
        _batch.Writes++;
        _batch.Append(this, aggregate, version, body);
    }

    /// <summary>The text may read the journal, so the events so far go first.</summary>
    private void WriteText(in Statement statement)
    {
        _batch.Close();
        Write(statement);
    }

    internal void Prove(RowSeal seal) => _batch.Prove(Committee, seal);

    internal void Write(in Statement statement)
    {
        _batch.NarrowTo(Committee);
        _batch.Writes++;
        _batch.Pending.Add(statement);
    }
}
