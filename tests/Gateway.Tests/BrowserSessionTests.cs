using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

public sealed class BrowserSessionTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private static readonly (string, string) Portal = ("Proposals-Client", "portal"),
        Wish = ("Proposals-Session", "cookie");

    private object Login(string login) =>
        new
        {
            committeeCode = gateway.Cast.Committee,
            login,
            password = gateway.Cast.Accounts.PasswordOf(login),
        };

    private string Origin => gateway.Address.GetLeftPart(UriPartial.Authority);

    private async Task<string> CookieAsync() => $"__Host-proposals={await gateway.TokenOfAsync("member1")}";

    private async Task<HttpResponseMessage> WhoAmIAsync(params (string, string)[] headers) =>
        await gateway
            .Client()
            .CallAsync(Calls.Directory + "GetCaller", null, [("Cookie", await CookieAsync()), .. headers]);

    [Fact]
    public async Task Signing_in_with_the_header_gives_the_token_to_the_cookie_and_to_nobody_else()
    {
        using var response = await gateway
            .Client()
            .CallAsync(Calls.Directory + "SignIn", Login("member1"), Portal, Wish, ("Origin", Origin));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith($"__Host-proposals={gateway.Cast.Committee}.");
        cookie.ShouldContain("; max-age=43200; path=/; secure; samesite=strict; httponly");
        cookie.ShouldNotContain("domain");
        var token = cookie["__Host-proposals=".Length..cookie.IndexOf(';')];
        (await response.Content.ReadAsStringAsync()).ShouldNotContain(token);
        (await response.JsonAsync()).ContainsKey("token").ShouldBeFalse();
        using var caller = await gateway
            .Client()
            .CallAsync(Calls.Directory + "GetCaller", null, ("Cookie", $"__Host-proposals={token}"), Portal);
        ((string)(await caller.JsonAsync())["login"]!).ShouldBe("member1");
    }

    [Fact]
    public async Task Signing_in_without_the_header_gives_the_token_to_the_client()
    {
        using var response = await gateway.Client().CallAsync(Calls.Directory + "SignIn", Login("member1"));
        ((string)(await response.JsonAsync())["token"]!).ShouldStartWith(gateway.Cast.Committee + ".");
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_by_cookie_cannot_be_begun_from_another_site_or_without_the_header()
    {
        (
            await (await gateway.Client().CallAsync(Calls.Directory + "SignIn", Login("member1"), Wish)).RefusalAsync()
        ).ShouldBe((403, "permission_denied", "HEADER_REQUIRED"));
        (
            await (
                await gateway
                    .Client()
                    .CallAsync(
                        Calls.Directory + "SignIn",
                        Login("member1"),
                        Wish,
                        Portal,
                        ("Origin", "https://evil.example")
                    )
            ).RefusalAsync()
        ).ShouldBe((403, "permission_denied", "CROSS_SITE"));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    public async Task A_call_by_cookie_from_another_site_is_refused(string header, string value)
    {
        using var response = await WhoAmIAsync(Portal, (header, value));
        (await response.RefusalAsync()).ShouldBe((403, "permission_denied", "CROSS_SITE"));
    }

    [Fact]
    public async Task A_call_by_cookie_without_the_header_is_refused_even_from_here()
    {
        using var response = await WhoAmIAsync(("Origin", Origin), ("Sec-Fetch-Site", "same-origin"));
        (await response.RefusalAsync()).ShouldBe((403, "permission_denied", "HEADER_REQUIRED"));
    }

    [Fact]
    public async Task A_call_by_cookie_from_our_own_page_is_answered()
    {
        using var response = await WhoAmIAsync(Portal, ("Origin", Origin), ("Sec-Fetch-Site", "same-origin"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task Behind_a_proxy_the_public_origin_is_ours_and_others_are_not()
    {
        await using var other = await gateway.StartAsync(("Gateway:PublicOrigin", "https://tian.example.cn"));
        using var client = gateway.Client(null, new Uri(other.Urls.First()));
        using var ours = await client.CallAsync(
            Calls.Directory + "GetCaller",
            null,
            ("Cookie", await CookieAsync()),
            Portal,
            ("Origin", "https://tian.example.cn")
        );
        ours.StatusCode.ShouldBe(HttpStatusCode.OK);
        ours.Headers.GetValues("Strict-Transport-Security").Single().ShouldBe("max-age=31536000; includeSubDomains");
        using var foreign = await client.CallAsync(
            Calls.Directory + "GetCaller",
            null,
            ("Cookie", await CookieAsync()),
            Portal,
            ("Origin", "https://tian.example.cn.evil.example")
        );
        (await foreign.RefusalAsync()).Reason.ShouldBe("CROSS_SITE");
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("%0d%0aX: y")]
    [InlineData("a b")]
    public async Task A_forged_cookie_is_nobodys_and_is_taken_back(string value)
    {
        using var response = await gateway
            .Client()
            .CallAsync(Calls.Directory + "GetCaller", null, ("Cookie", $"__Host-proposals={value}"), Portal);
        (await response.RefusalAsync()).ShouldBe((401, "unauthenticated", "UNAUTHENTICATED"));
        response.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("__Host-proposals=; max-age=0;");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_takes_the_cookie_back()
    {
        var person = await gateway.Suite.Suite.SignInAsync(
            gateway.Cast.Committee,
            "member2",
            gateway.Cast.Accounts.PasswordOf("member2")
        );
        var cookie = ("Cookie", "__Host-proposals=" + person.Authorization!["Bearer ".Length..]);
        using var signedOut = await gateway.Client().CallAsync(Calls.Directory + "SignOut", null, cookie, Portal);
        signedOut.StatusCode.ShouldBe(HttpStatusCode.OK);
        signedOut.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("__Host-proposals=; max-age=0;");
        await Client.Call.UntilAsync(
            "the end of the session",
            async () =>
            {
                using var after = await gateway.Client().CallAsync(Calls.Directory + "GetCaller", null, cookie, Portal);
                return after.StatusCode == HttpStatusCode.Unauthorized ? "ended" : null;
            }
        );
    }

    [Fact]
    public async Task A_bearer_token_needs_neither_header_nor_origin()
    {
        using var response = await (await gateway.ClientOfAsync("member1")).CallAsync(
            Calls.Directory + "GetCaller",
            null,
            ("Origin", "https://app.example")
        );
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}

public sealed class SignInLimitTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    [Fact]
    public async Task More_sign_ins_in_a_minute_than_the_limit_are_refused()
    {
        await using var other = await gateway.StartAsync();
        using var client = gateway.Client(null, new Uri(other.Urls.First()));
        for (var i = 0; i < RateLimits.SignIns; i++)
        {
            using var wrong = await client.CallAsync(
                Calls.Directory + "SignIn",
                new
                {
                    committeeCode = "nobody",
                    login = "nobody",
                    password = "nobody-nobody",
                }
            );
            (await wrong.RefusalAsync()).Reason.ShouldBe("SIGN_IN_FAILED");
        }

        using var refused = await client.CallAsync(
            Calls.Directory + "SignIn",
            new
            {
                committeeCode = "nobody",
                login = "nobody",
                password = "nobody-nobody",
            }
        );
        (await refused.RefusalAsync()).ShouldBe((429, "resource_exhausted", "TOO_MANY_REQUESTS"));
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("{}", "FIELD_REQUIRED")]
    [InlineData("""{"committeeCode":"a","login":"b","password":""}""", "FIELD_REQUIRED")]
    [InlineData("""{"committeeCode":" ","login":"b","password":"c"}""", "FIELD_REQUIRED")]
    [InlineData("""{"committeeCode":"a","login":"\t \t","password":"c"}""", "FIELD_REQUIRED")]
    [InlineData("""{"committeeCode":"a","login":"b\u0000b","password":"c"}""", "FIELD_INVALID")]
    [InlineData("""{"committeeCode":"a\u202eb","login":"b","password":"c"}""", "FIELD_INVALID")]
    [InlineData("""{"committeeCode":"a","login":"LONG","password":"c"}""", "FIELD_INVALID")]
    [InlineData("""{"committeeCode":"LONG","login":"b","password":"c"}""", "FIELD_INVALID")]
    [InlineData("""{"committeeCode":"a","login":"b","password":"LONG"}""", "FIELD_INVALID")]
    [InlineData("""{"committeeCode":"a","login":"b","password":7}""", "MALFORMED_JSON")]
    [InlineData("""{"committeeCode":"a","login":""", "MALFORMED_JSON")]
    public async Task Malformed_sign_ins_use_up_nothing_of_what_an_address_has(string body, string reason)
    {
        await using var other = await gateway.StartAsync();
        using var client = gateway.Client(null, new Uri(other.Urls.First()));
        body = body.Replace("LONG", new string('x', 200), StringComparison.Ordinal);
        for (var i = 0; i <= RateLimits.SignIns; i++)
        {
            using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
            using var malformed = await client.PostAsync(Calls.Directory + "SignIn", content);
            (await malformed.RefusalAsync()).Reason.ShouldBe(reason);
        }

        using var rightful = await client.CallAsync(
            Calls.Directory + "SignIn",
            new
            {
                committeeCode = gateway.Cast.Committee,
                login = "member1",
                password = gateway.Cast.Accounts.PasswordOf("member1"),
            }
        );
        rightful.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wrong_passwords_delay_the_address_they_come_from_and_no_other()
    {
        await using var other = await gateway.StartAsync(("Gateway:Proxy", "127.0.0.0/8"));
        using var client = gateway.Client(null, new Uri(other.Urls.First()));
        Task<HttpResponseMessage> SignInAsync(string from, string password) =>
            client.CallAsync(
                Calls.Directory + "SignIn",
                new
                {
                    committeeCode = gateway.Cast.Committee,
                    login = "leader",
                    password,
                },
                ("X-Forwarded-For", from)
            );
        for (var i = 0; i < 5; i++)
            (await SignInAsync("203.0.113.1", "wrong wrong wrong")).Dispose();

        var right = gateway.Cast.Accounts.PasswordOf("leader");
        using var waits = await SignInAsync("203.0.113.1", right);
        using var elsewhere = await SignInAsync("203.0.113.2", right);

        (await waits.RefusalAsync()).ShouldBe((429, "resource_exhausted", "ACCOUNT_LOCKED"));
        waits.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(30));
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("10.0.0.0/8, 127.0.0.1", "SIGN_IN_FAILED")]
    [InlineData("127.0.0.0/8", "SIGN_IN_FAILED")]
    [InlineData("10.0.0.0/8", "TOO_MANY_REQUESTS")]
    public async Task Only_a_proxy_that_is_known_may_say_where_a_sign_in_comes_from(string proxy, string reason)
    {
        await using var other = await gateway.StartAsync(("Gateway:Proxy", proxy));
        using var client = gateway.Client(null, new Uri(other.Urls.First()));
        Task<HttpResponseMessage> SignInAsync(string from) =>
            client.CallAsync(
                Calls.Directory + "SignIn",
                new
                {
                    committeeCode = "nobody",
                    login = "nobody",
                    password = "nobody-nobody",
                },
                ("X-Forwarded-For", from)
            );
        for (var i = 0; i < RateLimits.SignIns; i++)
            (await SignInAsync("203.0.113.1")).Dispose();
        using var elsewhere = await SignInAsync("203.0.113.2");
        (await elsewhere.RefusalAsync()).Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task A_proxy_that_is_neither_address_nor_network_is_named() =>
        (
            await Should.ThrowAsync<InvalidOperationException>(() => gateway.StartAsync(("Gateway:Proxy", "ingress")))
        ).Message.ShouldContain("Gateway:Proxy “ingress”");
}
