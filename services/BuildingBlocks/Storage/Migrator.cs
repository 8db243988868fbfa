using System.Data.Common;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Brings a database to the newest version. It applies the numbered .sql files embedded in BuildingBlocks and in the
/// service, in one transaction under a lock, and checks their hashes. A database with a migration that this program
/// does not know is newer and is refused, unless that file's name ends in .additive.sql. Such a file only adds tables,
/// indexes and columns with defaults, so a program that does not know it works beside it. In a rolling upgrade old
/// replicas may thus restart after the new version has migrated.
/// </summary>
public static partial class Migrator
{
    private const string Additive = ".additive.sql";

    /// <summary>
    /// Prepares a service's database at start. It migrates where the service's role is the owner, and otherwise checks
    /// that the owner has migrated. Throws <see cref="SetupException"/> when the database is not ready.
    /// </summary>
    public static async Task PrepareAsync(Database database, Assembly service, CancellationToken stop)
    {
        database.Dialect.Create();
        await using (var connection = await database.OpenWriterAsync(stop))
        {
            if (!await database.Dialect.OwnsAsync(connection))
            {
                // A table without a grant does not exist for this role: then no owner has migrated yet.
                var known =
                    await connection.QuerySingleAsync<long>(
                        "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'migrations'"
                    ) > 0;
                var missing = Missing(
                    FilesOf(service),
                    known ? await AppliedAsync(connection, null) : new Dictionary<string, string>()
                );
                if (missing.Count > 0)
                    throw new SetupException(
                        $"数据库版本较旧（缺少变更 {missing[0].Name}），"
                            + "请先用本版本程序以所有者角色执行 migrate，再启动服务。"
                    );
                return;
            }
        }

        await MigrateAsync(database, service, stop);
    }

    /// <summary>
    /// Applies the missing files and returns their number. It then sets up the engine's guards and grants
    /// <paramref name="application"/>, the service's role, its rights (null: the owner serves). Throws
    /// <see cref="SetupException"/> when the database is newer or a known file has changed. It also throws when the
    /// service is running and could not work beside the change.
    /// </summary>
    public static async Task<int> MigrateAsync(
        Database database,
        Assembly service,
        CancellationToken stop,
        string? application = null
    )
    {
        database.Dialect.Create();
        await using var connection = await database.OpenWriterAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await database.Dialect.LockForMigrationAsync(connection, transaction, stop);
        await connection.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL)",
            transaction: transaction
        );
        var applied = await AppliedAsync(connection, transaction);
        var missing = Missing(FilesOf(service), applied);
        if (
            application is not null
            && applied.Count > 0
            && missing.FirstOrDefault(m => !m.Name.EndsWith(Additive, StringComparison.Ordinal)).Name is { } breaking
            && await database.Dialect.IsServedAsync(connection, transaction, application)
        )
        {
            throw new SetupException(
                $"变更 {breaking} 不能在服务运行时执行：请先停止以 {application} 连接的服务，再执行 migrate。"
            );
        }

        foreach (var (name, text, hash) in missing)
        {
            await RunAsync(connection, transaction, text);
            await connection.ExecuteAsync(
                "INSERT INTO migrations (name, hash) VALUES (@name, @hash)",
                new { name, hash },
                transaction
            );
        }

        await database.Dialect.ProtectAsync(connection, transaction, application);
        await transaction.CommitAsync(stop);
        return missing.Count;
    }

    /// <summary>
    /// The files that are not applied yet, in order. Throws when the applied ones are not those that this program
    /// knows.
    /// </summary>
    private static IReadOnlyList<(string Name, string Text, string Hash)> Missing(
        IReadOnlyList<(string Name, string Text, string Hash, string FormerHash)> files,
        IReadOnlyDictionary<string, string> applied
    )
    {
        if (
            applied
                .Keys.Except(files.Select(f => f.Name), StringComparer.Ordinal)
                .FirstOrDefault(n => !n.EndsWith(Additive, StringComparison.Ordinal)) is
            { } newer
        )
        {
            throw new SetupException($"数据库版本较新（含未知的变更 {newer}），请使用相同或更高版本的程序。");
        }

        if (
            files
                .FirstOrDefault(f =>
                    applied.TryGetValue(f.Name, out var hash) && hash != f.Hash && hash != f.FormerHash
                )
                .Name is
            { } changed
        )
        {
            throw new SetupException($"已执行的数据库变更 {changed} 与程序中的内容不一致，请核对程序版本。");
        }

        return [.. files.Where(f => !applied.ContainsKey(f.Name)).Select(f => (f.Name, f.Text, f.Hash))];
    }

    private static async Task<IReadOnlyDictionary<string, string>> AppliedAsync(
        DbConnection connection,
        DbTransaction? transaction
    ) =>
        (
            await connection.QueryAsync<(string Name, string Hash)>(
                "SELECT name, hash FROM migrations ORDER BY name",
                transaction: transaction
            )
        ).ToDictionary(m => m.Name, m => m.Hash, StringComparer.Ordinal);

    private static async Task RunAsync(DbConnection connection, DbTransaction transaction, string text)
    {
        foreach (
            var statement in text.Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            await connection.ExecuteAsync(
                statement,
                statement.Contains("@zero", StringComparison.Ordinal) ? new { zero = new byte[32] } : null,
                transaction
            );
        }
    }

    private static IReadOnlyList<(string Name, string Text, string Hash, string FormerHash)> FilesOf(
        Assembly service
    ) =>
        [
            .. Files(typeof(Migrator).Assembly)
                .Concat(Files(service))
                .OrderBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => (f.Name, f.Text, HashOf(f.Text), FormerHash().Match(f.Text).Groups[1].Value)),
        ];

    /// <summary>
    /// Hash of a file's statements. Comments and white space are left out, so that they may be reworded.
    /// </summary>
    private static string HashOf(string text)
    {
        var statements = text.Split('\n').Where(l => !l.TrimStart().StartsWith("--", StringComparison.Ordinal));
        var words = string.Join(' ', statements).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', words))));
    }

    // Version 0.1.0 hashed the whole file; a database that it made keeps that hash.
    [GeneratedRegex("^-- Version 0\\.1\\.0 recorded sha256 ([0-9a-f]{64})\\.$", RegexOptions.Multiline)]
    private static partial Regex FormerHash();

    private static IEnumerable<(string Name, string Text)> Files(Assembly assembly)
    {
        foreach (
            var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal))
        )
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }
}
