using System.Data;
using System.Data.Common;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace Proposals.BuildingBlocks;

/// <summary>SQLite: WAL, every commit synced, one writer connection that alone checkpoints.</summary>
public sealed class SqliteDialect(string path) : Dialect
{
    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);
    private DbConnection? _writer;

    static SqliteDialect() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Databases up to this size are checked whole at each start; it takes about a second.</summary>
    private const long MaxQuickCheck = 128L * 1024 * 1024;

    /// <summary>Below this much free space nothing more can be saved.</summary>
    private const long Least = 1024 * 1024;

    // Closing the new file would drop the locks that another thread has taken on it by then.
    private static readonly Lock Creating = new();

    /// <inheritdoc />
    public override string Engine => "sqlite";

    /// <inheritdoc />
    /// <remarks>
    /// For the service's account alone, whatever the umask: SQLite gives its other files the rights of this one.
    /// </remarks>
    public override void Create()
    {
        lock (Creating)
        {
            if (!File.Exists(path) && Created())
                return;
        }

        // It may be of an earlier version, which left it readable to all. It is never opened here: closing it would
        // drop the locks that SQLite holds on it.
        foreach (var ending in new[] { "", "-wal", "-shm" })
            PrivateFiles.Restrict(path + ending);
    }

    /// <summary>Makes the empty file; false when another process made it in the meantime.</summary>
    private bool Created()
    {
        try
        {
            new FileStream(path, PrivateFiles.Options(FileMode.CreateNew)).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <inheritdoc />
    public override string Absence() => File.Exists(path) ? "" : "数据库文件不见了（被删除或移走）";

    /// <inheritdoc />
    public override string Shortage() =>
        new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace < Least
            ? "磁盘已满（剩余不足 1 MB），写入不会保存"
            : "";

    /// <inheritdoc />
    public override bool IsStarting(Exception error) => error is SqliteException { SqliteErrorCode: 5 or 6 };

    /// <inheritdoc />
    public override async Task<IReadOnlyList<string>> CheckAsync(DbConnection connection, CancellationToken stop)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check(20)";
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(stop);
        var found = new List<string>();
        while (await reader.ReadAsync(stop))
        {
            if (reader.GetString(0) is not "ok" and var problem)
                found.AddRange(problem.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return found;
    }

    /// <summary>
    /// Throws the engine's error when the file is damaged, as far as a start has the time to see: its header, its
    /// length, and all pages of a database that is not large.
    /// </summary>
    public async Task QuickCheckAsync(CancellationToken stop)
    {
        await using var connection = await OpenFreshAsync(stop);
        await using var command = connection.CreateCommand();
        command.CommandText =
            new FileInfo(path).Length <= MaxQuickCheck
                ? "PRAGMA quick_check(1)"
                : "SELECT CASE WHEN COUNT(name) >= 0 THEN 'ok' END FROM sqlite_master";
        if (await command.ExecuteScalarAsync(stop) is not "ok" and var problem)
            throw new SqliteException($"{problem}", 11);
    }

    /// <inheritdoc />
    public override Task<DbConnection> OpenFreshAsync(CancellationToken stop) => OpenAsync(false, false, stop);

    /// <inheritdoc />
    public override Task<DbConnection> ConnectAsync(bool forWriting, string committee, CancellationToken stop) =>
        OpenAsync(forWriting, !forWriting, stop);

    /// <inheritdoc />
    /// <remarks>An ordinary transaction would take the writer's place.</remarks>
    public override Task<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken stop) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    private async Task<DbConnection> OpenAsync(bool forWriting, bool pooled, CancellationToken stop)
    {
        var connection = new SqliteConnection(ConnectionStringOf(path, pooled));
        await connection.OpenAsync(stop);
        await using var pragma = connection.CreateCommand();
        pragma.CommandText = forWriting
            ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000; PRAGMA foreign_keys=ON;"
            : "PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0; PRAGMA busy_timeout=30000;";
        await pragma.ExecuteNonQueryAsync(stop);
        return connection;
    }

    /// <summary>Closes what the pool keeps open of a file.</summary>
    internal static void Forget(string path)
    {
        using var pooled = new SqliteConnection(ConnectionStringOf(path, pooled: true));
        SqliteConnection.ClearPool(pooled);
    }

    private static string ConnectionStringOf(string path, bool pooled) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            // A file that was deleted must not come back as an empty one.
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = pooled,
            DefaultTimeout = 30,
        }.ToString();

    /// <inheritdoc />
    public override Task SendAsync(
        DbConnection connection,
        DbTransaction transaction,
        IReadOnlyList<Statement> statements,
        CancellationToken stop
    )
    {
        var writer = (SqliteConnection)connection;
        if (!ReferenceEquals(_writer, connection))
        {
            Release();
            _writer = connection;
            // A prepared statement would keep the file of a closed connection open.
            writer.StateChange += (_, change) =>
            {
                if (change.CurrentState == ConnectionState.Closed && ReferenceEquals(_writer, writer))
                    Release();
            };
        }

        foreach (var statement in statements)
        {
            if (!_prepared.TryGetValue(statement.Sql, out var prepared))
                _prepared.Add(statement.Sql, prepared = new SqliteStatement(writer, statement.Sql));
            Check(statement, prepared.Run(statement.Args));
        }

        return Task.CompletedTask;
    }

    private void Release()
    {
        foreach (var statement in _prepared.Values)
            statement.Dispose();
        _prepared.Clear();
        _writer = null;
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
