using System.CommandLine;
using System.Formats.Tar;
using Proposals.Channels;

namespace Proposals.Cli.Backups;

/// <summary>恢复: restores a backup into empty databases, checked before and after.</summary>
internal static class Restore
{
    /// <summary>restore.</summary>
    public static Command Create()
    {
        var command = new Command(
            "restore",
            "把备份恢复到空的数据库（先核对 SHA-256，后核对哈希链）；PostgreSQL 用各服务的所有者角色连接"
        )
        {
            Backup.FolderOption,
            Backup.FilesOption,
        };
        foreach (var option in Store.Options)
            command.Options.Add(option);
        command.Does(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Output output)
    {
        var (folder, files) = (parsed.GetValue(Backup.FolderOption)!, parsed.GetValue(Backup.FilesOption));
        var manifest = await Manifest.ReadAsync(folder);
        var pairs = Store
            .Of(parsed, "proposals_{service}_owner")
            .Select(s =>
                (
                    Store: s,
                    Saved: manifest.Databases.FirstOrDefault(d => d.Name == s.Name)
                        ?? throw new InvalidDataException($"备份中没有 {s.Name}：分片数与备份时不同？")
                )
            )
            .ToList();
        if (pairs.Count != manifest.Databases.Count)
            throw new InvalidDataException(
                $"备份有 {manifest.Databases.Count} 个数据库，这里是 {pairs.Count} 个：分片数与备份时不同。"
            );
        if (pairs[0].Store.Engine != manifest.Engine)
            throw new InvalidDataException($"备份来自 {manifest.Engine}，不能恢复到 {pairs[0].Store.Engine}。");
        if (manifest.Contradictions().FirstOrDefault() is { } contradiction)
            throw new InvalidDataException($"备份不是同一时刻的：{contradiction}。");
        if (files is not null && manifest.Files is null)
            throw new InvalidDataException("备份不含上传的文件。");
        if (files is not null && Folders.Exists(files) && Folders.EnumerateFileSystemEntries(files).Any())
            throw new InvalidDataException($"文件夹 {files} 不是空的。");
        // Everything is checked before anything is changed.
        foreach (var (_, saved) in pairs)
            await saved.Saved.CheckAsync(folder);
        if (files is not null)
            await manifest.Files!.CheckAsync(folder);
        foreach (var (store, _) in pairs)
        {
            if (!await store.IsEmptyAsync())
                throw new InvalidDataException($"数据库 {store.Name} 不是空的：只恢复到新建的空数据库，以免覆盖。");
        }

        foreach (var (store, saved) in pairs)
            await store.RestoreAsync(Path.Combine(folder, saved.Saved.File));
        if (files is not null)
        {
            Folders.CreateDirectory(files);
            await TarFile.ExtractToDirectoryAsync(
                Path.Combine(folder, manifest.Files!.File),
                files,
                overwriteFiles: false
            );
        }

        var results = new List<(SavedDatabase Saved, string Problem)>();
        foreach (var (store, saved) in pairs)
        {
            await using var connection = await store.OpenAsync();
            results.Add((saved, await saved.ProblemAsync(connection)));
        }

        output.Table(
            ["数据库", "日志条数", "末条哈希", "结果"],
            results.Select(r =>
                (IReadOnlyList<string>)
                    [
                        r.Saved.Name,
                        $"{r.Saved.Position}",
                        r.Saved.Hash[..12],
                        r.Problem.Length == 0 ? "完整，与备份一致" : r.Problem,
                    ]
            )
        );
        output.Line(
            files is not null ? "上传的文件已恢复。"
            : manifest.Files is null ? "备份不含上传的文件。"
            : "上传的文件没有恢复（--files）。"
        );
        output.Line(
            $"已恢复到 {manifest.MadeAt.ToOffset(ChinaTime.Offset):yyyy-MM-dd HH:mm:ss}（北京时间）的状态。"
                + "启动服务后请运行 proposals verify。"
        );
        output.Document(
            new
            {
                madeAt = manifest.MadeAt,
                databases = results.Select(r => new
                {
                    r.Saved.Name,
                    r.Saved.Position,
                    r.Saved.Hash,
                    r.Problem,
                }),
                files = files is not null,
            }
        );
        return results.All(r => r.Problem.Length == 0) ? 0 : 1;
    }
}
