using System.Diagnostics;
using System.Security.Cryptography;
using Proposals.BuildingBlocks;

namespace Proposals.TestKit;

/// <summary>
/// The suite's databases on the tests' PostgreSQL, set up as in production. deploy/databases.sh creates them with roles
/// of their own, and `migrate` runs as their owners.
/// </summary>
public sealed class Roles
{
    private readonly string _prefix;
    private readonly int _shards;
    private readonly PostgreSqlServer? _other;
    private readonly string _password = RandomNumberGenerator.GetHexString(32, lowercase: true);

    private Roles(string prefix, int shards, PostgreSqlServer? other) =>
        (_prefix, _shards, _other) = (prefix, shards, other);

    /// <summary>Name of the role that reads everything.</summary>
    public string Backup => $"{_prefix}_backup";

    /// <summary>
    /// Creates a database for each service and shard, and migrates those of the modules. Their names begin with
    /// <paramref name="prefix"/>. The upper half of the shards lies on the other server.
    /// </summary>
    public static async Task<Roles> CreateAsync(
        string prefix,
        IReadOnlyList<Module> modules,
        int shards = 1,
        PostgreSqlServer? other = null
    )
    {
        var roles = new Roles(prefix, shards, other);
        await roles.ScriptAsync();
        var ended = await Task.WhenAll(modules.Select(roles.MigrateAsync));
        return ended.All(code => code == 0)
            ? roles
            : throw new InvalidOperationException($"migrate ended with {string.Join(", ", ended)}");
    }

    /// <summary>Name of the role that a service runs as.</summary>
    public string Of(string service) => $"{_prefix}_{service}";

    /// <summary>Name of the role that owns a service's database.</summary>
    public string OwnerOf(string service) => $"{_prefix}_{service}_owner";

    /// <summary>Name of a service's database.</summary>
    public string DatabaseOf(string service) => $"{_prefix}_{service}";

    /// <summary>
    /// Returns the settings of a host that runs as the services' roles, or as their owners with <paramref
    /// name="owner"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings(bool owner = false)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Database:Engine"] = "postgresql",
            ["Database:ConnectionString"] = PlaceOf(Backends.Server),
            ["Database:User"] = $"{_prefix}_{{service}}",
            ["Database:Password"] = _password,
            ["Shards:Count"] = $"{_shards}",
        };
        if (_other is not null)
            foreach (var shard in Enumerable.Range(_shards / 2, _shards - (_shards / 2)))
                settings[$"Database:Shards:{shard}"] = PlaceOf(_other);
        if (owner)
            (settings["Database:OwnerUser"], settings["Database:OwnerPassword"]) = (
                $"{_prefix}_{{service}}_owner",
                _password
            );
        return settings;
    }

    /// <summary>Returns a connection string to a database for a role. Null is the superuser.</summary>
    public string Connection(string database, string? role = null) =>
        role is null
            ? Backends.PostgreSql(database)
            : $"Host=127.0.0.1;Port={Backends.Of("PG_PORT")};Username={role};Password={_password};Database={database}";

    /// <summary>Runs `migrate` of a service and returns its exit code.</summary>
    public Task<int> MigrateAsync(Module module) =>
        ServiceHost.RunAsync(
            ["migrate", .. Settings(owner: true).SelectMany(s => (string[])["--" + s.Key, s.Value!])],
            module
        );

    /// <summary>
    /// Runs deploy/databases.sh for both servers. When it fails, the exception has the script's errors.
    /// </summary>
    public async Task ScriptAsync()
    {
        var here = _other is null ? _shards : _shards / 2;
        await ScriptAsync(Backends.Server, Enumerable.Range(0, here));
        if (_other is not null)
            await ScriptAsync(_other, Enumerable.Range(here, _shards - here));
    }

    private string PlaceOf(PostgreSqlServer server) =>
        $"Host=127.0.0.1;Port={server.Port};Database={_prefix}_{{service}}";

    private async Task ScriptAsync(PostgreSqlServer server, IEnumerable<int> holds)
    {
        var info = new ProcessStartInfo("bash") { RedirectStandardError = true };
        info.ArgumentList.Add(Path.Combine(Backends.Root, "deploy", "databases.sh"));
        foreach (
            var (name, value) in new[]
            {
                ("PGHOST", "127.0.0.1"),
                ("PGPORT", $"{server.Port}"),
                ("PGUSER", "proposals"),
                ("PGPASSWORD", server.Password),
                ("PREFIX", _prefix),
                ("PASSWORDS", "/nowhere"),
                ("SHARDS", $"{_shards}"),
                ("HOLDS", string.Join(' ', holds)),
            }
        )
        {
            info.Environment[name] = value;
        }

        foreach (
            var role in (string[])[Backup, .. Client.Suite.Services.SelectMany(s => (string[])[Of(s), OwnerOf(s)])]
        )
            info.Environment[role.ToUpperInvariant() + "_PASSWORD"] = _password;
        using var script = Process.Start(info)!;
        var said = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();
        if (script.ExitCode != 0)
            throw new InvalidOperationException($"databases.sh ended with {script.ExitCode}: {said}");
    }
}
