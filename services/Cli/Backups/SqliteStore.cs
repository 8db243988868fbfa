using System.Data.Common;
using Microsoft.Data.Sqlite;
using Proposals.BuildingBlocks;

namespace Proposals.Cli.Backups;

/// <summary>A database in a SQLite file; its service may be running.</summary>
internal sealed class SqliteStore(string service, int shard, string name, string path) : Store(service, shard, name)
{
    static SqliteStore() => SQLitePCL.Batteries_V2.Init();

    /// <inheritdoc />
    public override string Engine => "sqlite";

    /// <inheritdoc />
    public override string Extension => ".db";

    /// <inheritdoc />
    public override async Task<DbConnection> OpenAsync() => await ConnectAsync(path, SqliteOpenMode.ReadWrite);

    /// <inheritdoc />
    public override async Task<Snapshot> PrepareAsync()
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"没有数据库文件 {path}");
        return new SqliteSnapshot(
            this,
            await ConnectAsync(path, SqliteOpenMode.ReadWrite),
            await ConnectAsync(path, SqliteOpenMode.ReadWrite)
        );
    }

    /// <inheritdoc />
    /// <remarks>A write-ahead log left by a crash would be replayed over the restored file.</remarks>
    public override Task<bool> IsEmptyAsync() =>
        Task.FromResult(!new[] { "", "-wal", "-shm", "-journal" }.Any(ending => File.Exists(path + ending)));

    /// <inheritdoc />
    /// <remarks>The file has its name only when it is whole: a disk that fills up leaves nothing behind.</remarks>
    public override async Task RestoreAsync(string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            PrivateFiles.MakeFolder(folder);
        var part = path + ".part";
        try
        {
            await using (var saved = File.OpenRead(file))
            await using (var restored = new FileStream(part, PrivateFiles.Options(FileMode.Create)))
            {
                await saved.CopyToAsync(restored);
                restored.Flush(flushToDisk: true);
            }

            File.Move(part, path);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static async Task<SqliteConnection> ConnectAsync(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = mode,
                Pooling = false,
            }.ToString()
        );
        await connection.OpenAsync();
        return connection;
    }

    private static async Task DoAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// A write transaction that writes nothing keeps writers out. Meanwhile a reader begins; its view stays the same,
    /// however much is written later.
    /// </summary>
    private sealed class SqliteSnapshot(SqliteStore store, SqliteConnection holder, SqliteConnection frozen)
        : Snapshot(store)
    {
        public override DbConnection Frozen => frozen;

        public override async Task HoldAsync(TimeSpan patience)
        {
            await DoAsync(holder, $"PRAGMA busy_timeout = {Milliseconds(patience)}");
            holder.DefaultTimeout = Math.Max(1, (int)patience.TotalSeconds);
            try
            {
                await DoAsync(holder, "BEGIN IMMEDIATE");
            }
            catch (SqliteException e) when (e.SqliteErrorCode is 5 or 6)
            {
                throw NotFree();
            }
        }

        public override async Task FreezeAsync()
        {
            await DoAsync(frozen, "BEGIN");
            await DoAsync(frozen, "SELECT position FROM journal_head");
        }

        public override Task ReleaseAsync() => holder.CloseAsync();

        public override async Task SaveAsync(string file)
        {
            await using var copy = await ConnectAsync(file, SqliteOpenMode.ReadWriteCreate);
            frozen.BackupDatabase(copy);
        }

        public override async ValueTask DisposeAsync()
        {
            await holder.DisposeAsync();
            await frozen.DisposeAsync();
        }
    }
}
