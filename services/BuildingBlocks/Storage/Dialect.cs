using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Proposals.BuildingBlocks;

/// <summary>What the two engines cannot say in common. A member is added only for a test that fails on one engine.</summary>
public abstract class Dialect
{
    /// <summary>Name of the engine, as in Database:Engine.</summary>
    public abstract string Engine { get; }

    /// <summary>A ready connection that sees the rows of one committee; "" sees all.</summary>
    public abstract Task<DbConnection> ConnectAsync(bool forWriting, string committee, CancellationToken stop);

    /// <summary>What narrows the rest of a transaction to one committee ("" widens it to all); null where the engine has no row-level security.</summary>
    public virtual Statement? Narrow(string committee) => null;

    /// <summary>Runs waiting statements in order, in as few round trips as the engine allows, and checks the rows each touched.</summary>
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

    /// <summary>The connected role may change the tables. A service that runs as a role that may not does not migrate: it checks.</summary>
    public virtual Task<bool> OwnsAsync(DbConnection connection) => Task.FromResult(true);

    /// <summary>A service is connected to this database as this role.</summary>
    public virtual Task<bool> IsServedAsync(DbConnection connection, DbTransaction transaction, string role) =>
        Task.FromResult(false);

    /// <summary>Lets the engine itself keep committees apart and the journal unchanged (see <see cref="RowSecurity"/>); nothing where it cannot.</summary>
    public virtual Task ProtectAsync(DbConnection connection, DbTransaction transaction, string? application) =>
        Task.CompletedTask;

    /// <summary>The database is away or full: what failed may succeed later, unchanged. A message that cannot be read is an IOException too, but no outage.</summary>
    public abstract bool IsOutage(Exception error);

    /// <summary>Throws when a guarded statement touched another number of rows than it must.</summary>
    protected static void Check(in Statement statement, int rows)
    {
        if (statement.Rows is { } must && must != rows)
            throw new LostUpdateException(statement.Sql, rows);
    }
}

/// <summary>PostgreSQL through Npgsql: statements travel as one batch.</summary>
public sealed class PostgreSqlDialect(string connectionString, int maxPoolSize = 40) : Dialect, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = Open(
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            MaxPoolSize = maxPoolSize,
            Timeout = 5,
            CommandTimeout = 30,
            IncludeErrorDetail = false,
            // Every connection that is opened says all that a session here can differ in, so there is nothing to reset.
            NoResetOnClose = true,
        }
    );

    private const string Session =
        "SELECT set_config('proposals.committee', $1, false), set_config('enable_seqscan', $2, false)";

    // Named parameters make Npgsql parse and rewrite the text at every call; ours are rewritten once.
    private readonly ConcurrentDictionary<string, (string Text, IReadOnlyList<string> Names)> _positional = new(
        StringComparer.Ordinal
    );

    /// <inheritdoc />
    public override string Engine => "postgresql";

    /// <inheritdoc />
    public override async Task<DbConnection> ConnectAsync(bool forWriting, string committee, CancellationToken stop)
    {
        var connection = await _source.OpenConnectionAsync(stop);
        try
        {
            // Whoever had this connection before left his settings on it, so each begins by saying whose rows it wants; a new one that says nothing sees none.
            // The writer looks rows up by their keys only. A statement prepared while a table was still empty would walk it for ever after.
            await using var command = new NpgsqlCommand(Session, connection)
            {
                Parameters = { ParameterOf(ScopeOf(committee)), ParameterOf(forWriting ? "off" : "on") },
            };
            await command.ExecuteNonQueryAsync(stop);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public override Statement? Narrow(string committee) =>
        new Statement(
            "SELECT set_config('proposals.committee', @committee, true)",
            [new("committee", ScopeOf(committee))],
            null
        );

    /// <inheritdoc />
    public override async Task SendAsync(
        DbConnection connection,
        DbTransaction transaction,
        IReadOnlyList<Statement> statements,
        CancellationToken stop
    )
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction)transaction);
        foreach (var statement in statements)
        {
            var (text, names) = _positional.GetOrAdd(statement.Sql, ToPositional);
            var command = new NpgsqlBatchCommand(text);
            foreach (var name in names)
                command.Parameters.Add(ParameterOf(statement.Args.First(a => a.Key == name).Value));
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(stop);
        for (var i = 0; i < statements.Count; i++)
            Check(statements[i], (int)batch.BatchCommands[i].RecordsAffected);
    }

    /// <inheritdoc />
    public override async Task LockForMigrationAsync(
        DbConnection connection,
        DbTransaction transaction,
        CancellationToken stop
    )
    {
        await using var command = new NpgsqlCommand(
            "SELECT pg_advisory_xact_lock(7243001)",
            (NpgsqlConnection)connection,
            (NpgsqlTransaction)transaction
        );
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <inheritdoc />
    public override Task<bool> OwnsAsync(DbConnection connection) => RowSecurity.OwnsAsync(connection);

    /// <inheritdoc />
    public override Task<bool> IsServedAsync(DbConnection connection, DbTransaction transaction, string role) =>
        RowSecurity.IsServedAsync(connection, transaction, role);

    /// <inheritdoc />
    public override Task ProtectAsync(DbConnection connection, DbTransaction transaction, string? application) =>
        RowSecurity.ProtectAsync(connection, transaction, application);

    /// <inheritdoc />
    public override bool IsOutage(Exception error) =>
        error
            is not InvalidProtocolBufferException
                and (
                    IOException
                    or TimeoutException
                    or NpgsqlException { IsTransient: true }
                    or PostgresException { SqlState: ['5', '7' or '8' or '3', ..] }
                );

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string ScopeOf(string committee) =>
        committee switch
        {
            "" => "*",
            "*" => "",
            _ => committee,
        };

    /// <summary>The pool, by the database's name in what it tells; its own name would be the whole connection string.</summary>
    private static NpgsqlDataSource Open(NpgsqlConnectionStringBuilder settings) =>
        new NpgsqlDataSourceBuilder(settings.ToString()) { Name = settings.Database }.Build();

    private static (string, IReadOnlyList<string>) ToPositional(string sql)
    {
        var names = new List<string>();
        var text = Regex.Replace(
            sql,
            "@([A-Za-z_][A-Za-z0-9_]*)",
            match =>
            {
                var name = match.Groups[1].Value;
                if (!names.Contains(name))
                    names.Add(name);
                return $"${names.IndexOf(name) + 1}";
            }
        );
        return (text, names);
    }

    private static NpgsqlParameter ParameterOf(object? value) =>
        value switch
        {
            string text => new NpgsqlParameter<string> { TypedValue = text },
            long number => new NpgsqlParameter<long> { TypedValue = number },
            byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes },
            _ => new NpgsqlParameter { Value = DBNull.Value },
        };
}

