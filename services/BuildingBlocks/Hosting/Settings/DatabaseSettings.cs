using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>The databases of the services of a process.</summary>
public sealed record DatabaseSettings
{
    private const string PostgreSql = "postgresql";

    /// <summary>Which engine.</summary>
    public static readonly WordSetting EngineKey = new(
        "Database:Engine",
        "sqlite",
        ["sqlite", PostgreSql],
        "the engine"
    );

    /// <summary>SQLite's files.</summary>
    public static readonly PathSetting FolderKey = new(
        "Database:Folder",
        "data",
        PathSetting.Kind.Made,
        "folder of the SQLite files"
    );

    /// <summary>PostgreSQL.</summary>
    public static readonly TextSetting ConnectionKey = Connection(
        "Database:ConnectionString",
        "Npgsql connection string; `{service}` becomes the service's name, followed by its shard where there "
            + "are several"
    );

    /// <summary>PostgreSQL of one shard.</summary>
    public static readonly TextSetting ShardKey = Connection(
        "Database:Shards:*",
        "connection string of one shard, by its number, on another server",
        [.. Enumerable.Range(0, Shards.MaxCount).Select(n => $"{n}")]
    );

    /// <summary>Role of the running service.</summary>
    public static readonly TextSetting UserKey = Role(
        "Database:User",
        "role of the running service, put into the connection string; `{service}` allowed",
        "that of the connection string"
    );

    /// <summary>Its password.</summary>
    public static readonly TextSetting PasswordKey = Password("Database:Password", "its password");

    /// <summary>Role that migrates.</summary>
    public static readonly TextSetting OwnerUserKey = Role(
        "Database:OwnerUser",
        "role of the `migrate` command; when it and its password are unset, the service's own role migrates at start",
        "`proposals_{service}_owner`"
    );

    /// <summary>Its password.</summary>
    public static readonly TextSetting OwnerPasswordKey = Password("Database:OwnerPassword", "its password");

    /// <summary>Most connections.</summary>
    public static readonly NumberSetting MaxPoolSizeKey = new(
        "Database:MaxPoolSize",
        40,
        2,
        1000,
        "connections of a process to each database; replicas × shards × services × this, and 2 a database for "
            + "a backup, stay below PostgreSQL's `max_connections`"
    );

    /// <summary>Number of shards.</summary>
    public static readonly NumberSetting ShardsKey = new(
        "Shards:Count",
        1,
        1,
        Shards.MaxCount,
        "number of databases a service is spread over, by committee; the same for the whole suite, and never "
            + "changed ([decision 17](decisions/0017-shards.md))"
    );

    private readonly IReadOnlyDictionary<int, string> _connections = new Dictionary<int, string>();

    /// <summary>The keys.</summary>
    public static IReadOnlyList<Setting> Declared =>
        [
            EngineKey,
            FolderKey,
            ConnectionKey,
            UserKey,
            PasswordKey,
            OwnerUserKey,
            OwnerPasswordKey,
            MaxPoolSizeKey,
            ShardsKey,
            ShardKey,
        ];

    /// <summary>PostgreSQL, else SQLite.</summary>
    public bool IsPostgreSql { get; private init; }

    /// <summary>Folder of SQLite's files, whole.</summary>
    public required string Folder { get; init; }

    /// <summary>How many shards each service has.</summary>
    public required int ShardCount { get; init; }

    /// <summary>Most connections of this process to each database of PostgreSQL.</summary>
    public required int MaxPoolSize { get; init; }

    private string? User { get; init; }
    private string? UserPassword { get; init; }
    private string? OwnerUser { get; init; }
    private string? OwnerPassword { get; init; }

    private bool HasOwner => OwnerUser is not null || OwnerPassword is not null;

    /// <summary>Reads them. Throws <see cref="SetupException"/> where a value is wrong.</summary>
    public static DatabaseSettings Read(IConfiguration configuration)
    {
        var postgreSql = EngineKey.Of(configuration) == PostgreSql;
        var count = ShardsKey.Of(configuration);
        var all = ConnectionKey.OrNull(configuration);
        var connections = new Dictionary<int, string>();
        for (var shard = 0; shard < Shards.MaxCount; shard++)
        {
            // A template that no shard uses is checked too.
            if (ShardKey.OrNull(configuration, $"{shard}") is { } own)
                connections[shard] = own;
            else if (all is not null)
                connections[shard] = all;
            else if (postgreSql && shard < count)
                throw new SetupException(
                    $"使用 PostgreSQL 时必须设置 {ConnectionKey.Key}（其中 {{service}} 会换成服务名）。"
                );
        }

        return new DatabaseSettings(connections)
        {
            IsPostgreSql = postgreSql,
            Folder = FolderKey.Of(configuration),
            ShardCount = count,
            MaxPoolSize = MaxPoolSizeKey.Of(configuration),
            User = UserKey.OrNull(configuration),
            UserPassword = PasswordKey.OrNull(configuration),
            OwnerUser = OwnerUserKey.OrNull(configuration),
            OwnerPassword = OwnerPasswordKey.OrNull(configuration),
        };
    }

