using Dapper;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>A database is migrated to the newest version, or refused with a Chinese message.</summary>
public abstract class MigratorTests(Engine engine) : IAsyncLifetime
{
    private ShardFixture _room = null!;

    public async Task InitializeAsync() => _room = await ShardFixture.OpenAsync(engine);

    public async Task DisposeAsync() => await _room.DisposeAsync();

    private Task MigrateAsync() =>
        Migrator.MigrateAsync(_room.Database, typeof(ShardFixture).Assembly, CancellationToken.None);

    private async Task<IReadOnlyList<string>> AppliedAsync()
    {
        await using var connection = await _room.Database.OpenReaderAsync(CancellationToken.None);
        return (
            await connection.QueryAsync<string>("SELECT name || ' ' || hash FROM migrations ORDER BY name")
        ).AsList();
    }

    [Fact]
    public async Task Twice_changes_nothing()
    {
        await _room.Service.Writer.RunAsync(ShardFixture.Create("kept"));
        var before = await AppliedAsync();
        await MigrateAsync();
        (await AppliedAsync()).ShouldBe(before);
        before
            .Select(m => m.Split(' ')[0])
            .ShouldBe([
                "0001_journal.sql",
                "0002_directory_copy.sql",
                "0003_sign_in_expiry.sql",
                "0004_shards.sql",
                "0005_trace.additive.sql",
                "0006_proof.additive.sql",
                "0007_command_time.additive.sql",
                "0008_directory_news.additive.sql",
                "9001_probe.sql",
            ]);
        (await _room.ThingsAsync()).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Several_processes_that_migrate_a_new_database_at_once_do_it_once()
    {
        var database = new Database(await _room.DialectAsync(engine));
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(() =>
                        Migrator.MigrateAsync(database, typeof(ShardFixture).Assembly, CancellationToken.None)
                    )
                )
        );
        await using (var connection = await database.OpenReaderAsync(CancellationToken.None))
        {
            (await connection.QuerySingleAsync<long>("SELECT COUNT(*) FROM journal_head")).ShouldBe(1);
        }

        if (database.Dialect is IAsyncDisposable pool)
            await pool.DisposeAsync();
    }

    [Fact]
    public async Task A_file_that_changed_after_it_was_applied_is_refused()
    {
        await _room.TamperAsync("UPDATE migrations SET hash = 'another' WHERE name = '9001_probe.sql'");
        (await Should.ThrowAsync<InvalidOperationException>(MigrateAsync)).Message.ShouldContain(
            "9001_probe.sql 与程序中的内容不一致"
        );
    }

    // Comments were reworded after 0.1.0, and the hash no longer covers them.
    [Fact]
    public async Task A_file_that_version_0_1_0_applied_is_the_same_file()
    {
        await _room.TamperAsync(
            "UPDATE migrations SET hash = '900e6cc20bb6341c14b9899f70e1b022a5bc9dbf7b11a31b0cdfc86c99db2099' "
                + "WHERE name = '0001_journal.sql'"
        );
        await MigrateAsync();
    }

    [Fact]
    public async Task A_database_that_has_only_additions_more_is_served_by_the_program_before_them()
    {
        await _room.TamperAsync("INSERT INTO migrations (name, hash) VALUES ('9998_more.additive.sql', 'x')");
        await MigrateAsync();
        await Migrator.PrepareAsync(_room.Database, typeof(ShardFixture).Assembly, CancellationToken.None);
    }

    [Fact]
    public async Task A_database_that_knows_more_than_the_program_is_refused()
    {
        await _room.TamperAsync("INSERT INTO migrations (name, hash) VALUES ('9999_future.sql', 'x')");
        (await Should.ThrowAsync<InvalidOperationException>(MigrateAsync)).Message.ShouldContain(
            "数据库版本较新（含未知的变更 9999_future.sql）"
        );
    }
}

public sealed class MigratorOnSqlite() : MigratorTests(Engine.Sqlite)
{
    [Fact]
    public async Task A_file_is_created_once_by_many_at_once()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("proposals-create-");
        try
        {
            for (var round = 0; round < 50; round++)
            {
                var path = Path.Combine(folder.FullName, $"{round}.db");
                using var start = new Barrier(4);
                await Task.WhenAll(
                    Enumerable
                        .Range(0, 4)
                        .Select(_ =>
                            Task.Run(() =>
                            {
                                start.SignalAndWait();
                                new SqliteDialect(path).Create();
                            })
                        )
                );
                new FileInfo(path).Length.ShouldBe(0);
            }
        }
        finally
        {
            folder.Delete(true);
        }
    }
}

public sealed class MigratorOnPostgreSql() : MigratorTests(Engine.PostgreSql);
