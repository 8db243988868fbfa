using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

public sealed class PortalFilesTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private Task<HttpResponseMessage> GetAsync(string path, params (string, string)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return gateway.Client().SendAsync(request);
    }

    [Fact]
    public async Task Every_answer_closes_what_a_page_does_not_need()
    {
        foreach (var path in new[] { "/", "/assets/main-abc123.js", "/nothing.png", Calls.Directory + "GetCaller" })
        {
            using var response = await GetAsync(path);
            string Of(string name) => response.Headers.GetValues(name).Single();
            Of("Content-Security-Policy")
                .ShouldMatch(
                    "^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[A-Za-z0-9+/]{22}=='; "
                        + ".*frame-ancestors 'none'; base-uri 'none'$"
                );
            Of("X-Content-Type-Options").ShouldBe("nosniff");
            Of("Referrer-Policy").ShouldBe("same-origin");
            Of("Cross-Origin-Opener-Policy").ShouldBe("same-origin");
            Of("Cross-Origin-Resource-Policy").ShouldBe("same-origin");
            Of("Permissions-Policy").ShouldContain("camera=()");
            response.Headers.Contains("Server").ShouldBeFalse();
            response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse("plain HTTP promises no TLS");
        }
    }

    [Fact]
    public async Task The_index_carries_the_nonce_of_its_own_policy_and_is_never_kept()
    {
        using var first = await GetAsync("/");
        using var second = await GetAsync("/", ("Accept", "text/html"));
        first.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var nonce = (await first.Content.ReadAsStringAsync()).Split("content=\"")[1].Split('"')[0];
        first.Headers.GetValues("Content-Security-Policy").Single().ShouldContain($"'nonce-{nonce}'");
        (await second.Content.ReadAsStringAsync()).ShouldNotContain(nonce);
    }

    [Fact]
    public async Task The_index_carries_what_stands_at_the_foot_of_every_page_as_text()
    {
        await using var told = await gateway.StartAsync(
            ("Gateway:Organiser", "示例区政协\"><script>"),
            ("Gateway:Telephone", "010-12345678")
        );
        using var client = gateway.Client(address: new Uri(told.Urls.First()));
        var page = await client.GetStringAsync("/");
        var content = WebUtility.HtmlDecode(page.Split("name=\"portal-footer\" content=\"")[1].Split('"')[0]);

        page.ShouldNotContain("<script>");
        content.ShouldNotContain("__FOOTER__");
        var footer = JsonNode.Parse(content)!;
        ((string?)footer["organiser"]).ShouldBe("示例区政协\"><script>");
        ((string?)footer["telephone"]).ShouldBe("010-12345678");
        ((string?)footer["icpNumber"]).ShouldBe("");
    }

    [Fact]
    public async Task A_navigation_gets_the_index_and_a_missing_file_does_not()
    {
        (
            await (await GetAsync("/proposals/0198", ("Accept", "text/html,*/*"))).Content.ReadAsStringAsync()
        ).ShouldContain("id=root");
        (await GetAsync("/assets/missing.js", ("Accept", "*/*"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync("/assets/missing", ("Accept", "text/html"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync("/favicon.png", ("Accept", "text/html"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync("/proposals/0198", ("Accept", "application/json"))).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (
            await (await GetAsync("/proposals.intake.v1.IntakeService/Nothing", ("Accept", "text/html"))).RefusalAsync()
        ).ShouldBe((404, "unimplemented", "NO_SUCH_RPC"));
    }

    [Fact]
    public async Task A_hashed_file_is_kept_for_ever_and_packed_as_the_browser_takes_it()
    {
        using var plain = await GetAsync("/assets/main-abc123.js");
        plain.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        plain.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        plain.Headers.Vary.ShouldContain("Accept-Encoding");
        (await plain.Content.ReadAsStringAsync()).ShouldBe("plain");
        (
            await (
                await GetAsync("/assets/main-abc123.js", ("Accept-Encoding", "gzip, br"))
            ).Content.ReadAsStringAsync()
        ).ShouldBe("brotli");
        using var gzip = await GetAsync("/assets/main-abc123.js", ("Accept-Encoding", "gzip, br;q=0"));
        gzip.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        (await gzip.Content.ReadAsStringAsync()).ShouldBe("gzip");
    }

    [Fact]
    public async Task A_file_that_did_not_change_is_not_sent_again()
    {
        using var first = await GetAsync("/robots.txt");
        first.Headers.CacheControl!.NoCache.ShouldBeTrue();
        (await GetAsync("/robots.txt", ("If-None-Match", first.Headers.ETag!.ToString()))).StatusCode.ShouldBe(
            HttpStatusCode.NotModified
        );
    }

    [Theory]
    [InlineData("/../directory.db")]
    [InlineData("/..%2fdirectory.db")]
    [InlineData("/assets/..%5c..%5cdirectory.db")]
    [InlineData("/%2e%2e/directory.db")]
    public async Task Nothing_outside_the_folder_is_served(string path)
    {
        File.Exists(Path.Combine(gateway.Suite.Folder, "directory.db")).ShouldBeTrue();
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", gateway.Address.Port);
        await using var stream = client.GetStream();
        // HttpClient would normalize the path.
        await stream.WriteAsync(
            System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        );
        var answer = await new StreamReader(stream).ReadToEndAsync();
        answer.ShouldMatch("^HTTP/1.1 (404|400) ");
        answer.ShouldNotContain("SQLite");
    }

    [Fact]
    public async Task A_portal_that_is_not_built_says_how_to_build_it()
    {
        await using var other = await gateway.StartAsync(
            ("Gateway:Portal", Path.Combine(gateway.Suite.Folder, "nowhere"))
        );
        using var client = gateway.Client(null, new Uri(other.Urls.First()));
        using var response = await client.GetAsync("/");
        ((int)response.StatusCode).ShouldBe(503);
        (await response.Content.ReadAsStringAsync()).ShouldContain("npm ci --ignore-scripts");
    }
}
