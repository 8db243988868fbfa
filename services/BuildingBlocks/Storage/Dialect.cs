using System.Data.Common;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The differences between the two engines. A member is added only for a test that fails on one engine.
/// </summary>
public abstract class Dialect
{
    /// <summary>Name of the engine, as in Database:Engine.</summary>
    public abstract string Engine { get; }

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

    /// <summary>Throws when a guarded statement touched another number of rows than it must.</summary>
    protected static void Check(in Statement statement, int rows)
    {
        if (statement.Rows is { } must && must != rows)
            throw new LostUpdateException(statement.Sql, rows);
    }
}
