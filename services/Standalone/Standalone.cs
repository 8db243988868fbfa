using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Client;
using Serilog.Extensions.Logging;

namespace Proposals.Standalone;

/// <summary>
/// Every service in one process on SQLite and an in-memory bus, and the gateway beside them on its own port. The first
/// start creates the demonstration committee; later starts keep the data.
/// </summary>
internal static class Standalone
{
    private const string Committee = "shili";

    /// <summary>
    /// Runs until told to stop. Returns 0 after a normal stop. Returns 1 when it could not start, with a sentence on
    /// standard error.
    /// </summary>
    public static Task<int> RunAsync(string[] args)
    {
        args = StandaloneSettings.Expand(args);
        return ProgramCommand.RunAsync(
            args,
            StandaloneSettings.Declared,
            ProgramCommand.AskServiceAsync,
            () => ServeAsync(args)
        );
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        PrivateFiles.Begin();
        var settings = StandaloneSettings.Read(Settings.Builder(args, StandaloneSettings.Declared).Configuration);
        // Checked before anything is created: the gateway opens its port only after the demonstration data, minutes
        // later.
        ListenSettings.AddressKey.Probe(settings.Services.Listen.Address);
        Gateway.GatewaySettings.ListenKey.Probe(settings.Gateway.Listen);
        Gateway.GatewaySettings.FilesKey.Make(settings.Gateway.Files);
        DatabaseSettings.FolderKey.Make(settings.Services.Database.Folder);
        var folder = FromHere(settings.Services.Database.Folder);
        var accountsFile = Path.Combine(folder, "demo-accounts.json");
        var logs = Path.Combine(folder, "logs");
        using var making = FirstStart.Begin(folder, settings.Demo);
        var (first, demo) = (making.IsFirst, making.MakesDemo);
        if (!settings.Verbose)
            args = [$"--{LoggingSettings.ConsoleLevelKey.KeyOf("Default")}", "Warning", .. args];
        await using var log = LogFile.Open(logs);
        var clock = new DemoClock();
        var parts = new HostParts(clock, new Ids()) { Log = to => to.AddProvider(new SerilogLoggerProvider(log)) };

        var app = await Stage.RunAsync(
            first ? "建立数据库" : "打开已有的数据",
            _ => ServiceHost.BuildAsync(args, Module.All(), parts)
        );
        await using var services = app;
        // Built before anything is created, so that a wrong setting is reported at once. It needs the secret that the
        // services may just have drawn.
        var secret = app.Services.GetRequiredService<Peers>().Secret;
        await using var gateway = await Gateway.Gateway.BuildAsync(
            [
                .. args,
                "--Peers:Secret",
                secret,
                .. settings.Demo
                    ? [$"--{Gateway.GatewaySettings.DemoAccountsKey.Key}", accountsFile]
                    : Array.Empty<string>(),
            ],
            parts with
            {
                Problems = async stop =>
                {
                    var problems = new List<string>();
                    foreach (var shard in app.Services.GetServices<ServiceShard>())
                        problems.AddRange(await shard.AskAsync(stop));
                    return [.. problems.Distinct()];
                },
            }
        );
        await app.StartAsync();
        if (demo)
        {
            await MakeDemoAsync(app, clock, settings.Services.Listen.Address, secret, accountsFile);
            making.Finish();
        }

        await gateway.StartAsync();
        var screen = new ReadyScreen
        {
            Portal = Gateway.Gateway.AddressOf(gateway),
            PortalBuilt = File.Exists(Path.Combine(settings.Gateway.Portal, "index.html")),
            Suite = AddressOf(settings.Services.Listen.Address),
            Folder = folder,
            Log = logs,
            Accounts = File.Exists(accountsFile) ? DemoAccounts.Load(accountsFile) : null,
            AccountsFile = accountsFile,
            First = first,
        };
        foreach (var line in screen.Lines())
            Console.WriteLine(line);
        if (settings.Open)
            Console.WriteLine(Browser.Open(screen.Portal));
        await Task.WhenAny(app.WaitForShutdownAsync(), gateway.WaitForShutdownAsync());
        await gateway.StopAsync();
        await app.StopAsync();
        return 0;
    }

    private static async Task MakeDemoAsync(
        WebApplication app,
        DemoClock clock,
        Uri listen,
        string secret,
        string accountsFile
    )
    {
        try
        {
            await Stage.RunAsync(
                "生成虚构的示例单位和 120 件提案",
                stage => MakeDemoAsync(clock, AddressOf(listen), secret, accountsFile, stage)
            );
        }
        catch (Exception) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new SetupException("示例数据还没有生成完就停止了；下次启动会重新生成。");
        }
    }

    private static async Task<DemoAccounts> MakeDemoAsync(
        DemoClock clock,
        string address,
        string secret,
        string path,
        Stage stage
    )
    {
        using var suite = Suite.At(address);
        var today = DateTimeOffset.UtcNow.ToOffset(ChinaTime.Offset);
        var opening = DemoData.OpeningOf(today);
        clock.Show(opening.AddDays(-1));
        var accounts = await DemoCommittee.CreateAsync(
            suite,
            secret,
            Committee,
            opening,
            DemoData.CutOffOf(today),
            opening.AddDays(4).AddHours(3)
        );
        // Everybody signs in at the real time, so that no sign-in expires in the months of the script.
        clock.Release();
        var cast = new Cast(suite, accounts, new SeenPositions());
        foreach (var some in accounts.Accounts.Chunk(Environment.ProcessorCount))
            await Task.WhenAll(some.Select(a => cast.OfAsync(a.Login)));
        await new DemoData(cast, clock, today).PlayAsync(stage.Report);
        clock.Release();
        accounts.Save(path);
        return accounts;
    }

    /// <summary>A path for the reader: relative where it lies below the working directory.</summary>
    private static string FromHere(string path)
    {
        var here = Environment.CurrentDirectory + Path.DirectorySeparatorChar;
        return path.StartsWith(here, StringComparison.Ordinal) ? path[here.Length..] : path;
    }

    /// <summary>The address of the services on this machine.</summary>
    private static string AddressOf(Uri listen) => ProgramCommand.HereOf(listen).GetLeftPart(UriPartial.Authority);
}
