using System.Data.Common;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Npgsql;
using Proposals.BuildingBlocks;
using Proposals.Intake;
using Proposals.TestKit;

namespace Proposals.Benchmarks;

/// <summary>A bare loop that writes the same rows as a command, into the same tables with the same indexes.</summary>
/// <remarks>
/// It writes all that is waiting, up to 128, in one transaction with prepared statements. The head row comes last.
/// There are no hashes, no reads, no decisions and no calls.
/// </remarks>
internal sealed class RawLoop : IAsyncDisposable
{
    private static readonly string[] Inserts =
    [
        """
            INSERT INTO proposals (committee, id, version, state, session, session_kind, proposer_kind, lead,
              category, subject, text_version, suggestions, suggested_units, may_publish, not_public_reason,
              serial_number, case_number, opinion, rejection_reason, merged_into, state_before_merge,
              policy_version, submitted_at, filed_at)
            VALUES (@a, @b, 1, 1, @e, 0, 1, @e, 'society', @f, 1, 2, '', 1, '', 0, 0, '', '', '', 0, 0, 0, 0)
            """,
        "INSERT INTO proposal_texts (committee, proposal, version, body, hash, saved_at) VALUES (@a, @b, 1, @c, @d, 0)",
        """
            INSERT INTO journal (shard, position, committee, aggregate, version, type, at, actor, command_id, body,
              prev_hash, hash)
            VALUES (0, @g, @a, @b, 1, 'proposals.intake.v1.ProposalDrafted', 0, @e, @b, @c, @d, @d)
            """,
        "INSERT INTO commands (committee, command_id, method, fingerprint, response, position) VALUES (@a, @b, "
            + "'/proposals.intake.v1.IntakeService/CreateProposal', @d, @c, @g)",
    ];

    private const string Head = "UPDATE journal_head SET position = @g, hash = @d WHERE shard = 0";
    private const string Session = "019f8ac5-1680-7429-a72f-9884258c451a",
        Subject = "关于基准测试的提案";

    private long _position;
    private readonly byte[] _hash = new byte[32];
    private readonly Channel<TaskCompletionSource> _waiting = Channel.CreateUnbounded<TaskCompletionSource>();
    private readonly DbConnection _connection;
    private readonly string? _file;
    private readonly Task _loop;
    private readonly byte[] _body = new byte[500];

    private RawLoop(DbConnection connection, string? file) =>
        (_connection, _file, _loop) = (connection, file, Task.Run(LoopAsync));

    private static readonly (string Sql, string Names)[] Positional = [.. Inserts.Select(ToPositional)];
    private static readonly (string Sql, string Names) PositionalHead = ToPositional(Head);

    private static string NamesOf(string sql) =>
        string.Concat(Regex.Matches(sql, "@([a-g])").Select(m => m.Groups[1].Value).Distinct());

    private static (string, string) ToPositional(string sql)
    {
        var names = NamesOf(sql);
        return (
            Regex.Replace(
                sql,
                "@([a-g])",
                m => $"${names.IndexOf(m.Groups[1].Value[0], StringComparison.Ordinal) + 1}"
            ),
            names
        );
    }

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
            connection = new NpgsqlConnection(
                Backends.PostgreSql(name) + ";Max Auto Prepare=20;Auto Prepare Min Usages=1"
            );
        }

        var dialect =
            engine == Engine.Sqlite
                ? (Dialect)new SqliteDialect(file!)
                : new PostgreSqlDialect(connection.ConnectionString);
        await Migrator.MigrateAsync(new Database(dialect), typeof(IntakeModule).Assembly, CancellationToken.None);
        await connection.OpenAsync();
        if (engine == Engine.Sqlite)
            await RunAsync(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
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
        if (_file is not null)
            File.Delete(_file);
    }

    private async Task LoopAsync()
    {
        var batch = new List<TaskCompletionSource>();
        var prepared = _connection is SqliteConnection ? Inserts.Append(Head).Select(Prepare).ToList() : [];
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < 128 && _waiting.Reader.TryRead(out var done))
                batch.Add(done);
            await using (var transaction = await _connection.BeginTransactionAsync())
            {
                if (_connection is NpgsqlConnection npgsql)
                    await SendAsync(npgsql, (NpgsqlTransaction)transaction, batch.Count);
                else
                    Send(prepared, (SqliteTransaction)transaction, batch.Count);
                await transaction.CommitAsync();
            }

            foreach (var done in batch)
                done.SetResult();
        }
    }

    private async Task SendAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, int rows)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        for (var i = 0; i < rows; i++)
        {
            var (id, position) = (Guid.CreateVersion7().ToString(), ++_position);
            foreach (var (sql, names) in Positional)
                Add(sql, names, id, position);
        }

        Add(PositionalHead.Sql, PositionalHead.Names, "", _position);
        void Add(string sql, string names, string id, long position)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var name in names)
            {
                command.Parameters.Add(
                    name switch
                    {
                        'a' => new NpgsqlParameter<string> { TypedValue = "committee" },
                        'b' => new NpgsqlParameter<string> { TypedValue = id },
                        'c' => new NpgsqlParameter<byte[]> { TypedValue = _body },
                        'd' => new NpgsqlParameter<byte[]> { TypedValue = _hash },
                        'e' => new NpgsqlParameter<string> { TypedValue = Session },
                        'f' => new NpgsqlParameter<string> { TypedValue = Subject },
                        _ => new NpgsqlParameter<long> { TypedValue = position },
                    }
                );
            }

            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync();
    }

    private void Send(List<SqliteCommand> prepared, SqliteTransaction transaction, int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            var (id, position) = (Guid.CreateVersion7().ToString(), ++_position);
            foreach (var command in prepared.Take(Inserts.Length))
                Run(command, id, position);
        }

        Run(prepared[^1], "", _position);
        void Run(SqliteCommand command, string id, long position)
        {
            command.Transaction = transaction;
            foreach (SqliteParameter parameter in command.Parameters)
            {
                parameter.Value = parameter.ParameterName[1] switch
                {
                    'a' => "committee",
                    'b' => id,
                    'c' => _body,
                    'd' => _hash,
                    'e' => Session,
                    'f' => Subject,
                    _ => (object)position,
                };
            }

            command.ExecuteNonQuery();
        }
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = new SqliteCommand(sql, (SqliteConnection)_connection);
        foreach (var name in NamesOf(sql))
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@{name}" });
        return command;
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
