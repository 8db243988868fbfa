using Dapper;
using Microsoft.Data.Sqlite;
using Proposals.Client;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// The files of a suite that stopped cleanly, at two instants between which every service wrote something. Each test
/// damages a copy of the later ones.
/// </summary>
public sealed class LostFiles : IAsyncLifetime
{
    private readonly string _folder = Folders.CreateTempSubdirectory("proposals-lost-").FullName;

    public string Earlier => Path.Combine(_folder, "earlier");
    public string Later => Path.Combine(_folder, "later");
    public DemoAccounts Accounts { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await WalkAsync("关于第一件的提案", Earlier);
        await WalkAsync("关于第二件的提案", Later);
    }

    public Task DisposeAsync()
    {
        Folders.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>A copy of the later files, to be damaged.</summary>
    public string Copy()
    {
        var copy = Path.Combine(_folder, Path.GetRandomFileName());
        CopyFiles(Later, copy);
        return copy;
    }

    /// <summary>Starts the suite on the files of a folder.</summary>
    public static Task<TestSuite> StartAsync(string folder) =>
        TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.Memory,
            WholeSuite.Modules,
            more: new Dictionary<string, string?> { ["Database:Folder"] = folder }
        );

    /// <summary>A whole life of a case, and a decision that is Supervision's own.</summary>
    public static async Task LiveAsync(Cast cast, string subject)
    {
        var view = await new Walk(cast, _ => { }).RunAsync(subject, satisfiedAtOnce: true);
        await (await cast.Office).Supervision.MarkKeyProposalAsync(
            new MarkKeyProposalRequest
            {
                RequestId = Call.NewId(),
                Name = view.Name,
                Overseer = "示例领导",
            }
        );
    }

    private async Task WalkAsync(string subject, string saveTo)
    {
        var folder = Path.Combine(_folder, "running");
        await using (var suite = await StartAsync(folder))
        {
            var cast = Accounts is null ? await suite.CommitteeAsync("lost") : new Cast(suite.Suite, Accounts);
            Accounts ??= cast.Accounts;
            await LiveAsync(cast, subject);
        }

        SqliteConnection.ClearAllPools();
        foreach (var file in Folders.GetFiles(folder, "*.db"))
        {
            await using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
            await connection.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        CopyFiles(folder, saveTo);
    }

    private static void CopyFiles(string from, string to)
    {
        Folders.CreateDirectory(to);
        foreach (var file in Folders.GetFiles(from, "*.db"))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
