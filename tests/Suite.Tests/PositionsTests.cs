using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Cli;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>What a call asks to be there, and what its answer tells.</summary>
public abstract class PositionsTests(WholeSuite suite)
{
    private const long Future = 9_999_999;

    private static Metadata Asking(string text) => new() { { PositionHeaders.Asked, text } };

    private static IReadOnlyList<Journal.V1.Position> ToldBy(Metadata trailers) =>
        PositionHeaders.Parse(
            string.Join(',', trailers.Where(t => t.Key == PositionHeaders.Told).Select(t => t.Value))
        )!;

    [Fact]
    public async Task Every_answer_tells_its_own_journal_and_those_it_follows()
    {
        var member = await suite.Cast.MemberAsync(1);
        var refused = await Refused.ByAsync(
            member.Supervision.GetCaseAsync(new GetCaseRequest { Name = WholeSuite.CaseName(Nothing) })
        );
        // A journal in which nothing was written yet is not told.
        var journals = ToldBy(refused.Trailers).Select(p => p.Source).ToList();
        journals.ShouldBeSubsetOf([.. Catalogue.Find("supervision")!.Follows, "supervision"]);
        journals.ShouldBeUnique();
        journals.ShouldContain("directory");
        journals.ShouldContain("supervision");

        var list = member.Intake.ListProposalsAsync(new ListProposalsRequest { Own = true });
        await list;
        ToldBy(list.GetTrailers()).Select(p => p.Source).ShouldContain("intake");

        var command = member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await suite.Cast.SessionAsync()).Name,
                    Category = "society",
                    Text = Walk.TextOf("关于答复所依据的位置的提案"),
                },
            }
        );
        await command;
        var told = ToldBy(command.GetTrailers()).ToDictionary(p => p.Source, p => p.Position_);
        command.GetTrailers().GetValue("journal-position").ShouldBe($"intake/0/{told["intake"]}");
        told["directory"].ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_position_of_the_future_is_waited_for_and_then_refused_as_not_yet_within_the_deadline()
    {
        var office = await suite.Cast.HandOver;
        foreach (
            var ask in (Func<Metadata, DateTime, Task<RpcException>>[])
                [
                    (headers, deadline) =>
                        Refused.ByAsync(
                            office.Assignment.ListAwaitingHandOverAsync(
                                new ListAwaitingHandOverRequest(),
                                headers,
                                deadline
                            )
                        ),
                    (headers, deadline) =>
                        Refused.ByAsync(
                            office.Assignment.HandOverAsync(
                                new HandOverRequest { RequestId = Call.NewId(), Proposal = Nothing },
                                headers,
                                deadline
                            )
                        ),
                ]
        )
        {
            var begun = Stopwatch.GetTimestamp();
            var refused = await ask(Asking($"intake/0/{Future}"), DateTime.UtcNow + TimeSpan.FromSeconds(4));
            (refused.StatusCode, Call.ReasonOf(refused)).ShouldBe((StatusCode.Unavailable, "NOT_YET"));
            // It waited, and heard NOT_YET before its deadline, which has another status.
            Stopwatch.GetElapsedTime(begun).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.5));
        }
    }

    [Fact]
    public async Task A_journal_that_the_service_does_not_follow_is_not_waited_for()
    {
        var member = await suite.Cast.MemberAsync(1);
        // Who waits for what does not come is refused with NOT_YET.
        await member.Intake.ListProposalsAsync(
            new ListProposalsRequest { Own = true },
            Asking($"supervision/0/{Future},intake/7/{Future},nobody/0/{Future}")
        );
    }

    [Theory]
    [InlineData("intake")]
    [InlineData("intake/0/-1")]
    [InlineData("intake/0/1/2")]
    [InlineData("IN TAKE/0/1")]
    [InlineData("intake/0/99999999999999999999")]
    public async Task What_is_no_list_of_positions_is_refused(string text)
    {
        var member = await suite.Cast.MemberAsync(1);
        // Sent raw: a client of the suite sends nothing of the kind.
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(suite.Suite.Address.Split(',')[0]);
        var refused = await Refused.ByAsync(
            new IntakeService.IntakeServiceClient(channel).ListProposalsAsync(
                new ListProposalsRequest(),
                new Metadata { { "authorization", member.Authorization! }, { PositionHeaders.Asked, text } }
            )
        );
        Call.ReasonOf(refused).ShouldBe("FIELD_INVALID");
    }

    [Fact]
    public async Task More_positions_than_a_header_may_have_are_refused() =>
        await What_is_no_list_of_positions_is_refused(
            string.Join(',', Enumerable.Range(0, PositionHeaders.Max + 1).Select(i => $"s{i}/0/1"))
        );

    [Fact]
    public async Task A_query_that_says_stale_in_its_answer_is_answered()
    {
        var member = await suite.Cast.MemberAsync(1);
        var answer = await member.Feedback.ListFeedbackFormsAsync(
            new Feedback.V1.ListFeedbackFormsRequest
            {
                MinPositions =
                {
                    new Journal.V1.Position { Source = "assignment", Position_ = Future },
                },
            },
            Asking($"assignment/0/{Future}")
        );
        answer.Stale.ShouldBeTrue();
    }

    private string Nothing => $"committees/{suite.Cast.Committee}/proposals/{Guid.CreateVersion7()}";
}

