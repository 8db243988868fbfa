using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Proposals.BuildingBlocks;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Proposals.Suite.Tests;

/// <summary>
/// Every field of every RPC that the gateway offers takes every hostile value as JSON, and so do the parameters of
/// uploads, downloads, exports and streams. The answer is a result, or a refusal in Chinese, small and at once.
/// </summary>
[Collection("laptop")]
public sealed class HostileJsonTests(Laptop suite, ITestOutputHelper output) : IClassFixture<Laptop>, IAsyncLifetime
{
    private const int AtOnce = 3;

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
        var (calls, problems) = (
            await HostileCalls.OfAsync(suite.Cast, (await suite.FiledAsync("夜间公交")).Name),
            new List<string>()
        );
        var (sent, fields, slowest, sync) = (0, 0, TimeSpan.Zero, new Lock());
        using var client = Client();
        var methods = HostileCalls.Unary.Where(m => !PeerRules.Withheld.ContainsKey(HostileCalls.PathOf(m))).ToList();
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
                        Send(client, Post(HostileCalls.PathOf(method), authorization, hostile.Body), hostile.IsBad)
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
        var (problems, sent) = (new List<string>(), 0);
        using var client = Client();
        foreach (var hostile in HostileQuery.All())
        {
            sent++;
            var authorization = (await suite.Cast.OfAsync(hostile.Login)).Authorization!;
            var (problem, _) = await TryAsync(() =>
                Send(client, hostile.To(client.BaseAddress!, authorization), mustRefuse: false)
            );
            if (problem.Length > 0)
                problems.Add($"{hostile.Verb} {hostile.Path[..Math.Min(hostile.Path.Length, 80)]}: {problem}");
        }

        output.WriteLine($"{sent} requests");
        problems.ShouldBeEmpty();
    }

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
            return (HostileAnswers.ProblemOf((int)answer.StatusCode, body), watch.Elapsed);
        }
    }
}
