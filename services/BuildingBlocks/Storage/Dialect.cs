using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The differences between the two engines. A member is added only for a test that fails on one engine.
/// </summary>
public abstract class Dialect
{
    /// <summary>Name of the engine, as in Database:Engine.</summary>
    public abstract string Engine { get; }

    /// <summary>Lets everything that a connection reads until the end of this transaction be of one instant.</summary>
    public virtual async Task<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken stop) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);

    /// <summary>Makes the database where the engine lets a service do so; only migrations call it.</summary>
    public virtual void Create() { }

    /// <summary>Says, in Chinese, that the database is no longer on the disk; empty when it is.</summary>
    public virtual string Absence() => "";

    /// <summary>Says, in Chinese, that the disk has no room for another write; empty when it has.</summary>
    public virtual string Shortage() => "";

    /// <summary>True when the database may just be starting, or is taken for a moment.</summary>
    public virtual bool IsStarting(Exception error) => IsOutage(error);

    /// <summary>What the engine's own check of the whole database finds, in Chinese.</summary>
    public virtual Task<IReadOnlyList<string>> CheckAsync(DbConnection connection, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>
    /// Opens a connection for reading that is no older one from a pool: it sees the database that lies there now.
    /// </summary>
    public virtual Task<DbConnection> OpenFreshAsync(CancellationToken stop) =>
        ConnectAsync(forWriting: false, "", stop);

    /// <summary>Opens a connection that sees the rows of one committee; "" sees all.</summary>
    public abstract Task<DbConnection> ConnectAsync(bool forWriting, string committee, CancellationToken stop);

    /// <summary>
    /// The statement that narrows the rest of a transaction to one committee ("" widens it to all). Null when the
    /// engine has no row-level security.
    /// </summary>
    public virtual Statement? Narrow(string committee) => null;

    /// <summary>
    /// Runs queued statements in order, in as few round trips as the engine allows, and checks the number of rows each
    /// touched.
    /// </summary>
    public abstract Task SendAsync(
        DbConnection connection,
        DbTransaction transaction,
        IReadOnlyList<Statement> statements,
        CancellationToken stop
    );

    /// <summary>Keeps other processes out until the transaction ends, while migrations run.</summary>
    public abstract Task LockForMigrationAsync(
        DbConnection connection,
        DbTransaction transaction,
        CancellationToken stop
    );

    /// <summary>
    /// True when the connected role may change the tables. A service whose role may not does not migrate: it only
    /// checks.
    /// </summary>
    public virtual Task<bool> OwnsAsync(DbConnection connection) => Task.FromResult(true);

    /// <summary>True when a service is connected to this database with this role.</summary>
    public virtual Task<bool> IsServedAsync(DbConnection connection, DbTransaction transaction, string role) =>
        Task.FromResult(false);

    /// <summary>
    /// Makes the engine itself separate the committees and protect the journal (see <see cref="RowSecurity"/>). Does
    /// nothing where the engine cannot.
    /// </summary>
    public virtual Task ProtectAsync(DbConnection connection, DbTransaction transaction, string? application) =>
        Task.CompletedTask;

    /// <summary>
    /// True when the database is away or full, so the same attempt may succeed later. An unreadable message is an
    /// IOException too, but no outage.
    /// </summary>
    public abstract bool IsOutage(Exception error);

    /// <summary>True when the engine says that it saved nothing, because the disk is full or read-only.</summary>
    public static bool SavedNothing(Exception error) =>
        error
            is SqliteException { SqliteErrorCode: 8 or 13 }
                or PostgresException
                {
                    SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.ReadOnlySqlTransaction
                };

    /// <summary>True when the engine finds its own file damaged.</summary>
    public static bool IsDamage(Exception error) =>
        error
            is SqliteException { SqliteErrorCode: 11 or 26 }
                or PostgresException
                {
                    SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted
                };

    /// <summary>Why the database does not take writes, in Chinese; null when this error does not say so.</summary>
    public string? Refusing(Exception error) =>
        SavedNothing(error) ? "磁盘已满或不可写，写入没有保存"
        : IsDamage(error) ? "数据库文件已损坏"
        : error is DbException && IsOutage(error) ? "数据库没有应答"
        : null;

    /// <summary>Throws when a guarded statement touched another number of rows than it must.</summary>
    protected static void Check(in Statement statement, int rows)
    {
        if (statement.Rows is { } must && must != rows)
            throw new LostUpdateException(statement.Sql, rows);
    }
}
