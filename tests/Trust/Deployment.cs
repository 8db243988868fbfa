using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;
using Proposals.Channels;
using Proposals.Client;
using Proposals.TestKit;

namespace Proposals.Trust;

/// <summary>A suite of its own in a folder of its own, on loopback only. It is removed on dispose.</summary>
internal abstract class Deployment : IAsyncDisposable
{
    private static int _numbers;

    /// <summary>Root of the repository.</summary>
    protected static readonly string Root = FindRoot();

    /// <summary>
    /// Build configuration: Release, or the value of CONFIGURATION. The services run as they were built.
    /// </summary>
    protected static readonly string Configuration = Environment.GetEnvironmentVariable("CONFIGURATION")
        is { Length: > 0 } named
        ? named
        : "Release";

    /// <summary>Folder of everything that this suite writes.</summary>
    public string Folder { get; } =
        Folders
            .CreateTempSubdirectory($"proposals-trust-{Environment.ProcessId}-{Interlocked.Increment(ref _numbers)}-")
            .FullName;

    /// <summary>The suite as its clients see it.</summary>
    public Suite Suite { get; protected set; } = null!;

    /// <summary>Accounts of its committee.</summary>
    public DemoAccounts Accounts { get; protected set; } = null!;

    /// <summary>The secret that the services share.</summary>
    public string Secret { get; protected set; } = "";

    /// <summary>Starts the suite and creates the committee.</summary>
    public abstract Task StartAsync();

    /// <summary>The faults of a campaign in the order they strike.</summary>
    public abstract IReadOnlyList<Fault> Faults(int cycles, Random random);

    /// <summary>Opens a connection to the database of a service, beside those of the service.</summary>
    public abstract Task<DbConnection> OpenAsync(string service, bool forWriting = false);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Suite?.Dispose();
        try
        {
            await StopAsync();
        }
        finally
        {
            Folders.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Prints the last 12 lines of each log.</summary>
    public void ShowLogs()
    {
        foreach (var log in Folders.GetFiles(Folder, "*.log").Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(log).TakeLast(12))
                Kills.Print($"    {Path.GetFileName(log)}: {line}");
        }
    }

    /// <summary>Stops all that was started.</summary>
    protected abstract Task StopAsync();

    /// <summary>Number of processes by the variables of the scripts, e.g. RABBIT_NODES.</summary>
    protected IReadOnlyDictionary<string, int> Scale { get; init; } = new Dictionary<string, int>();

    /// <summary>Runs a script of deploy/ to its end, for at most 300 s.</summary>
    protected async Task ScriptAsync(string name, params string[] args)
    {
        var info = new ProcessStartInfo("timeout") { WorkingDirectory = Root };
        // The output goes to a file, because the processes that the script leaves running would hold a pipe open.
        foreach (
            var arg in (string[])
                [
                    "300",
                    "bash",
                    "-c",
                    "log=$1; shift; exec bash \"$@\" >>\"$log\" 2>&1 </dev/null",
                    "-",
                    Path.Combine(Folder, "scripts.log"),
                    Path.Combine(Root, "deploy", name),
                    .. args,
                ]
        )
        {
            info.ArgumentList.Add(arg);
        }

        info.Environment["CONFIGURATION"] = Configuration;
        foreach (var (key, value) in Scale)
            info.Environment[key] = value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        info.Environment["BASE_PORT"] = FreePort.Next(20).ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var process = Process.Start(info)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{name} {string.Join(' ', args)} ended with {process.ExitCode}:\n"
                    + $"{string.Join('\n', File.ReadLines(Path.Combine(Folder, "scripts.log")).TakeLast(15))}"
            );
    }

    /// <summary>Returns the path of a service's built program.</summary>
    protected static string Program(string project)
    {
        var path = Path.Combine(Root, "services", project, "bin", Configuration, "net10.0", $"Proposals.{project}.dll");
        return File.Exists(path)
            ? path
            : throw new InvalidOperationException(
                $"{path} is not built: dotnet build services/{project} -c {Configuration}"
            );
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "deploy", "run-apart.sh")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("this program must lie inside the repository");
    }
}

/// <summary>The whole suite in one process on SQLite.</summary>
internal sealed class StandaloneDeployment : Deployment
{
    private readonly int _port = FreePort.Next();
    private Process? _process;

    /// <inheritdoc />
    public override async Task StartAsync()
    {
        Secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Suite = Suite.At($"http://127.0.0.1:{_port}");
        await LaunchAsync();
        await Quiescence.AnswersAsync(this, Suite.Services, TimeSpan.FromSeconds(60));
        var now = DateTimeOffset.UtcNow;
        Accounts = await DemoCommittee.CreateAsync(
            Suite,
            Secret,
            "trust",
            now.AddDays(-1),
            now.AddDays(2),
            now.AddDays(3)
        );
    }

