using System.Data.Common;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;

namespace Proposals.Cli.Backups;

/// <summary>A database in a backup.</summary>
/// <param name="Service">The service that owns it.</param>
/// <param name="Shard">Its shard.</param>
/// <param name="Name">Its name within the suite.</param>
/// <param name="Position">Last position of its journal.</param>
/// <param name="Hash">Hash of the event there, lower-case hexadecimal.</param>
/// <param name="Migrations">Names of its applied migrations.</param>
/// <param name="Checkpoints">How far it had applied the journals it follows.</param>
/// <param name="Saved">Its file.</param>
internal sealed record SavedDatabase(
    string Service,
    int Shard,
    string Name,
    long Position,
    string Hash,
    IReadOnlyList<string> Migrations,
    IReadOnlyList<Heard> Checkpoints,
    SavedFile Saved
)
{
    /// <summary>Describes the state that a connection sees.</summary>
    public static async Task<SavedDatabase> OfAsync(Store store, DbConnection connection, SavedFile saved)
    {
        var (position, hash) = await HeadAsync(connection);
        return new SavedDatabase(
            store.Service,
            store.Shard,
            store.Name,
            position,
            hash,
            await RowsAsync(connection, "SELECT name FROM migrations ORDER BY name", r => r.GetString(0)),
            await RowsAsync(
                connection,
                "SELECT source, shard, position FROM checkpoints ORDER BY source, shard",
                r => new Heard(r.GetString(0), (int)r.GetInt64(1), r.GetInt64(2))
            ),
            saved
        );
    }

    /// <summary>
    /// Walks the journal of a restored database from its first event to the head. Empty when it is complete and equals
    /// the saved state; otherwise the problem, in Chinese.
    /// </summary>
    public async Task<string> ProblemAsync(DbConnection connection)
    {
        var head = await HeadAsync(connection);
        if (head != (Position, Hash))
            return $"日志头部是第 {head.Position} 条（{head.Hash[..12]}…），"
                + $"备份清单为第 {Position} 条（{Hash[..12]}…）";
        await using var command = connection.CreateCommand();
        // A backup of an older program has no such column.
        var seals = Migrations.Any(m => m.StartsWith("0006_proof", StringComparison.Ordinal)) ? "seals" : "''";
        command.CommandText = $"""
            SELECT position, committee, aggregate, version, type, at, actor, command_id, body, prev_hash, hash, {seals}
            FROM journal
            WHERE shard = @shard
            ORDER BY position
            """;
        var shard = command.CreateParameter();
        (shard.ParameterName, shard.Value) = ("@shard", (long)Shard);
        command.Parameters.Add(shard);
        var (position, hash) = (0L, JournalChain.Zero);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var entry = new Event
            {
                Source = Service,
                Shard = Shard,
                Position = reader.GetInt64(0),
                Committee = reader.GetString(1),
                Aggregate = reader.GetString(2),
                Version = reader.GetInt64(3),
                Type = reader.GetString(4),
                At = Timestamp.FromDateTimeOffset(Instant.FromMicros(reader.GetInt64(5))),
                Actor = reader.GetString(6),
                CommandId = reader.GetString(7),
                Body = ByteString.CopyFrom((byte[])reader.GetValue(8)),
                PrevHash = ByteString.CopyFrom((byte[])reader.GetValue(9)),
                Hash = ByteString.CopyFrom((byte[])reader.GetValue(10)),
                Seals = reader.GetString(11) is { Length: > 0 } text
                    ? RowSeals.Parser.ParseFrom(Convert.FromBase64String(text))
                    : null,
            };
            if (JournalChain.Problem(entry, position, hash) is { Length: > 0 } problem)
                return problem;
            (position, hash) = (entry.Position, entry.Hash.ToByteArray());
        }

        return position == Position && Convert.ToHexStringLower(hash) == Hash
            ? ""
            : $"日志止于第 {position} 条，头部记为第 {Position} 条";
    }

    private static async Task<(long Position, string Hash)> HeadAsync(DbConnection connection) =>
        (
            await RowsAsync(
                connection,
                "SELECT position, hash FROM journal_head",
                r => (r.GetInt64(0), Convert.ToHexStringLower((byte[])r.GetValue(1)))
            )
        ).Single();

    private static async Task<IReadOnlyList<T>> RowsAsync<T>(
        DbConnection connection,
        string sql,
        Func<DbDataReader, T> read
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }
}
