using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// Two processes of every service on one database and one bus. Each client knows only one of the two.
/// </summary>
[Collection("province")]
public sealed class ReplicaTests(Province suite) : IClassFixture<Province>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Client.Suite[] _replicas = [suite.Suite.At(0), suite.Suite.At(1)];

    public void Dispose()
    {
        foreach (var replica in _replicas)
            replica.Dispose();
    }

    private Person At(int replica, Person person) =>
        _replicas[replica].WithToken(person.Authorization!["Bearer ".Length..]);

    private async Task<Proposal> DraftAsync(Person member, string subject) =>
        await member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await suite.Cast.SessionAsync()).Name,
                    Category = "society",
                    Text = Walk.TextOf(subject),
                },
            }
        );

    [Fact]
    public async Task What_is_written_in_one_is_heard_in_both()
    {
        var member = await suite.Cast.MemberAsync(3);
        var (here, there) = (At(0, member), At(1, member));
        using var hereHeard = here.Supervision.WatchChanges(
            new WatchChangesRequest(),
            deadline: DateTime.UtcNow + Patience
        );
        using var thereHeard = there.Supervision.WatchChanges(
            new WatchChangesRequest(),
            deadline: DateTime.UtcNow + Patience
        );
        foreach (var heard in (AsyncServerStreamingCall<WatchChangesResponse>[])[hereHeard, thereHeard])
            (await heard.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        foreach (var writer in (Person[])[here, there])
        {
            var draft = await DraftAsync(writer, "关于两处都听到的提案");
            foreach (var heard in (AsyncServerStreamingCall<WatchChangesResponse>[])[hereHeard, thereHeard])
            {
                do
                {
                    (await heard.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
                } while (!heard.ResponseStream.Current.Proposals.Contains(draft.Name));
            }
        }
    }

    [Fact]
    public async Task The_same_request_sent_to_both_is_done_once()
    {
        var member = await suite.Cast.MemberAsync(4);
        var request = new CreateProposalRequest
        {
            RequestId = Call.NewId(),
            Proposal = new Proposal
            {
                Session = (await suite.Cast.SessionAsync()).Name,
                Category = "society",
                Text = Walk.TextOf("关于重复发送的提案"),
            },
        };
        var people = (Person[])[At(0, member), At(1, member)];
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(async i => await people[i % 2].Intake.CreateProposalAsync(request))
        );
        answers.Select(a => a.Name).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_both_sweep_at_once_happens_once()
    {
        var (lead, other) = (await suite.Cast.MemberAsync(1), await suite.Cast.MemberAsync(2));
        var invitations = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            var draft = await DraftAsync(lead, $"关于同时到期的提案之{i}");
            invitations.Add(
                (
                    await lead.Intake.InviteCoSignerAsync(
                        new InviteCoSignerRequest
                        {
                            RequestId = Call.NewId(),
                            Proposal = draft.Name,
                            Member = other.Account.Member,
                        }
                    )
                ).Name.Split('/')[^1]
            );
        }

        await suite.AtAsync(suite.Suite.Clock.GetUtcNow().AddDays(60));
        await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(replica =>
                    Task.Run(() =>
                        new Intake.IntakeModule().SweepAsync(
                            suite.Suite.Service("intake", replica: replica),
                            CancellationToken.None
                        )
                    )
                )
        );
        var expired = new List<string>();
        var (journal, after) = (suite.Suite.Suite.Operator(suite.Suite.Secret).JournalOf("intake"), 0L);
        while (true)
        {
            var page = await journal.ReadEventsAsync(new ReadEventsRequest { Source = "intake", After = after });
            if (page.Events.Count == 0)
                break;
            after = page.Events[^1].Position;
            expired.AddRange(
                page.Events.Where(e => e.Type == InvitationEnded.Descriptor.FullName)
                    .Select(e => InvitationEnded.Parser.ParseFrom(e.Body).Invitation)
            );
        }

        expired.Where(invitations.Contains).Order().ShouldBe(invitations.Order());
    }

    [Fact]
    public async Task A_sign_in_that_ended_in_one_is_good_in_no_service_of_the_other_within_a_second()
    {
        var person = await suite.Suite.Suite.SignInAsync(
            suite.Cast.Committee,
            "member5",
            suite.Cast.Accounts.PasswordOf("member5")
        );
        var (here, there) = (At(0, person), At(1, person));
        await there.Intake.ListProposalsAsync(new ListProposalsRequest { Own = true });
        await there.Supervision.ListNoticesAsync(new ListNoticesRequest());
        await here.Directory.SignOutAsync(new SignOutRequest());
        foreach (
            var ask in (Func<Task>[])
                [
                    async () => await there.Directory.GetCallerAsync(new GetCallerRequest()),
                    async () => await there.Intake.ListProposalsAsync(new ListProposalsRequest { Own = true }),
                    async () => await there.Supervision.ListNoticesAsync(new ListNoticesRequest()),
                ]
        )
        {
            await Call.UntilAsync(
                "登录已结束",
                async () =>
                {
                    try
                    {
                        await ask();
                        return null;
                    }
                    catch (RpcException e) when (e.StatusCode == StatusCode.Unauthenticated)
                    {
                        return "ended";
                    }
                }
            );
        }
    }
}

