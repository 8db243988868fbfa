using Dapper;
using Npgsql;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// The databases of all services as deploy/databases.sh and `migrate` create them. Every table with a committee has a
/// row of committee "a" and one of "b".
/// </summary>
public sealed class RoledDatabases : IAsyncLifetime
{
    public Roles Roles { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Roles = await Roles.CreateAsync("r" + Guid.NewGuid().ToString("N")[..8], WholeSuite.Modules);
        // A second run changes nothing.
        await Roles.ScriptAsync();
        foreach (var module in WholeSuite.Modules)
        {
            (await Roles.MigrateAsync(module)).ShouldBe(0);
            await using var connection = await OpenAsync(module.Name, null);
            foreach (var table in await TablesAsync(connection))
            {
                foreach (var committee in new[] { "a", "b" })
                    await connection.ExecuteAsync(table.Insert, new { committee });
            }
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Opens a connection as a role (null: the superuser), on behalf of a committee (null: none).</summary>
    public async Task<NpgsqlConnection> OpenAsync(string service, string? role, string? committee = null)
    {
        var connection = new NpgsqlConnection(Roles.Connection(Roles.DatabaseOf(service), role) + ";Pooling=false");
        await connection.OpenAsync();
        if (committee is not null)
            await connection.ExecuteAsync(
                "SELECT set_config('proposals.committee', @committee, false)",
                new { committee }
            );
        return connection;
    }

    /// <summary>A table with a committee and the INSERT for one row. There are only three types of column.</summary>
    public sealed record Table(string Name, string Insert);

    public static async Task<IReadOnlyList<Table>> TablesAsync(NpgsqlConnection connection)
    {
        var columns = await connection.QueryAsync<(string Table, string Column, string Type)>(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = "
                + "'public' ORDER BY table_name, ordinal_position"
        );
        var tables = columns
            .GroupBy(c => c.Table, StringComparer.Ordinal)
            .Where(t => t.Any(c => c.Column == "committee"))
            .Select(t => new Table(t.Key, InsertOf(t.Key, [.. t])))
            .ToList();
        tables.Count.ShouldBeGreaterThan(10);
        return tables;
    }

    private static string InsertOf(string table, IReadOnlyList<(string Table, string Column, string Type)> columns) =>
        $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => c.Column))}) "
        + $"VALUES ({string.Join(", ", columns.Select(c => ValueOf(table, c.Column, c.Type)))})";

    private static string ValueOf(string table, string column, string type) =>
        (column, type) switch
        {
            ("committee", _) => "@committee",
            // The keys of these tables do not begin with the committee.
            ("position", _) when table is "journal" or "parked" =>
                "CASE WHEN @committee = 'a' THEN 1000001 ELSE 1000002 END",
            (_, "bigint") => "7",
            (_, "text") => "'x'",
            _ => "CAST('x' AS BYTEA)",
        };
}
