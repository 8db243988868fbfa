using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

public sealed class ServiceTests : IAsyncLifetime
{
    private Room _room = null!;

    public async Task InitializeAsync() => _room = await Room.OpenAsync(Engine.Sqlite);

    public async Task DisposeAsync() => await _room.DisposeAsync();

    private Task<Empty> DeleteAsync(string account, string thing = "t", string requestId = "r1") => _room.Service.CommandAsync<DeleteProposalRequest, Empty>(
        new DeleteProposalRequest { RequestId = requestId, Name = thing }, new Call(""), (r, unit) =>
        {
            Room.Insert(unit, r.Name);
            return Task.FromResult((Decision<Empty>)new Empty());
        }, new Caller(account, "a", [Role.Member]));

    [Fact]
    public async Task A_retry_is_the_same_request_of_the_same_account()
    {
        await DeleteAsync("first");
        await DeleteAsync("first");
        (await _room.ThingsAsync()).Count.ShouldBe(1);
        RefusalStatus.ReasonOf(await Should.ThrowAsync<Grpc.Core.RpcException>(() => DeleteAsync("second"))).ShouldBe("REQUEST_ID_REUSED");
        RefusalStatus.ReasonOf(await Should.ThrowAsync<Grpc.Core.RpcException>(() => DeleteAsync("first", "other"))).ShouldBe("REQUEST_ID_REUSED");
    }

    [Fact]
    public async Task A_command_needs_a_request_id() =>
        RefusalStatus.ReasonOf(await Should.ThrowAsync<Grpc.Core.RpcException>(() => DeleteAsync("first", requestId: ""))).ShouldBe("FIELD_REQUIRED");

    [Fact]
    public async Task A_host_that_ends_closes_its_services()
    {
        var suite = await TestSuite.StartAsync(Engine.Sqlite, BusKind.Memory, [new ProbeModule()]);
        var service = suite.Service("probe");
        (await service.Writer.RunAsync(Room.Create("before"))).Refusal.ShouldBeNull();
        await suite.DisposeAsync();
        (await service.Writer.RunAsync(Room.Create("after"))).Refusal!.Reason.ShouldBe(CommonRefusals.Busy);
    }

    private sealed class ProbeModule : Module
    {
        public override string Name => "probe";

        public override void AddServices(IServiceCollection services, Service service)
        {
        }

        public override void Map(IEndpointRouteBuilder endpoints)
        {
        }
    }
}