    /// <inheritdoc />
    public override IReadOnlyList<Fault> Faults(int cycles, Random random) =>
        [
            .. Enumerable
                .Range(0, Math.Clamp(cycles / 8, 8, 40))
                .Select(_ => new Fault("process", Suite.Services, KillAsync, LaunchAsync)),
        ];

    /// <inheritdoc />
    public override async Task<DbConnection> OpenAsync(string service, bool forWriting = false)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(Folder, "data", service + ".db"),
                Mode = forWriting ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly,
                Pooling = false,
                DefaultTimeout = 30,
            }.ToString()
        );
        await connection.OpenAsync();
        return connection;
    }

    /// <inheritdoc />
    protected override Task StopAsync() => _process is null ? Task.CompletedTask : KillAsync();

    private Task LaunchAsync()
    {
        var info = new ProcessStartInfo("bash") { WorkingDirectory = Folder };
        foreach (
            var arg in (string[])
                ["-c", "exec dotnet \"$1\" >>standalone.log 2>&1 </dev/null", "-", Program("Standalone")]
        )
            info.ArgumentList.Add(arg);
        foreach (
            var (key, value) in new Dictionary<string, string>
            {
                ["Listen"] = $"http://127.0.0.1:{_port}",
                ["Demo"] = "false",
                ["Peers__Secret"] = Secret,
                ["Database__Engine"] = "sqlite",
                ["Database__Folder"] = Path.Combine(Folder, "data"),
                ["Logging__LogLevel__Default"] = "Warning",
                ["Logging__LogLevel__MassTransit"] = "Error",
            }
        )
        {
            info.Environment["PROPOSALS_" + key] = value;
        }

        _process = Process.Start(info)!;
        return Task.CompletedTask;
    }

    private async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }
}

/// <summary>
/// One process or more for each service, PostgreSQL, and one RabbitMQ or a cluster of three (deploy/run-apart.sh).
/// </summary>
internal sealed class ApartDeployment : Deployment
{
    private readonly int _replicas;
    private readonly Func<ApartDeployment, Task>? _prepare;
    private Dictionary<string, string> _env = [];

    /// <summary>
    /// A suite with this number of brokers, and this number of processes for each service. <paramref name="prepare"/>
    /// may fill the empty databases before the services start.
    /// </summary>
    public ApartDeployment(int brokers = 1, int replicas = 1, Func<ApartDeployment, Task>? prepare = null) =>
        (_replicas, _prepare, Scale) = (
            replicas,
            prepare,
            new Dictionary<string, int> { ["RABBIT_NODES"] = brokers, ["REPLICAS"] = replicas }
        );

    /// <summary>Addresses of the gateways.</summary>
    public IReadOnlyList<string> Gateways { get; private set; } = [];

    /// <summary>Addresses of each service, as its callers know them.</summary>
    public IReadOnlyDictionary<string, string> Services { get; private set; } = new Dictionary<string, string>();

    /// <inheritdoc />
    public override async Task StartAsync()
    {
        if (_prepare is not null)
        {
            await ScriptAsync("run-apart.sh", "databases", Folder);
            _env = Read("env");
            await _prepare(this);
        }

        await ScriptAsync("run-apart.sh", "up", Folder);
        _env = Read("env");
        var ports = Read("ports");
        Secret = _env["PEERS_SECRET"];
        IReadOnlyList<string> Addresses(string name, string scheme) =>
            [
                .. Enumerable
                    .Range(1, _replicas)
                    .Select(i => $"{scheme}://127.0.0.1:{ports[$"PORT_{name}{(i > 1 ? $"_{i}" : "")}"]}"),
            ];
        Services = Suite.Services.ToDictionary(
            s => s,
            s => string.Join(',', Addresses(s, "https")),
            StringComparer.Ordinal
        );
        Suite = new Suite(Services, CertificatesOf(Identity.Operator));
        Gateways = Addresses("gateway", "http");
        Accounts = DemoAccounts.Load(Path.Combine(Folder, "demo-accounts.json"));
    }

    /// <summary>The certificate and key of an identity, and the authorities.</summary>
    public PeerCertificates CertificatesOf(string identity) => new(Path.Combine(Folder, "certs", identity));

