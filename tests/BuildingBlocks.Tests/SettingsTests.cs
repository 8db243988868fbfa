using Microsoft.Extensions.Configuration;
using Npgsql;
using Proposals.Channels;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>Sources of the configuration, and the database and role that it selects.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = Folders.CreateTempSubdirectory("proposals-secrets-").FullName;

    public void Dispose() => Folders.Delete(_folder, recursive: true);

    private static NpgsqlConnectionStringBuilder Connection(
        bool asOwner,
        string service,
        int shard,
        params (string Key, string Value)[] settings
    ) => new(DatabaseSettings.Read(Of(settings)).ConnectionStringOf(service, shard, asOwner));

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
        configuration.AddSettings(
            ["--Secrets:Folder", _folder, "--Bus:Password", "of the command line"],
            ServiceSettings.Declared
        );
        (configuration["Database:Password"], configuration["Bus:User"], configuration["Bus:Password"]).ShouldBe(
            ("of the file", "of appsettings", "of the command line")
        );
    }

    [Fact]
    public void A_secrets_folder_that_is_not_there_is_said() =>
        Should
            .Throw<SetupException>(() =>
                new ConfigurationManager().AddSettings(
                    ["--Secrets:Folder", Path.Combine(_folder, "none")],
                    ServiceSettings.Declared
                )
            )
            .Message.ShouldStartWith("Secrets:Folder “");

    [Fact]
    public void The_service_connects_as_its_role_and_migrate_as_the_owner()
    {
        (string, string)[] settings =
        [
            ("Database:ConnectionString", "Host=db;Database=proposals_{service}"),
            ("Database:User", "proposals_{service}"),
            ("Database:Password", "p"),
            ("Database:OwnerPassword", "o"),
            ("Shards:Count", "3"),
        ];
        var service = Connection(false, "intake", 2, settings);
        (service.Database, service.Username, service.Password).ShouldBe(
            ("proposals_intake_2", "proposals_intake", "p")
        );
        var owner = Connection(true, "intake", 2, settings);
        (owner.Database, owner.Username, owner.Password).ShouldBe(
            ("proposals_intake_2", "proposals_intake_owner", "o")
        );
        DatabaseSettings.Read(Of(settings)).ApplicationOf("intake").ShouldBe("proposals_intake");
        DatabaseSettings
            .Read(Of(settings[..3]))
            .ApplicationOf("intake")
            .ShouldBeNull("without an owner the service's role is the owner");
        Connection(true, "intake", 0, settings[..3]).Username.ShouldBe("proposals_intake");
    }

    [Fact]
    public void A_shard_may_lie_on_another_server()
    {
        (string, string)[] settings =
        [
            ("Database:ConnectionString", "Host=one;Database=proposals_{service}"),
            ("Database:Shards:1", "Host=two-{shard};Database={service}s_part_{shard}"),
            ("Shards:Count", "2"),
        ];
        (Connection(false, "intake", 0, settings).Host, Connection(false, "intake", 0, settings).Database).ShouldBe(
            ("one", "proposals_intake_0")
        );
        (Connection(false, "intake", 1, settings).Host, Connection(false, "intake", 1, settings).Database).ShouldBe(
            ("two-1", "intakes_part_1")
        );
    }

    [Fact]
    public void The_pool_has_a_size_within_bounds()
    {
        DatabaseSettings.Read(Of()).MaxPoolSize.ShouldBe(40);
        DatabaseSettings.Read(Of(("Database:MaxPoolSize", "12"))).MaxPoolSize.ShouldBe(12);
        Should.Throw<SetupException>(() => DatabaseSettings.Read(Of(("Database:MaxPoolSize", "1"))));
    }
}
