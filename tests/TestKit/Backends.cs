using Npgsql;

namespace Proposals.TestKit;

/// <summary>The tests' PostgreSQL and RabbitMQ; <see cref="BackendSource"/> says where they come from.</summary>
public static class Backends
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Values = new(BackendSource.Find);

    /// <summary>The repository.</summary>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "buf.yaml"))) folder = folder.Parent;
            return folder?.FullName ?? throw new InvalidOperationException("no folder with buf.yaml above the tests");
        }
    }

    /// <summary>A value in the words of the env file of deploy/backends.sh, e.g. PG_PORT.</summary>
    public static string Of(string key) => Values.Value[key];

    /// <summary>Connection string to a database.</summary>
    public static string PostgreSql(string database) => $"Host={Of("PG_HOST")};Port={Of("PG_PORT")};Username={Of("PG_USER")};Password={Of("PG_PASSWORD")};Database={database}";

    /// <summary>Creates an empty database.</summary>
    public static async Task CreateDatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(PostgreSql("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
        await command.ExecuteNonQueryAsync();
    }
}