[Collection("laptop")]
public sealed class PositionsOnALaptop(Laptop suite) : PositionsTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class PositionsInACounty(County suite) : PositionsTests(suite), IClassFixture<County>;

/// <summary>What a client keeps.</summary>
public sealed class SeenPositionsTests
{
    [Fact]
    public void The_greatest_position_of_each_journal_is_kept()
    {
        var seen = new SeenPositions();
        seen.Take("intake/0/5,directory/0/9");
        seen.Take("intake/0/3,intake/1/7");
        seen.Take("no positions");
        seen.Header.Split(',').Order().ShouldBe(["directory/0/9", "intake/0/5", "intake/1/7"]);
    }

    [Fact]
    public void Only_so_many_are_kept_and_the_oldest_goes_first()
    {
        var seen = new SeenPositions();
        for (var i = 0; i <= PositionHeaders.Max; i++)
            seen.Take($"s{i}/0/1");
        var kept = seen.Header.Split(',');
        kept.Length.ShouldBe(PositionHeaders.Max);
        kept.ShouldNotContain("s0/0/1");
    }

    [Fact]
    public void One_that_was_not_raised_for_ten_minutes_is_not_asked_for_any_more()
    {
        var clock = new Stopped();
        var seen = new SeenPositions(clock);
        seen.Take("intake/0/5");
        clock.Now += SeenPositions.Life - TimeSpan.FromSeconds(1);
        seen.Take("intake/0/4,directory/0/1");
        seen.Header.Split(',').Length.ShouldBe(2);
        clock.Now += TimeSpan.FromSeconds(2);
        seen.Header.ShouldBe("directory/0/1");
    }

    private sealed class Stopped : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}

/// <summary>
/// Every projection is three seconds late. Who acts finds what was done before, without asking twice; so does a
/// ledger's import, and so do callers of plain JSON.
/// </summary>
public abstract class LateProjectionTests(Engine engine, BusKind bus)
{
    private readonly LateProjections _late = new();

    [Fact]
    public async Task All_services_are_late()
    {
        await using var suite = await StartAsync();
        var accounts = await CommitteeAsync(suite);
        _late.Delay(Walked.Late, Walked.Followers);

        await Task.WhenAll(
            Walked.WithoutAskingTwiceAsync(suite.Suite, accounts, satisfied: false),
            ImportAsync(suite, accounts),
            JsonAsync(suite, accounts)
        );
    }

    [Fact]
    public async Task One_service_is_late()
    {
        await using var suite = await StartAsync();
        var accounts = await CommitteeAsync(suite);

        foreach (var service in Walked.Followers)
        {
            _late.Delay(Walked.Late, service);
            await Walked.WithoutAskingTwiceAsync(suite.Suite, accounts, satisfied: true);
        }
    }

    private Task<TestSuite> StartAsync() =>
        TestSuite.StartAsync(engine, bus, WholeSuite.Modules, realClock: true, follows: _late.Of);

    private static Task<DemoAccounts> CommitteeAsync(TestSuite suite) =>
        Walked.CommitteeAsync(suite.Suite, suite.Secret);

