using Proposals.BuildingBlocks;
using Proposals.Cli.Backups;
using Shouldly;
using Xunit;

namespace Proposals.Cli.Tests;

/// <summary>Which databases backup and restore look at.</summary>
[Collection("one at a time on the console")]
public sealed class StoreTests : IDisposable
{
    private readonly string _folder = Folders.CreateTempSubdirectory("proposals-stores-").FullName;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PROPOSALS_SHARDS", null);
        Folders.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("4x")]
    [InlineData("1.5")]
    [InlineData(" ")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("99999999999")]
    public async Task A_number_of_shards_that_is_none_is_refused_and_never_taken_for_one(string text)
    {
        Environment.SetEnvironmentVariable("PROPOSALS_SHARDS", text);
        (await BackUpAsync()).ShouldBe((1, $"分片数应为 1 至 {Shards.MaxCount}。"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65")]
    public async Task So_is_one_on_the_command_line(string text) =>
        (await BackUpAsync("--shards", text)).ShouldBe((1, $"分片数应为 1 至 {Shards.MaxCount}。"));

    [Fact]
    public async Task The_number_of_the_environment_is_taken_and_the_command_line_is_stronger()
    {
        Environment.SetEnvironmentVariable("PROPOSALS_SHARDS", "3");
        (await BackUpAsync()).Error.ShouldContain("directory_0.db");
        (await BackUpAsync("--shards", "1")).Error.ShouldContain("directory.db");
    }

    [Theory]
    [InlineData("Host=db;Database=proposals_{service};Username=u_{service}", 1)]
    [InlineData("Host=db;Database=proposals_{service};Username=u_{service}", 4)]
    [InlineData("Host={service}-pg.example;Database={service}s_part_{shard};Username=u", 4)]
    [InlineData("Host=two-{shard};Database=p_{service};Username=backup_{shard}", 4)]
    public void A_template_means_what_it_means_to_the_services(string template, int count)
    {
        var settings = DatabaseSettings.Read(
            new Microsoft.Extensions.Configuration.ConfigurationManager
            {
                ["Database:ConnectionString"] = template,
                ["Shards:Count"] = $"{count}",
            }
        );
        for (var shard = 0; shard < count; shard++)
        {
            var service = new Npgsql.NpgsqlConnectionStringBuilder(settings.ConnectionStringOf("intake", shard));
            var store = Store.ConnectionOf(template, new DatabasePlace("intake", shard, count), "other", null);
            (store.Host, store.Database, store.Username).ShouldBe((service.Host, service.Database, service.Username));
        }
    }

    [Fact]
    public void The_script_that_creates_databases_knows_the_most_shards()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "buf.yaml")))
            root = Path.GetDirectoryName(root)!;
        File.ReadAllText(Path.Combine(root, "deploy", "databases.sh"))
            .ShouldContain($"&& $shards -le {Shards.MaxCount} ]] || die \"SHARDS must be 1 to {Shards.MaxCount}\"");
    }

    private async Task<(int Code, string Error)> BackUpAsync(params string[] more)
    {
        var error = Console.Error;
        await using var printed = new StringWriter();
        Console.SetError(printed);
        try
        {
            var code = await CommandLine.RunAsync([
                "backup",
                "--folder",
                Path.Combine(_folder, "backup"),
                "--database",
                Path.Combine(_folder, "{service}.db"),
                .. more,
            ]);
            return (code, printed.ToString().Trim());
        }
        finally
        {
            Console.SetError(error);
        }
    }
}
