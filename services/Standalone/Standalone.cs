using Proposals.Assignments;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory;
using Proposals.Feedback;
using Proposals.Intake;
using Proposals.Supervision;

namespace Proposals.Standalone;

/// <summary>Every service in one process on SQLite and an in-memory bus, and the gateway beside them on a port of its own. The first start makes the demonstration committee; later starts keep the data.</summary>
internal static class Standalone
{
    private const string Committee = "shili";

    /// <summary>The modules, in the order they start.</summary>
    public static IReadOnlyList<Module> Modules =>
        [
            new DirectoryModule(),
            new IntakeModule(),
            new AssignmentModule(),
            new FeedbackModule(),
            new SupervisionModule(),
        ];

    /// <summary>Runs until told to stop.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (await ProgramCommand.RunAsync(args, ProgramCommand.AskServiceAsync) is { } done)
            return done;
        var clock = new DemoClock();
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables("PROPOSALS_")
            .AddCommandLine(args)
            .Build();
        var (address, folder) = (
            configuration["Listen"] ?? "http://127.0.0.1:5100",
            configuration["Database:Folder"] ?? "data"
        );
        var (accounts, unfinished) = (
            Path.Combine(folder, "demo-accounts.json"),
            Path.Combine(folder, "demo-unfinished")
        );
        System.IO.Directory.CreateDirectory(folder);
        // A first start that was interrupted left half a demonstration and nothing else: it begins anew.
        if (File.Exists(unfinished))
            foreach (var file in System.IO.Directory.GetFiles(folder, "*.db*"))
                File.Delete(file);
        var first = configuration["Demo"] != "false" && !File.Exists(Path.Combine(folder, "directory.db"));
        if (first)
            await File.WriteAllTextAsync(unfinished, "");
        var parts = new HostParts(clock, new Ids());
        await using var app = await ServiceHost.BuildAsync(args, Modules, parts);
        // Built before anything is made, so that a wrong setting is said at once; it shows the secret that the services may just have drawn.
        var secret = app.Services.GetRequiredService<Peers>().Secret;
        await using var gateway = await Gateway.Gateway.BuildAsync(
            [.. args, "--Peers:Secret", secret, "--Gateway:DemoAccounts", accounts],
            parts
        );
        await app.StartAsync();
        if (first)
        {
            await MakeDemoAsync(clock, address, secret, accounts);
            File.Delete(unfinished);
        }
        else if (File.Exists(accounts))
            Console.WriteLine($"已启动：{address}　数据在 {Path.GetFullPath(folder)}，示例账号在 {accounts}");
        else
            Console.WriteLine($"已启动：{address}　数据在 {Path.GetFullPath(folder)}");
        await gateway.StartAsync();
        Console.WriteLine($"打开 {Gateway.Gateway.AddressOf(gateway)}");
        await Task.WhenAny(app.WaitForShutdownAsync(), gateway.WaitForShutdownAsync());
        await gateway.StopAsync();
        await app.StopAsync();
        return 0;
    }

    private static async Task MakeDemoAsync(DemoClock clock, string address, string secret, string path)
    {
        Console.WriteLine($"已启动：{address}　首次启动，正在生成虚构的示例单位……");
        using var suite = Suite.At(address);
        var today = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8));
        var opening = DemoData.OpeningOf(today);
        clock.Show(opening.AddDays(-1));
        var accounts = await DemoCommittee.CreateAsync(
            suite,
            secret,
            Committee,
            opening,
            DemoData.CutOffOf(today),
            opening.AddDays(5)
        );
        // Everybody signs in at the real time, so that nobody's twelve hours run out in the months of the script.
        clock.Release();
        var cast = new Cast(suite, accounts);
        foreach (var some in accounts.Accounts.Chunk(Environment.ProcessorCount))
            await Task.WhenAll(some.Select(a => cast.OfAsync(a.Login)));
        await new DemoData(cast, clock, today).PlayAsync();
        clock.Release();
        accounts.Save(path);
        Console.WriteLine($"示例单位已就绪（单位代码 {Committee}，120 件虚构提案）。账号和密码（也在 {path}）：");
        foreach (var account in accounts.Accounts)
            Console.WriteLine($"  {account.Login, -11} {account.Password}  {account.Title}");
        Console.WriteLine("试试：dotnet run --project services/Cli -- demo walk");
    }
}
