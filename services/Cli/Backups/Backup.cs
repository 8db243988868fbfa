using System.CommandLine;
using System.Diagnostics;
using System.Formats.Tar;
using System.Reflection;
using Proposals.BuildingBlocks;

namespace Proposals.Cli.Backups;

/// <summary>备份: saves every database of the running suite as of one instant, and the uploaded files.</summary>
internal static class Backup
{
    /// <summary>Folder that a backup is written to or read from.</summary>
    public static readonly Option<string> FolderOption = new("--folder")
    {
        Description = "备份文件夹",
        Required = true,
    };

    /// <summary>Files:Folder of the gateway.</summary>
    public static readonly Option<string?> FilesOption = new("--files")
    {
        Description = "上传文件的文件夹（Files:Folder）；不写则不含上传的文件",
    };

    /// <summary>backup.</summary>
    public static Command Create()
    {
        var command = new Command(
            "backup",
            "备份全部数据库（同一时刻）和上传的文件，系统不必停；PostgreSQL 用角色 proposals_backup 连接"
        )
        {
            FolderOption,
            FilesOption,
        };
        foreach (var option in Store.Options)
            command.Options.Add(option);
        command.Does(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Output output)
    {
        var (folder, files) = (parsed.GetValue(FolderOption)!, parsed.GetValue(FilesOption));
        if (files is not null && !Folders.Exists(files))
            throw new InvalidDataException($"没有文件夹 {files}。");
        if (Folders.Exists(folder) && Folders.EnumerateFileSystemEntries(folder).Any())
            throw new InvalidDataException($"{folder} 不是空的：每次备份用一个新文件夹。");
        // The folder will hold everything that the suite knows about people.
        PrivateFiles.MakeFolder(folder);
        PrivateFiles.Restrict(folder);
        var snapshots = new List<Snapshot>();
        try
        {
            foreach (var store in Store.Of(parsed, "proposals_backup"))
                snapshots.Add(await store.PrepareAsync());
            var (madeAt, paused) = await SnapshotAsync(snapshots);
            var databases = new List<SavedDatabase>();
            foreach (var snapshot in snapshots)
            {
                var path = Path.Combine(folder, snapshot.Store.Name + snapshot.Store.Extension);
                await snapshot.SaveAsync(path);
                databases.Add(
                    await SavedDatabase.OfAsync(snapshot.Store, snapshot.Frozen, await SavedFile.OfAsync(path))
                );
                output.Line(
                    $"{snapshot.Store.Name}：第 {databases[^1].Position} 条为止，{Megabytes(databases[^1].Saved.Size)}"
                );
            }

            // Files are archived after the snapshot: a file exists before the first command that names it, and never
            // changes.
            var archive = files is null ? null : await ArchiveAsync(files, Path.Combine(folder, "files.tar"));
            var manifest = new Manifest(
                VersionOf(),
                madeAt,
                snapshots[0].Store.Engine,
                Math.Round(paused.TotalMilliseconds, 1),
                databases,
                archive
            );
            if (manifest.Contradictions().FirstOrDefault() is { } contradiction)
                throw new InvalidDataException($"备份不是同一时刻的：{contradiction}。");
            await manifest.WriteAsync(folder);
            output.Line(archive is null ? "未包含上传的文件（--files）。" : $"上传的文件：{Megabytes(archive.Size)}");
            output.Line(
                $"备份完成：{Path.GetFullPath(folder)}　各库同一时刻，期间写入停顿 {paused.TotalMilliseconds:F0} 毫秒"
            );
            output.Document(manifest);
            return 0;
        }
        finally
        {
            foreach (var snapshot in snapshots)
                await snapshot.DisposeAsync();
        }
    }

    /// <summary>
    /// Holds all databases in a fixed order, freezes all, releases all. A writer waits for its own head only, so there
    /// is no deadlock.
    /// </summary>
    private static async Task<(DateTimeOffset At, TimeSpan Paused)> SnapshotAsync(IReadOnlyList<Snapshot> snapshots)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            // One timeout for all: the databases held first wait for the last one.
            foreach (var snapshot in snapshots)
                await snapshot.HoldAsync(Snapshot.Patience - Stopwatch.GetElapsedTime(start));
            await Task.WhenAll(snapshots.Select(c => c.FreezeAsync()));
            return (DateTimeOffset.UtcNow, Stopwatch.GetElapsedTime(start));
        }
        finally
        {
            foreach (var snapshot in snapshots)
                await snapshot.ReleaseAsync();
        }
    }

    private static async Task<SavedFile> ArchiveAsync(string files, string path)
    {
        await using (var archive = new TarWriter(File.Create(path)))
        {
            foreach (
                var file in Folders
                    .EnumerateFiles(files, "*", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
            )
            {
                // What is still being received, and what the gateway counts, belongs to no proposal.
                var name = Path.GetRelativePath(files, file);
                if (!name.StartsWith('.'))
                    await AddAsync(archive, file, name);
            }
        }

        return await SavedFile.OfAsync(path);
    }

    private static async Task AddAsync(TarWriter archive, string file, string name)
    {
        try
        {
            await archive.WriteEntryAsync(file, name);
        }
        catch (IOException) when (!File.Exists(file))
        {
            // Nobody had attached it for a day, so the gateway has removed it.
        }
    }

    private static string Megabytes(long size) => $"{size / 1_000_000.0:F1} MB";

    private static string VersionOf() =>
        typeof(Backup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