    private DatabaseSettings(IReadOnlyDictionary<int, string> connections) => _connections = connections;

    /// <summary>Name of a service's database: the service, with its shard behind it where there are several.</summary>
    public string NameOf(string service, int shard) => PlaceOf(service, shard).Name;

    /// <summary>
    /// Connection string of a service's database on PostgreSQL: the template of its shard or of all, with {service},
    /// {shard} and the role put in. The owner is used where one is configured and asked for.
    /// </summary>
    public string ConnectionStringOf(string service, int shard, bool asOwner = false)
    {
        var connection = new NpgsqlConnectionStringBuilder(_connections[shard]);
        var owner = asOwner && HasOwner;
        connection.Username = owner ? OwnerUser ?? "proposals_{service}_owner" : User ?? connection.Username;
        connection.Password = (owner ? OwnerPassword : UserPassword) ?? connection.Password;
        PlaceOf(service, shard).Fill(connection);
        return connection.ConnectionString;
    }

    /// <summary>
    /// The role that a service runs as, which `migrate` gives its rights; null where no owner is configured and the
    /// service's own role is the owner.
    /// </summary>
    public string? ApplicationOf(string service) =>
        HasOwner ? new NpgsqlConnectionStringBuilder(ConnectionStringOf(service, 0)).Username : null;

    /// <summary>
    /// The database of a service. Throws <see cref="SetupException"/> where the folder of SQLite's files cannot be
    /// written.
    /// </summary>
    public Dialect DialectOf(string service, int shard, bool asOwner = false)
    {
        if (IsPostgreSql)
            return new PostgreSqlDialect(ConnectionStringOf(service, shard, asOwner), MaxPoolSize);
        FolderKey.Make(Folder);
        return new SqliteDialect(Path.Combine(Folder, NameOf(service, shard) + ".db"));
    }

    /// <summary>What to say of a database that could not be opened: which settings to look at.</summary>
    public SetupException NotOpened(string service, int shard, Exception error, bool asOwner = false)
    {
        var name = NameOf(service, shard);
        if (!IsPostgreSql)
        {
            var why = error switch
            {
                SqliteException { SqliteErrorCode: 11 or 26 } =>
                    "已损坏，请保留现场，按运维手册“数据库丢失”从同一份备份恢复全部数据库",
                SqliteException { SqliteErrorCode: 13 } => "写不下：磁盘已满，请腾出空间后再启动",
                SqliteException { SqliteErrorCode: 8 } => "不可写，请核对文件和文件夹的权限、磁盘是否只读",
                SqliteException { SqliteErrorCode: 14 } => "打不开，请核对文件和文件夹的权限",
                SqliteException { SqliteErrorCode: 5 or 6 } => "被另一个程序占用，请先停止它",
                _ => $"未能打开：{OneLine(error.Message)}",
            };
            return new SetupException($"{name} 的数据库（{FolderKey.Key} “{Folder}”）{why}。", error);
        }

        var connection = new NpgsqlConnectionStringBuilder(ConnectionStringOf(service, shard, asOwner));
        var owner = asOwner && HasOwner;
        var (user, password) = owner ? (OwnerUserKey.Key, OwnerPasswordKey.Key) : (UserKey.Key, PasswordKey.Key);
        var sentence = (error as PostgresException ?? error.InnerException as PostgresException)?.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"{name} 的数据库拒绝角色“{connection.Username}”登录，请核对 {user} 和 {password}",
            PostgresErrorCodes.InvalidCatalogName =>
                $"{name} 的数据库“{connection.Database}”不存在，请先运行 deploy/databases.sh，并核对 "
                    + $"{ConnectionKey.Key}",
            _ => $"{name} 的数据库（{connection.Host}:{connection.Port}）未能打开，请核对 "
                + $"{ConnectionKey.Key}：{OneLine(error.Message)}",
        };
        return new SetupException(sentence + "。", error);
    }

    private DatabasePlace PlaceOf(string service, int shard) => new(service, shard, ShardCount);

    private static string OneLine(string text) =>
        string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .TrimEnd('.');

    private static TextSetting Connection(string key, string meaning, IReadOnlyList<string>? names = null) =>
        new(key, "", "an Npgsql connection string", "应为 Npgsql 连接串", meaning)
        {
            // It may hold a password.
            IsSecret = true,
            Names = names ?? [],
            DefaultNote = names is null ? "" : "`Database:ConnectionString`",
            Check = text =>
            {
                try
                {
                    return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host)
                        ? "应为 Npgsql 连接串，其中须有 Host"
                        : null;
                }
                catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
                {
                    return $"应为 Npgsql 连接串：{OneLine(e.Message)}";
                }
            },
        };

    private static TextSetting Role(string key, string meaning, string note) =>
        new(key, "", "a role's name", "应为角色名，至多 63 个字符", meaning)
        {
            DefaultNote = note,
            Check = text => text.Length > 63 || text.Any(char.IsControl) ? "应为角色名，至多 63 个字符" : null,
        };

    private static TextSetting Password(string key, string meaning) =>
        new(key, "", "any text", "应为任意文字", meaning) { IsSecret = true };
}
