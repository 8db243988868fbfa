using Proposals.Cli;
using Proposals.Directory;
using Proposals.Directory.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

public sealed class CommitteeTests : IAsyncLifetime
{
    private TestSuite _suite = null!;

    private string Passwords => Path.Combine(_suite.Folder, "passwords");

    public async Task InitializeAsync() =>
        _suite = await TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.Memory,
            [new DirectoryModule { PasswordIterations = 1000 }]
        );

    public async Task DisposeAsync() => await _suite.DisposeAsync();

    private Task<int> CreateAsync(string code, string? secret = null, string security = "security") =>
        CommandLine.RunAsync([
            "committee",
            "create",
            code,
            "--title",
            "某某市政协",
            "--level",
            "city",
            "--security",
            security,
            "--passwords",
            Passwords,
            "--address",
            _suite.Address,
            "--secret",
            secret ?? _suite.Secret,
        ]);

    private string PasswordOf(string login) =>
        File.ReadAllText(Path.Combine(Passwords, $"moumou-{login}.password")).Trim();

    [Fact]
    public async Task The_operator_makes_a_committee_whose_two_administrators_can_sign_in()
    {
        (await CreateAsync("moumou")).ShouldBe(0);
        foreach (
            var (login, role) in new[]
            {
                ("system", Role.SystemAdministrator),
                ("security", Role.SecurityAdministrator),
            }
        )
        {
            var person = await _suite.Suite.SignInAsync("moumou", login, PasswordOf(login));
            person.Account.Roles.ShouldBe([role]);
            // Handbook edge case 68: the level is what was said, and nothing of the title.
            (await person.Directory.GetCommitteeAsync(new GetCommitteeRequest())).Level.ShouldBe(CommitteeLevel.City);
            if (!OperatingSystem.IsWindows())
                File.GetUnixFileMode(Path.Combine(Passwords, $"moumou-{login}.password"))
                    .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Initial_passwords_are_never_written_over()
    {
        (await CreateAsync("moumou")).ShouldBe(0);
        var password = PasswordOf("system");
        (await CreateAsync("moumou")).ShouldBe(1);
        PasswordOf("system").ShouldBe(password);
    }

    [Theory]
    [InlineData("Moumou", null, "security")]
    [InlineData("moumou", "wrong", "security")]
    [InlineData("moumou", null, "system")]
    public async Task What_is_refused_leaves_no_passwords_behind(string code, string? secret, string security)
    {
        (await CreateAsync(code, secret, security)).ShouldBe(1);
        (Folders.Exists(Passwords) ? Folders.GetFiles(Passwords) : []).ShouldBeEmpty();
    }
}
