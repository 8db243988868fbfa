using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
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
}
