using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Npgsql;
using Proposals.BuildingBlocks;
using Proposals.Client;

namespace Proposals.Cli.Backups;

/// <summary>One database of the suite, accessed without its service.</summary>
internal abstract class Store(string service, int shard, string name)
{
    private static readonly Option<string> DatabaseOption = new("--database")
    {
        Description =
            "数据库：SQLite 文件，如 data/{service}.db；"
            + "或 PostgreSQL 连接串，如 Host=…;Database=proposals_{service}"
            + "（不得含密码；也可用环境变量 PROPOSALS_DATABASE）",
        DefaultValueFactory = _ =>
            Environment.GetEnvironmentVariable("PROPOSALS_DATABASE") ?? Path.Combine("data", "{service}.db"),
    };

    private static readonly Option<string?> PasswordFileOption = new("--password-file")
    {
        Description =
            "密码文件，可含 {service} 和 {user}；"
            + "不写时用环境变量 PROPOSALS_DATABASE_PASSWORD，再没有时用 PostgreSQL 自己的 PGPASSFILE",
    };

    private static readonly Option<int?> ShardsOption = new("--shards")
    {
        Description =
            "分片数（Shards:Count；也可用环境变量 PROPOSALS_SHARDS，再没有时为 1）；"
            + "某一片在另一台服务器上时，用环境变量 PROPOSALS_DATABASE_<片号> 给出它的连接串",
    };

    /// <summary>The options that locate the databases.</summary>
    public static IReadOnlyList<Option> Options => [DatabaseOption, PasswordFileOption, ShardsOption];

    /// <summary>The service that owns the database.</summary>
    public string Service => service;

    /// <summary>Its shard.</summary>
    public int Shard => shard;

    /// <summary>Name of the database within the suite: "intake", or "intake_2" with several shards.</summary>
    public string Name => name;

    /// <summary>Kind of the database, as in Database:Engine.</summary>
    public abstract string Engine { get; }

    /// <summary>Extension of its file in a backup.</summary>
    public abstract string Extension { get; }

    /// <summary>
    /// Every database of the suite, in a fixed order. <paramref name="user"/> is the role when the template names none.
    /// Throws <see cref="InvalidDataException"/> for an unreadable template or number of shards.
    /// </summary>
    public static IReadOnlyList<Store> Of(ParseResult parsed, string user)
    {
        var (template, shards) = (parsed.GetValue(DatabaseOption)!, ShardsOf(parsed));
        // Every list of processes shows a command line.
        if (
            parsed.GetResult(DatabaseOption) is { Implicit: false }
            && template.Contains("password", StringComparison.OrdinalIgnoreCase)
        )
            throw new InvalidDataException(
                "密码不得写在命令行上：请用 --password-file 或环境变量 PROPOSALS_DATABASE_PASSWORD。"
            );
        var stores = new List<Store>();
        foreach (var service in Suite.Services)
        {
            for (var shard = 0; shard < shards; shard++)
            {
                var at = new DatabasePlace(service, shard, shards);
                var place =
                    Environment.GetEnvironmentVariable(
                        string.Create(CultureInfo.InvariantCulture, $"PROPOSALS_DATABASE_{shard}")
                    ) ?? template;
                stores.Add(
                    place.Contains('=')
                        ? new PostgreSqlStore(
                            service,
                            shard,
                            at.Name,
                            ConnectionOf(place, at, user, parsed.GetValue(PasswordFileOption))
                        )
                        : new SqliteStore(service, shard, at.Name, at.FillDatabase(place))
                );
            }
        }

        return stores;
    }

    /// <summary>Opens a connection that sees every row.</summary>
    public abstract Task<DbConnection> OpenAsync();

    /// <summary>
    /// Prepares the snapshot: opens the connections in advance, so that no writer waits for that later.
    /// </summary>
    public abstract Task<Snapshot> PrepareAsync();

    /// <summary>True when the database does not exist yet, or has no table.</summary>
    public abstract Task<bool> IsEmptyAsync();

    /// <summary>Fills it from a file of a backup.</summary>
    public abstract Task RestoreAsync(string file);

    private static int ShardsOf(ParseResult parsed)
    {
        // What cannot be read is no number of shards: one shard instead would name the wrong databases.
        var shards =
            parsed.GetValue(ShardsOption)
            ?? (
                Environment.GetEnvironmentVariable("PROPOSALS_SHARDS") is not { } text ? 1
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
                : 0
            );
        var (least, most) = (DatabaseSettings.ShardsKey.Least, DatabaseSettings.ShardsKey.Most);
        return shards >= least && shards <= most
            ? shards
            : throw new InvalidDataException($"分片数应为 {least} 至 {most}。");
    }

    /// <summary>Connection of a database on PostgreSQL; the template is filled as the services fill theirs.</summary>
    internal static NpgsqlConnectionStringBuilder ConnectionOf(
        string template,
        DatabasePlace at,
        string user,
        string? passwordFile
    )
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(template) { Pooling = false, CommandTimeout = 3600 };
            connection.Database ??= "proposals_{service}";
            connection.Username ??= user;
            at.Fill(connection);
            if (passwordFile is not null)
                connection.Password = File.ReadLines(
                        at.Fill(passwordFile).Replace("{user}", connection.Username, StringComparison.Ordinal)
                    )
                    .FirstOrDefault();
            connection.Password ??= Environment.GetEnvironmentVariable("PROPOSALS_DATABASE_PASSWORD");
            return connection;
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"数据库连接串无法识别：{e.Message}");
        }
    }
}
