using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;
using Npgsql;

namespace Proposals.BuildingBlocks;

/// <summary>Where the configuration comes from, and how the database's part of it is read.</summary>
public static class Settings
{
    /// <summary>
    /// Adds, strongest first: the command line, the environment (PROPOSALS_A__B), and the files of Secrets:Folder, whose names are keys with __ for the colon (Database__Password).
    /// Throws <see cref="SetupException"/> when that folder is not there.
    /// </summary>
    public static void AddSettings(this IConfigurationManager configuration, string[] args)
    {
        configuration.AddEnvironmentVariables("PROPOSALS_").AddCommandLine(args);
        if (configuration["Secrets:Folder"] is not { Length: > 0 } folder)
            return;
        if (!System.IO.Directory.Exists(folder))
            throw new SetupException($"Secrets:Folder 指定的文件夹 {folder} 不存在。");
        // Behind the two that were just added: an operator's hand is stronger than a file.
        configuration.Sources.Insert(
            configuration.Sources.Count - 2,
            new KeyPerFileConfigurationSource { FileProvider = new PhysicalFileProvider(Path.GetFullPath(folder)) }
        );
    }

    /// <summary>
    /// Connection string of a service's database on PostgreSQL: the template of its shard (Database:Shards:0 …) or of all (Database:ConnectionString), with {service}, {shard}
    /// and the role put in. <paramref name="database"/> is what {service} becomes in the database's name: the service, with its shard behind it where there are several.
    /// The owner is used where one is configured (Database:OwnerUser, Database:OwnerPassword) and asked for.
    /// </summary>
    public static string ConnectionStringOf(
        IConfiguration configuration,
        string service,
        string database,
        int shard,
        bool asOwner = false
    )
    {
        var template =
            configuration[$"Database:Shards:{shard}"]
            ?? configuration["Database:ConnectionString"]
            ?? throw new SetupException(
                "使用 PostgreSQL 时必须设置 Database:ConnectionString（其中 {service} 会换成服务名）。"
            );
        var connection = new NpgsqlConnectionStringBuilder(template);
        var owner = asOwner && HasOwner(configuration);
        var user = owner
            ? configuration["Database:OwnerUser"] ?? "proposals_{service}_owner"
            : configuration["Database:User"] ?? connection.Username;
        connection.Host = Fill(connection.Host, service);
        connection.Database = Fill(
            connection.Database,
            connection.Database?.Contains("{shard}", StringComparison.Ordinal) == true ? service : database
        );
        connection.Username = Fill(user, service);
        connection.Password =
            configuration[owner ? "Database:OwnerPassword" : "Database:Password"] ?? connection.Password;
        return connection.ConnectionString;

        string? Fill(string? text, string name) =>
            text
                ?.Replace("{service}", name, StringComparison.Ordinal)
                .Replace("{shard}", $"{shard}", StringComparison.Ordinal);
    }

    /// <summary>The role that a service runs as, which `migrate` gives its rights; null where no owner is configured and the service's own role is the owner.</summary>
    public static string? ApplicationOf(IConfiguration configuration, string service) =>
        HasOwner(configuration)
            ? new NpgsqlConnectionStringBuilder(ConnectionStringOf(configuration, service, service, 0)).Username
            : null;

    /// <summary>Most connections of this process to each database of PostgreSQL (Database:MaxPoolSize, 40). Replicas × databases × this must stay below the server's max_connections.</summary>
    public static int PoolOf(IConfiguration configuration) =>
        int.TryParse(configuration["Database:MaxPoolSize"] ?? "40", out var size) && size is >= 2 and <= 1000
            ? size
            : throw new SetupException(
                $"Database:MaxPoolSize “{configuration["Database:MaxPoolSize"]}” 无效，应为 2 至 1000。"
            );

    private static bool HasOwner(IConfiguration configuration) =>
        configuration["Database:OwnerUser"] is { Length: > 0 }
        || configuration["Database:OwnerPassword"] is { Length: > 0 };
}
