using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Dapper;

namespace Proposals.BuildingBlocks;

/// <summary>What can be read: by a query on a connection of its own, or by a command inside its transaction, where it sees what the batch wrote before.</summary>
public interface IRead
{
    /// <summary>Who is calling.</summary>
    Caller Caller { get; }

    /// <summary>Id of the caller's committee; the only one that anything here may touch.</summary>
    string Committee { get; }

    /// <summary>Server time of the call.</summary>
    DateTimeOffset Now { get; }

    /// <summary>The one row, or null. <paramref name="args"/> must not hold booleans.</summary>
    Task<T?> OneAsync<T>(string sql, object args);

    /// <summary>All rows.</summary>
    Task<IReadOnlyList<T>> ManyAsync<T>(string sql, object args);

    /// <summary>
    /// The one row of a copy of Directory, or null. The writer reads it once while the copy stands (see Facts); a query reads it each time.
    /// <paramref name="args"/> must have value equality, as anonymous types have.
    /// </summary>
    Task<T?> CachedAsync<T>(string sql, object args) => OneAsync<T>(sql, args);
}
