using System.Data.Common;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace Proposals.BuildingBlocks;

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
            // By name: the same text may come from a caller that lists its values in another order.
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
