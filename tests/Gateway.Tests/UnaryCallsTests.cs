using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Google.Rpc;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory.V1;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

public sealed class UnaryCallsTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private static object TextOf(string subject) =>
        new
        {
            subject,
            situation = "情况。",
            analysis = "分析。",
            suggestions = new[] { "建议一。" },
        };

    [Fact]
    public async Task A_proposal_is_drafted_submitted_and_examined_in_json()
    {
        using var member = await gateway.ClientOfAsync("member1");
        using var office = await gateway.ClientOfAsync("office");
        var session = (string)
            (await member.AskAsync(Calls.Directory + "ListPlenarySessions", new { pageSize = 1 }))["sessions"]![0]![
                "name"
            ]!;
        var draft = await member.AskAsync(
            Calls.Intake + "CreateProposal",
            new
            {
                requestId = Call.NewId(),
                proposal = new
                {
                    session,
                    category = "society",
                    text = TextOf("关于用 JSON 办理的提案"),
                },
            }
        );
        var name = (string)draft["name"]!;
        ((string)draft["state"]!).ShouldBe("PROPOSAL_STATE_DRAFT");
        using var submitted = await member.CallAsync(
            Calls.Intake + "SubmitProposal",
            new
            {
                requestId = Call.NewId(),
                name,
                containsNoSecret = true,
            }
        );
        submitted.StatusCode.ShouldBe(HttpStatusCode.OK);
        submitted.Headers.GetValues("trailer-journal-position").Single().ShouldStartWith("intake/0/");
        submitted.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (
            (string)
                (await office.AskAsync(Calls.Intake + "ExamineProposal", new { requestId = Call.NewId(), name }))[
                    "state"
                ]!
        ).ShouldBe("PROPOSAL_STATE_EXAMINED");
    }

    [Fact]
    public async Task A_refusal_keeps_its_reason_its_words_its_metadata_and_its_bytes()
    {
        using var office = await gateway.ClientOfAsync("office");
        var session = (string)
            (await office.AskAsync(Calls.Directory + "ListPlenarySessions", new { }))["sessions"]![0]!["name"]!;
        using var member = await gateway.ClientOfAsync("member1");
        var name = (string)
            (
                await member.AskAsync(
                    Calls.Intake + "CreateProposal",
                    new
                    {
                        requestId = Call.NewId(),
                        proposal = new
                        {
                            session,
                            category = "society",
                            text = TextOf("关于拒绝的提案"),
                        },
                    }
                )
            )["name"]!;
        await member.AskAsync(
            Calls.Intake + "SubmitProposal",
            new
            {
                requestId = Call.NewId(),
                name,
                containsNoSecret = true,
            }
        );
        using var refused = await office.CallAsync(
            Calls.Intake + "FileProposal",
            new { requestId = Call.NewId(), name }
        );
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = await refused.JsonAsync();
        ((string)error["code"]!).ShouldBe("failed_precondition");
        ((string)error["message"]!).ShouldBe(
            "当前状态为“已提交”，不能“立案”；可以：退回修改、审查通过、不予立案、撤案、退出联名。"
        );
        var detail = error["details"]!.AsArray().First(d => (string)d!["type"]! == "google.rpc.ErrorInfo")!;
        ((string)detail["debug"]!["metadata"]!["state"]!).ShouldBe("SUBMITTED");
        var value = (string)detail["value"]!;
        value.ShouldNotEndWith("=");
        var info = ErrorInfo.Parser.ParseFrom(
            Convert.FromBase64String(value.PadRight((value.Length + 3) / 4 * 4, '='))
        );
        info.Reason.ShouldBe("MOVE_NOT_ALLOWED");
        // Of the headers of the service's own answer, e.g. its date, none is passed on.
        refused
            .Headers.Select(h => h.Key)
            .Where(key => key.StartsWith("trailer-", StringComparison.OrdinalIgnoreCase))
            .ShouldBe(["trailer-positions"]);
    }

    [Theory]
    [InlineData("GetProposal", """{"name":"committees/x/proposals/y"}""", 404, "not_found", "NOT_FOUND")]
    [InlineData("GetProposal", """{"name":"committees/""", 400, "invalid_argument", "MALFORMED_JSON")]
    [InlineData("GetProposal", "", 400, "invalid_argument", "MALFORMED_JSON")]
    [InlineData("GetProposal", "[1]", 400, "invalid_argument", "MALFORMED_JSON")]
    [InlineData("GetProposal", """{"name":5}""", 400, "invalid_argument", "MALFORMED_JSON")]
    [InlineData("CreateProposal", """{"proposal":{}}""", 400, "invalid_argument", "FIELD_REQUIRED")]
    [InlineData(
        "FileProposal",
        """{"requestId":"a","name":"committees/x/proposals/y"}""",
        403,
        "permission_denied",
        "ROLE_REQUIRED"
    )]
    [InlineData("NoSuchMethod", "{}", 404, "unimplemented", "NO_SUCH_RPC")]
    public async Task An_error_has_the_status_of_the_protocol_and_a_reason(
        string method,
        string body,
        int http,
        string code,
        string reason
    )
    {
        using var member = await gateway.ClientOfAsync("member1");
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await member.PostAsync(Calls.Intake + method, content);
        (await response.RefusalAsync()).ShouldBe((http, code, reason));
    }

    [Fact]
    public async Task What_is_no_json_is_told_where()
    {
        using var client = gateway.Client();
        using var response = await client.PostAsync(
            Calls.Intake + "GetProposal",
            new StringContent("{\n  \"name\": nope}", Encoding.UTF8, "application/json")
        );
        ((string)(await response.JsonAsync())["message"]!).ShouldContain("第 2 行第 12 字节");
    }

    [Fact]
    public async Task Json_nested_too_deeply_is_refused()
    {
        using var client = gateway.Client();
        var deep =
            "{\"x\":" + string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60)) + "}";
        using var response = await client.PostAsync(
            Calls.Intake + "GetProposal",
            new StringContent(deep, Encoding.UTF8, "application/json")
        );
        (await response.RefusalAsync()).Reason.ShouldBe("MALFORMED_JSON");
    }

    [Fact]
    public async Task An_unknown_field_is_ignored() =>
        (
            await (await gateway.ClientOfAsync("member1")).AskAsync(
                Calls.Directory + "GetCommittee",
                new { somethingNew = 1 }
            )
        )["code"]!
            .GetValue<string>()
            .ShouldBe(gateway.Cast.Committee);

    [Fact]
    public async Task Protobufs_own_bytes_are_understood_and_answered()
    {
        using var member = await gateway.ClientOfAsync("member1");
        using var content = new ByteArrayContent(new GetCommitteeRequest().ToByteArray())
        {
            Headers = { ContentType = new("application/proto") },
        };
        using var response = await member.PostAsync(Calls.Directory + "GetCommittee", content);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/proto");
        Committee.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync()).Code.ShouldBe(gateway.Cast.Committee);
    }

    [Fact]
    public async Task Another_content_type_is_told_which_are_taken()
    {
        using var client = gateway.Client();
        using var response = await client.PostAsync(
            Calls.Directory + "GetCommittee",
            new StringContent("{}", Encoding.UTF8, "text/plain")
        );
        ((int)response.StatusCode).ShouldBe(415);
        response.Headers.GetValues("Accept-Post").Single().ShouldBe("application/json, application/proto");
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"CONTENT_TYPE_UNKNOWN\"");
    }

    [Fact]
    public async Task Another_method_is_told_which_is_taken()
    {
        using var client = gateway.Client();
        using var response = await client.GetAsync(Calls.Directory + "GetCommittee");
        ((int)response.StatusCode).ShouldBe(405);
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"METHOD_NOT_ALLOWED\"");
        response.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Theory]
    [InlineData("Connect-Protocol-Version", "2", "PROTOCOL_UNKNOWN")]
    [InlineData("Connect-Timeout-Ms", "soon", "TIMEOUT_INVALID")]
    [InlineData("Connect-Timeout-Ms", "12345678901", "TIMEOUT_INVALID")]
    [InlineData("Connect-Timeout-Ms", "0", "TIMEOUT_INVALID")]
    public async Task A_header_of_the_protocol_that_is_wrong_is_refused(string name, string value, string reason)
    {
        using var member = await gateway.ClientOfAsync("member1");
        using var response = await member.CallAsync(Calls.Directory + "GetCommittee", null, (name, value));
        (await response.RefusalAsync()).ShouldBe((400, "invalid_argument", reason));
    }

    [Fact]
    public async Task The_version_of_today_and_a_long_timeout_are_taken()
    {
        using var member = await gateway.ClientOfAsync("member1");
        using var response = await member.CallAsync(
            Calls.Directory + "GetCommittee",
            null,
            ("Connect-Protocol-Version", "1"),
            ("Connect-Timeout-Ms", "9999999999")
        );
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_timeout_that_is_over_says_that_the_outcome_is_unknown()
    {
        await using var slow = new SilentService();
        await using var other = await gateway.StartAsync(("Peers:Directory", slow.Address));
        using var client = gateway.Client("Bearer x.y", new Uri(other.Urls.First()));
        using var response = await client.CallAsync(
            Calls.Directory + "GetCommittee",
            null,
            ("Connect-Timeout-Ms", "200")
        );
        (await response.RefusalAsync()).ShouldBe((504, "deadline_exceeded", "DEADLINE_EXCEEDED"));
    }

    [Fact]
    public async Task A_service_that_is_away_is_unavailable_and_tells_nothing_of_our_insides()
    {
        await using var other = await gateway.StartAsync(("Peers:Directory", "http://127.0.0.1:1"));
        using var client = gateway.Client("Bearer x.y", new Uri(other.Urls.First()));
        using var response = await client.CallAsync(Calls.Directory + "GetCommittee");
        (await response.RefusalAsync()).ShouldBe((503, "unavailable", "SERVICE_UNAVAILABLE"));
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("127.0.0.1");
    }

    [Fact]
    public async Task A_body_over_4_MB_is_refused_whether_it_says_its_length_or_not()
    {
        using var client = gateway.Client();
        using var said = await client.PostAsync(
            Calls.Intake + "CreateProposal",
            new StringContent(new string(' ', RequestBody.Max + 1), Encoding.UTF8, "application/json")
        );
        (await said.RefusalAsync()).ShouldBe((413, "resource_exhausted", "BODY_TOO_LARGE"));
        using var request = new HttpRequestMessage(HttpMethod.Post, Calls.Intake + "CreateProposal")
        {
            Content = new StreamContent(new MemoryStream(new byte[RequestBody.Max + 1])),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = true;
        using var unsaid = await client.SendAsync(request);
        (await unsaid.RefusalAsync()).Reason.ShouldBe("BODY_TOO_LARGE");
    }

    [Fact]
    public async Task A_small_gzip_body_that_unpacks_to_a_large_one_is_refused()
    {
        using var client = gateway.Client();
        using var response = await client.PostAsync(Calls.Intake + "CreateProposal", Gzip(new byte[200 * 1024 * 1024]));
        (await response.RefusalAsync()).Reason.ShouldBe("BODY_TOO_LARGE");
    }

    [Fact]
    public async Task A_gzip_body_is_understood_and_what_is_none_is_refused()
    {
        using var member = await gateway.ClientOfAsync("member1");
        using var good = await member.PostAsync(Calls.Directory + "GetCommittee", Gzip(Encoding.UTF8.GetBytes("{}")));
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
        var bad = new StringContent("{}", Encoding.UTF8, "application/json");
        bad.Headers.ContentEncoding.Add("gzip");
        (await (await member.PostAsync(Calls.Directory + "GetCommittee", bad)).RefusalAsync()).Reason.ShouldBe(
            "MALFORMED_BODY"
        );
        var other = new StringContent("{}", Encoding.UTF8, "application/json");
        other.Headers.ContentEncoding.Add("zstd");
        (await (await member.PostAsync(Calls.Directory + "GetCommittee", other)).RefusalAsync()).ShouldBe(
            (501, "unimplemented", "ENCODING_UNKNOWN")
        );
    }

    [Fact]
    public async Task Two_thousand_suggestions_are_refused_by_a_clear_error()
    {
        using var member = await gateway.ClientOfAsync("member1");
        var session = (await gateway.Cast.SessionAsync()).Name;
        using var response = await member.CallAsync(
            Calls.Intake + "CreateProposal",
            new
            {
                requestId = Call.NewId(),
                proposal = new
                {
                    session,
                    text = new
                    {
                        subject = "关于建议过多的提案",
                        situation = "情况。",
                        analysis = "分析。",
                        suggestions = Enumerable.Range(1, 2000).Select(n => $"建议{n}").ToArray(),
                    },
                },
            }
        );
        (await response.RefusalAsync()).ShouldBe((400, "invalid_argument", "TEXT_TOO_LONG"));
    }

    [Theory]
    [InlineData("Service ")]
    [InlineData("service ")]
    [InlineData("Basic ")]
    public async Task The_services_secret_and_everything_but_a_bearer_token_is_refused_from_outside(string scheme)
    {
        using var client = gateway.Client(scheme + gateway.Suite.Secret);
        using var response = await client.CallAsync(Calls.Directory + "GetCommittee");
        (await response.RefusalAsync()).ShouldBe((403, "permission_denied", "AUTHORIZATION_REFUSED"));
    }

    [Fact]
    public async Task What_services_alone_may_call_is_not_offered()
    {
        using var client = gateway.Client();
        foreach (var path in PeerRules.Withheld.Keys)
            (await (await client.CallAsync(path)).RefusalAsync()).ShouldBe((404, "unimplemented", "NO_SUCH_RPC"), path);
    }

    [Fact]
    public async Task Nobody_gets_an_answer_without_signing_in()
    {
        using var client = gateway.Client();
        using var response = await client.CallAsync(Calls.Directory + "GetCommittee");
        (await response.RefusalAsync()).ShouldBe((401, "unauthenticated", "UNAUTHENTICATED"));
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    private static ByteArrayContent Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return new ByteArrayContent(packed.ToArray())
        {
            Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } },
        };
    }
}

public sealed class ConnectErrorTests
{
    [Theory]
    [InlineData("A")]
    [InlineData("AB")]
    [InlineData("ABC")]
    public void The_bytes_of_a_detail_are_base64_without_padding_whatever_their_number(string reason)
    {
        var error = ConnectError.ToJson(
            new ConnectException(
                new BuildingBlocks.RefusalReason(reason, ContractOptions.V1.RefusalKind.State, "话")!
            ).Error
        );
        foreach (var value in error["details"]!.AsArray().Select(d => (string)d!["value"]!))
            value.ShouldMatch("^[A-Za-z0-9+/]+$");
    }
}
