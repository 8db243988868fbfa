using System.Net;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

/// <summary>The gateway carries what a session has seen, for callers of plain JSON.</summary>
public sealed class SessionPositionsTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private const string Future = "intake/0/9999999";

    private static Metadata Of(string token) => new() { { "authorization", "Bearer " + token } };

    [Fact]
    public void Each_session_has_its_own_and_signing_out_forgets_them()
    {
        ISeenPositions seen = new SessionPositions(TimeProvider.System);
        seen.Take(Of("one"), "intake/0/5");
        seen.Take(Of("two"), "intake/0/7");
        seen.Take([], "intake/0/9");
        (seen.Of(Of("one")), seen.Of(Of("two")), seen.Of([]), seen.Of(Of("three"))).ShouldBe(
            ("intake/0/5", "intake/0/7", "", "")
        );

        ((SessionPositions)seen).Forget("one");
        seen.Of(Of("one")).ShouldBe("");
    }

    [Fact]
    public void The_session_that_was_not_used_for_longest_goes_first()
    {
        var seen = new SessionPositions(TimeProvider.System);
        for (var i = 0; i < SessionPositions.Max; i++)
            seen.Take($"t{i}", "intake/0/5");
        seen.Of(Of("t0")).ShouldBe("intake/0/5");
        seen.Take("new", "intake/0/6");

        seen.Count.ShouldBe(SessionPositions.Max);
        (seen.Of(Of("t0")), seen.Of(Of("t1")), seen.Of(Of("new"))).ShouldBe(("intake/0/5", "", "intake/0/6"));
    }

    [Fact]
    public async Task An_answer_tells_its_positions_and_the_next_call_of_the_session_asks_for_them()
    {
        using var member = await gateway.ClientOfAsync("member3");
        using var answer = await member.CallAsync(Calls.Intake + "ListProposals", new { own = true });
        var told = PositionHeaders.Parse(answer.Headers.GetValues("trailer-positions").Single())!;
        told.Select(p => p.Source).ShouldContain("intake");

        // The call asks for a position that nobody reaches, and what the session has seen stays asked for beside it.
        using var refused = await member.CallAsync(
            Calls.Intake + "ListProposals",
            new { own = true },
            (PositionHeaders.Asked, Future),
            ("Connect-Timeout-Ms", "1000")
        );
        (await refused.RefusalAsync()).ShouldBe((503, "unavailable", "NOT_YET"));
    }

    [Fact]
    public async Task What_a_session_has_seen_is_asked_for_although_it_says_nothing()
    {
        await using var app = await gateway.StartAsync();
        var authorization = (await gateway.Cast.OfAsync("member4")).Authorization;
        using var member = gateway.Client(authorization, new Uri(app.Urls.First()));
        // As after an answer of a service that has come so far.
        ((SessionPositions)app.Services.GetService(typeof(SessionPositions))!).Take(
            await gateway.TokenOfAsync("member4"),
            Future
        );
        using var refused = await member.CallAsync(
            Calls.Intake + "ListProposals",
            new { own = true },
            ("Connect-Timeout-Ms", "1000")
        );
        (await refused.RefusalAsync()).ShouldBe((503, "unavailable", "NOT_YET"));
    }

    [Theory]
    [InlineData("intake")]
    [InlineData("intake/0/x")]
    [InlineData("in take/0/1")]
    public async Task What_is_no_list_of_positions_is_refused(string text)
    {
        using var member = await gateway.ClientOfAsync("member3");
        using var refused = await member.CallAsync(
            Calls.Intake + "ListProposals",
            new { own = true },
            (PositionHeaders.Asked, text)
        );
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.RefusalAsync()).Reason.ShouldBe(CommonRefusals.FieldInvalid.Code);
    }
}
