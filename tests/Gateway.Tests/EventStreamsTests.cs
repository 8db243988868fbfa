using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

public sealed class EventStreamsTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private const string Watch = "/proposals.journal.v1.JournalService/WatchEvents";

    private static Task<HttpResponseMessage> OpenAsync(
        HttpClient client,
        string source = "directory",
        params (string Name, string Value)[] headers
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Watch)
        {
            Content = new StringContent($"{{\"source\":\"{source}\"}}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Accept", "text/event-stream");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<List<(string Event, string Id, JsonObject Data)>> EventsAsync(
        HttpResponseMessage response,
        int count
    )
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (events, name, id) = (new List<(string, string, JsonObject)>(), "", "");
        while (events.Count < count && await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                events.Add((name, id, JsonNode.Parse(line[6..])!.AsObject()));
        }

        return events;
    }

    [Fact]
    public async Task Every_message_is_an_event_with_its_number()
    {
        using var client = await gateway.ClientOfAsync("audit");
        using var response = await OpenAsync(client);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var events = await EventsAsync(response, 3);
        events.Select(e => (e.Event, e.Id)).ShouldBe([("message", "1"), ("message", "2"), ("message", "3")]);
        events[0].Data["event"]!["source"]!.GetValue<string>().ShouldBe("directory");
    }

    [Fact]
    public async Task What_is_committed_later_comes_by_itself()
    {
        using var client = await gateway.ClientOfAsync("audit");
        using var response = await client.SendAsync(
            new HttpRequestMessage(
                HttpMethod.Get,
                Watch + "?message=" + Uri.EscapeDataString("{\"source\":\"intake\"}")
            ),
            HttpCompletionOption.ResponseHeadersRead
        );
        var events = EventsAsync(response, 1);
        using var member = await gateway.ClientOfAsync("member1");
        var session = (await gateway.Cast.SessionAsync()).Name;
        await member.AskAsync(
            Calls.Intake + "CreateProposal",
            new
            {
                requestId = Client.Call.NewId(),
                proposal = new { session, text = new { subject = "关于实时的提案" } },
            }
        );
        (await events).Single().Data["event"]!["source"]!.GetValue<string>().ShouldBe("intake");
    }

    [Fact]
    public async Task A_refusal_is_an_event_with_reason_and_words()
    {
        using var client = await gateway.ClientOfAsync("member1");
        using var response = await OpenAsync(client);
        var (name, _, data) = (await EventsAsync(response, 1)).Single();
        name.ShouldBe("error");
        ((string)data["code"]!).ShouldBe("permission_denied");
        Calls.ReasonOf(data).ShouldBe("ROLE_REQUIRED");
    }

    [Fact]
    public async Task A_cookie_nobody_knows_is_taken_back()
    {
        using var response = await OpenAsync(
            gateway.Client(),
            "directory",
            ("Cookie", "__Host-proposals=AAAA"),
            ("Proposals-Client", "portal")
        );
        response.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("__Host-proposals=; max-age=0;");
        Calls.ReasonOf((await EventsAsync(response, 1)).Single().Data).ShouldBe("UNAUTHENTICATED");
    }

    [Theory]
    [InlineData("same-origin", 200)]
    [InlineData("cross-site", 403)]
    [InlineData("", 403)]
    public async Task An_EventSource_goes_by_cookie_from_our_own_page_only(string site, int status)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            Watch + "?message=" + Uri.EscapeDataString("{\"source\":\"directory\"}")
        );
        request.Headers.Add("Cookie", $"__Host-proposals={await gateway.TokenOfAsync("audit")}");
        if (site.Length > 0)
            request.Headers.Add("Sec-Fetch-Site", site);
        using var client = gateway.Client();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task The_ninth_stream_of_a_token_is_refused_and_a_closed_one_makes_room()
    {
        await using var other = await gateway.StartAsync();
        using var client = gateway.Client((await gateway.Cast.Audit).Authorization, new Uri(other.Urls.First()));
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < StreamLimits.MaxEach; i++)
            open.Add(await OpenAsync(client));
        open.ShouldAllBe(r => r.StatusCode == HttpStatusCode.OK);
        using (var ninth = await OpenAsync(client))
        {
            // If the stream were opened after all, it would never end.
            ninth.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await ninth.RefusalAsync()).ShouldBe((429, "resource_exhausted", "TOO_MANY_STREAMS"));
        }

        foreach (var response in open)
            response.Dispose();
        await Client.Call.UntilAsync(
            "room for a stream",
            async () =>
            {
                using var again = await OpenAsync(client);
                return again.StatusCode == HttpStatusCode.OK ? "open" : null;
            }
        );
    }

    [Fact]
    public async Task Streams_are_counted_by_account_however_often_it_is_signed_in()
    {
        await using var other = await gateway.StartAsync();
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < StreamLimits.MaxEach + 4; i++)
        {
            var again = await gateway.Suite.Suite.SignInAsync(
                gateway.Cast.Committee,
                "audit",
                gateway.Cast.Accounts.PasswordOf("audit")
            );
            using var client = gateway.Client(again.Authorization, new Uri(other.Urls.First()));
            open.Add(await OpenAsync(client));
        }

        open.Count(r => r.StatusCode == HttpStatusCode.OK).ShouldBe(StreamLimits.MaxEach);
        open.Skip(StreamLimits.MaxEach).ShouldAllBe(r => r.StatusCode == HttpStatusCode.TooManyRequests);
        using var another = gateway.Client(
            (await gateway.Cast.MemberAsync(1)).Authorization,
            new Uri(other.Urls.First())
        );
        using var stream = await OpenAsync(another);
        stream.StatusCode.ShouldBe(HttpStatusCode.OK);
        open.ForEach(r => r.Dispose());
    }

    [Fact]
    public async Task A_gateway_that_stops_ends_its_streams()
    {
        var other = await gateway.StartAsync();
        using var client = gateway.Client((await gateway.Cast.Audit).Authorization, new Uri(other.Urls.First()));
        using var response = await OpenAsync(client, "supervision");
        var stopped = other.StopAsync();
        (await EventsAsync(response, int.MaxValue))[^1].Event.ShouldBe("end");
        await stopped;
        await other.DisposeAsync();
    }
}

public sealed class StreamLimitsTests
{
    [Fact]
    public void There_is_a_limit_for_all_together()
    {
        var limits = new StreamLimits();
        var open = Enumerable
            .Range(0, StreamLimits.Max)
            .Select(n => limits.Open($"token {n / StreamLimits.MaxEach}"))
            .ToList();
        Should.Throw<ConnectException>(() => limits.Open("one more")).Error.Status.Detail.ShouldBe("TOO_MANY_STREAMS");
        open[0].Dispose();
        limits.Open("one more").Dispose();
    }
}
