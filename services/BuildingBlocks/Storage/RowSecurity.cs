using System.Data.Common;
using Dapper;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The guards that PostgreSQL itself enforces, whatever the program does (docs/decisions/0013). They are generated from
/// the catalogue, so no table can be forgotten. A table with a column `committee` shows and accepts rows of the
/// session's committee only, for its owner too. The service's role can append to the journal but not change it.
/// </summary>
public static class RowSecurity
{
    // A session that sets nothing has no committee (null) and sees nothing; '*' is for work across committees. The rule
    // is a CASE instead of an OR. For an OR the planner expects hardly any row, and reads and sorts a whole journal
    // instead of walking its index to the page's end. A changed rule gets a new name, and then replaces this one
    // everywhere.
    private const string Policy = "committee_1";
    private const string Rule = """
        CASE current_setting('proposals.committee', true)
          WHEN '*' THEN true
          ELSE committee = current_setting('proposals.committee', true)
        END
        """;

    /// <summary>True when the connected role is the database's owner or a member of it.</summary>
    public static Task<bool> OwnsAsync(DbConnection connection) =>
        connection.QuerySingleAsync<bool>(
            "SELECT pg_has_role(current_user, datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()"
        );

    /// <summary>True when a session is connected to this database with this role.</summary>
    public static Task<bool> IsServedAsync(DbConnection connection, DbTransaction transaction, string role) =>
        connection.QuerySingleAsync<bool>(
            "SELECT COUNT(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND usename = @role",
            new { role },
            transaction
        );

    /// <summary>
    /// Forces row-level security on every table with a committee, and grants the service's role its rights (null: there
    /// is no such role, the owner serves). Repeating it takes no lock that readers or writers would notice. Throws
    /// <see cref="SetupException"/> when the role does not exist.
    /// </summary>
    public static async Task ProtectAsync(DbConnection connection, DbTransaction transaction, string? application)
    {
        var tables = (
            await connection.QueryAsync<Table>(
                """
                SELECT quote_ident(c.relname) AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced,
                  EXISTS (SELECT 1 FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attname = 'committee' AND NOT a.attisdropped) AS scoped
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                ORDER BY c.relname
                """,
                transaction: transaction
            )
        ).AsList();
        var policies = (
            await connection.QueryAsync<(string Table, string Name)>(
                "SELECT quote_ident(tablename), quote_ident(policyname) FROM pg_policies WHERE schemaname = 'public'",
                transaction: transaction
            )
        ).ToLookup(p => p.Table, p => p.Name, StringComparer.Ordinal);
        var statements = new List<string>();
        foreach (var table in tables.Where(t => t.Scoped))
        {
            if (!policies[table.Name].SequenceEqual([Policy]))
            {
                statements.AddRange(policies[table.Name].Select(other => $"DROP POLICY {other} ON {table.Name}"));
                statements.Add($"CREATE POLICY {Policy} ON {table.Name} USING ({Rule}) WITH CHECK ({Rule})");
            }

            if (!table.Forced)
                statements.Add($"ALTER TABLE {table.Name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
        }

        if (application is not null)
        {
            var role =
                await connection.QueryFirstOrDefaultAsync<string>(
                    "SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = @application",
                    new { application },
                    transaction
                ) ?? throw new SetupException($"数据库中没有应用角色 {application}，请先运行 deploy/databases.sh。");
            statements.Add($"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}");
            statements.AddRange(tables.Select(t => $"GRANT {RightsOn(t.Name)} ON {t.Name} TO {role}"));
        }

        // `proposals backup` locks the heads for a moment, so that all databases are saved as of one instant. SELECT …
        // FOR SHARE requires the right to change some column.
        var backups = await connection.QueryAsync<string>(
            """
            SELECT quote_ident(rolname)
            FROM pg_roles
            WHERE rolbypassrls AND NOT rolsuper AND has_database_privilege(rolname, current_database(), 'CONNECT')
            """,
            transaction: transaction
        );
        statements.AddRange(backups.Select(backup => $"GRANT UPDATE (shard) ON journal_head TO {backup}"));
        foreach (var statement in statements)
            await connection.ExecuteAsync(statement, transaction: transaction);
    }

    private static string RightsOn(string table) =>
        table switch
        {
            "journal" => "SELECT, INSERT",
            "journal_head" => "SELECT, UPDATE",
            "migrations" => "SELECT",
            _ => "SELECT, INSERT, UPDATE, DELETE",
        };

    private sealed record Table
    {
        public string Name { get; init; } = "";
        public bool Forced { get; init; }
        public bool Scoped { get; init; }
    }
}
