using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Proposals.BuildingBlocks;
using Proposals.Cli;
using Proposals.Client;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>The commands backup and restore, while the suite is written to.</summary>
public abstract class BackupTests(WholeSuite suite) : IAsyncLifetime
{
    private readonly string _folder = Folders.CreateTempSubdirectory("proposals-backup-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Folders.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    protected WholeSuite Whole => suite;

    protected string Folder => _folder;

    /// <summary>Options for the suite's databases and their password file.</summary>
    protected abstract IReadOnlyList<string> Here { get; }

    /// <summary>Creates empty databases and returns the options for them.</summary>
    protected abstract Task<IReadOnlyList<string>> EmptyAsync();

    /// <summary>Runs a command and returns its exit code and its output.</summary>
    protected static async Task<(int Code, string Printed)> RunAsync(params string[] args)
    {
        var (standard, error) = (Console.Out, Console.Error);
        await using var printed = new StringWriter();
        Console.SetOut(printed);
        Console.SetError(printed);
        try
        {
            return (await CommandLine.RunAsync([.. args, "--json"]), printed.ToString());
        }
        finally
        {
            Console.SetOut(standard);
            Console.SetError(error);
        }
    }

    protected Task<(int Code, string Printed)> BackUpAsync(string folder, params string[] more) =>
        RunAsync(["backup", "--folder", folder, .. Here, .. more]);

    [Fact]
    public async Task What_was_saved_under_load_comes_back_as_of_one_instant_and_whole()
    {
        var files = Folders.CreateDirectory(Path.Combine(_folder, "files", "ab")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(files, "ab", "one"), "a file");
        Folders.CreateDirectory(Path.Combine(files, ".incoming"));
        await File.WriteAllTextAsync(Path.Combine(files, ".incoming", "half"), "half a file");
        using var over = new CancellationTokenSource();
        var walking = Enumerable
            .Range(1, 3)
            .Select(n =>
                Task.Run(async () =>
                {
                    var walks = 0;
                    for (; !over.IsCancellationRequested || walks == 0; walks++)
                        await suite
                            .WalkOf((n, n + 3, n, n + 1))
                            .RunAsync($"关于备份时的提案 {n}", satisfiedAtOnce: true);
                    return walks;
                })
            )
            .ToList();
        await Call.UntilAsync(
            "办理中",
            async () =>
                (
                    await (await Whole.Cast.Supervisor).Supervision.ListCasesAsync(
                        new Supervision.V1.ListCasesRequest { PageSize = 1 }
                    )
                ).Cases.FirstOrDefault()
        );
        var backup = Path.Combine(_folder, "backup");
        var (code, printed) = await BackUpAsync(backup, "--files", files);
        await over.CancelAsync();
        (await Task.WhenAll(walking)).ShouldAllBe(w => w > 0);
        code.ShouldBe(0, printed);
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(backup, "manifest.json")));
        var saved = manifest
            .RootElement.GetProperty("databases")
            .EnumerateArray()
            .ToDictionary(d => d.GetProperty("service").GetString()!, d => d.GetProperty("position").GetInt64());
        saved.Keys.ShouldBe(Client.Suite.Services);
        saved["intake"].ShouldBeGreaterThan(0);
        manifest.RootElement.GetProperty("pausedMilliseconds").GetDouble().ShouldBeInRange(0, 5000);

        var target = await EmptyAsync();
        var back = Path.Combine(_folder, "files-again");
        (code, printed) = await RunAsync(["restore", "--folder", backup, "--files", back, .. target]);
        code.ShouldBe(0, printed);
        using var result = JsonDocument.Parse(printed);
        result
            .RootElement.GetProperty("databases")
            .EnumerateArray()
            .ToDictionary(d => d.GetProperty("name").GetString()!, d => d.GetProperty("position").GetInt64())
            .ShouldBe(saved);
        Folders
            .GetFiles(back, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(back, f))
            .ShouldBe([Path.Combine("ab", "one")]);
        // Restore never overwrites existing data.
        (code, printed) = await RunAsync(["restore", "--folder", backup, .. target]);
        code.ShouldBe(1);
        printed.ShouldContain("不是空的：只恢复到新建的空数据库");
    }

    [Fact]
    public async Task A_backup_that_was_touched_is_refused_before_anything_is_changed()
    {
        var backup = Path.Combine(_folder, "backup");
        (await BackUpAsync(backup)).Code.ShouldBe(0);
        (await BackUpAsync(backup)).Printed.ShouldContain("不是空的：每次备份用一个新文件夹");
        var file = Folders.GetFiles(backup, "feedback.*").ShouldHaveSingleItem();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var target = await EmptyAsync();
        var (code, printed) = await RunAsync(["restore", "--folder", backup, .. target]);
        code.ShouldBe(1);
        printed.ShouldContain($"备份文件 {Path.GetFileName(file)} 与清单不符");
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var manifest = await File.ReadAllTextAsync(Path.Combine(backup, "manifest.json"));
        // One service has applied more than the other had written, so the files are of two instants.
        await File.WriteAllTextAsync(
            Path.Combine(backup, "manifest.json"),
            System.Text.RegularExpressions.Regex.Replace(
                manifest,
                "(\"source\": \"directory\",\\s+\"shard\": 0,\\s+\"position\": )\\d+",
                "${1}999999"
            )
        );
        (code, printed) = await RunAsync(["restore", "--folder", backup, .. target]);
        code.ShouldBe(1);
        printed.ShouldContain("备份不是同一时刻的：intake 已读到 directory 第 999999 条");
        File.Delete(Path.Combine(backup, "manifest.json"));
        (code, printed) = await RunAsync(["restore", "--folder", backup, .. target]);
        code.ShouldBe(1);
        printed.ShouldContain("不是完整的备份");
        await File.WriteAllTextAsync(Path.Combine(backup, "manifest.json"), manifest);
        (code, printed) = await RunAsync(["restore", "--folder", backup, .. target]);
        code.ShouldBe(0, printed);
    }

    [Fact]
    public async Task A_password_on_the_command_line_is_refused()
    {
        var (code, printed) = await RunAsync(
            "backup",
            "--folder",
            Path.Combine(_folder, "none"),
            "--database",
            "Host=127.0.0.1;Password=secret"
        );
        code.ShouldBe(1);
        printed.ShouldContain("密码不得写在命令行上");
        printed.ShouldNotContain("secret");
    }
}