/// <summary>SQLite: WAL, every commit synced, one writer connection that alone checkpoints.</summary>
public sealed class SqliteDialect(string path) : Dialect
{
    private readonly Dictionary<
        string,
        (SqliteCommand Command, Dictionary<string, SqliteParameter> Parameters)
    > _prepared = new(StringComparer.Ordinal);
    private DbConnection? _writer;

    static SqliteDialect() => SQLitePCL.Batteries_V2.Init();

    /// <inheritdoc />
    public override string Engine => "sqlite";

    /// <inheritdoc />
    public override async Task<DbConnection> ConnectAsync(bool forWriting, string committee, CancellationToken stop)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = !forWriting,
                DefaultTimeout = 30,
            }.ToString()
        );
        await connection.OpenAsync(stop);
        await using var pragma = connection.CreateCommand();
        pragma.CommandText = forWriting
            ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000; PRAGMA foreign_keys=ON;"
            : "PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0; PRAGMA busy_timeout=30000;";
        await pragma.ExecuteNonQueryAsync(stop);
        return connection;
    }

    /// <inheritdoc />
    public override Task SendAsync(
        DbConnection connection,
        DbTransaction transaction,
        IReadOnlyList<Statement> statements,
        CancellationToken stop
    )
    {
        if (!ReferenceEquals(_writer, connection))
        {
            _prepared.Clear();
            _writer = connection;
        }

        foreach (var statement in statements)
        {
            if (!_prepared.TryGetValue(statement.Sql, out var prepared))
            {
                prepared = (
                    new SqliteCommand(statement.Sql, (SqliteConnection)connection),
                    statement.Args.ToDictionary(
                        a => a.Key,
                        a => new SqliteParameter { ParameterName = "@" + a.Key },
                        StringComparer.Ordinal
                    )
                );
                prepared.Command.Parameters.AddRange(prepared.Parameters.Values);
                _prepared.Add(statement.Sql, prepared);
            }

            var (command, parameters) = prepared;

            command.Transaction = (SqliteTransaction)transaction;
            // By name: the same text may come from a place that lists its values in another order.
            foreach (var (name, value) in statement.Args)
                parameters[name].Value = value ?? DBNull.Value;
            Check(statement, command.ExecuteNonQuery());
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override bool IsOutage(Exception error) =>
        error
            is not InvalidProtocolBufferException
                and (IOException or SqliteException { SqliteErrorCode: 5 or 6 or 10 or 13 or 14 });

    /// <inheritdoc />
    /// <remarks>A write transaction of SQLite keeps every other writer out already.</remarks>
    public override Task LockForMigrationAsync(
        DbConnection connection,
        DbTransaction transaction,
        CancellationToken stop
    ) => Task.CompletedTask;
}
