using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory;
using Proposals.Intake;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

/// <summary>What calls that are the caller's mistake leave in the logs of a service and of the gateway.</summary>
public sealed class CallLogTests : IAsyncLifetime
{
    private const int Total = 100;
    private readonly LogLines _ofServices = new(),
        _ofGateway = new();
    private TestSuite _suite = null!;
    private WebApplication _gateway = null!;
    private Cast _cast = null!;
    private HttpClient _grpc = null!,
        _json = null!;

    public async Task InitializeAsync()
    {
        _suite = await TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.Memory,
            [new DirectoryModule { PasswordIterations = 1000 }, new IntakeModule()],
            more: new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Information",
                ["Positions:WaitMilliseconds"] = "50",
            },
            log: log => log.ClearProviders().AddProvider(_ofServices)
        );
        _cast = await _suite.CommitteeAsync();
        var settings = new Dictionary<string, string?>
        {
            ["Listen"] = _suite.Address,
            ["Peers:Secret"] = _suite.Secret,
            ["Gateway:Listen"] = "http://127.0.0.1:0",
            ["Gateway:Portal"] = _suite.Folder,
            ["Files:Folder"] = Path.Combine(_suite.Folder, "files"),
        };
        _gateway = await Gateway.BuildAsync(
            [],
            new HostParts(_suite.Clock, new Ids()) { Log = log => log.ClearProviders().AddProvider(_ofGateway) },
            b => b.Configuration.AddInMemoryCollection(settings)
        );
        await _gateway.StartAsync();
        _json = new HttpClient { BaseAddress = new Uri(_gateway.Urls.First()) };
        _grpc = new HttpClient { BaseAddress = new Uri(_suite.Address) };
    }

    public async Task DisposeAsync()
    {
        _json.Dispose();
        _grpc.Dispose();
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        await _suite.DisposeAsync();
    }

    private async Task<string> StatusAsync(string path, byte[] message, int? length = null)
    {
        var body = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), length ?? message.Length);
        message.CopyTo(body, 5);
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(body),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "te", "trailers" } },
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var answer = await _grpc.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        return (
            answer.TrailingHeaders.TryGetValues("grpc-status", out var late) ? late
            : answer.Headers.TryGetValues("grpc-status", out var early) ? early
            : [$"HTTP {(int)answer.StatusCode}"]
        ).Single();
    }

    private async Task<string> ReasonAsync(
        string path,
        string body,
        string? token = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
        };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _json.SendAsync(request);
        return (await answer.RefusalAsync()).Reason;
    }

    private static readonly IReadOnlyList<(
        string What,
        Func<CallLogTests, Task<string>> Call,
        string Answer
    )> Mistakes =
    [
        (
            "bytes that are no message",
            t => t.StatusAsync(Calls.Intake + "GetProposal", [0xFF, 0xFF, 0xFF]),
            ((int)StatusCode.InvalidArgument).ToString("D", null)
        ),
        (
            "text that is no UTF-8",
            t => t.StatusAsync(Calls.Intake + "GetProposal", [0x0A, 0x02, 0xC3, 0x28]),
            ((int)StatusCode.InvalidArgument).ToString("D", null)
        ),
        (
            "a message that ends early",
            t => t.StatusAsync(Calls.Intake + "GetProposal", [0x0A], length: 9),
            ((int)StatusCode.InvalidArgument).ToString("D", null)
        ),
        (
            "bytes after the message",
            t => t.StatusAsync(Calls.Intake + "GetProposal", [0x0A, 0x01, 0x61, 0, 0, 0, 0, 0], length: 3),
            ((int)StatusCode.InvalidArgument).ToString("D", null)
        ),
        (
            "an unknown method",
            t => t.StatusAsync(Calls.Intake + "Nothing", []),
            ((int)StatusCode.Unimplemented).ToString("D", null)
        ),
        (
            "an invalid field",
            async t =>
                await Refused.ReasonAsync(
                    (await t._cast.MemberAsync(1)).Intake.ListProposalsAsync(
                        new ListProposalsRequest { PageToken = "bm9uc2Vuc2U" }
                    )
                ),
            "INVALID_PAGE"
        ),
        ("no JSON", t => t.ReasonAsync(Calls.Intake + "GetProposal", "{"), "MALFORMED_JSON"),
        ("JSON of another type", t => t.ReasonAsync(Calls.Intake + "GetProposal", """{"name":[]}"""), "MALFORMED_JSON"),
        ("an unknown RPC", t => t.ReasonAsync(Calls.Intake + "Nothing", "{}"), "NO_SUCH_RPC"),
        ("no token", t => t.ReasonAsync(Calls.Intake + "GetProposal", "{}"), "UNAUTHENTICATED"),
        (
            "a position that is not there",
            async t =>
                await t.ReasonAsync(
                    Calls.Intake + "GetProposal",
                    "{}",
                    (await t._cast.MemberAsync(1)).Authorization,
                    ("min-positions", "intake/0/999999")
                ),
            "NOT_YET"
        ),
    ];

    [Fact]
    public async Task A_hundred_mistakes_of_callers_are_no_error_and_print_no_stack()
    {
        await _cast.MemberAsync(1);
        var many = Total / Mistakes.Count;
        foreach (var (what, call, answer) in Mistakes)
        {
            _ = (_ofServices.Taken(), _ofGateway.Taken());

            for (var i = 0; i < many; i++)
                (await call(this)).ShouldBe(answer, what);

            foreach (var log in new[] { _ofServices, _ofGateway })
            {
                // Intake asks meanwhile for the journal of Assignment, which does not run here.
                var lines = log.Taken()
                    .Where(l => l.Category != "intake" && !l.Text.Contains("NOT_FOUND", StringComparison.Ordinal))
                    .ToList();
                lines
                    .Where(l => l.Level >= LogLevel.Warning)
                    .Select(l => $"{l.Category}: {l.Text}")
                    .ShouldBeEmpty(what);
                lines.Where(l => l.Error is not null).Select(l => $"{l.Category}: {l.Text}").ShouldBeEmpty(what);
                lines
                    .Count(l =>
                        l.Level == LogLevel.Information
                        && !l.Category.StartsWith("Microsoft.", StringComparison.Ordinal)
                        && !l.Category.StartsWith("System.", StringComparison.Ordinal)
                    )
                    .ShouldBeLessThanOrEqualTo(many, $"{what}: {string.Join("\n", lines.Select(l => l.Text).Take(9))}");
            }
        }
    }
}
