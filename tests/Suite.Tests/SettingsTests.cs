using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Cli;
using Proposals.Directory;
using Proposals.Standalone;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// A wrong setting ends the program with exit code 1 and one Chinese sentence that names the key. This holds for every
/// key of every program.
/// </summary>
public sealed class SettingsTests(SettingsTests.Machine machine) : IClassFixture<SettingsTests.Machine>
{
    /// <summary>Keys that take any text, or a path that need not exist yet.</summary>
    private static readonly string[] TakeAnything =
    [
        "Peers:Secret",
        "Database:Password",
        "Database:OwnerPassword",
        "Bus:User",
        "Bus:Password",
        "Gateway:Portal",
        "Gateway:DemoAccounts",
    ];

    private static readonly string[] AllPrograms = ["service", "gateway", "standalone"];

    public static TheoryData<string> Programs => [.. AllPrograms];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_wrong_value_of_every_key_ends_the_program_with_a_sentence(string program)
    {
        var tried = 0;
        foreach (var setting in KeysOf(program))
        {
            var key = setting.Key.Replace("*", setting.Names.FirstOrDefault() ?? "Default", StringComparison.Ordinal);
            var wrong = WrongOf(setting).ToList();
            (wrong.Count > 0).ShouldBe(!TakeAnything.Contains(setting.Key), setting.Key);
            foreach (var value in wrong)
            {
                await ShouldEndAsync(program, key, $"--{key}", value);
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(30);
    }

    [Theory]
    [InlineData("service", "Database:ConnectionString", "--Database:Engine", "postgresql")]
    [InlineData("service", "Bus:User", "--Bus:Transport", "rabbitmq", "--Bus:Password", "x")]
    [InlineData("service", "Bus:Password", "--Bus:Transport", "rabbitmq", "--Bus:User", "x")]
    [InlineData("service", "Listen", "--Listen", "http://127.0.0.1:5100")]
    [InlineData("service", "Peers:Certificates", "--Peers:Certificates", "")]
    [InlineData("standalone", "Listen", "--Listen", "http://0.0.0.0:5100")]
    [InlineData("standalone", "Peers:Certificates", "--Listen", "https://127.0.0.1:5100")]
    [InlineData("standalone", "Peers:Intake", "--Peers:Intake", "https://intake:5100")]
    [InlineData("gateway", "Peers:Secret", "--Peers:Secret", "")]
    [InlineData("gateway", "Gateway:Certificate", "--Gateway:Listen", "https://127.0.0.1:5080")]
    public async Task Values_that_do_not_go_together_end_it_too(string program, string key, params string[] args) =>
        await ShouldEndAsync(program, key, args);

    [Theory]
    [InlineData("service", "Listen", "https")]
    [InlineData("service", "Health:Listen", "http")]
    [InlineData("gateway", "Gateway:Listen", "http")]
    [InlineData("standalone", "Listen", "http")]
    [InlineData("standalone", "Gateway:Listen", "http")]
    public async Task A_port_that_another_program_uses_ends_it(string program, string key, string scheme)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await ShouldEndAsync(program, key, $"--{key}", $"{scheme}://{other.LocalEndpoint}");
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_ends_it()
    {
        await ShouldEndAsync("service", "Peers:Certificates", "--Peers:Certificates", machine.Empty);
        await ShouldEndAsync(
            "gateway",
            "Gateway:Certificate",
            "--Gateway:Certificate",
            machine.File,
            "--Gateway:CertificateKey",
            machine.File
        );
        string PathOf(string identity, string file) => Path.Combine(machine.Certificates, identity, file);
        await ShouldEndAsync(
            "gateway",
            "Gateway:CertificateKey",
            "--Gateway:Certificate",
            PathOf("gateway", "tls.crt"),
            "--Gateway:CertificateKey",
            PathOf("intake", "tls.key")
        );
    }

    [Fact]
    public async Task A_database_that_does_not_let_it_in_ends_it()
    {
        var server = Backends.Server;
        string[] Args(string database, string password) =>
            [
                "--Database:Engine",
                "postgresql",
                "--Database:ConnectionString",
                $"Host={server.Host};Port={server.Port};Database={database}",
                "--Database:User",
                server.User,
                "--Database:Password",
                password,
            ];
        await ShouldEndAsync("service", "Database:Password", Args("postgres", "wrong"));
        await ShouldEndAsync("service", "Database:ConnectionString", Args("no_such_database", server.Password));
        (await RunAsync("service", ["migrate", .. Args("postgres", "wrong")])).Error.ShouldContain("Database:Password");
    }

    [Fact]
    public async Task A_database_of_another_number_of_shards_ends_it()
    {
        var folder = Path.Combine(machine.Folder, "sharded");
        await using (
            var app = await ServiceHost.BuildAsync(
                ["--Database:Folder", folder, "--Listen", $"http://127.0.0.1:{FreePort.Next()}"],
                [new DirectoryModule()],
                HostParts.Real
            )
        )
        {
            // An empty database may still become any shard.
            var service = app.Services.GetServices<ServiceShard>().Single();
            await using var connection = await service.Database.OpenWriterAsync(CancellationToken.None);
            await connection.ExecuteAsync("UPDATE journal_head SET position = 1");
        }

        foreach (var file in Folders.GetFiles(folder, "directory.db*"))
            File.Move(file, file.Replace("directory.db", "directory_0.db", StringComparison.Ordinal));
        await ShouldEndAsync("service", "Shards:Count", "--Database:Folder", folder, "--Shards:Count", "2");
    }

    [Fact]
    public async Task A_file_that_is_no_database_ends_it()
    {
        var folder = Folders.CreateDirectory(Path.Combine(machine.Folder, "broken")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "directory.db"), new string('x', 5000));
        await ShouldEndAsync("service", "Database:Folder", "--Database:Folder", folder);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_key_that_nobody_knows_ends_it_wherever_it_comes_from(string program)
    {
        (await ShouldEndAsync(program, "Databse:Engine", "--Databse:Engine", "sqlite")).ShouldContain(
            "是否应为 Database:Engine？"
        );
        await ShouldEndAsync(program, "Peers:Intak", "--Peers:Intak", "http://127.0.0.1:1");
        Environment.SetEnvironmentVariable("PROPOSALS_Telemetry__Endpiont", "http://127.0.0.1:1");
        try
        {
            (await ShouldEndAsync(program, "Telemetry:Endpiont")).ShouldContain("PROPOSALS_Telemetry__Endpiont");
        }
        finally
        {
            Environment.SetEnvironmentVariable("PROPOSALS_Telemetry__Endpiont", null);
        }

        var secrets = Folders.CreateDirectory(Path.Combine(machine.Folder, "secrets-" + program)).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "Databse__Password"), "secret");
        (await ShouldEndAsync(program, "Databse:Password", "--Secrets:Folder", secrets)).ShouldNotContain("secret。");
    }

