using System.Data.Common;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Read access: for a query on a connection of its own, for a command inside its transaction, where it sees the batch's
/// earlier writes.
/// </summary>
public interface IRead
{
    Caller Caller { get; }

    /// <summary>Id of the caller's committee; the only one that code here may touch.</summary>
    string Committee { get; }

    /// <summary>Server time of the call.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Returns the one row, or null. <paramref name="args"/> must not hold booleans.</summary>
    Task<T?> OneAsync<T>(string sql, object args);

    /// <summary>Returns all rows.</summary>
    Task<IReadOnlyList<T>> ManyAsync<T>(string sql, object args);

    /// <summary>
    /// Reads rows for <see cref="Table{TRow}"/>: only the first when <paramref name="one"/> is set, and none after a
    /// row with which there are <paramref name="enough"/>.
    /// </summary>
    Task<IReadOnlyList<T>> RowsAsync<T>(
        string sql,
        object args,
        Func<DbDataReader, T> read,
        bool one,
        Func<T, bool>? enough = null
    );

    /// <summary>
    /// Returns the one row of a copy of Directory, or null. The writer reads it once while the copy stands (see
    /// DirectoryCache); a query reads it each time. <paramref name="args"/> must have value equality, as anonymous
    /// types have.
    /// </summary>
    Task<T?> CachedAsync<T>(string sql, object args) => OneAsync<T>(sql, args);
}
