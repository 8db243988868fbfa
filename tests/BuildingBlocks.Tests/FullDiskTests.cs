using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>A disk that takes no more, played by a database that may not grow.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly string _folder = Folders.CreateTempSubdirectory("proposals-full-").FullName;

    public void Dispose() => Folders.Delete(_folder, recursive: true);

    [Fact]
    public async Task Writes_on_a_full_disk_save_nothing_say_so_and_go_on_when_there_is_room()
    {
        var dialect = new Bounded(new SqliteDialect(Path.Combine(_folder, "probe.db")));
        var database = new Database(dialect);
        await Migrator.MigrateAsync(database, typeof(ShardFixture).Assembly, CancellationToken.None);
        await using var service = new ServiceShard(
            "intake",
            0,
            database,
            TimeProvider.System,
            new Ids(),
            "",
            (_, _, _) => Task.FromResult<Directory.V1.SignInSession?>(null),
            NullLogger.Instance
        );
        await service.Writer.RunAsync(ShardFixture.Create("before"));
        service.Problems.ShouldBeEmpty();

        dialect.Most = 1;
        var full = await Should.ThrowAsync<SqliteException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
                await service.Writer.RunAsync(ShardFixture.Create($"{i} {new string('x', 4000)}"));
        });

        Dialect.SavedNothing(full).ShouldBeTrue();
        service.Problems.ShouldBe(["提案（intake）的磁盘已满或不可写，写入没有保存。"]);
        dialect.Most = 100_000;
        await service.LookAsync(CancellationToken.None);
        service.Problems.ShouldBeEmpty();
        (await service.Writer.RunAsync(ShardFixture.Create("after"))).Refusal.ShouldBeNull();
    }

    [Fact]
    public void What_a_full_disk_answers_is_known_to_have_saved_nothing()
    {
        Dialect.SavedNothing(new SqliteException("full", 13)).ShouldBeTrue();
        Dialect.SavedNothing(new SqliteException("read-only", 8)).ShouldBeTrue();
        Dialect.SavedNothing(new SqliteException("I/O", 10)).ShouldBeFalse();
        CommonRefusals.NotSaved.Message.ShouldContain("没有保存任何内容");
    }

    [Fact]
    public void Databases_are_for_their_own_account_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        var path = Path.Combine(_folder, "own.db");
        new SqliteDialect(path).Create();
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.GetUnixFileMode(path).ShouldBe(owner);
        foreach (var file in new[] { path, path + "-wal" })
        {
            File.WriteAllText(file, "");
            File.SetUnixFileMode(file, owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            new SqliteDialect(path).Create();
            File.GetUnixFileMode(file).ShouldBe(owner, "an earlier version left it readable");
        }

        DatabaseSettings.FolderKey.Make(Path.Combine(_folder, "made"));
        File.GetUnixFileMode(Path.Combine(_folder, "made"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_database_that_is_gone_does_not_come_back_empty()
    {
        var gone = new SqliteDialect(Path.Combine(_folder, "gone.db"));
        await Should.ThrowAsync<SqliteException>(() => gone.ConnectAsync(true, "", CancellationToken.None));
        File.Exists(Path.Combine(_folder, "gone.db")).ShouldBeFalse();
    }

    /// <summary>SQLite whose file has at most so many pages.</summary>
    private sealed class Bounded(SqliteDialect inner) : Dialect
    {
        private DbConnection? _writer;
        private long _most;

        public long Most
        {
            get => _most;
            set
            {
                _most = value;
                if (_writer is { State: System.Data.ConnectionState.Open })
                    _writer.Execute($"PRAGMA max_page_count = {value}");
            }
        }

        public override string Engine => inner.Engine;

        public override void Create() => inner.Create();

        public override async Task<DbConnection> ConnectAsync(bool forWriting, string committee, CancellationToken stop)
        {
            var connection = await inner.ConnectAsync(forWriting, committee, stop);
            if (!forWriting)
                return connection;
            _writer = connection;
            if (Most > 0)
                await connection.ExecuteAsync($"PRAGMA max_page_count = {Most}");
            return connection;
        }

        public override Task SendAsync(
            DbConnection connection,
            DbTransaction transaction,
            IReadOnlyList<Statement> statements,
            CancellationToken stop
        ) => inner.SendAsync(connection, transaction, statements, stop);

        public override Task LockForMigrationAsync(
            DbConnection connection,
            DbTransaction transaction,
            CancellationToken stop
        ) => inner.LockForMigrationAsync(connection, transaction, stop);

        public override bool IsOutage(Exception error) => inner.IsOutage(error);
    }
}
