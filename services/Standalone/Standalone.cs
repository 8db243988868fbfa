using System.Net.Sockets;
using Proposals.BuildingBlocks;
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
    public static async Task<int> RunAsync(string[] args)
    {
        args = StandaloneOptions.Expand(args);
        if (await ProgramCommand.RunAsync(args, ProgramCommand.AskServiceAsync) is { } done)
            return done;
        try
        {
            await ServeAsync(args, StandaloneOptions.Read(args));
            return 0;
        }
        catch (SetupException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task ServeAsync(string[] args, StandaloneOptions options)
    {
        // Checked before anything is created: the gateway opens its port only after the demonstration data, minutes
        // later.
        RefuseTaken("Listen", options.Listen);
        RefuseTaken("Gateway:Listen", options.GatewayListen);
        var folder = options.Folder;
        var accountsFile = Path.Combine(folder, "demo-accounts.json");
        var unfinished = Path.Combine(folder, "demo-unfinished");
        var logs = Path.Combine(folder, "logs");
        System.IO.Directory.CreateDirectory(folder);
        // An interrupted first start left an incomplete demonstration and nothing else, so it starts again from
        // nothing.
        if (File.Exists(unfinished))
            foreach (var file in System.IO.Directory.GetFiles(folder, "*.db*"))
                File.Delete(file);
        var first = !File.Exists(Path.Combine(folder, "directory.db"));
        var demo = options.Demo && first;
        if (demo)
            await File.WriteAllTextAsync(unfinished, "");
        if (!options.Verbose)
            args = ["--Logging:Console:LogLevel:Default", "Warning", .. args];
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
            [.. args, "--Peers:Secret", secret, "--Gateway:DemoAccounts", accountsFile],
            parts
        );
        await app.StartAsync();
        if (demo)
        {
            await MakeDemoAsync(app, clock, options.Listen, secret, accountsFile);
            File.Delete(unfinished);
        }

        await gateway.StartAsync();
        var screen = new ReadyScreen
        {
            Portal = Gateway.Gateway.AddressOf(gateway),
            PortalBuilt = File.Exists(Path.Combine(options.Portal, "index.html")),
            Suite = AddressOf(options.Listen),
            Folder = folder,
            Log = logs,
            Accounts = File.Exists(accountsFile) ? DemoAccounts.Load(accountsFile) : null,
            AccountsFile = accountsFile,
            First = first,
        };
        foreach (var line in screen.Lines())
            Console.WriteLine(line);
        if (options.Open)
            Console.WriteLine(Browser.Open(screen.Portal));
        await Task.WhenAny(app.WaitForShutdownAsync(), gateway.WaitForShutdownAsync());
        await gateway.StopAsync();
        await app.StopAsync();
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
        // Everybody signs in at the real time, so that no sign-in expires in the months of the script.
        clock.Release();
        var cast = new Cast(suite, accounts);
        foreach (var some in accounts.Accounts.Chunk(Environment.ProcessorCount))
            await Task.WhenAll(some.Select(a => cast.OfAsync(a.Login)));
        await new DemoData(cast, clock, today).PlayAsync(stage.Report);
        clock.Release();
        accounts.Save(path);
        return accounts;
    }

    /// <summary>The address of the services on this machine.</summary>
    private static string AddressOf(Uri listen) => ProgramCommand.HereOf(listen).GetLeftPart(UriPartial.Authority);

    /// <summary>
    /// Throws <see cref="SetupException"/> when another program already listens where this process should.
    /// </summary>
    private static void RefuseTaken(string key, Uri listen)
    {
        var here = ProgramCommand.HereOf(listen);
        using var trial = new TcpClient();
        try
        {
            trial.Connect(here.Host, here.Port);
        }
        catch (SocketException)
        {
            return;
        }

        throw new SetupException(
            $"{key} 的端口 {listen.Port} 已被占用，可能已经启动了一个。"
                + $"先停掉它，或换一个端口：--{key} {listen.Scheme}://{listen.Host}:{listen.Port + 1}"
        );
    }
}