    private static async Task ImportAsync(TestSuite suite, DemoAccounts accounts)
    {
        var file = Path.Combine(suite.Folder, "accounts.json");
        accounts.Save(file);
        string[] where = ["--address", suite.Address, "--accounts", file];
        var ledger = Path.Combine(Backends.Root, "tests", "Ledgers", "hongsibu-3-5.xlsx");
        (await CommandLine.RunAsync(["import", "ledger", ledger, "--accept-title", .. where])).ShouldBe(0);
        // Another process, which knows nothing of the import.
        var supervisor = await new Cast(suite.Suite, accounts).Supervisor;
        var session = (
            await supervisor.Directory.ListPlenarySessionsAsync(new ListPlenarySessionsRequest())
        ).Sessions.Single(s => s is { Term: 3, Number: 5 });
        var cases = await supervisor.Supervision.ListCasesAsync(
            new ListCasesRequest { Session = session.Name, PageSize = 1 }
        );
        cases.Cases.ShouldNotBeEmpty();
    }

    /// <summary>
    /// A life cycle by plain JSON, each person with a token of its own. Who goes on with what another has done reads it
    /// first where it was done, as a page does.
    /// </summary>
    private static async Task JsonAsync(TestSuite suite, DemoAccounts accounts)
    {
        await using var gateway = await GatewayAsync(suite);
        var address = new Uri(gateway.Urls.First());
        using var member = await SignedInAsync(address, accounts, "member5");
        using var office = await SignedInAsync(address, accounts, "office");
        using var handOver = await SignedInAsync(address, accounts, "handover");
        using var unit = await SignedInAsync(address, accounts, "unit3");

        var sessions = await member.AskAsync("directory.v1.DirectoryService/ListPlenarySessions", new { pageSize = 1 });
        var session = (string)sessions["sessions"]![0]!["name"]!;
        var text = new
        {
            subject = "关于 JSON 接口不必等待的提案",
            situation = "情况。",
            analysis = "分析。",
            suggestions = new[] { "建议一。" },
        };
        var proposal = (string)
            (
                await member.CommandAsync(
                    "intake.v1.IntakeService/CreateProposal",
                    new
                    {
                        proposal = new
                        {
                            session,
                            category = "society",
                            mayPublish = true,
                            text,
                        },
                    }
                )
            )["name"]!;
        await member.CommandAsync(
            "intake.v1.IntakeService/SubmitProposal",
            new { name = proposal, containsNoSecret = true }
        );
        await office.CommandAsync(
            "intake.v1.IntakeService/ExamineProposal",
            new { name = proposal, opinion = "符合要求" }
        );
        await office.CommandAsync("intake.v1.IntakeService/FileProposal", new { name = proposal });

        await handOver.AskAsync("intake.v1.IntakeService/GetProposal", new { name = proposal });
        var given = await handOver.CommandAsync(
            "assignment.v1.AssignmentService/HandOver",
            new
            {
                proposal,
                mode = "HANDLING_MODE_SOLE",
                leadUnit = unit.Unit,
            }
        );
        var assignment = (string)given["assignments"]![0]!["name"]!;
        await unit.CommandAsync("assignment.v1.AssignmentService/AcknowledgeAssignment", new { name = assignment });
        await unit.CommandAsync(
            "assignment.v1.AssignmentService/LogContact",
            new
            {
                assignment,
                date = DateTimeOffset.UtcNow.ToOffset(ChinaTime.Offset).ToString("yyyy-MM-dd", null),
                form = "CONTACT_FORM_FACE_TO_FACE",
                summary = "逐条听取意见。",
            }
        );
        var reply = (string)
            (
                await unit.CommandAsync(
                    "assignment.v1.AssignmentService/DraftReply",
                    new { assignment, text = "所提建议已采纳。" }
                )
            )["name"]!;
        await unit.CommandAsync(
            "assignment.v1.AssignmentService/SignReply",
            new
            {
                name = reply,
                documentNumber = "示例函〔2026〕77号",
                outcomeClass = "A",
                signatory = "示例签发人",
                disclosure = "DISCLOSURE_FULL",
            }
        );
        await unit.CommandAsync("assignment.v1.AssignmentService/DeliverReply", new { name = reply });

        await member.AskAsync("assignment.v1.AssignmentService/ListReplies", new { proposal });
        var forms = await member.AskAsync("feedback.v1.FeedbackService/ListFeedbackForms", new { proposal });
        await member.CommandAsync(
            "feedback.v1.FeedbackService/SubmitFeedback",
            new
            {
                name = (string)forms["forms"]![0]!["name"]!,
                work = "RATING_SATISFIED",
                result = "RATING_SATISFIED",
            }
        );
        var view = await member.AskAsync(
            "supervision.v1.SupervisionService/GetCase",
            new { name = proposal.Replace("/proposals/", "/cases/", StringComparison.Ordinal) }
        );
        ((string)view["stage"]!).ShouldBe("STAGE_CLOSED");
    }

