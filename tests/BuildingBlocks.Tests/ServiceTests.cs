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
    private ShardFixture _room = null!;

    public async Task InitializeAsync() => _room = await ShardFixture.OpenAsync(Engine.Sqlite);

    public async Task DisposeAsync() => await _room.DisposeAsync();

    private Task<Empty> DeleteAsync(string account, string thing = "t", string requestId = "r1") =>
        _room.Service.CommandAsync<DeleteProposalRequest, Empty>(
            new DeleteProposalRequest { RequestId = requestId, Name = thing },
            new Call(""),
            (r, tx) =>
            {
                ShardFixture.Insert(tx, r.Name);
                return Task.FromResult((Decision<Empty>)new Empty());
            },
            new Caller(account, "a", [Role.Member])
        );

    [Fact]
    public async Task A_retry_is_the_same_request_of_the_same_account()
    {
        await DeleteAsync("first");
        await DeleteAsync("first");
        (await _room.ThingsAsync()).Count.ShouldBe(1);
        RefusalStatus
            .ReasonOf(await Should.ThrowAsync<Grpc.Core.RpcException>(() => DeleteAsync("second")))
            .ShouldBe("REQUEST_ID_REUSED");
        RefusalStatus
            .ReasonOf(await Should.ThrowAsync<Grpc.Core.RpcException>(() => DeleteAsync("first", "other")))
            .ShouldBe("REQUEST_ID_REUSED");
    }

    [Fact]
    public async Task A_command_needs_a_request_id() =>
        RefusalStatus
            .ReasonOf(await Should.ThrowAsync<Grpc.Core.RpcException>(() => DeleteAsync("first", requestId: "")))
            .ShouldBe("FIELD_REQUIRED");

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task Sign_ins_that_have_expired_are_swept_a_bounded_number_at_a_time(Engine engine)
    {
        await using var room = await ShardFixture.OpenAsync(engine);
        async Task AddAsync(string committee, int from, int count, TimeSpan ago) =>
            await room.Service.Writer.RunAsync(
                ShardFixture.Do(tx =>
                {
                    for (var i = from; i < from + count; i++)
                    {
                        tx.Write(
                            "INSERT INTO sign_ins (committee, token_hash, account, expires_at) VALUES (@committee, "
                                + "@hash, 'somebody', @expires)",
                            new
                            {
                                committee,
                                hash = Token.HashOf($"{i}"),
                                expires = room.Clock.GetUtcNow() - ago + TimeSpan.FromMilliseconds(i),
                            }
                        );
                    }

                    return Task.CompletedTask;
                })
            );
        await AddAsync("a", 0, 400, TimeSpan.FromDays(30));
        await AddAsync("b", 400, 300, TimeSpan.FromDays(20));
        await AddAsync("a", 1000, 1, TimeSpan.FromSeconds(1));
        await AddAsync("a", 1001, 2, TimeSpan.FromSeconds(-1));
        async Task<long> SweptAsync()
        {
            await DirectoryCopy.SweepAsync(room.Service, CancellationToken.None);
            return await room.NumberAsync("SELECT COUNT(1) FROM sign_ins");
        }

        (await SweptAsync()).ShouldBe(203);
        (await SweptAsync()).ShouldBe(2, "one expired this very instant, and one too is over");
        (await SweptAsync()).ShouldBe(2);
        room.Clock.Advance(TimeSpan.FromHours(1));
        (await SweptAsync()).ShouldBe(0);
        (await room.NumberAsync("SELECT position FROM journal_head")).ShouldBe(0, "time is no event");
    }

    [Fact]
    public async Task A_public_query_sees_one_committee_that_exists_and_no_member_or_role()
    {
        await _room.TamperAsync("INSERT INTO committees (committee, code, title, level) VALUES ('a', 'a', 'A', 1)");
        Task<Empty> AskAsync(
            Decision<string> committee,
            Action<Caller>? look = null,
            string method = "/proposals.intake.v1.IntakeService/GetPublishedProposal"
        ) =>
            _room.Service.PublicQueryAsync<Empty, Empty>(
                new Empty(),
                new Call("Bearer a.token", method: method),
                committee,
                (_, query) =>
                {
                    look?.Invoke(query.Caller);
                    return Task.FromResult((Decision<Empty>)new Empty());
                }
            );
        await AskAsync(
            "a",
            caller =>
                caller.ShouldSatisfyAllConditions(
                    () => caller.Committee.ShouldBe("a"),
                    () => caller.Roles.ShouldBeEmpty(),
                    () => caller.Member.ShouldBe(""),
                    () => caller.Unit.ShouldBe("")
                )
        );
        await AskAsync("", caller => caller.Committee.ShouldBe(""));
        RefusalStatus
            .ReasonOf(
                await Should.ThrowAsync<Grpc.Core.RpcException>(() =>
                    AskAsync("b", _ => throw new InvalidOperationException("it must not be asked"))
                )
            )
            .ShouldBe("NOT_FOUND");
        RefusalStatus
            .ReasonOf(await Should.ThrowAsync<Grpc.Core.RpcException>(() => AskAsync(ResourceName.Committee("b"))))
            .ShouldBe("FIELD_INVALID");
        RefusalStatus
            .ReasonOf(
                await Should.ThrowAsync<Grpc.Core.RpcException>(() =>
                    AskAsync("a", method: "/proposals.intake.v1.IntakeService/GetProposal")
                )
            )
            .ShouldBe("UNAUTHENTICATED", "the contract does not make it public");
    }

    [Fact]
    public void A_receipt_is_good_for_what_it_says_only()
    {
        var receipts = new Receipts(ShardFixture.Secret);
        var (file, now) = (new ReceivedFile("a", "00", 5, "image/png", "图.png"), DateTimeOffset.UnixEpoch.AddDays(9));
        var receipt = receipts.Of(file, now);
        receipts.HasReceived(file, now, receipt).ShouldBeTrue();
        receipts.HasReceived(file with { Committee = "b" }, now, receipt).ShouldBeFalse();
        receipts.HasReceived(file with { Sha256 = "01" }, now, receipt).ShouldBeFalse();
        receipts.HasReceived(file with { Size = 6 }, now, receipt).ShouldBeFalse();
        receipts.HasReceived(file with { MediaType = "image/jpeg" }, now, receipt).ShouldBeFalse();
        receipts.HasReceived(file with { Name = "图.bat" }, now, receipt).ShouldBeFalse();
        receipts.HasReceived(file, now + Receipts.Life, receipt).ShouldBeFalse();
        receipts.HasReceived(file, now, receipt.AsSpan(0, 39)).ShouldBeFalse();
        receipts.HasReceived(file, now, [.. receipt, 0]).ShouldBeFalse();
        receipts.HasReceived(file, now, []).ShouldBeFalse();
        new Receipts("").HasReceived(file, now, receipt).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("  ", "", 0)]
    [InlineData("停车", "%停车%", 0)]
    [InlineData(" 12 ", "%12%", 12)]
    [InlineData("第12号", "%第12号%", 12)]
    [InlineData("12号", "%12号%", 12)]
    [InlineData("第 12 号", "%第 12 号%", 12)]
    [InlineData("12号线", "%12号线%", 0)]
    [InlineData("-12", "%-12%", 0)]
    [InlineData("1234567890123456789", "%1234567890123456789%", 0)]
    [InlineData("5%_!", "%5!%!_!!%", 0)]
    public void A_search_is_part_of_a_subject_or_a_number_as_people_write_it(
        string query,
        string pattern,
        long number
    ) => Search.Of(query).Value.ShouldBe(new Search(pattern, number));

    [Fact]
    public async Task A_host_that_ends_closes_its_services()
    {
        var suite = await TestSuite.StartAsync(Engine.Sqlite, BusKind.Memory, [new ProbeModule()]);
        var service = suite.Service("probe");
        (await service.Writer.RunAsync(ShardFixture.Create("before"))).Refusal.ShouldBeNull();
        await suite.DisposeAsync();
        (await service.Writer.RunAsync(ShardFixture.Create("after"))).Refusal!.Reason.ShouldBe(CommonRefusals.Busy);
    }

    private sealed class ProbeModule : Module
    {
        public override string Name => "probe";

        public override void AddServices(IServiceCollection services, Shards shards) { }

        public override void Map(IEndpointRouteBuilder endpoints) { }
    }
}
