using Npgsql;

namespace Proposals.TestKit;

/// <summary>Where the tests' PostgreSQL and RabbitMQ are: the folder of deploy/backends.sh named by PROPOSALS_TEST_BACKENDS. A missing one is a failure, never a skip.</summary>
public static class Backends
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Values = new(Read);

    /// <summary>The folder.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("PROPOSALS_TEST_BACKENDS") is { Length: > 0 } folder
        ? folder
        : throw new InvalidOperationException("no PostgreSQL and RabbitMQ for the tests: run `bash tests/run.sh`, or `deploy/backends.sh up DIR` and set PROPOSALS_TEST_BACKENDS=DIR");

    /// <summary>A value of its env file.</summary>
    public static string Of(string key) => Values.Value[key];

    /// <summary>Connection string to a database.</summary>
    public static string PostgreSql(string database) => $"Host=127.0.0.1;Port={Of("PG_PORT")};Username=proposals;Password={Of("PG_PASSWORD")};Database={database}";

    /// <summary>Creates an empty database.</summary>
    public static async Task CreateDatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(PostgreSql("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Dictionary<string, string> Read() => File.ReadAllLines(Path.Combine(Folder, "env")).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
}
