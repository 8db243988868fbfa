using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Proposals.BuildingBlocks;

namespace Proposals.Cli.Backups;

/// <summary>A database on PostgreSQL; saved and restored with PostgreSQL's own tools.</summary>
internal sealed class PostgreSqlStore(string service, int shard, string name, NpgsqlConnectionStringBuilder address)
    : Store(service, shard, name)
{
    /// <inheritdoc />
    public override string Engine => "postgresql";

    /// <inheritdoc />
    public override string Extension => ".dump";

    /// <inheritdoc />
    public override async Task<DbConnection> OpenAsync() => await ConnectAsync();

    /// <inheritdoc />
    public override async Task<Snapshot> PrepareAsync()
    {
        var holder = await ConnectAsync();
        try
        {
            return new PostgreSqlSnapshot(this, holder, await ConnectAsync());
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public override async Task<bool> IsEmptyAsync()
    {
        await using var connection = await ConnectAsync();
        return await ScalarAsync(
            connection,
            "SELECT COUNT(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'"
        )
            is 0L;
    }

    /// <inheritdoc />
    public override async Task RestoreAsync(string file)
    {
        await RunAsync(
            "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            $"--dbname={address.Database}",
            file
        );
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // The rights of the service's role are not taken from the backup: the roles here may have other names.
        await RowSecurity.ProtectAsync(
            connection,
            transaction,
            address.Username!.EndsWith("_owner", StringComparison.Ordinal) ? address.Username[..^"_owner".Length] : null
        );
        await transaction.CommitAsync();
    }

    /// <summary>
    /// Runs a tool of PostgreSQL against this database. Throws <see cref="InvalidDataException"/> with the tool's error
    /// output.
    /// </summary>
    public async Task RunAsync(string tool, params string[] args)
    {
        var info = new ProcessStartInfo(Find(tool)) { RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var arg in args)
            info.ArgumentList.Add(arg);
        foreach (
            var (key, value) in new (string, string?)[]
            {
                ("PGHOST", address.Host),
                ("PGPORT", address.Port.ToString(CultureInfo.InvariantCulture)),
                ("PGUSER", address.Username),
                ("PGDATABASE", address.Database),
                ("PGPASSWORD", address.Password),
                ("PGPASSFILE", address.Passfile),
                ("PGSSLROOTCERT", address.RootCertificate),
                ("PGSSLCERT", address.SslCertificate),
                ("PGSSLKEY", address.SslKey),
                ("PGSSLMODE", SslModeOf(address.SslMode)),
            }
        )
        {
            if (value is not null)
                info.Environment[key] = value;
        }

        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidDataException(
                $"{tool}（{Name}）失败：{said.Trim()[..Math.Min(said.Trim().Length, 2000)]}"
            );
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        // The owner, too, sees only the rows of the committee that the session sets.
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(address.ConnectionString)
            {
                Options = "-c proposals.committee=*",
            }.ConnectionString
        );
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch (NpgsqlException e)
        {
            await connection.DisposeAsync();
            throw new InvalidDataException($"无法以 {address.Username} 连接数据库 {address.Database}：{e.Message}");
        }
    }

    private static async Task<object?> ScalarAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The newest installed version: a tool must not be older than the server.</summary>
    private static string Find(string tool)
    {
        var folders = (Folders.Exists("/usr/lib/postgresql") ? Folders.GetDirectories("/usr/lib/postgresql") : [])
            .OrderByDescending(d =>
                int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var version) ? version : 0
            )
            .Select(d => Path.Combine(d, "bin"))
            .Concat(
                (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
                    Path.PathSeparator,
                    StringSplitOptions.RemoveEmptyEntries
                )
            );
        return folders.Select(f => Path.Combine(f, tool)).FirstOrDefault(File.Exists)
            ?? throw new InvalidDataException(
                $"找不到 {tool}：请安装 PostgreSQL 客户端工具（Debian：apt-get install postgresql-client），"
                    + "版本不低于服务器。"
            );
    }

    private static string? SslModeOf(SslMode mode) =>
        mode switch
        {
            SslMode.Disable => "disable",
            SslMode.Allow => "allow",
            SslMode.Prefer => "prefer",
            SslMode.Require => "require",
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
        };

    /// <summary>
    /// A share lock on the journal's head row keeps every writer out, because each batch begins by taking that row.
    /// Meanwhile a second connection begins a transaction that keeps seeing this instant, and later hands its snapshot
    /// to pg_dump.
    /// </summary>
    private sealed class PostgreSqlSnapshot(PostgreSqlStore store, NpgsqlConnection holder, NpgsqlConnection frozen)
        : Snapshot(store)
    {
        private DbTransaction? _hold;
        private string _snapshot = "";

        public override DbConnection Frozen => frozen;

        public override async Task HoldAsync(TimeSpan patience)
        {
            _hold = await holder.BeginTransactionAsync();
            await ScalarAsync(holder, $"SET LOCAL lock_timeout = {Milliseconds(patience)}");
            try
            {
                await ScalarAsync(holder, "SELECT position FROM journal_head FOR SHARE");
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                throw NotFree();
            }
        }

        public override async Task FreezeAsync()
        {
            await ScalarAsync(frozen, "SET idle_in_transaction_session_timeout = 0");
            await frozen.BeginTransactionAsync(IsolationLevel.RepeatableRead);
            _snapshot = (string)(await ScalarAsync(frozen, "SELECT pg_export_snapshot()"))!;
        }

        public override async Task ReleaseAsync()
        {
            if (_hold is not null)
                await _hold.RollbackAsync();
            await holder.CloseAsync();
        }

        public override Task SaveAsync(string file) =>
            store.RunAsync(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                $"--snapshot={_snapshot}",
                "--lock-wait-timeout=10000",
                $"--file={file}"
            );

        public override async ValueTask DisposeAsync()
        {
            await holder.DisposeAsync();
            await frozen.DisposeAsync();
        }
    }
}
