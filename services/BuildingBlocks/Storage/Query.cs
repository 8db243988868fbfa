using System.Data;
using System.Data.Common;
using Dapper;

namespace Proposals.BuildingBlocks;

/// <summary>A query's reads, on a connection of its own.</summary>
public sealed class Query(DbConnection connection, Caller caller, DateTimeOffset now) : IRead
{
    /// <inheritdoc />
    public Caller Caller => caller;

    /// <inheritdoc />
    public string Committee => caller.Committee;

    /// <inheritdoc />
    public DateTimeOffset Now => now;

    /// <inheritdoc />
    public Task<T?> OneAsync<T>(string sql, object args) => connection.QueryFirstOrDefaultAsync<T?>(sql, args);

    /// <inheritdoc />
    public async Task<IReadOnlyList<T>> ManyAsync<T>(string sql, object args) =>
        (await connection.QueryAsync<T>(sql, args)).AsList();

    /// <inheritdoc />
    public Task<IReadOnlyList<T>> RowsAsync<T>(
        string sql,
        object args,
        Func<DbDataReader, T> read,
        bool one,
        Func<T, bool>? enough = null
    ) => RowsAsync(connection, null, sql, args, read, one, enough);

    internal static async Task<IReadOnlyList<T>> RowsAsync<T>(
        DbConnection connection,
        DbTransaction? transaction,
        string sql,
        object args,
        Func<DbDataReader, T> read,
        bool one,
        Func<T, bool>? enough
    )
    {
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(sql, args, transaction),
            one ? CommandBehavior.SingleRow | CommandBehavior.SingleResult : CommandBehavior.SingleResult
        );
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
            if (one || enough?.Invoke(rows[^1]) == true)
                break;
        }

        return rows;
    }
}