/// <summary>A process that is told to stop while it is in use.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task It_says_so_answers_what_it_has_taken_and_ends_its_streams_as_something_to_ask_again()
    {
        await using var suite = await TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.Memory,
            WholeSuite.Modules,
            more: new Dictionary<string, string?> { ["Drain:Seconds"] = "3" }
        );
        var member = await (await suite.CommitteeAsync()).MemberAsync(1);
        using var channel = GrpcChannel.ForAddress(suite.Address);
        var health = new Health.HealthClient(channel);
        (await health.CheckAsync(new HealthCheckRequest())).Status.ShouldBe(
            HealthCheckResponse.Types.ServingStatus.Serving
        );
        using var changes = member.Supervision.WatchChanges(new WatchChangesRequest());
        (await changes.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        using var events = suite
            .Suite.Operator(suite.Secret)
            .JournalOf("intake")
            .WatchEvents(new WatchEventsRequest { Source = "intake", After = 1_000_000 });

        // This call waits two seconds for a position that never comes. The call behind it on the same connection shows
        // that the server has accepted it.
        var slow = member.Supervision.ListNoticesAsync(
            new ListNoticesRequest
            {
                MinPositions =
                {
                    new Position { Source = "intake", Position_ = 1_000_000 },
                },
            }
        );
        await member.Supervision.ListNoticesAsync(new ListNoticesRequest());
        var stopping = suite.StopAsync(0);
        await Call.UntilAsync(
            "NOT_SERVING",
            async () =>
                (await health.CheckAsync(new HealthCheckRequest())).Status
                == HealthCheckResponse.Types.ServingStatus.NotServing
                    ? "yes"
                    : null
        );
        await member.Intake.ListProposalsAsync(new ListProposalsRequest { Own = true });
        (await slow).Stale.ShouldBeTrue();
        (await ReasonAsync(changes.ResponseStream)).ShouldBe("OUTCOME_UNKNOWN");
        (await ReasonAsync(events.ResponseStream)).ShouldBe("OUTCOME_UNKNOWN");
        await stopping.WaitAsync(TimeSpan.FromSeconds(3) + Drain.Longest);
        // On a new connection. The error of a call on the old one, at the moment it closes, depends on the transport.
        using var anew = GrpcChannel.ForAddress(suite.Address);
        (await Refused.ByAsync(new Health.HealthClient(anew).CheckAsync(new HealthCheckRequest()))).StatusCode.ShouldBe(
            StatusCode.Unavailable
        );

        static async Task<string> ReasonAsync<T>(IAsyncStreamReader<T> stream)
        {
            try
            {
                while (await stream.MoveNext(CancellationToken.None)) { }

                return "";
            }
            catch (RpcException e)
            {
                return Call.ReasonOf(e);
            }
        }
    }
}

/// <summary>A suite that has never reached its broker.</summary>
public sealed class WithoutABrokerTests
{
    [Fact]
    public async Task It_serves_says_so_and_hears_by_asking()
    {
        var more = new Dictionary<string, string?>
        {
            ["Bus:Host"] = "127.0.0.1",
            ["Bus:Port"] = FreePort.Next().ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        await using var suite = await TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.RabbitMq,
            WholeSuite.Modules,
            more: more
        );
        var member = await (await suite.CommitteeAsync()).MemberAsync(1);
        using var channel = GrpcChannel.ForAddress(suite.Address);
        (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status.ShouldBe(
            HealthCheckResponse.Types.ServingStatus.Serving
        );
        await Call.UntilAsync(
            "通过拉取得知",
            async () =>
                (await member.Intake.ListProposalsAsync(new ListProposalsRequest { Own = true })) is { }
                && (await suite.Service("intake").CheckpointAsync("directory", CancellationToken.None)).Position > 0
                    ? "yes"
                    : null
        );
    }
}
