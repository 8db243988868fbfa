using System.Diagnostics;
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

    /// <summary>A value of its env file.</summary>
    public static string Of(string key) => Values.Value[key];

    /// <summary>The PostgreSQL.</summary>
    public static PostgreSqlServer Server => new(int.Parse(Of("PG_PORT"), null), Of("PG_PASSWORD"));

    /// <summary>Connection string to a database.</summary>
    public static string PostgreSql(string database) => Server.ConnectionString(database);

    /// <summary>Creates an empty database.</summary>
    public static Task CreateDatabaseAsync(string name) => Server.CreateDatabaseAsync(name);

    private static Dictionary<string, string> Read() => File.ReadAllLines(Path.Combine(Folder, "env")).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
}

/// <summary>A PostgreSQL on loopback, as its superuser sees it.</summary>
public sealed record PostgreSqlServer(int Port, string Password)
{
    /// <summary>Connection string to a database.</summary>
    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username=proposals;Password={Password};Database={database}";

    /// <summary>Creates an empty database.</summary>
    public async Task CreateDatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A PostgreSQL of a test's own beside that of all tests; gone when disposed.</summary>
public sealed class OtherServer : IAsyncDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("proposals-postgres-").FullName;

    private OtherServer()
    {
    }

    /// <summary>Where it is.</summary>
    public PostgreSqlServer Server { get; private set; } = null!;

    /// <summary>Starts one.</summary>
    public static async Task<OtherServer> StartAsync()
    {
        var other = new OtherServer();
        await other.ScriptAsync("up");
        var env = File.ReadAllLines(Path.Combine(other._folder, "env")).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        other.Server = new PostgreSqlServer(int.Parse(env["PG_PORT"], null), env["PG_PASSWORD"]);
        return other;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ScriptAsync("down");
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    private async Task ScriptAsync(string what)
    {
        var log = Path.Combine(_folder, "script.log");
        // Not a pipe: what the script leaves running would hold it open.
        var info = new ProcessStartInfo("bash") { ArgumentList = { "-c", "log=$1; shift; exec bash \"$@\" >>\"$log\" 2>&1 </dev/null", "-", log, Path.Combine(Backends.Root, "deploy", "backends.sh"), what, _folder }, Environment = { ["POSTGRES_ONLY"] = "1" } };
        using var process = Process.Start(info)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"backends.sh {what} ended with {process.ExitCode}: {await File.ReadAllTextAsync(log)}");
    }
}