    [Theory]
    [InlineData("Logging:Formt", "json")]
    [InlineData("Logging:LogLevel", "Warning")]
    [InlineData("Logging:LogLevel:Default:More", "Warning")]
    [InlineData("Logging:Console:FormatterName", "simple")]
    [InlineData("Gateway:Lisen", "http://127.0.0.1:5080")]
    [InlineData("Gateway", "x")]
    [InlineData("Files:Foldr", "data/files")]
    [InlineData("Demo:Accounts", "x")]
    public async Task A_key_that_nobody_knows_ends_it_in_every_section(string key, string value)
    {
        foreach (var program in AllPrograms)
            (await ShouldEndAsync(program, key, $"--{key}", value)).ShouldContain($"不认识的设置 {key}（");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task No_listener_is_opened_but_by_settings_of_the_suite(string program)
    {
        const string key = "Kestrel:Endpoints:Other:Url";
        (await ShouldEndAsync(program, key, $"--{key}", "http://0.0.0.0:1")).ShouldContain("Gateway:Listen");
        // Kestrel reads a variable without the prefix, too.
        foreach (
            var name in new[] { "PROPOSALS_Kestrel__Limits__X", "Kestrel__Limits__X", "DOTNET_Kestrel__Limits__X" }
        )
        {
            Environment.SetEnvironmentVariable(name, "1");
            try
            {
                await ShouldEndAsync(program, "Kestrel:Limits:X");
            }
            finally
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }

    [Fact]
    public async Task The_keys_of_other_programs_and_what_is_no_setting_are_let_pass()
    {
        Environment.SetEnvironmentVariable("PROPOSALS_IMAGE_TAG", "1");
        try
        {
            // The program accepts everything before the wrong value of the last key.
            await ShouldEndAsync(
                "service",
                "Drain:Seconds",
                "--Gateway:Listen",
                "http://127.0.0.1:5080",
                "--Demo",
                "false",
                "--drain:seconds",
                "x"
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable("PROPOSALS_IMAGE_TAG", null);
        }
    }

    [Theory]
    [InlineData("Intake", "Proposals.Intake.dll", "Drain:Seconds", "99")]
    [InlineData("Gateway", "Proposals.Gateway.dll", "Gateway:Proxy", "nowhere")]
    [InlineData("Standalone", "Proposals.Standalone.dll", "Demo", "perhaps")]
    public async Task A_real_process_ends_so(string folder, string program, string key, string value)
    {
        var info = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Program(folder, program), $"--{key}", value, "--Peers:Secret", "x" },
            WorkingDirectory = machine.Empty,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        ShouldBeOneSentence(process.ExitCode, await output, await error, key);
    }

    private static string Program(string folder, string program) =>
        Path.Combine(Backends.Root, "services", folder, "bin", Configuration, "net10.0", program);

    private static string Configuration => AppContext.BaseDirectory.Contains("Release") ? "Release" : "Debug";

    private static IReadOnlyList<Setting> KeysOf(string program) =>
        program switch
        {
            "service" => ServiceSettings.Declared,
            "standalone" => StandaloneSettings.Declared,
            _ =>
            [
                .. Gateway.GatewaySettings.Own,
                ListenSettings.AddressKey,
                .. PeerSettings.Declared,
                .. DrainSettings.Declared,
                .. TelemetrySettings.Declared,
                .. LoggingSettings.Declared,
                Settings.SecretsFolder,
            ],
        };

    private IEnumerable<string> WrongOf(Setting setting)
    {
        // An empty value counts as unset, except where there is a default.
        if (setting.Default.Length > 0)
            yield return "";
        string[] wrong = setting switch
        {
            NumberSetting number => ["x", "1.5", " ", $"{number.Least - 1}", $"{number.Most + 1}", "99999999999"],
            WordSetting word => ["nonsense", $"{word.Words[0]}x", $"{word.Words[0]},{word.Words[1]}"],
            AddressSetting address =>
            [
                "nonsense",
                "127.0.0.1:5100",
                "ftp://127.0.0.1:1",
                "http://127.0.0.1:99999",
                "http://user@127.0.0.1:1",
                .. address.TakesPath ? (string[])[] : ["http://127.0.0.1:1/path"],
                .. address.IsListener ? (string[])["http://example.org:1"] : [],
                .. address.IsPlain ? (string[])["https://127.0.0.1:1"] : [],
            ],
            PathSetting { Values: "a file" } => [Path.Combine(machine.Folder, "none"), machine.Empty],
            PathSetting { Values: "a folder" } => [Path.Combine(machine.Folder, "none"), machine.File],
            PathSetting { Values: "a path" } => [],
            PathSetting => [machine.File, Path.Combine(machine.File, "below")],
            _ => setting.Key switch
            {
                "Peers:*" => ["nonsense", "ftp://a:1", "http://a:1,dns:///b:2", ","],
                "Database:ConnectionString" or "Database:Shards:*" =>
                [
                    "nonsense",
                    "Database=x",
                    "Host=a;Port=x",
                    "Host=a;Nonsense=1",
                ],
                "Database:User" or "Database:OwnerUser" => [new string('x', 64)],
                "Bus:Host" => ["a:b", "a/b", "a:0", ",", "a,b:99999"],
                "Bus:VirtualHost" => [],
                "Bus:EndpointPrefix" => ["a b", new string('x', 101)],
                "Gateway:Proxy" => ["nonsense", "1.2.3.4/99", "10.0.0.0/8,x"],
                "Gateway:Organiser" or "Gateway:Telephone" or "Gateway:IcpNumber" or "Gateway:PoliceNumber" =>
                [
                    "一\n二",
                    new string('x', 101),
                ],
                _ => [],
            },
        };
        foreach (var value in wrong)
            yield return value;
    }

    private async Task<string> ShouldEndAsync(string program, string key, params string[] args)
    {
        var (code, output, error) = await RunAsync(program, args);
        ShouldBeOneSentence(code, output, error, key, $"{program} {string.Join(' ', args)}");
        return error;
    }

    private static void ShouldBeOneSentence(int code, string output, string error, string key, string what = "")
    {
        code.ShouldBe(1, what);
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(1, $"{what}: {error}");
        lines[0].ShouldContain(key, Case.Insensitive, what);
        lines[0].ShouldMatch(@"\p{IsCJKUnifiedIdeographs}.*[。？]$", what);
        Regex
            .IsMatch(error + output, @"^\s+at \w|Exception", RegexOptions.Multiline)
            .ShouldBeFalse($"{what}: {error}{output}");
    }

    /// <summary>Runs a program in this process. All its settings are right except the given ones.</summary>
    private async Task<(int Code, string Output, string Error)> RunAsync(string program, string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        using var complained = new StringWriter();
        Console.SetOut(said);
        Console.SetError(complained);
        try
        {
            string[] Right(params string[] right) =>
                [.. args.TakeWhile(a => a == "migrate"), .. right, .. args.SkipWhile(a => a == "migrate")];
            var data = Path.Combine(machine.Folder, "data");
            var code = program switch
            {
                "service" => await ServiceHost.RunAsync(
                    Right(
                        "--Listen",
                        $"https://127.0.0.1:{FreePort.Next()}",
                        "--Peers:Certificates",
                        Path.Combine(machine.Certificates, "directory"),
                        "--Database:Folder",
                        data
                    ),
                    new DirectoryModule()
                ),
                "gateway" => await Gateway.Gateway.RunAsync(
                    Right(
                        "--Gateway:Listen",
                        $"http://127.0.0.1:{FreePort.Next()}",
                        "--Peers:Secret",
                        "secret",
                        "--Files:Folder",
                        Path.Combine(data, "files")
                    )
                ),
                _ => await Standalone.Standalone.RunAsync(
                    Right(
                        "--Listen",
                        $"http://127.0.0.1:{FreePort.Next()}",
                        "--Gateway:Listen",
                        $"http://127.0.0.1:{FreePort.Next()}",
                        "--Database:Folder",
                        data,
                        "--Files:Folder",
                        Path.Combine(data, "files")
                    )
                ),
            };
            return (code, said.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    /// <summary>Folders and certificates for the programs.</summary>
    public sealed class Machine : IDisposable
    {
        public Machine()
        {
            Empty = Folders.CreateDirectory(Path.Combine(Folder, "empty")).FullName;
            File = Path.Combine(Folder, "file");
            System.IO.File.WriteAllText(File, "text");
            var authority = CertificateAuthority.Create(Certificates);
            foreach (var identity in Identity.All)
                authority.Issue(identity, [], DateTimeOffset.UtcNow, 365);
        }

        /// <summary>Folder of everything that is written here. It is deleted on dispose.</summary>
        public string Folder { get; } = Folders.CreateTempSubdirectory("proposals-settings-").FullName;

        /// <summary>The certificates' folder.</summary>
        public string Certificates => Path.Combine(Folder, "certs");

        /// <summary>An empty folder.</summary>
        public string Empty { get; }

        /// <summary>A file that is neither a folder nor a certificate.</summary>
        public string File { get; }

        public void Dispose() => Folders.Delete(Folder, recursive: true);
    }
}
