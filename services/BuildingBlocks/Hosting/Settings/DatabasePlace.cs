using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Proposals.BuildingBlocks;

/// <summary>
/// One database of the suite: a service's shard. It fills the templates of settings and of the command line.
/// </summary>
/// <param name="Service">The service that owns it.</param>
/// <param name="Shard">Its shard.</param>
/// <param name="Count">Number of shards of the suite.</param>
public readonly record struct DatabasePlace(string Service, int Shard, int Count)
{
    /// <summary>Name of the database: the service, with its shard behind it where there are several.</summary>
    public string Name => Count == 1 ? Service : $"{Service}_{Shard}";

    /// <summary>Fills a host, a role or the path of a password: {service} is the service alone.</summary>
    [return: NotNullIfNotNull(nameof(template))]
    public string? Fill(string? template) => Fill(template, Service);

    /// <summary>
    /// Fills the name of a database or its file: {service} includes the shard, unless {shard} is written separately.
    /// </summary>
    [return: NotNullIfNotNull(nameof(template))]
    public string? FillDatabase(string? template) =>
        Fill(template, template?.Contains("{shard}", StringComparison.Ordinal) == true ? Service : Name);

    /// <summary>Fills the host, the database and the role of a connection.</summary>
    public void Fill(NpgsqlConnectionStringBuilder connection)
    {
        connection.Host = Fill(connection.Host);
        connection.Database = FillDatabase(connection.Database);
        connection.Username = Fill(connection.Username);
    }

    [return: NotNullIfNotNull(nameof(template))]
    private string? Fill(string? template, string service) =>
        template
            ?.Replace("{service}", service, StringComparison.Ordinal)
            .Replace("{shard}", $"{Shard}", StringComparison.Ordinal);
}
