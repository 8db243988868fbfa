using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Dapper;

namespace Proposals.BuildingBlocks;

/// <summary>
/// One service's own database. Columns have three types only, so that both engines read the same: TEXT (ids, words), BIGINT (numbers, enums, yes/no, instants in microseconds
/// since 1970 UTC) and BYTEA.
/// </summary>
public sealed class Database(Dialect dialect)
{
    static Database()
    {
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.AddTypeHandler(new InstantHandler());
        DefaultTypeMap.MatchNamesWithUnderscores = true;
    }

    /// <summary>What the engines do not have in common.</summary>
    public Dialect Dialect => dialect;

    /// <summary>A connection that only reads, in rows of every committee; dispose it soon, the pool is bounded.</summary>
    public Task<DbConnection> OpenReaderAsync(CancellationToken stop) =>
        dialect.ConnectAsync(forWriting: false, "", stop);

    /// <summary>A connection that only reads what is of this committee ("" means of all): PostgreSQL itself holds the other rows back (row-level security).</summary>
    public Task<DbConnection> OpenReaderAsync(string committee, CancellationToken stop) =>
        dialect.ConnectAsync(forWriting: false, committee, stop);

    /// <summary>The writer's connection; there is one a shard in a process. It begins with every committee and narrows work by work.</summary>
    public Task<DbConnection> OpenWriterAsync(CancellationToken stop) =>
        dialect.ConnectAsync(forWriting: true, "", stop);

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => Instant.FromMicros(Convert.ToInt64(value, null));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
            (parameter.DbType, parameter.Value) = (DbType.Int64, Instant.ToMicros(value));
    }
}

/// <summary>Instants as the journal and the tables keep them: UTC, cut to microseconds.</summary>
public static class Instant
{
    /// <summary>The instant cut to microseconds, as it will be read back.</summary>
    public static DateTimeOffset Cut(DateTimeOffset at) => FromMicros(ToMicros(at));

    /// <summary>Microseconds since 1970 UTC.</summary>
    public static long ToMicros(DateTimeOffset at) =>
        (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant of so many microseconds since 1970 UTC.</summary>
    public static DateTimeOffset FromMicros(long micros) =>
        DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}

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
    Task<T?> FactAsync<T>(string sql, object args) => OneAsync<T>(sql, args);
}

/// <summary>Reading on a connection of its own.</summary>
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

/// <summary>A statement that waits to be sent with others in one round trip.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Args">Names and values.</param>
/// <param name="Rows">Rows it must touch; null when any number will do.</param>
public readonly record struct Statement(string Sql, IReadOnlyList<KeyValuePair<string, object?>> Args, int? Rows);

/// <summary>A guarded write touched another number of rows than it must: somebody else was faster. The command is run again.</summary>
public sealed class LostUpdateException(string sql, int rows) : Exception($"touched {rows} rows: {sql}");

/// <summary>The values of an argument object by name, as the engines take them.</summary>
public static class Arguments
{
    private static readonly ConcurrentDictionary<Type, (string Name, Func<object, object?> Get)[]> Getters = new();

    /// <summary>Reads an object's properties.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Of(object args)
    {
        var getters = Getters.GetOrAdd(args.GetType(), Compile);
        var values = new KeyValuePair<string, object?>[getters.Length];
        for (var i = 0; i < getters.Length; i++)
            values[i] = new(getters[i].Name, Convert(getters[i].Get(args)));
        return values;
    }

    private static (string, Func<object, object?>)[] Compile(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetIndexParameters().Length == 0)
                .Select(p =>
                {
                    var arg = Expression.Parameter(typeof(object));
                    var body = Expression.Convert(
                        Expression.Property(Expression.Convert(arg, type), p),
                        typeof(object)
                    );
                    return (p.Name, Expression.Lambda<Func<object, object?>>(body, arg).Compile());
                }),
        ];

    private static object? Convert(object? value) =>
        value switch
        {
            null or string or long or byte[] => value,
            DateTimeOffset at => Instant.ToMicros(at),
            bool yes => yes ? 1L : 0L,
            int number => (long)number,
            Enum choice => System.Convert.ToInt64(choice, null),
            _ => throw new NotSupportedException($"a column cannot hold a {value.GetType().Name}"),
        };
}