    /// <summary>The processes of services and gateways that were started last, by name.</summary>
    public IReadOnlyDictionary<string, int> Processes() =>
        Folders
            .GetFiles(Folder, "*.pid")
            // A broker's file lies beside them.
            .Where(f => Identity.All.Contains(Path.GetFileNameWithoutExtension(f).Split('_')[0]))
            .ToDictionary(
                f => Path.GetFileNameWithoutExtension(f),
                f => int.Parse(File.ReadAllText(f), System.Globalization.CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );

    /// <summary>Connection string to the databases, as the command line takes it.</summary>
    public string DatabaseTemplate => $"Host=127.0.0.1;Port={_env["PG_PORT"]};Database=proposals_{{service}}";

    /// <summary>Runs `proposals` against this suite and returns its exit code. Its output is in cli.log.</summary>
    public async Task<int> CliAsync(params string[] args)
    {
        var info = new ProcessStartInfo("bash") { WorkingDirectory = Root };
        foreach (
            var arg in (string[])
                [
                    "-c",
                    "cd \"$1\"; [ ! -e suite.env ] || . ./suite.env; exec timeout 120 dotnet \"$2\" \"${@:3}\" "
                        + ">>cli.log 2>&1 </dev/null",
                    "-",
                    Folder,
                    Path.Combine(Root, "services", "Cli", "bin", Configuration, "net10.0", "proposals.dll"),
                    .. args,
                ]
        )
            info.ArgumentList.Add(arg);
        using var process = Process.Start(info)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            ShowLogs();
        return process.ExitCode;
    }

    /// <summary>
    /// At least ten faults, in turns that the seed shuffles. A turn has every service once, the database and the broker
    /// twice, and once the broker with its disk.
    /// </summary>
    public override IReadOnlyList<Fault> Faults(int cycles, Random random)
    {
        var faults = new List<Fault>();
        var wanted = Math.Clamp(cycles / 5, 10, 60);
        while (faults.Count < wanted)
        {
            Fault[] turn =
            [
                .. Suite.Services.Select(Service),
                Database(),
                Broker(),
                Database(),
                Broker(),
                WipedBroker(),
            ];
            random.Shuffle(turn);
            faults.AddRange(turn.Take(Math.Max(wanted - faults.Count, 0)));
        }

        return faults;
    }

    /// <inheritdoc />
    public override async Task<DbConnection> OpenAsync(string service, bool forWriting = false)
    {
        var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={_env["PG_PORT"]};Username=proposals;Password="
                + $"{_env["PG_PASSWORD"]};Database=proposals_{service};Pooling=false"
        );
        await connection.OpenAsync();
        return connection;
    }

    /// <inheritdoc />
    protected override Task StopAsync() => ScriptAsync("run-apart.sh", "down", Folder);

    /// <summary>A fault of one broker of the cluster, or of several at once.</summary>
    public Fault Brokers(params string[] names) =>
        new(string.Join(" + ", names), [], () => EachAsync("kill", names), () => EachAsync("start", names));

    /// <summary>
    /// Returns for each queue of the brokers the number of its members, and how many of them are online.
    /// </summary>
    public async Task<IReadOnlyList<(string Queue, int Members, int Online)>> QueuesAsync()
    {
        await ScriptAsync("backends.sh", "queues", Folder);
        return
        [
            .. File.ReadAllLines(Path.Combine(Folder, "queues"))
                .Select(l => l.Split(' '))
                .Select(l => (l[0], int.Parse(l[1], null), int.Parse(l[2], null))),
        ];
    }

    /// <summary>Stops a process of a service as an operator does, and starts it again.</summary>
    public Task RestartAsync(string name, int replica) =>
        ScriptAsync(
            "run-apart.sh",
            "restart",
            name,
            replica.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Folder
        );

    private Task EachAsync(string what, string[] names) =>
        Task.WhenAll(names.Select(n => ScriptAsync("backends.sh", what, n, Folder)));

    private Fault Service(string name) =>
        new(
            name,
            [name],
            () => ScriptAsync("run-apart.sh", "kill", name, Folder),
            () => ScriptAsync("run-apart.sh", "start", name, Folder)
        );

    private Fault Database() =>
        new(
            "postgres",
            Suite.Services,
            () => ScriptAsync("backends.sh", "kill", "postgres", Folder),
            () => ScriptAsync("backends.sh", "start", "postgres", Folder)
        );

    private Fault Broker() =>
        new(
            "rabbitmq",
            [],
            () => ScriptAsync("backends.sh", "kill", "rabbitmq", Folder),
            () => ScriptAsync("backends.sh", "start", "rabbitmq", Folder)
        );

    private Fault WipedBroker() =>
        Broker() with
        {
            Name = "rabbitmq wiped",
            StrikeAsync = async () =>
            {
                await ScriptAsync("backends.sh", "kill", "rabbitmq", Folder);
                await ScriptAsync("backends.sh", "wipe", "rabbitmq", Folder);
            },
        };

    private Dictionary<string, string> Read(string file) =>
        File.ReadAllLines(Path.Combine(Folder, file))
            .Select(l => l.Split('=', 2))
            .ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
}
