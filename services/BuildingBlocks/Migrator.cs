using System.Data.Common;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Brings a database to the newest version: numbered .sql files embedded in BuildingBlocks and in the service, in one transaction under a lock, their hashes checked.
/// A database that knows a migration this program does not is refused: it is newer.
/// </summary>
public static class Migrator
{
    /// <summary>Applies what is missing. Throws <see cref="InvalidOperationException"/>, in Chinese, when the database is newer or a known file changed.</summary>
    public static async Task MigrateAsync(Database database, Assembly service, CancellationToken stop)
    {
        var files = Files(typeof(Migrator).Assembly).Concat(Files(service)).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        await using var connection = await database.OpenWriterAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await database.Dialect.LockForMigrationAsync(connection, transaction, stop);
        await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL)", transaction: transaction);
        var applied = (await connection.QueryAsync<(string Name, string Hash)>("SELECT name, hash FROM migrations ORDER BY name", transaction: transaction))
            .ToDictionary(m => m.Name, m => m.Hash, StringComparer.Ordinal);
        if (applied.Keys.Except(files.Select(f => f.Name), StringComparer.Ordinal).FirstOrDefault() is { } newer)
        {
            throw new InvalidOperationException($"数据库版本较新（含未知的变更 {newer}），请使用相同或更高版本的程序。");
        }

        foreach (var (name, text) in files)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            if (applied.TryGetValue(name, out var known))
            {
                if (known != hash) throw new InvalidOperationException($"已执行的数据库变更 {name} 与程序中的内容不一致，请核对程序版本。");
                continue;
            }

            await RunAsync(connection, transaction, text);
            await connection.ExecuteAsync("INSERT INTO migrations (name, hash) VALUES (@name, @hash)", new { name, hash }, transaction);
        }

        await transaction.CommitAsync(stop);
    }

    private static async Task RunAsync(DbConnection connection, DbTransaction transaction, string text)
    {
        foreach (var statement in text.Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            await connection.ExecuteAsync(statement, statement.Contains("@zero", StringComparison.Ordinal) ? new { zero = new byte[32] } : null, transaction);
        }
    }

    private static IEnumerable<(string Name, string Text)> Files(Assembly assembly)
    {
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }
}