[Collection("backup on a laptop")]
public sealed class BackupOnSqlite(Laptop suite) : BackupTests(suite), IClassFixture<Laptop>
{
    protected override IReadOnlyList<string> Here => ["--database", Path.Combine(Whole.Suite.Folder, "{service}.db")];

    protected override Task<IReadOnlyList<string>> EmptyAsync() =>
        Task.FromResult<IReadOnlyList<string>>(["--database", Path.Combine(Folder, "restored", "{service}.db")]);

    [Fact]
    public async Task The_log_that_a_crash_left_behind_is_not_played_over_what_is_restored()
    {
        var (backup, restored) = (
            Path.Combine(Folder, "backup"),
            Folders.CreateDirectory(Path.Combine(Folder, "restored")).FullName
        );
        (await BackUpAsync(backup)).Code.ShouldBe(0);
        await File.WriteAllTextAsync(Path.Combine(restored, "intake.db-wal"), "what was not checkpointed");
        var (code, printed) = await RunAsync(["restore", "--folder", backup, .. await EmptyAsync()]);
        code.ShouldBe(1);
        printed.ShouldContain("数据库 intake 不是空的");
    }

    [Fact]
    public async Task What_is_saved_and_restored_is_for_its_own_account_alone()
    {
        var (backup, empty) = (Path.Combine(Folder, "backup"), await EmptyAsync());
        var program = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "proposals.dll")}'";
        // A process of its own, because the rights of new files are the process's.
        using var shell = Process.Start(
            "bash",
            [
                "-c",
                $"umask 022 && {program} backup --folder '{backup}' {Quoted(Here)} >/dev/null && "
                    + $"{program} restore --folder '{backup}' {Quoted(empty)} >/dev/null",
            ]
        );
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0);

        foreach (var folder in new[] { backup, Path.Combine(Folder, "restored") })
        {
            var files = Folders.GetFiles(folder);
            files.ShouldNotBeEmpty();
            RightsOf(folder).ShouldBe(PrivateFiles.Folder, folder);
            foreach (var file in files)
                RightsOf(file).ShouldBe(PrivateFiles.File, file);
        }

        static UnixFileMode RightsOf(string path) => new FileInfo(path).UnixFileMode;

        static string Quoted(IEnumerable<string> words) => string.Join(' ', words.Select(w => $"'{w}'"));
    }

    [Fact]
    public async Task A_copy_that_breaks_off_leaves_no_database_behind()
    {
        var backup = Path.Combine(Folder, "backup");
        (await BackUpAsync(backup)).Code.ShouldBe(0);
        // What stands where the copy begins: it cannot be written.
        Folders.CreateDirectory(Path.Combine(Folder, "restored", "intake.db.part"));
        (await RunAsync(["restore", "--folder", backup, .. await EmptyAsync()])).Code.ShouldBe(1);
        File.Exists(Path.Combine(Folder, "restored", "intake.db")).ShouldBeFalse();
    }
}

[Collection("backup in a county")]
public sealed class BackupOnPostgreSql(County suite) : BackupTests(suite), IClassFixture<County>
{
    protected override IReadOnlyList<string> Here => AddressOf(Whole.Suite.Roles!, Whole.Suite.Roles!.Backup);

    protected override async Task<IReadOnlyList<string>> EmptyAsync()
    {
        var roles = await Roles.CreateAsync("b" + Guid.NewGuid().ToString("N")[..8], []);
        return AddressOf(roles, roles.OwnerOf("{service}"));
    }

    private List<string> AddressOf(Roles roles, string user)
    {
        var connection = new NpgsqlConnectionStringBuilder(roles.Connection(roles.DatabaseOf("{service}"), user));
        var file = Path.Combine(Folder, roles.Backup + ".password");
        File.WriteAllText(file, connection.Password + "\n");
        connection.Password = null;
        return ["--database", connection.ConnectionString, "--password-file", file];
    }
}
