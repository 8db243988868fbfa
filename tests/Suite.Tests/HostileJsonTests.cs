using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Proposals.Suite.Tests;

/// <summary>
/// Every field of every RPC that the gateway offers takes every hostile value as JSON, and so do the parameters of
/// uploads, downloads, exports and streams. The answer is a result, or a refusal in Chinese, small and at once.
/// </summary>
public sealed class HostileJsonTests(Laptop suite, ITestOutputHelper output) : IClassFixture<Laptop>, IAsyncLifetime
{
    private const int AtOnce = 3;

    private static readonly string[] Queries =
    [
        "",
        "%00",
        "%C3%28",
        "%E2%80%AE",
        "%EF%BF%BD",
        "%01",
        "../../../etc/passwd",
        "%F0%A0%AE%B7",
        "%EF%BB%BF",
        "%2e%2e%2f%2e%2e%2fcon.pdf",
        "committees/another/sessions/x",
        "%27%3B%20DROP%20TABLE%20journal%3B--",
        "%3Cscript%3E",
        "+",
        "%",
        "a&{0}=b",
        string.Concat(Enumerable.Repeat("9", 5_000)),
        string.Concat(Enumerable.Repeat("%CC%81", 800)),
    ];

    private WebApplication _gateway = null!;

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Listen"] = suite.Suite.Address,
            ["Peers:Secret"] = suite.Suite.Secret,
            ["Gateway:Listen"] = "http://127.0.0.1:0",
            ["Gateway:Portal"] = Path.Combine(suite.Suite.Folder, "no-portal"),
            ["Files:Folder"] = Path.Combine(suite.Suite.Folder, "files"),
            ["Logging:LogLevel:Default"] = "Error",
        };
        _gateway = await Gateway.Gateway.BuildAsync(
            [],
            new HostParts(suite.Suite.Clock, new Ids()),
            b => b.Configuration.AddInMemoryCollection(settings)
        );
        await _gateway.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task No_field_of_any_rpc_breaks_the_gateway()
    {
        var (calls, problems) = (await HostileCalls.OfAsync(suite), new List<string>());
        var (sent, fields, slowest, sync) = (0, 0, TimeSpan.Zero, new Lock());
        using var client = Client();
        var methods = HostileCalls.Unary.Where(m => !PeerRules.Withheld.ContainsKey(PathOf(m))).ToList();
        await Parallel.ForEachAsync(
            methods,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (method, _) =>
            {
                var authorization = await calls.AuthorizationAsync(method);
                var bodies = HostileJson
                    .Of(method.InputType, calls.Plausible)
                    .Concat(HostileJson.Bodies(method.InputType, calls.Plausible))
                    .ToList();
                foreach (var hostile in bodies)
                {
                    var (problem, took) = await TryAsync(() =>
                        Send(client, Post(PathOf(method), authorization, hostile.Body), hostile.IsBad)
                    );
                    lock (sync)
                    {
                        (sent, slowest) = (sent + 1, took > slowest ? took : slowest);
                        if (problem.Length > 0)
                            problems.Add($"{method.Name} {hostile.Path}: {problem}");
                    }
                }

                Interlocked.Add(ref fields, bodies.Select(b => b.Path.Split(':')[0]).Distinct().Count());
            }
        );

        output.WriteLine(
            $"{methods.Count} RPCs, {fields} fields, {sent} calls, slowest {slowest.TotalMilliseconds:0} ms"
        );
        problems.ShouldBeEmpty();
        sent.ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public async Task No_parameter_of_a_query_breaks_the_gateway()
    {
        var problems = new List<string>();
        using var client = Client();
        var (office, supervisor) = (
            (await suite.Cast.Office).Authorization!,
            (await suite.Cast.Supervisor).Authorization!
        );
        var sent = 0;
        async Task Try(HttpMethod verb, string path, string authorization, byte[]? body = null)
        {
            sent++;
            var (problem, _) = await TryAsync(() =>
            {
                // The client would rewrite what it takes for a mistake.
                var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
                var request = new HttpRequestMessage(verb, new Uri(client.BaseAddress + path, options));
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
                if (body is not null)
                    request.Content = new ByteArrayContent(body);
                return Send(client, request, mustRefuse: false);
            });
            if (problem.Length > 0)
                problems.Add($"{verb} {path[..Math.Min(path.Length, 80)]}: {problem}");
        }

        foreach (var hostile in Queries)
        {
            foreach (var export in new[] { "cases.csv", "cases.xlsx", "statistics.xlsx" })
                await Try(HttpMethod.Get, $"exports/{export}?session={Of(hostile, "session")}", supervisor);
            await Try(HttpMethod.Post, $"files?name={Of(hostile, "name")}", office, "%PDF-1.4"u8.ToArray());
            await Try(HttpMethod.Post, $"files?name=a{Of(hostile, "name")}.pdf", office, "%PDF-1.4"u8.ToArray());
            await Try(HttpMethod.Get, $"files/committees/x/proposals/{hostile}/attachments/{hostile}", office);
            foreach (var stream in Contract.Services.SelectMany(s => s.Methods).Where(m => m.IsServerStreaming))
                await Try(HttpMethod.Get, $"{PathOf(stream)[1..]}?message={Of(hostile, "message")}", office);
        }

        foreach (var stream in Contract.Services.SelectMany(s => s.Methods).Where(m => m.IsServerStreaming))
        foreach (var hostile in HostileJson.Bodies(stream.InputType, _ => "甲").Where(b => b.Body.Length < 1_000))
            await Try(
                HttpMethod.Get,
                $"{PathOf(stream)[1..]}?message={string.Concat(hostile.Body.Select(b => $"%{b:X2}"))}",
                office
            );

        output.WriteLine($"{sent} requests");
        problems.ShouldBeEmpty();
    }

    private static string Of(string hostile, string parameter) =>
        hostile.Replace("{0}", parameter, StringComparison.Ordinal);

    private static string PathOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    private HttpClient Client() =>
        new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(_gateway.Urls.First()) };

    private static HttpRequestMessage Post(string path, string authorization, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return request;
    }

    // Once may be the machine, twice is the request.
    private static async Task<(string Problem, TimeSpan Took)> TryAsync(Func<Task<(string, TimeSpan)>> send)
    {
        var (problem, took) = await send();
        if (problem.Length == 0 && took > TimeSpan.FromSeconds(1))
            (problem, took) = await send();
        return (took > TimeSpan.FromSeconds(1) ? $"{problem} took {took.TotalMilliseconds:0} ms" : problem, took);
    }

    private static async Task<(string Problem, TimeSpan Took)> Send(
        HttpClient client,
        HttpRequestMessage request,
        bool mustRefuse
    )
    {
        var watch = Stopwatch.StartNew();
        using (request)
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (answer.IsSuccessStatusCode)
                return (mustRefuse ? "passed" : "", watch.Elapsed);
            var body = await answer.Content.ReadAsStringAsync();
            return (ProblemOf((int)answer.StatusCode, body), watch.Elapsed);
        }
    }

    private static string ProblemOf(int status, string body)
    {
        // What is no HTTP is refused by the server without a word.
        if (body.Length == 0)
            return status is 400 or 414 ? "" : $"{status} without a body";
        if (status >= 500 && status != 503 || JsonOf(body) is not { } error)
            return $"{status} {body[..Math.Min(body.Length, 200)]}";
        var details = error["details"]!.AsArray();
        var size = details.Sum(d => (string)d!["value"]! is { } value ? value.Length * 3 / 4 : 0);
        var longest = Texts(error["message"]).Concat(details.SelectMany(d => Texts(d!["debug"]))).Max(t => t.Length);
        return error["code"]!.GetValue<string>() is "internal" or "unknown" ? $"code {error["code"]}"
            : size > RefusalStatus.MaxBytes ? $"a status of {size} bytes"
            : longest > RefusalStatus.MaxText ? $"a text of {longest} characters"
            : !HostileCalls.IsChinese((string)error["message"]!) ? $"not in Chinese: {error["message"]}"
            : "";
    }

    private static JsonObject? JsonOf(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Texts(JsonNode? node) =>
        node switch
        {
            JsonObject fields => fields.SelectMany(f => Texts(f.Value)),
            JsonArray items => items.SelectMany(Texts),
            JsonValue value when value.TryGetValue<string>(out var text) => [text],
            _ => [],
        };
}
