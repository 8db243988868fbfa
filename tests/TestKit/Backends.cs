using System.Diagnostics;
using Npgsql;

namespace Proposals.TestKit;

/// <summary>Addresses of the tests' PostgreSQL and RabbitMQ, as <see cref="BackendSource"/> found them.</summary>
public static class Backends
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Values = new(BackendSource.Find);

    /// <summary>Root of the repository: the folder with buf.yaml above the tests.</summary>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "buf.yaml")))
                folder = folder.Parent;
            return folder?.FullName ?? throw new InvalidOperationException("no folder with buf.yaml above the tests");
        }
    }

    /// <summary>Returns a value by its key in the env file of deploy/backends.sh, e.g. PG_PORT.</summary>
    public static string Of(string key) => Values.Value[key];

    /// <summary>The PostgreSQL server that all tests share.</summary>
    public static PostgreSqlServer Server =>
        new(Of("PG_HOST"), int.Parse(Of("PG_PORT"), null), Of("PG_USER"), Of("PG_PASSWORD"));

    /// <summary>Connection string to a database.</summary>
    public static string PostgreSql(string database) => Server.ConnectionString(database);

    /// <summary>Creates an empty database.</summary>
    public static Task CreateDatabaseAsync(string name) => Server.CreateDatabaseAsync(name);
}

/// <summary>A PostgreSQL server and its superuser.</summary>
public sealed record PostgreSqlServer(string Host, int Port, string User, string Password)
{
    /// <summary>Connection string to a database.</summary>
    public string ConnectionString(string database) =>
        $"Host={Host};Port={Port};Username={User};Password={Password};Database={database}";

    /// <summary>Creates an empty database.</summary>
    public async Task CreateDatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>
/// A second PostgreSQL server for one test, beside the one that all tests share. It is deleted on dispose.
/// </summary>
public sealed class OtherServer : IAsyncDisposable
{
    private readonly string _folder = Folders.CreateTempSubdirectory("proposals-postgres-").FullName;

    private OtherServer() { }

    /// <summary>Address and superuser of the server.</summary>
    public PostgreSqlServer Server { get; private set; } = null!;

    /// <summary>Starts a server in a temporary folder.</summary>
    public static async Task<OtherServer> StartAsync()
    {
        var other = new OtherServer();
        await other.ScriptAsync("up");
        var env = BackendSource.Read(other._folder);
        other.Server = new PostgreSqlServer(
            env["PG_HOST"],
            int.Parse(env["PG_PORT"], null),
            env["PG_USER"],
            env["PG_PASSWORD"]
        );
        return other;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ScriptAsync("down");
        Folders.Delete(_folder, recursive: true);
    }

    private async Task ScriptAsync(string what)
    {
        var log = Path.Combine(_folder, "script.log");
        // The output goes to a file, because the server that the script leaves running would hold a pipe open.
        var info = new ProcessStartInfo("bash")
        {
            ArgumentList =
            {
                "-c",
                "log=$1; shift; exec bash \"$@\" >>\"$log\" 2>&1 </dev/null",
                "-",
                log,
                Path.Combine(Backends.Root, "deploy", "backends.sh"),
                what,
                _folder,
            },
            Environment = { ["POSTGRES_ONLY"] = "1" },
        };
        using var process = Process.Start(info)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"backends.sh {what} ended with {process.ExitCode}: {await File.ReadAllTextAsync(log)}"
            );
    }
}
