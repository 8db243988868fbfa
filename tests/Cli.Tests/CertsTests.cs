using System.Security.Cryptography.X509Certificates;
using Proposals.Channels;
using Shouldly;
using Xunit;

namespace Proposals.Cli.Tests;

[Collection("one at a time on the console")]
public sealed class CertsTests : IDisposable
{
    private readonly string _folder = Folders.CreateTempSubdirectory("proposals-certs-").FullName;

    public void Dispose() => Folders.Delete(_folder, recursive: true);

    private Task<int> RunAsync(params string[] args) => CommandLine.RunAsync(["certs", .. args, "--folder", _folder]);

    private string Text(params string[] path) => File.ReadAllText(Path.Combine([_folder, .. path]));

    private X509Certificate2 Of(string identity) => X509Certificate2.CreateFromPem(Text(identity, "tls.crt"));

    [Fact]
    public async Task Init_gives_every_identity_a_certificate_of_its_own_and_keeps_keys_to_the_owner()
    {
        (await RunAsync("init")).ShouldBe(0);
        foreach (var identity in Identity.All)
        {
            Identity.Of(Of(identity)).ShouldBe(identity);
            new PeerCertificates(Path.Combine(_folder, identity)).Name.ShouldBe(identity);
            File.Exists(Path.Combine(_folder, identity, "ca.key")).ShouldBeFalse();
        }

        var certificate = Of("intake");
        (certificate.NotAfter - DateTime.Now).TotalDays.ShouldBeInRange(364, 365);
        string[] names =
        [
            "intake",
            "localhost",
            "127.0.0.1",
            "::1",
            "intake-0.intake",
            "intake.proposals",
            "intake.proposals.svc",
            "intake.proposals.svc.cluster.local",
            "intake-0.intake.proposals.svc.cluster.local",
        ];
        foreach (var name in names)
            certificate.MatchesHostname(name).ShouldBeTrue(name);
        certificate.MatchesHostname("feedback").ShouldBeFalse();
        if (OperatingSystem.IsWindows())
            return;
        foreach (var key in new[] { Path.Combine("ca", "ca.key"), Path.Combine("intake", "tls.key") })
            File.GetUnixFileMode(Path.Combine(_folder, key))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, key);
    }

    [Fact]
    public async Task Init_again_changes_nothing_but_what_is_missing()
    {
        await RunAsync("init");
        var (authority, key, intake) = (Text("ca", "ca.crt"), Text("ca", "ca.key"), Text("intake", "tls.crt"));
        Folders.Delete(Path.Combine(_folder, "feedback"), recursive: true);
        (await RunAsync("init")).ShouldBe(0);
        (Text("ca", "ca.crt"), Text("ca", "ca.key"), Text("intake", "tls.crt")).ShouldBe((authority, key, intake));
        Identity.Of(Of("feedback")).ShouldBe("feedback");
        Should
            .Throw<InvalidDataException>(() => CertificateAuthority.Create(_folder))
            .Message.ShouldContain("不会覆盖");
        File.Delete(Path.Combine(_folder, "ca", "ca.crt"));
        (await RunAsync("init")).ShouldBe(1);
        Text("ca", "ca.key").ShouldBe(key);
    }

    [Fact]
    public async Task Renew_keeps_the_names_of_hosts_and_touches_nobody_else()
    {
        await RunAsync("init", "--hosts", "apart.example.cn,10.0.0.7");
        var (intake, feedback) = (Of("intake"), Text("feedback", "tls.crt"));
        (await RunAsync("renew", "intake", "--days", "90", "--hosts", "more.example.cn")).ShouldBe(0);
        var renewed = Of("intake");
        renewed.Thumbprint.ShouldNotBe(intake.Thumbprint);
        foreach (var name in new[] { "apart.example.cn", "10.0.0.7", "more.example.cn", "localhost" })
            renewed.MatchesHostname(name).ShouldBeTrue(name);
        (renewed.NotAfter - DateTime.Now).TotalDays.ShouldBeInRange(89, 90);
        Text("feedback", "tls.crt").ShouldBe(feedback);
    }

    [Theory]
    [InlineData("renew", "intake", "--days", "89")]
    [InlineData("renew", "intake", "--days", "826")]
    [InlineData("renew", "nobody")]
    [InlineData("renew")]
    public async Task A_wrong_command_line_ends_with_2(params string[] args)
    {
        await RunAsync("init");
        (await RunAsync(args)).ShouldBe(2);
    }

    [Fact]
    public async Task The_authority_changes_in_three_steps_and_only_in_this_order()
    {
        (await RunAsync("rotate-ca")).ShouldBe(1);
        await RunAsync("init");
        (await RunAsync("rotate-ca", "--finish")).ShouldBe(1);
        var (old, leaf) = (Text("ca", "ca.crt"), Text("intake", "tls.crt"));
        (await RunAsync("rotate-ca")).ShouldBe(0);
        Text("intake", "ca.crt").ShouldContain(old.Trim());
        Text("intake", "tls.crt").ShouldBe(leaf);
        // The bundle still trusts a certificate of the previous authority.
        new PeerCertificates(Path.Combine(_folder, "intake")).Name.ShouldBe("intake");
        (await RunAsync("show")).ShouldBe(0);
        (await RunAsync("rotate-ca")).ShouldBe(1);
        (await RunAsync("renew", "intake")).ShouldBe(0);
        (await RunAsync("rotate-ca", "--finish")).ShouldBe(1);
        (await RunAsync("renew", "all")).ShouldBe(0);
        (await RunAsync("rotate-ca", "--finish")).ShouldBe(0);
        foreach (var identity in Identity.All)
        {
            Text(identity, "ca.crt").ShouldNotContain(old.Trim());
            new PeerCertificates(Path.Combine(_folder, identity)).Name.ShouldBe(identity);
        }
    }

    [Fact]
    public async Task Show_ends_with_1_where_a_certificate_is_no_good()
    {
        await RunAsync("init");
        (await RunAsync("show")).ShouldBe(0);
        var authority = CertificateAuthority.Open(_folder);
        authority.Write(
            "intake",
            authority.Sign("intake", [], DateTimeOffset.UtcNow.AddMinutes(-4), DateTimeOffset.UtcNow.AddMinutes(-1))
        );
        authority
            .Show()
            .Single(c => c.Problem.Length > 0)
            .ShouldSatisfyAllConditions(c => c.Name.ShouldBe("intake"), c => c.Problem.ShouldBe("不在有效期内"));
        (await RunAsync("show")).ShouldBe(1);
    }

    [Theory]
    [InlineData("b")]
    [InlineData("https://b:1,https://b:2")]
    public void Several_addresses_of_a_service_follow_its_name(string intake)
    {
        var text = string.Join(',', Identity.Services.Select(s => $"{s}={(s == "intake" ? intake : "a")}"));

        SuiteOptions.AddressesIn(text)["intake"].ShouldBe(intake);
    }

    [Theory]
    [InlineData("a,directory=b")]
    [InlineData("directory=a")]
    public void Addresses_without_a_name_or_a_service_are_refused(string text) =>
        Should.Throw<InvalidDataException>(() => SuiteOptions.AddressesIn(text)).Message.ShouldContain("地址");
}
