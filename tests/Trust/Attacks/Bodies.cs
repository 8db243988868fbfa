using System.IO.Compression;
using System.Text;
using Google.Protobuf.Reflection;
using Proposals.TestKit;

namespace Proposals.Trust;

/// <summary>Bodies that are too large or no message, and paths that lead nowhere.</summary>
internal static class Bodies
{
    private const int Megabyte = 1024 * 1024,
        AtOnce = 10;

    /// <summary>Bodies over 4 MB, as they are and unpacked.</summary>
    public static async Task<Finding> OversizeAsync(Scene scene)
    {
        var tally = new Tally("bodies over 4 MB");
        var office = (await scene.Home.Office).Authorization;
        var rpc = Scene.Rpc("IntakeService.ListProposals");
        var large = Encoding.UTF8.GetBytes($"{{\"query\":\"{new string('9', (4 * Megabyte) + 1)}\"}}");
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(new byte[64 * Megabyte]);
        foreach (
            var (what, make) in new (string, Func<HttpContent>)[]
            {
                ("that says its length", () => new ByteArrayContent(large)),
                ("that says none", () => new StreamContent(new Unsized(large))),
                ("that unpacks to 64 MB", () => Gzip(packed.ToArray())),
            }
        )
        {
            var answers = await Task.WhenAll(
                Enumerable.Range(0, AtOnce).Select(_ => SendAsync(scene, rpc, make(), office))
            );
            foreach (var answer in answers)
                tally.Count(answer, $"a body {what}", answer.Reason == "BODY_TOO_LARGE");
        }

        return tally.ToFinding();

        static HttpContent Gzip(byte[] bytes)
        {
            var content = new ByteArrayContent(bytes);
            content.Headers.ContentEncoding.Add("gzip");
            return content;
        }
    }

    /// <summary>Bytes that are no message, for every RPC, by gRPC and over HTTP.</summary>
    public static async Task<Finding> NoMessageAsync(Scene scene)
    {
        var tally = new Tally("bytes that are no message");
        var calls = new HostileCalls(scene.Home, new Dictionary<string, string>());
        foreach (var method in HostileCalls.Unary)
        {
            var authorization = await calls.AuthorizationAsync(method);
            var isOffered = Rights.Of(HostileCalls.NameOf(method)) is not { Count: 0 };
            byte[][] bodies =
            [
                [0xFF, 0xFF, 0xFF],
                .. method
                    .InputType.Fields.InFieldNumberOrder()
                    .Where(f => f.FieldType == FieldType.String && f.FieldNumber < 16)
                    .Select(f => new byte[] { (byte)((f.FieldNumber << 3) | 2), 2, 0xC3, 0x28 }),
            ];
            foreach (var body in bodies)
            {
                var byGrpc = await scene.Attacker.CallAsync(method, body, authorization);
                tally.Count(byGrpc, $"{method.Name}, gRPC", !byGrpc.IsOk);
                if (!isOffered)
                    continue;
                var byHttp = await scene.Attacker.PostAsync(method, body, authorization, type: "application/proto");
                tally.Count(byHttp, $"{method.Name}, protobuf over HTTP", !byHttp.IsOk);
                var asJson = await scene.Attacker.PostAsync(method, body, authorization);
                tally.Count(asJson, $"{method.Name}, as JSON", !asJson.IsOk);
            }
        }

        return tally.ToFinding();
    }

    /// <summary>Paths, methods and headers that the gateway does not know.</summary>
    public static async Task<Finding> UnknownPathsAsync(Scene scene)
    {
        var tally = new Tally("unknown paths, methods and headers");
        var office = (await scene.Home.Office).Authorization!;
        var rpc = HostileCalls.PathOf(Scene.Rpc("DirectoryService.GetCaller"));
        string[] paths =
        [
            "/proposals.x.v1.XService/Get",
            rpc + "/more",
            rpc[..^1],
            "/../../etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/assets/..%2f..%2f..%2fetc%2fpasswd",
            "/files/..%2f..%2fenv",
            "/exports/x",
            "/exports/..%2fcases.csv",
            "/.env",
            "/.git/config",
            "/suite.env",
            "/demo-accounts.json",
            "/appsettings.json",
            "/grpc.health.v1.Health/Check",
            "/" + new string('a', 4_000),
            "/%00",
            "/%C3%28",
        ];
        foreach (var path in paths)
        foreach (var verb in new[] { HttpMethod.Get, HttpMethod.Post })
            await TryAsync(verb, path, null);
        foreach (var verb in new[] { "GET", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY" })
            await TryAsync(new HttpMethod(verb), rpc, null);
        foreach (
            var (header, value) in new[]
            {
                ("Connect-Protocol-Version", "9"),
                ("Content-Encoding", "br"),
                ("Min-Positions", "intake=x"),
                ("X-Long", new string('x', 40_000)),
                ("Authorization", "Basic YTpi"),
                ("Cookie", "__Host-proposals=../../x"),
            }
        )
            await TryAsync(HttpMethod.Post, rpc, (header, value));
        return tally.ToFinding();

        async Task TryAsync(HttpMethod verb, string path, (string Name, string Value)? header)
        {
            var request = new HostileQuery(verb, path, "", verb == HttpMethod.Post ? "{}"u8.ToArray() : null).To(
                scene.Attacker.Gateway,
                header is { Name: "Authorization" or "Cookie" } ? "" : office
            );
            if (request.Content is not null)
                request.Content.Headers.ContentType = new("application/json");
            if (header is { } more && !request.Headers.TryAddWithoutValidation(more.Name, more.Value))
                request.Content!.Headers.TryAddWithoutValidation(more.Name, more.Value);
            var answer = await scene.Attacker.SendAsync(request);
            var portal = IsOfPortal(answer);
            tally.Count(
                portal ? answer with { Problem = "" } : answer,
                $"{verb} {path} {header?.Name}",
                portal || !answer.IsOk
            );
        }
    }

    // A browser is given the portal's page wherever it asks for a page, and one sentence for a file that is not there.
    private static bool IsOfPortal(Answer answer) =>
        answer.IsOk
            ? answer.Text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            : answer is { Code: "HTTP 404", Text: "没有找到。" or "" };

    private static Task<Answer> SendAsync(Scene scene, MethodDescriptor rpc, HttpContent content, string? authorization)
    {
        content.Headers.ContentType = new("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, HostileCalls.PathOf(rpc)) { Content = content };
        return scene.Attacker.SendAsync(request, authorization);
    }

    /// <summary>A stream that does not say how long it is, so that the body is sent in chunks.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
