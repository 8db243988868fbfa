using Microsoft.Extensions.Configuration;
using Npgsql;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>Where configuration comes from, and which database and role it means.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("proposals-secrets-").FullName;

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    private static NpgsqlConnectionStringBuilder Connection(
        bool asOwner,
        string service,
        string database,
        int shard,
        params (string Key, string Value)[] settings
    ) => new(Settings.ConnectionStringOf(Of(settings), service, database, shard, asOwner));

    private static IConfiguration Of(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value))
            .Build();

    [Fact]
    public void A_file_of_the_secrets_folder_is_stronger_than_appsettings_and_weaker_than_the_command_line()
    {
        File.WriteAllText(Path.Combine(_folder, "Database__Password"), "of the file\n");
        File.WriteAllText(Path.Combine(_folder, "Bus__Password"), "of the file\n");
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([
            new("Database:Password", "of appsettings"),
            new("Bus:User", "of appsettings"),
        ]);
        configuration.AddSettings(["--Secrets:Folder", _folder, "--Bus:Password", "of the command line"]);
        (configuration["Database:Password"], configuration["Bus:User"], configuration["Bus:Password"]).ShouldBe(
            ("of the file", "of appsettings", "of the command line")
        );
    }

    [Fact]
    public void A_secrets_folder_that_is_not_there_is_said() =>
        Should
            .Throw<SetupException>(() =>
                new ConfigurationManager().AddSettings(["--Secrets:Folder", Path.Combine(_folder, "none")])
            )
            .Message.ShouldStartWith("Secrets:Folder 指定的文件夹");

    [Fact]
    public void The_service_connects_as_its_role_and_migrate_as_the_owner()
    {
        (string, string)[] settings =
        [
            ("Database:ConnectionString", "Host=db;Database=proposals_{service}"),
            ("Database:User", "proposals_{service}"),
            ("Database:Password", "p"),
            ("Database:OwnerPassword", "o"),
        ];
        var service = Connection(false, "intake", "intake_2", 2, settings);
        (service.Database, service.Username, service.Password).ShouldBe(
            ("proposals_intake_2", "proposals_intake", "p")
        );
        var owner = Connection(true, "intake", "intake_2", 2, settings);
        (owner.Database, owner.Username, owner.Password).ShouldBe(
            ("proposals_intake_2", "proposals_intake_owner", "o")
        );
        Settings.ApplicationOf(Of(settings), "intake").ShouldBe("proposals_intake");
        Settings
            .ApplicationOf(Of(settings[..3]), "intake")
            .ShouldBeNull("without an owner the service's role is the owner");
        Connection(true, "intake", "intake", 0, settings[..3]).Username.ShouldBe("proposals_intake");
    }

    [Fact]
    public void A_shard_may_lie_on_another_server()
    {
        (string, string)[] settings =
        [
            ("Database:ConnectionString", "Host=one;Database=proposals_{service}"),
            ("Database:Shards:1", "Host=two-{shard};Database={service}s_part_{shard}"),
        ];
        (
            Connection(false, "intake", "intake_0", 0, settings).Host,
            Connection(false, "intake", "intake_0", 0, settings).Database
        ).ShouldBe(("one", "proposals_intake_0"));
        (
            Connection(false, "intake", "intake_1", 1, settings).Host,
            Connection(false, "intake", "intake_1", 1, settings).Database
        ).ShouldBe(("two-1", "intakes_part_1"));
    }

    [Fact]
    public void The_pool_has_a_size_within_bounds()
    {
        Settings.PoolOf(Of()).ShouldBe(40);
        Settings.PoolOf(Of(("Database:MaxPoolSize", "12"))).ShouldBe(12);
        Should.Throw<SetupException>(() => Settings.PoolOf(Of(("Database:MaxPoolSize", "1"))));
    }
}