    private static async Task<WebApplication> GatewayAsync(TestSuite suite)
    {
        var gateway = await Proposals.Gateway.Gateway.BuildAsync(
            [],
            HostParts.Real,
            b =>
                b.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["Listen"] = suite.Address,
                        ["Peers:Secret"] = suite.Secret,
                        ["Gateway:Listen"] = "http://127.0.0.1:0",
                        ["Gateway:Portal"] = suite.Folder,
                        ["Files:Folder"] = Path.Combine(suite.Folder, "files"),
                        ["Logging:LogLevel:Default"] = "Error",
                    }
                )
        );
        await gateway.StartAsync();
        return gateway;
    }

    private static async Task<JsonCaller> SignedInAsync(Uri address, DemoAccounts accounts, string login)
    {
        var caller = new JsonCaller(address);
        var answer = await caller.AskAsync(
            "directory.v1.DirectoryService/SignIn",
            new
            {
                committeeCode = accounts.Committee,
                login,
                password = accounts.PasswordOf(login),
            }
        );
        caller.Enter(answer);
        return caller;
    }

    /// <summary>A caller of plain JSON, which knows nothing but its token.</summary>
    private sealed class JsonCaller(Uri address) : IDisposable
    {
        private readonly HttpClient _client = new() { BaseAddress = address };

        public string Unit { get; private set; } = "";

        public void Enter(JsonObject signIn)
        {
            Unit = (string?)signIn["account"]!["unit"] ?? "";
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                (string)signIn["token"]!
            );
        }

        public Task<JsonObject> CommandAsync(string rpc, object body)
        {
            var request = System.Text.Json.JsonSerializer.SerializeToNode(body)!.AsObject();
            request["requestId"] = Call.NewId();
            return AskAsync(rpc, request);
        }

        public async Task<JsonObject> AskAsync(string rpc, object body)
        {
            using var content = JsonContent.Create(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _client.PostAsync("/proposals." + rpc, content);
            var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
            response.IsSuccessStatusCode.ShouldBeTrue($"{rpc}: {(int)response.StatusCode} {json.ToJsonString()}");
            return json;
        }

        public void Dispose() => _client.Dispose();
    }
}

/// <summary>The same with one process a service, each with a certificate.</summary>
public sealed class LateProjectionsApart(ApartSuite suite) : IClassFixture<ApartSuite>
{
    [Fact]
    public async Task All_services_are_late()
    {
        var accounts = await Walked.CommitteeAsync(suite.Suite, "");
        suite.Late.Delay(Walked.Late, Walked.Followers);

        await Walked.WithoutAskingTwiceAsync(suite.Suite, accounts, satisfied: true);
    }
}

/// <summary>One host for each service, who hear of each other by the broker.</summary>
public sealed class ApartSuite : SecureSuite
{
    public ApartSuite()
    {
        Common["Bus:Transport"] = "rabbitmq";
        Common["Bus:EndpointPrefix"] = $"t{Guid.NewGuid():N}-";
        foreach (var key in new[] { "Host", "Port", "User", "Password" })
            Common[$"Bus:{key}"] = Backends.Of($"AMQP_{key.ToUpperInvariant()}");
    }
}

/// <summary>A walk in which no call is sent again.</summary>
internal static class Walked
{
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<string> Followers =>
        [.. Catalogue.Services.Where(s => s.Follows.Count > 0).Select(s => s.Name)];

    public static Task<DemoAccounts> CommitteeAsync(Client.Suite suite, string secret)
    {
        var now = DateTimeOffset.UtcNow;
        return DemoCommittee.CreateAsync(suite, secret, "late", now.AddDays(-1), now.AddDays(2), now.AddDays(3));
    }

    public static async Task WithoutAskingTwiceAsync(Client.Suite suite, DemoAccounts accounts, bool satisfied)
    {
        var away = new List<string>();
        var walk = new Walk(new Cast(suite, accounts), _ => { })
        {
            OnAway = e => away.Add($"{e.Status} {Call.ReasonOf(e)}"),
        };
        (await walk.RunAsync("关于投影迟到的提案", satisfied)).Stage.ShouldBe(Stage.Closed);
        away.ShouldBeEmpty();
    }
}

public sealed class LateProjectionsOnALaptop() : LateProjectionTests(Engine.Sqlite, BusKind.Memory);

public sealed class LateProjectionsInACounty() : LateProjectionTests(Engine.PostgreSql, BusKind.RabbitMq);
