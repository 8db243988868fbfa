using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Proposals.Channels;
using Proposals.Client;
using Proposals.TestKit;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// The suite as an office runs it (deploy/run-apart.sh): one process for each service and the gateway, on PostgreSQL
/// and RabbitMQ.
/// </summary>
/// <remarks>
/// It exports all telemetry: traces and metrics to a receiver in the test, logs as JSON lines at Information. A
/// proposal is filed through the gateway, and a whole life cycle is walked.
/// </remarks>
public sealed class ObservedSuite : IAsyncLifetime
{
    private readonly string _folder = Folders.CreateTempSubdirectory("proposals-observed-").FullName;
    private readonly string _traceparent = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";

    /// <summary>Service names under which the processes export.</summary>
    public static readonly IReadOnlyList<string> Processes =
    [
        .. Identity.Services.Append(Identity.Gateway).Select(s => $"proposals-{s}"),
    ];

    /// <summary>The receiver of the suite's telemetry.</summary>
    public Receiver Receiver { get; private set; } = null!;

    /// <summary>Everything that telemetry must never contain: names, sign-in names, passwords, tokens, texts.</summary>
    public List<string> Secrets { get; } = [];

    /// <summary>Ids of the trace and of the client's own span that it began when it filed a proposal.</summary>
    public (string Trace, string Span) Filing => (_traceparent.Split('-')[1], _traceparent.Split('-')[2]);

    /// <summary>Log lines of each process.</summary>
    public IEnumerable<(string Process, IReadOnlyList<string> Lines)> Logs =>
        Processes.Select(p =>
            (p, (IReadOnlyList<string>)ReadAll(Path.Combine(_folder, p["proposals-".Length..] + ".log")))
        );

    /// <summary>Root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    public async Task InitializeAsync()
    {
        Receiver = await Receiver.StartAsync();
        await RunAsync(
            $"chmod 755 '{_folder}' && touch '{_folder}/demo-accounts.json' && deploy/run-apart.sh up '{_folder}'"
        );
        // On a busy machine the first calls to six new processes may exceed their deadline. Then another committee is
        // tried.
        await RunAsync(
            $". '{_folder}/suite.env'; for code in observed1 observed2 observed3 observed4; do {Cli} demo create "
                + "$code && exit 0; done; exit 1"
        );
        var accounts = DemoAccounts.Load(Path.Combine(_folder, "demo-accounts.json"));
        Secrets.AddRange(accounts.Accounts.SelectMany(a => new[] { a.Password, a.Title }));
        // The other sign-in names are ordinary words: "office", "system".
        Secrets.AddRange(accounts.Accounts.Select(a => a.Login).Where(l => char.IsAsciiDigit(l[^1])));
        var gateway = await GatewayAsync();
        var (member, office) = (
            await SignInAsync(gateway, accounts, "member1"),
            await SignInAsync(gateway, accounts, "office")
        );
        await FileAsync(member, office);
        await RefusedSignInAsync(gateway, accounts);
        await UploadAsync(member);
        await WatchAsync(member);
        await RunAsync($". '{_folder}/suite.env'; {Cli} demo walk --dissatisfied");
        Secrets.AddRange([
            "示例情况",
            "示例分析",
            "一是增加设施投入",
            "与提案者面商",
            "所提建议已采纳",
            "示例意见",
            "示例签发人",
            "示例函",
        ]);
        await Call.UntilAsync(
            "每个进程两次以上的指标导出",
            () =>
                Task.FromResult(
                    Processes.All(p => Receiver.MetricsOf(p).Contains("dotnet.process.memory.working_set"))
                        ? "ok"
                        : null
                ),
            TimeSpan.FromSeconds(30)
        );
    }

    public async Task DisposeAsync()
    {
        await RunAsync($"deploy/run-apart.sh down '{_folder}'");
        await Receiver.DisposeAsync();
        Folders.Delete(_folder, recursive: true);
    }

    /// <summary>Waits up to 30 s until <paramref name="find"/> returns something.</summary>
    public Task<T> SeenAsync<T>(string what, Func<Receiver, T?> find)
        where T : class => Call.UntilAsync(what, () => Task.FromResult(find(Receiver)), TimeSpan.FromSeconds(30));

    private static string Cli => $"dotnet services/Cli/bin/{Configuration}/net10.0/proposals.dll";

