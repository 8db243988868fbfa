using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Npgsql;
using Proposals.TestKit;

namespace Proposals.Benchmarks;

/// <summary>The same rows as a command writes, by a bare loop: what is waiting, up to 128, in one transaction with prepared statements; no hashes, no reads, no decisions.</summary>
internal sealed class RawLoop : IAsyncDisposable
{
    private static readonly string[] Inserts =
    [
        "INSERT INTO raw_proposals (committee, id, body) VALUES (@a, @b, @c)",
        "INSERT INTO raw_texts (committee, id, body) VALUES (@a, @b, @c)",
        "INSERT INTO raw_journal (committee, id, body) VALUES (@a, @b, @c)",
        "INSERT INTO raw_commands (committee, id, body) VALUES (@a, @b, @c)",
    ];

    private readonly Channel<TaskCompletionSource> _waiting = Channel.CreateUnbounded<TaskCompletionSource>();
    private readonly DbConnection _connection;
    private readonly string? _file;
    private readonly Task _loop;
    private readonly byte[] _body = new byte[500];

    private RawLoop(DbConnection connection, string? file) => (_connection, _file, _loop) = (connection, file, Task.Run(LoopAsync));

    public static async Task<RawLoop> OpenAsync(Engine engine)
    {
        DbConnection connection;
        string? file = null;
        if (engine == Engine.Sqlite)
        {
            file = Path.Combine(Path.GetTempPath(), $"raw-{Guid.NewGuid():N}.db");
            connection = new SqliteConnection($"Data Source={file};Pooling=False");
        }
        else
        {
            var name = "raw" + Guid.NewGuid().ToString("N")[..10];
            await Backends.CreateDatabaseAsync(name);
            connection = new NpgsqlConnection(Backends.PostgreSql(name) + ";Max Auto Prepare=20;Auto Prepare Min Usages=1");
        }

        await connection.OpenAsync();
        if (engine == Engine.Sqlite) await RunAsync(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
        foreach (var table in new[] { "raw_proposals", "raw_texts", "raw_journal", "raw_commands" }) await RunAsync(connection, $"CREATE TABLE {table} (committee TEXT NOT NULL, id TEXT NOT NULL, body BYTEA NOT NULL, PRIMARY KEY (committee, id))");
        return new RawLoop(connection, file);
    }

    public Task WriteAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite(done);
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.Complete();
        await _loop;
        await _connection.DisposeAsync();
        if (_file is not null) File.Delete(_file);
    }

    private async Task LoopAsync()
    {
        var batch = new List<TaskCompletionSource>();
        var prepared = _connection is SqliteConnection ? Inserts.Select(Prepare).ToList() : [];
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < 128 && _waiting.Reader.TryRead(out var done)) batch.Add(done);
            await using (var transaction = await _connection.BeginTransactionAsync())
            {
                if (_connection is NpgsqlConnection npgsql) await SendAsync(npgsql, (NpgsqlTransaction)transaction, batch.Count);
                else Send(prepared, (SqliteTransaction)transaction, batch.Count);
                await transaction.CommitAsync();
            }

            foreach (var done in batch) done.SetResult();
        }
    }

    private async Task SendAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, int rows)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        for (var i = 0; i < rows; i++)
        {
            foreach (var sql in Inserts)
            {
                var command = new NpgsqlBatchCommand(sql);
                command.Parameters.Add(new NpgsqlParameter("a", "committee"));
                command.Parameters.Add(new NpgsqlParameter("b", Guid.CreateVersion7().ToString()));
                command.Parameters.Add(new NpgsqlParameter("c", _body));
                batch.BatchCommands.Add(command);
            }
        }

        await batch.ExecuteNonQueryAsync();
    }

    private void Send(List<SqliteCommand> prepared, SqliteTransaction transaction, int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            foreach (var command in prepared)
            {
                command.Transaction = transaction;
                (command.Parameters[0].Value, command.Parameters[1].Value, command.Parameters[2].Value) = ("committee", Guid.CreateVersion7().ToString(), _body);
                command.ExecuteNonQuery();
            }
        }
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = new SqliteCommand(sql, (SqliteConnection)_connection);
        foreach (var name in new[] { "@a", "@b", "@c" }) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
