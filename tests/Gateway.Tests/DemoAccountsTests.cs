using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

/// <summary>Who gets the accounts of the demonstration: this machine's own browser and nobody else.</summary>
public sealed class DemoAccountsTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private const string Path = "/demo-accounts.json";

    private string File()
    {
        var file = System.IO.Path.Combine(gateway.Suite.Folder, "demo-accounts.json");
        System.IO.File.WriteAllText(file, """{"committee":"demo"}""");
        return file;
    }

    private async Task<HttpStatusCode> AskedAsync(
        (string Key, string Value)[] settings,
        params (string Name, string Value)[] headers
    )
    {
        await using var demo = await gateway.StartAsync(settings);
        using var client = gateway.Client(null, new Uri(demo.Urls.First()));
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldBe(answer.StatusCode == HttpStatusCode.OK ? """{"committee":"demo"}""" : "");
        return answer.StatusCode;
    }

    [Theory]
    [InlineData("Host", "127.0.0.1:5080")]
    [InlineData("Host", "localhost:5080")]
    [InlineData("Host", "[::1]:5080")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Referer", "http://127.0.0.1:5080/sign-in")]
    [InlineData("Origin", "http://localhost:5080")]
    public async Task This_machine_s_browser_gets_them(string header, string value) =>
        (await AskedAsync([("Gateway:DemoAccounts", File())], (header, value))).ShouldBe(HttpStatusCode.OK);

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.1")]
    [InlineData("x-forwarded-for", "127.0.0.1")]
    [InlineData("X-Forwarded-Host", "demo.example")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Forwarded-For", "")]
    [InlineData("Forwarded", "for=203.0.113.1")]
    [InlineData("X-Real-IP", "203.0.113.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "demo.example")]
    [InlineData("Host", "127.0.0.1.demo.example")]
    [InlineData("Host", "localhost.demo.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Referer", "http://demo.example/sign-in")]
    [InlineData("Origin", "https://demo.example")]
    [InlineData("Origin", "null")]
    public async Task What_was_passed_on_or_names_another_host_gets_nothing(string header, string value) =>
        (await AskedAsync([("Gateway:DemoAccounts", File())], (header, value))).ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task A_proxy_that_says_nothing_of_itself_speaks_HTTP_1_0_and_gets_nothing()
    {
        await using var demo = await gateway.StartAsync(("Gateway:DemoAccounts", File()));
        var address = new Uri(demo.Urls.First());
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {Path} HTTP/1.0\r\nHost: 127.0.0.1:{address.Port}\r\n\r\n")
        );
        using var reader = new StreamReader(stream, Encoding.ASCII);
        (await reader.ReadToEndAsync()).ShouldContain(" 404 ");
    }

    [Theory]
    [InlineData("Gateway:Proxy", "10.0.0.1")]
    [InlineData("Gateway:PublicOrigin", "https://demo.example")]
    public async Task A_gateway_that_knows_a_proxy_gives_them_to_nobody(string key, string value) =>
        (await AskedAsync([("Gateway:DemoAccounts", File()), (key, value)])).ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task Without_a_demonstration_there_are_none()
    {
        (await AskedAsync([])).ShouldBe(HttpStatusCode.NotFound);
        (await AskedAsync([("Gateway:DemoAccounts", File() + ".gone")])).ShouldBe(HttpStatusCode.NotFound);
    }
}