    private async Task FileAsync(HttpClient member, HttpClient office)
    {
        const string intake = "/proposals.intake.v1.IntakeService/",
            directory = "/proposals.directory.v1.DirectoryService/";
        var session = (string)
            (await AskAsync(office, directory + "ListPlenarySessions", new { pageSize = 1 }))["sessions"]![0]!["name"]!;
        string[] texts = ["关于观测的提案题目", "观测情况段落", "观测分析段落", "观测建议段落"];
        Secrets.AddRange(texts);
        var draft = new
        {
            session,
            category = "society",
            mayPublish = true,
            text = new
            {
                subject = texts[0],
                situation = texts[1],
                analysis = texts[2],
                suggestions = new[] { texts[3] },
            },
        };
        var proposal = (string)
            (await AskAsync(member, intake + "CreateProposal", new { requestId = Call.NewId(), proposal = draft }))[
                "name"
            ]!;
        await AskAsync(
            member,
            intake + "SubmitProposal",
            new
            {
                requestId = Call.NewId(),
                name = proposal,
                containsNoSecret = true,
            }
        );
        await AskAsync(
            office,
            intake + "ExamineProposal",
            new
            {
                requestId = Call.NewId(),
                name = proposal,
                opinion = "观测审查意见",
            }
        );
        Secrets.Add("观测审查意见");
        // The tests look at the trace of this call. The client begins it.
        await AskAsync(
            office,
            intake + "FileProposal",
            new { requestId = Call.NewId(), name = proposal },
            _traceparent
        );
    }

    private async Task<HttpClient> GatewayAsync()
    {
        var port = ReadAll(Path.Combine(_folder, "ports"))
            .First(l => l.StartsWith("PORT_gateway=", StringComparison.Ordinal))
            .Split('=')[1];
        return await Task.FromResult(new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") });
    }

    private async Task<HttpClient> SignInAsync(HttpClient gateway, DemoAccounts accounts, string login)
    {
        var token = (string)
            (
                await AskAsync(
                    gateway,
                    "/proposals.directory.v1.DirectoryService/SignIn",
                    new
                    {
                        committeeCode = accounts.Committee,
                        login,
                        password = accounts.PasswordOf(login),
                    }
                )
            )["token"]!;
        Secrets.Add(token);
        var client = new HttpClient { BaseAddress = gateway.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task RefusedSignInAsync(HttpClient gateway, DemoAccounts accounts)
    {
        Secrets.AddRange(["wrong-password-9f2c", "nobody-7d31"]);
        using var answer = await gateway.PostAsJsonAsync(
            "/proposals.directory.v1.DirectoryService/SignIn",
            new
            {
                committeeCode = accounts.Committee,
                login = "nobody-7d31",
                password = "wrong-password-9f2c",
            }
        );
        if (answer.StatusCode == HttpStatusCode.OK)
            throw new InvalidOperationException("a wrong password signed in");
    }

    private async Task UploadAsync(HttpClient member)
    {
        Secrets.AddRange(["观测附件", "观测附件内容"]);
        using var content = new StringContent("观测附件内容");
        content.Headers.ContentType = null;
        using var answer = await member.PostAsync("/files?name=" + Uri.EscapeDataString("观测附件.txt"), content);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    private static async Task WatchAsync(HttpClient member)
    {
        using var answer = await member.GetAsync(
            "/proposals.supervision.v1.SupervisionService/WatchChanges?message=%7B%7D",
            HttpCompletionOption.ResponseHeadersRead
        );
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<JsonNode> AskAsync(
        HttpClient client,
        string path,
        object body,
        string? traceparent = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (traceparent is not null)
            request.Headers.Add("traceparent", traceparent);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
    }

    private static string Configuration =>
        Environment.GetEnvironmentVariable("CONFIGURATION") is { Length: > 0 } named ? named
        : AppContext.BaseDirectory.Contains("/Debug/", StringComparison.Ordinal) ? "Debug"
        : "Release";

    private async Task RunAsync(string command)
    {
        var info = new ProcessStartInfo("timeout", ["180", "bash", "-c", command])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var (key, value) in new[]
            {
                ("PROPOSALS_Telemetry__Endpoint", Receiver.Address),
                ("PROPOSALS_Telemetry__Protocol", "http"),
                ("PROPOSALS_Telemetry__Interval", "1"),
                ("PROPOSALS_Logging__Format", "json"),
                ("PROPOSALS_Logging__LogLevel__Default", "Information"),
                ("CONFIGURATION", Configuration),
                ("BASE_PORT", FreePort.Next(Processes.Count).ToString(null, null)),
            }
        )
            info.Environment[key] = value;
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command}: exit {process.ExitCode}\n{await output}\n{await error}");
    }

    private static List<string> ReadAll(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "buf.yaml")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}

/// <summary>The test classes that share one observed suite.</summary>
[CollectionDefinition(Name)]
public sealed class Observed : ICollectionFixture<ObservedSuite>
{
    public const string Name = "observed";
}
