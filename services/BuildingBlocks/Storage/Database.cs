using System.Data;
using System.Data.Common;
using Dapper;

namespace Proposals.BuildingBlocks;

/// <summary>
/// One service's own database. Columns have three types only, so that both engines read the same: TEXT (ids, words),
/// BIGINT (numbers, enums, yes/no, instants in microseconds since 1970 UTC) and BYTEA.
/// </summary>
public sealed class Database(Dialect dialect)
{
    static Database()
    {
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.AddTypeHandler(new InstantHandler());
        DefaultTypeMap.MatchNamesWithUnderscores = true;
    }

    /// <summary>The differences between the engines.</summary>
    public Dialect Dialect => dialect;

    /// <summary>
    /// A read-only connection that sees rows of every committee. Dispose it soon: the pool is bounded.
    /// </summary>
    public Task<DbConnection> OpenReaderAsync(CancellationToken stop) =>
        dialect.ConnectAsync(forWriting: false, "", stop);

    /// <summary>
    /// A read-only connection that sees rows of this committee only ("" means all). PostgreSQL enforces it by row-level
    /// security.
    /// </summary>
    public Task<DbConnection> OpenReaderAsync(string committee, CancellationToken stop) =>
        dialect.ConnectAsync(forWriting: false, committee, stop);

    /// <summary>
    /// A read-only connection that sees the database as it lies there now, not one that a pool kept. Dispose it soon.
    /// </summary>
    public Task<DbConnection> OpenFreshAsync(CancellationToken stop) => dialect.OpenFreshAsync(stop);

    /// <summary>
    /// The writer's connection; a process has one for each shard. It begins with every committee and is narrowed job by
    /// job.
    /// </summary>
    public Task<DbConnection> OpenWriterAsync(CancellationToken stop) =>
        dialect.ConnectAsync(forWriting: true, "", stop);

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => Instant.FromMicros(Convert.ToInt64(value, null));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
            (parameter.DbType, parameter.Value) = (DbType.Int64, Instant.ToMicros(value));
    }
}
