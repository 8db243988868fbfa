using Dapper;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Proposals.Directory;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Proposals.Suite.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task A_database_that_is_away_is_a_reason_to_send_no_calls_and_none_to_start_again()
    {
        await using var suite = await TestSuite.StartAsync(Engine.Sqlite, BusKind.Memory, [new DirectoryModule()]);
        using var channel = GrpcChannel.ForAddress(suite.Address);
        var health = new Health.HealthClient(channel);
        async Task<ServingStatus> AskAsync(string service) =>
            (await health.CheckAsync(new HealthCheckRequest { Service = service })).Status;
        (await AskAsync("")).ShouldBe(ServingStatus.Serving);
        (await AskAsync("live")).ShouldBe(ServingStatus.Serving);

        await using (var connection = await suite.Service("directory").Database.OpenWriterAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("ALTER TABLE journal_head RENAME TO away");
        }

        (await AskAsync("")).ShouldBe(ServingStatus.NotServing);
        (await AskAsync("live")).ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task The_bus_is_asked_by_its_own_name_and_a_broker_that_is_away_stops_nobody()
    {
        await using (var with = await TestSuite.StartAsync(Engine.Sqlite, BusKind.RabbitMq, [new DirectoryModule()]))
        {
            using var channel = GrpcChannel.ForAddress(with.Address);
            await Client.Call.UntilAsync(
                "the exchange and the queue of the bus",
                async () => await AskAsync(channel, "bus") == ServingStatus.Serving ? "ok" : null
            );
        }

        await using var without = await TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.RabbitMq,
            [new DirectoryModule { PasswordIterations = 1000 }],
            more: new Dictionary<string, string?> { ["Bus:Host"] = "127.0.0.1:1" }
        );
        using var alone = GrpcChannel.ForAddress(without.Address);
        (await AskAsync(alone, "bus")).ShouldBe(ServingStatus.NotServing);
        (await AskAsync(alone, "")).ShouldBe(ServingStatus.Serving);
        (await (await without.CommitteeAsync()).Office).ShouldNotBeNull();

        static async Task<ServingStatus> AskAsync(GrpcChannel channel, string service) =>
            (
                await new Health.HealthClient(channel).CheckAsync(
                    new HealthCheckRequest { Service = service },
                    deadline: DateTime.UtcNow.AddSeconds(20)
                )
            ).Status;
    }
}
