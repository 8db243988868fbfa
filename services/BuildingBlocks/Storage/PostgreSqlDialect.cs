using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Npgsql;

namespace Proposals.BuildingBlocks;

/// <summary>PostgreSQL through Npgsql; statements travel as one batch.</summary>
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
            // Every opened connection sets all that can differ between sessions here, so there is nothing to reset.
            NoResetOnClose = true,
        }
    );

    private const string Session =
        "SELECT set_config('proposals.committee', $1, false), set_config('enable_seqscan', $2, false)";

    // Named parameters make Npgsql parse and rewrite the text at every call; this rewrites each text once.
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
            // The previous user of a pooled connection left its settings on it. So each use begins by setting its
            // committee; a new connection that sets none sees no rows. The writer looks rows up by their keys only. A
            // statement prepared while a table was still empty would scan that table for ever after.
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
            for (var i = 0; i < names.Count; i++)
                command.Parameters.Add(ParameterOf(ValueOf(statement.Args, names[i], i)));
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

    /// <summary>
    /// Creates the pool. It reports the database's name; by default it would report the whole connection string.
    /// </summary>
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

    /// <summary>
    /// The value of a name. A row lists its values as its statement names them, so it is looked for there first.
    /// </summary>
    private static object? ValueOf(IReadOnlyList<KeyValuePair<string, object?>> args, string name, int expected)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[(expected + i) % args.Count];
            if (arg.Key == name)
                return arg.Value;
        }

        throw new ArgumentException($"the statement has no value for @{name}", nameof(args));
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
