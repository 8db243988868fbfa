using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Proposals.Assignments;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory;
using Proposals.Feedback;
using Proposals.Intake;
using Proposals.Supervision;
using Proposals.TestKit;
using Xunit;

namespace Proposals.Gateway.Tests;

/// <summary>
/// All services behind a gateway, over real HTTP. It starts once for a test class.
/// </summary>
public sealed class GatewaySuite : IAsyncLifetime
{
    private WebApplication _gateway = null!;

    public TestSuite Suite { get; private set; } = null!;
    public Cast Cast { get; private set; } = null!;
    public Uri Address { get; private set; } = null!;

    /// <summary>Folder of uploaded files.</summary>
    public string Files => Path.Combine(Suite.Folder, "files");

    /// <summary>Folder of a portal made for the tests.</summary>
    public string Portal => Path.Combine(Suite.Folder, "portal");

    public async Task InitializeAsync()
    {
        Suite = await TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.Memory,
            [
                new DirectoryModule { PasswordIterations = 1000 },
                new IntakeModule(),
                new AssignmentModule(),
                new FeedbackModule(),
                new SupervisionModule(),
            ]
        );
        Cast = await Suite.CommitteeAsync();
        MakePortal();
        _gateway = await StartAsync();
        Address = new Uri(_gateway.Urls.First());
    }

    /// <summary>Starts a gateway in front of the suite.</summary>
    public Task<WebApplication> StartAsync(params (string Key, string Value)[] more) => StartAsync(Suite.Clock, more);

    /// <summary>Starts a gateway with a clock of its own in front of the suite.</summary>
    public Task<WebApplication> StartAsync(TimeProvider clock, params (string Key, string Value)[] more) =>
        StartAsync(new HostParts(clock, new Ids()), more);

    /// <summary>Starts a gateway with these parts in front of the suite.</summary>
    public async Task<WebApplication> StartAsync(HostParts parts, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Listen"] = Suite.Address,
            ["Peers:Secret"] = Suite.Secret,
            ["Gateway:Listen"] = "http://127.0.0.1:0",
            ["Gateway:Portal"] = Portal,
            ["Files:Folder"] = Files,
            ["Logging:LogLevel:Default"] = "Error",
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        var gateway = await Gateway.BuildAsync([], parts, b => b.Configuration.AddInMemoryCollection(settings));
        await gateway.StartAsync();
        return gateway;
    }

    public async Task DisposeAsync()
    {
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        await Suite.DisposeAsync();
    }

    /// <summary>Returns a client that keeps no cookies and follows no redirects.</summary>
    public HttpClient Client(string? authorization = null, Uri? address = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = address ?? Address,
        };
        if (authorization is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        return client;
    }

    /// <summary>Returns a client with the bearer token of a sign-in name.</summary>
    public async Task<HttpClient> ClientOfAsync(string login) => Client((await Cast.OfAsync(login)).Authorization);

    /// <summary>Returns the token of a sign-in name.</summary>
    public async Task<string> TokenOfAsync(string login) =>
        (await Cast.OfAsync(login)).Authorization!["Bearer ".Length..];

    private void MakePortal()
    {
        Folders.CreateDirectory(Path.Combine(Portal, "assets"));
        File.WriteAllText(
            Path.Combine(Portal, "index.html"),
            "<!doctype html><meta name=\"csp-nonce\" content=\"__CSP_NONCE__\">"
                + "<meta name=\"portal-footer\" content=\"__FOOTER__\"><div id=root></div>"
        );
        File.WriteAllText(Path.Combine(Portal, "robots.txt"), "User-agent: *");
        File.WriteAllText(Path.Combine(Portal, "assets", "main-abc123.js"), "plain");
        File.WriteAllText(Path.Combine(Portal, "assets", "main-abc123.js.br"), "brotli");
        File.WriteAllText(Path.Combine(Portal, "assets", "main-abc123.js.gz"), "gzip");
    }
}

/// <summary>Helpers for JSON calls.</summary>
internal static class Calls
{
    public const string Directory = "/proposals.directory.v1.DirectoryService/";
    public const string Intake = "/proposals.intake.v1.IntakeService/";

    /// <summary>Posts JSON to a path.</summary>
    public static Task<HttpResponseMessage> CallAsync(
        this HttpClient client,
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body ?? new { }) };
        // A charset is allowed, but most clients send none.
        request.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request);
    }

    /// <summary>Reads the JSON of an answer.</summary>
    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    /// <summary>Posts JSON and returns the answer. Throws when the call is refused.</summary>
    public static async Task<JsonObject> AskAsync(this HttpClient client, string path, object? body = null)
    {
        using var response = await client.CallAsync(path, body);
        var json = await response.JsonAsync();
        return response.IsSuccessStatusCode
            ? json
            : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {json.ToJsonString()}");
    }

    /// <summary>Returns the HTTP status of a refused call, its Connect code and its reason.</summary>
    public static async Task<(int Http, string Code, string Reason)> RefusalAsync(this HttpResponseMessage response)
    {
        var json = await response.JsonAsync();
        return ((int)response.StatusCode, (string)json["code"]!, ReasonOf(json));
    }

    /// <summary>Returns the reason in an error.</summary>
    public static string ReasonOf(JsonObject error) =>
        (string)
            error["details"]!.AsArray().First(d => (string)d!["type"]! == "google.rpc.ErrorInfo")!["debug"]!["reason"]!;
}
