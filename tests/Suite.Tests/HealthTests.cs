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
}
