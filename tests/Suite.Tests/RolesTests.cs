using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dapper;
using Npgsql;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>Rules that PostgreSQL itself enforces, whatever the services do.</summary>
public sealed class RolesTests(RoledDatabases databases) : IClassFixture<RoledDatabases>
{
    public static TheoryData<string> Services => [.. Client.Suite.Services];

    private Roles Roles => databases.Roles;

    private Task<NpgsqlConnection> AsServiceAsync(string service, string? committee = "*") =>
        databases.OpenAsync(service, Roles.Of(service), committee);

    private static async Task<string> RefusedAsync(NpgsqlConnection connection, string sql, object? args = null) =>
        (await Should.ThrowAsync<PostgresException>(() => connection.ExecuteAsync(sql, args), sql)).SqlState;

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_table_with_a_committee_is_under_the_one_policy_for_its_owner_too(string service)
    {
        await using var connection = await databases.OpenAsync(service, null);
        const string rule =
            "CASE current_setting('proposals.committee'::text, true) WHEN '*'::text THEN true ELSE (committee = "
            + "current_setting('proposals.committee'::text, true)) END";
        foreach (var table in await RoledDatabases.TablesAsync(connection))
        {
            (
                await connection.QuerySingleAsync<bool>(
                    "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = CAST(@Name AS regclass)",
                    table
                )
            ).ShouldBeTrue(table.Name);
            var policies = await connection.QueryAsync<(string, string, string, string, string)>(
                "SELECT permissive, CAST(roles AS TEXT), cmd, btrim(regexp_replace(qual, '\\s+', ' ', 'g')), "
                    + "btrim(regexp_replace(with_check, '\\s+', ' ', 'g')) FROM pg_policies WHERE tablename = @Name",
                table
            );
            policies.ShouldBe([("PERMISSIVE", "{public}", "ALL", rule, rule)], table.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_role_of_a_service_owns_nothing_and_stands_above_nothing(string service)
    {
        await using var connection = await databases.OpenAsync(service, null);
        var role = new { role = Roles.Of(service) };
        (
            await connection.QuerySingleAsync<bool>(
                "SELECT rolcanlogin AND NOT (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR "
                    + "rolreplication) FROM pg_roles WHERE rolname = @role",
                role
            )
        ).ShouldBeTrue();
        (
            await connection.QuerySingleAsync<long>(
                "SELECT COUNT(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid WHERE r.rolname = @role "
                    + "AND d.deptype = 'o'",
                role
            )
        ).ShouldBe(0);
        (
            await connection.QuerySingleAsync<long>(
                "SELECT COUNT(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = @role",
                role
            )
        ).ShouldBe(0);
        (
            await connection.QuerySingleAsync<string>(
                "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
            )
        ).ShouldBe(Roles.OwnerOf(service));
        await using var service1 = await AsServiceAsync(service);
        (
            await service1.QuerySingleAsync<string>(
                "SELECT concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'), "
                    + "current_setting('idle_in_transaction_session_timeout'))"
            )
        ).ShouldBe("30s 4s 10s");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_role_of_a_service_cannot_change_tables_policies_or_what_has_happened(string service)
    {
        await using var connection = await AsServiceAsync(service);
        foreach (
            var sql in (string[])
                [
                    "CREATE TABLE mine (a TEXT)",
                    "CREATE TEMP TABLE mine (a TEXT)",
                    "CREATE SCHEMA mine",
                    "DROP TABLE journal",
                    "ALTER TABLE journal ADD COLUMN more TEXT",
                    "ALTER TABLE journal DISABLE ROW LEVEL SECURITY",
                    "ALTER TABLE journal NO FORCE ROW LEVEL SECURITY",
                    "DROP POLICY committee_1 ON journal",
                    "CREATE POLICY all_of_it ON journal USING (true)",
                    "TRUNCATE journal",
                    "TRUNCATE commands",
                    "UPDATE journal SET body = body",
                    "UPDATE journal SET actor = 'x' WHERE position = 1000001",
                    "DELETE FROM journal",
                    "DELETE FROM journal_head",
                    "INSERT INTO journal_head (shard, position, hash) VALUES (9, 0, '')",
                    "DELETE FROM migrations",
                    "UPDATE migrations SET hash = ''",
                    "INSERT INTO migrations (name, hash) VALUES ('9999', '')",
                    $"SET ROLE {Roles.OwnerOf(service)}",
                    $"ALTER ROLE {Roles.Of(service)} BYPASSRLS",
                ]
        )
        {
            (await RefusedAsync(connection, sql)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql);
        }

        // The role may append events and move the head.
        await using var transaction = await connection.BeginTransactionAsync();
        (
            await connection.ExecuteAsync(
                "INSERT INTO journal (shard, position, committee, aggregate, version, type, at, actor, command_id, "
                    + "body, prev_hash, hash) VALUES (0, 77, 'a', 'y', 1, '', 0, '', '', '', '', '')"
            )
        ).ShouldBe(1);
        (await connection.ExecuteAsync("UPDATE journal_head SET position = position")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_role_of_a_service_reaches_no_other_database(string service)
    {
        foreach (var other in Client.Suite.Services.Where(s => s != service))
        {
            await using var connection = new NpgsqlConnection(
                Roles.Connection(Roles.DatabaseOf(other), Roles.Of(service)) + ";Pooling=false"
            );
            (await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync())).SqlState.ShouldBe(
                PostgresErrorCodes.InsufficientPrivilege
            );
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task In_the_name_of_one_committee_no_row_of_another_is_read_or_written(string service)
    {
        foreach (var role in new[] { Roles.Of(service), Roles.OwnerOf(service) })
        {
            await using var one = await databases.OpenAsync(service, role, "a");
            foreach (var table in await RoledDatabases.TablesAsync(one))
            {
                (await one.QueryAsync<string>($"SELECT DISTINCT committee FROM {table.Name}")).ShouldBe(
                    ["a"],
                    table.Name
                );
                (await one.QuerySingleAsync<long>($"SELECT COUNT(*) FROM {table.Name} WHERE committee = 'b'")).ShouldBe(
                    0,
                    table.Name
                );
                (await RefusedAsync(one, table.Insert, new { committee = "b" })).ShouldBe(
                    PostgresErrorCodes.InsufficientPrivilege,
                    table.Name
                );
                (await RefusedAsync(one, table.Insert, new { committee = "c" })).ShouldBe(
                    PostgresErrorCodes.InsufficientPrivilege,
                    table.Name
                );
                if (table.Name == "journal")
                    continue;
                await using var transaction = await one.BeginTransactionAsync();
                (
                    await one.ExecuteAsync($"UPDATE {table.Name} SET committee = committee WHERE committee = 'b'")
                ).ShouldBe(0, table.Name);
                (await one.ExecuteAsync($"DELETE FROM {table.Name} WHERE committee = 'b'")).ShouldBe(0, table.Name);
                (await RefusedAsync(one, $"UPDATE {table.Name} SET committee = 'b'")).ShouldBe(
                    PostgresErrorCodes.InsufficientPrivilege,
                    table.Name
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Who_names_no_committee_sees_and_writes_nothing_and_who_names_all_sees_all(string service)
    {
        await using var nobody = await AsServiceAsync(service, committee: null);
        await using var everybody = await AsServiceAsync(service, "*");
        foreach (var table in await RoledDatabases.TablesAsync(nobody))
        {
            (await nobody.QuerySingleAsync<long>($"SELECT COUNT(*) FROM {table.Name}")).ShouldBe(0, table.Name);
            (await RefusedAsync(nobody, table.Insert, new { committee = "a" })).ShouldBe(
                PostgresErrorCodes.InsufficientPrivilege,
                table.Name
            );
            (
                await everybody.QueryAsync<string>(
                    $"SELECT DISTINCT committee FROM {table.Name} WHERE committee IN ('a', 'b') ORDER BY committee"
                )
            ).ShouldBe(["a", "b"], table.Name);
        }
    }

    [Fact]
    public async Task Two_thousand_turns_of_few_pooled_connections_never_see_the_other_committee()
    {
        await using var pool = NpgsqlDataSource.Create(
            Roles.Connection(Roles.DatabaseOf("intake"), Roles.Of("intake")) + ";Maximum Pool Size=3"
        );
        var leaks = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async lane =>
                {
                    for (var turn = 0; turn < 500; turn++)
                    {
                        var committee = ((lane + turn) % 3) switch
                        {
                            0 => "a",
                            1 => "b",
                            _ => null,
                        };
                        await using var connection = await pool.OpenConnectionAsync();
                        // Every third connection sets no committee: the one set before must not survive in the pool.
                        if (committee is not null)
                            await connection.ExecuteAsync(
                                "SELECT set_config('proposals.committee', @committee, false)",
                                new { committee }
                            );
                        var seen = (await connection.QueryAsync<string>("SELECT committee FROM units")).AsList();
                        if (committee is null ? seen.Count > 0 : seen.Count != 1 || seen[0] != committee)
                            Interlocked.Increment(ref leaks);
                    }
                })
        );
        leaks.ShouldBe(0);
    }

    [Fact]
    public async Task The_policies_leave_the_indexes_in_use()
    {
        await using (var all = await databases.OpenAsync("intake", null))
        {
            await all.ExecuteAsync(
                """
                INSERT INTO proposals SELECT 'c' || (n % 20), 'p' || n, 1, 5, 's' || (n % 3), 1, 1, 'm' || (n % 50),
                  'society', 'subject', 1, 2, '', 1, '', n, n, '', '', '', 0, 1, n, n, 0
                FROM generate_series(1, 20000) AS n;
                INSERT INTO journal SELECT 0, n, 'c' || (n % 20), 'p' || n, 1, 'type', n, 'actor', 'command' || n,
                  CAST('b' AS BYTEA), CAST('p' AS BYTEA), CAST('h' AS BYTEA)
                FROM generate_series(1, 20000) AS n;
                ANALYZE proposals; ANALYZE journal;
                """
            );
        }

        foreach (
            var (committee, sql) in new[]
            {
                (
                    "*",
                    "SELECT position, body FROM journal WHERE shard = 0 AND position > 5000 AND ('' = '' OR "
                        + "committee = '') ORDER BY position LIMIT 500"
                ),
                (
                    "c7",
                    "SELECT position, body FROM journal WHERE shard = 0 AND position > 5000 AND ('c7' = '' OR "
                        + "committee = 'c7') ORDER BY position LIMIT 500"
                ),
                ("*", "SELECT hash FROM journal WHERE shard = 0 AND position = 5000"),
                ("c7", "SELECT version FROM journal WHERE committee = 'c7' AND aggregate = 'p7' ORDER BY version"),
                ("c7", "SELECT id FROM proposals WHERE committee = 'c7' AND id = 'p7'"),
                (
                    "c7",
                    "SELECT id FROM proposals p WHERE p.committee = 'c7' AND p.session = 's1' AND p.id > 'p1' ORDER "
                        + "BY p.id LIMIT 51"
                ),
                ("c7", "SELECT id FROM proposals p WHERE p.committee = 'c7' AND p.lead = 'm7' ORDER BY p.id LIMIT 51"),
                (
                    "c7",
                    "SELECT id FROM proposals p WHERE p.committee = 'c7' AND p.state = 5 AND p.may_publish = 1 "
                        + "ORDER BY p.filed_at DESC, p.id DESC LIMIT 21"
                ),
                (
                    "c7",
                    "SELECT id FROM proposals p WHERE p.committee = 'c7' AND p.state = 5 AND p.may_publish = 1 "
                        + "AND p.session = 's1' AND p.filed_at <= 9 AND (p.filed_at < 9 OR p.id < 'p9') "
                        + "ORDER BY p.filed_at DESC, p.id DESC LIMIT 1 OFFSET 999"
                ),
                (
                    "c7",
                    "SELECT MIN(p.category) FROM proposals p WHERE p.committee = 'c7' AND p.state = 5 "
                        + "AND p.may_publish = 1 AND p.category > 'economy'"
                ),
                ("c7", "UPDATE proposals SET version = 2 WHERE committee = 'c7' AND id = 'p7' AND version = 1"),
            }
        )
        {
            await using var connection = await AsServiceAsync("intake", committee);
            var plan = string.Join('\n', await connection.QueryAsync<string>("EXPLAIN " + sql));
            plan.ShouldNotContain("Seq Scan", customMessage: sql + "\n" + plan);
            plan.ShouldContain("current_setting", customMessage: "the policy is not in the plan: " + plan);
        }
    }

    [Fact]
    public async Task The_backup_role_reads_everything_and_may_only_hold_the_head()
    {
        await using var connection = await databases.OpenAsync("intake", Roles.Backup);
        (
            await connection.QueryAsync<string>(
                "SELECT DISTINCT committee FROM proposals WHERE committee IN ('a', 'b') ORDER BY committee"
            )
        ).ShouldBe(["a", "b"]);
        (await connection.QuerySingleAsync<long>("SELECT position FROM journal_head FOR SHARE")).ShouldBe(0);
        foreach (
            var sql in (string[])
                [
                    "UPDATE journal_head SET position = 1",
                    "DELETE FROM journal",
                    "UPDATE proposals SET subject = ''",
                    "INSERT INTO migrations (name, hash) VALUES ('9999', '')",
                    "CREATE TABLE mine (a TEXT)",
                ]
        )
        {
            (await RefusedAsync(connection, sql)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql);
        }
    }

    [Fact]
    public async Task A_lock_that_is_not_to_be_had_is_an_outage_and_no_fault_of_an_event()
    {
        await using var dialect = new PostgreSqlDialect(
            Roles.Connection(Roles.DatabaseOf("intake"), Roles.Of("intake"))
        );
        await using var holder = await AsServiceAsync("intake");
        await using var hold = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("UPDATE journal_head SET position = position");
        await using var waiting = await AsServiceAsync("intake");
        await waiting.ExecuteAsync("SET lock_timeout = '20ms'");
        dialect
            .IsOutage(
                await Should.ThrowAsync<PostgresException>(() =>
                    waiting.ExecuteAsync("UPDATE journal_head SET position = position")
                )
            )
            .ShouldBeTrue("or a consumer would park what it was applying");
        await hold.RollbackAsync();
        await waiting.ExecuteAsync("SET statement_timeout = '20ms'");
        dialect
            .IsOutage(await Should.ThrowAsync<PostgresException>(() => waiting.ExecuteAsync("SELECT pg_sleep(5)")))
            .ShouldBeTrue();
    }

    [Fact]
    public async Task A_service_that_owns_nothing_starts_on_its_own_version_and_on_one_with_additions_only()
    {
        await CheckAsync();
        await using var superuser = await databases.OpenAsync("feedback", null);
        await superuser.ExecuteAsync("INSERT INTO migrations (name, hash) VALUES ('9998_more.additive.sql', 'x')");
        await CheckAsync();
        (await Roles.MigrateAsync(new Feedback.FeedbackModule())).ShouldBe(0);
        await superuser.ExecuteAsync("INSERT INTO migrations (name, hash) VALUES ('9999_other.sql', 'x')");
        (await Should.ThrowAsync<SetupException>(CheckAsync)).Message.ShouldContain(
            "数据库版本较新（含未知的变更 9999_other.sql）"
        );
        (await Roles.MigrateAsync(new Feedback.FeedbackModule())).ShouldBe(1);
        await superuser.ExecuteAsync(
            "DELETE FROM migrations WHERE name LIKE '999%'; UPDATE migrations SET name = '1001_before.sql' WHERE "
                + "name = '1001_feedback.sql'"
        );
        (await Should.ThrowAsync<SetupException>(CheckAsync)).Message.ShouldContain("1001_before.sql");
        var hash = await superuser.QuerySingleAsync<string>(
            "DELETE FROM migrations WHERE name = '1001_before.sql' RETURNING hash"
        );
        (await Should.ThrowAsync<SetupException>(CheckAsync)).Message.ShouldContain(
            "数据库版本较旧（缺少变更 1001_feedback.sql），请先用本版本程序以所有者角色执行 migrate"
        );
        // A service is running, so a change that is more than an addition must wait.
        await using (await AsServiceAsync("feedback"))
        {
            var printed = Console.Error;
            await using var said = new StringWriter(CultureInfo.InvariantCulture);
            Console.SetError(said);
            (await Roles.MigrateAsync(new Feedback.FeedbackModule())).ShouldBe(1);
            Console.SetError(printed);
            said.ToString()
                .ShouldContain(
                    $"变更 1001_feedback.sql 不能在服务运行时执行：请先停止以 {Roles.Of("feedback")} 连接的服务"
                );
        }

        await superuser.ExecuteAsync(
            "INSERT INTO migrations (name, hash) VALUES ('1001_feedback.sql', @hash)",
            new { hash }
        );

        async Task CheckAsync()
        {
            await using var dialect = new PostgreSqlDialect(
                Roles.Connection(Roles.DatabaseOf("feedback"), Roles.Of("feedback")) + ";Pooling=false"
            );
            await Migrator.PrepareAsync(
                new Database(dialect),
                typeof(Feedback.FeedbackModule).Assembly,
                CancellationToken.None
            );
        }
    }

    [Fact]
    public async Task Migrate_waits_for_a_database_that_does_not_answer_yet()
    {
        // The server closes the first connection, as one does that is still starting.
        using var door = new TcpListener(IPAddress.Loopback, 0);
        door.Start();
        var refused = 0;
        var serving = Task.Run(async () =>
        {
            (await door.AcceptTcpClientAsync()).Dispose();
            refused++;
            while (true)
            {
                var (from, to) = (
                    await door.AcceptTcpClientAsync(),
                    new TcpClient(Backends.Server.Host, Backends.Server.Port)
                );
                _ = Task.WhenAny(
                        from.GetStream().CopyToAsync(to.GetStream()),
                        to.GetStream().CopyToAsync(from.GetStream())
                    )
                    .ContinueWith(
                        _ =>
                        {
                            from.Dispose();
                            to.Dispose();
                        },
                        TaskScheduler.Default
                    );
            }
        });
        var settings = new Dictionary<string, string?>(Roles.Settings(owner: true), StringComparer.Ordinal);
        settings["Database:ConnectionString"] =
            settings["Database:ConnectionString"]!.Replace(
                $"Port={Backends.Server.Port}",
                $"Port={((IPEndPoint)door.LocalEndpoint).Port}",
                StringComparison.Ordinal
            ) + ";Pooling=false;SSL Mode=Disable;GSS Encryption Mode=Disable";
        (
            await ServiceHost.RunAsync(
                ["migrate", .. settings.SelectMany(s => (string[])["--" + s.Key, s.Value!])],
                new Feedback.FeedbackModule()
            )
        ).ShouldBe(0);
        refused.ShouldBe(1);
        serving.IsFaulted.ShouldBeFalse();
    }

    [Fact]
    public async Task An_empty_database_is_not_served_and_a_role_that_is_missing_is_named()
    {
        var prefix = "r" + Guid.NewGuid().ToString("N")[..8];
        var empty = await Roles.CreateAsync(prefix, [], shards: 2);
        await using var superuser = new NpgsqlConnection(Roles.Connection("postgres") + ";Pooling=false");
        await superuser.OpenAsync();
        (
            await superuser.QueryAsync<string>(
                "SELECT datname FROM pg_database WHERE datname LIKE @like ORDER BY datname",
                new { like = prefix + "%" }
            )
        ).ShouldBe(
            Client
                .Suite.Services.SelectMany(s => (string[])[$"{prefix}_{s}_0", $"{prefix}_{s}_1"])
                .Order(StringComparer.Ordinal)
        );
        await using var dialect = new PostgreSqlDialect(empty.Connection($"{prefix}_intake_1", empty.Of("intake")));
        (
            await Should.ThrowAsync<SetupException>(() =>
                Migrator.PrepareAsync(
                    new Database(dialect),
                    typeof(Intake.IntakeModule).Assembly,
                    CancellationToken.None
                )
            )
        ).Message.ShouldContain("数据库版本较旧（缺少变更 0001_journal.sql）");
        await using var owner = new PostgreSqlDialect(empty.Connection($"{prefix}_intake_1", empty.OwnerOf("intake")));
        (
            await Should.ThrowAsync<SetupException>(() =>
                Migrator.MigrateAsync(
                    new Database(owner),
                    typeof(Intake.IntakeModule).Assembly,
                    CancellationToken.None,
                    "nobody_of_that_name"
                )
            )
        ).Message.ShouldBe("数据库中没有应用角色 nobody_of_that_name，请先运行 deploy/databases.sh。");
    }
}
