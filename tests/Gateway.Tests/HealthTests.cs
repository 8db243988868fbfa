using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Proposals.BuildingBlocks;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

public sealed class HealthTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private static Task<string> AskAsync(params (string Key, string Value)[] settings) =>
        Health.AskAsync(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
                .Build(),
            CancellationToken.None
        );

    [Fact]
    public async Task Anybody_hears_that_it_serves_though_every_service_is_away()
    {
        await using var alone = await gateway.StartAsync(("Listen", "http://127.0.0.1:1"));
        using var client = gateway.Client(address: new Uri(alone.Urls.First()));
        using var response = await client.GetAsync("/health");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string)(await response.JsonAsync())["status"]!).ShouldBe("SERVING");
        (await AskAsync(("Gateway:Listen", alone.Urls.First()))).ShouldBeEmpty();
        await alone.StopAsync();
        await Should.ThrowAsync<HttpRequestException>(() => AskAsync(("Gateway:Listen", alone.Urls.First())));
    }

    [Fact]
    public async Task What_is_lost_is_told_to_this_machine_alone()
    {
        const string lost = "提案日志只到第 3 条，而会办服务已读到第 5 条。";
        var parts = new HostParts(gateway.Suite.Clock, new Ids())
        {
            Problems = _ => Task.FromResult<IReadOnlyList<string>>([lost]),
        };
        await using var hurt = await gateway.StartAsync(parts);
        var address = hurt.Urls.First();
        (await AskAsync(("Gateway:Listen", address))).ShouldBe(lost);
        using var client = gateway.Client(address: new Uri(address));
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        using var response = await client.GetAsync("/health");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"status":"NOT_SERVING"}""");
    }

    [Fact]
    public async Task A_portal_that_goes_away_makes_it_unhealthy_and_one_that_never_was_does_not()
    {
        var portal = Folders.CreateDirectory(Path.Combine(gateway.Suite.Folder, "another-portal")).FullName;
        File.WriteAllText(Path.Combine(portal, "index.html"), "");
        await using var with = await gateway.StartAsync(("Gateway:Portal", portal));
        await using var without = await gateway.StartAsync(("Gateway:Portal", Path.Combine(portal, "none")));
        (await AskAsync(("Gateway:Listen", with.Urls.First()))).ShouldBeEmpty();
        File.Delete(Path.Combine(portal, "index.html"));
        (await AskAsync(("Gateway:Listen", with.Urls.First()))).ShouldBe("503");
        (await AskAsync(("Gateway:Listen", without.Urls.First()))).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_it_drains_it_asks_for_no_more_requests_and_answers_those_that_come()
    {
        await using var leaving = await gateway.StartAsync(("Drain:Seconds", "3"));
        var address = leaving.Urls.First();
        using var client = gateway.Client(address: new Uri(address));
        (await AskAsync(("Gateway:Listen", address))).ShouldBeEmpty();
        // Stop it as SIGTERM does.
        leaving.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var stopping = leaving.StopAsync();
        (await AskAsync(("Gateway:Listen", address))).ShouldBe("503");
        using (var page = await client.GetAsync("/openapi.json"))
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
        await stopping;
    }

    [Fact]
    public async Task By_TLS_it_is_known_by_its_own_certificate()
    {
        var (own, other) = (Make("own"), Make("other"));
        await using var secure = await gateway.StartAsync(
            ("Gateway:Listen", "https://127.0.0.1:0"),
            ("Gateway:Certificate", own.Certificate),
            ("Gateway:CertificateKey", own.Key)
        );
        (
            await AskAsync(("Gateway:Listen", secure.Urls.First()), ("Gateway:Certificate", own.Certificate))
        ).ShouldBeEmpty();
        await Should.ThrowAsync<HttpRequestException>(() =>
            AskAsync(("Gateway:Listen", secure.Urls.First()), ("Gateway:Certificate", other.Certificate))
        );
    }

    private (string Certificate, string Key) Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(
            "CN=tian.example.cn",
            key,
            HashAlgorithmName.SHA256
        ).CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1));
        var paths = (
            Certificate: Path.Combine(gateway.Suite.Folder, name + ".crt"),
            Key: Path.Combine(gateway.Suite.Folder, name + ".key")
        );
        File.WriteAllText(paths.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(paths.Key, key.ExportPkcs8PrivateKeyPem());
        return paths;
    }
}
