using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Proposals.Portal.Tests;

/// <summary>Every page of everybody, as he finds it in his navigation and behind its first link: it opens, says nothing in the console, breaks no rule of accessibility, and is kept as a picture.</summary>
[Collection(nameof(Portal))]
public sealed class PageTests(Portal portal)
{
    /// <summary>Sign-in name and addresses; {…} is the first link of the page before that begins so.</summary>
    private static readonly (string Login, string[] Paths)[] Everybody =
    [
        ("member1", ["/my", "/proposals/new/edit", "/my → /proposals/", "/my → /rate/", "/invitations", "/notices", "/password"]),
        ("office", ["/examination", "/examination → /examination/", "/filed", "/filed → /proposals/", "/hand-over", "/requests", "/closing", "/settings", "/members", "/units", "/cockpit"]),
        ("handover", ["/hand-over", "/requests", "/units"]),
        ("unit1", ["/assignments", "/assignments → /assignments/", "/assignments → /assignments/ → /assignments/", "/urges-received", "/notices"]),
        ("supervisor", ["/cockpit", "/cockpit → /figures/", "/cases", "/cases → /proposals/", "/duties", "/key", "/urges", "/notices"]),
        ("leader", ["/cockpit", "/key"]),
        ("system", ["/accounts", "/sign-ins"]),
        ("security", ["/accounts", "/sign-ins"]),
        ("audit", ["/audit", "/accounts"]),
    ];

    public static TheoryData<string, string> Looks
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var (login, _) in Everybody)
            {
                foreach (var look in new[] { nameof(Look.Desk), nameof(Look.Phone), nameof(Look.Night), nameof(Look.Senior) }) all.Add(login, look);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_page_is_accessible_in_every_look(string login, string look)
    {
        await using var visitor = await portal.SignInAsync(login, LookOf(look));
        foreach (var path in Everybody.First(e => e.Login == login).Paths)
        {
            var steps = path.Split(" → ");
            await visitor.GoAsync(steps[0]);
            foreach (var next in steps[1..])
            {
                await visitor.Page.Locator($"main a[href^='{next}']").First.ClickAsync();
                await visitor.SettledAsync();
            }

            var name = login + "-" + string.Join("-", steps.Select(s => s.Trim('/').Replace('/', '_')));
            (await visitor.Page.Locator("h1").First.InnerTextAsync()).ShouldNotBeOneOf("无权查看", "没有这个页面");
            await visitor.ShootAsync(name);
            await visitor.ShouldBeAccessibleAsync(name);
        }
    }

    [Theory]
    [InlineData(nameof(Look.Desk))]
    [InlineData(nameof(Look.Phone))]
    [InlineData(nameof(Look.Night))]
    [InlineData(nameof(Look.Senior))]
    public async Task The_public_reads_without_signing_in(string look)
    {
        await using var visitor = await portal.OpenAsync(LookOf(look));
        await visitor.GoAsync("/sign-in");
        await visitor.ShootAsync("sign-in");
        await visitor.ShouldBeAccessibleAsync("sign-in");
        await visitor.GoAsync("/public/shili");
        await visitor.ShootAsync("public");
        await visitor.ShouldBeAccessibleAsync("public");
        await visitor.Page.Locator("main a[href^='/public/shili/']").First.ClickAsync();
        await visitor.SettledAsync();
        await visitor.ShootAsync("public-proposal");
        await visitor.ShouldBeAccessibleAsync("public-proposal");
    }

    private static Look LookOf(string name) => name switch { nameof(Look.Phone) => Look.Phone, nameof(Look.Night) => Look.Night, nameof(Look.Senior) => Look.Senior, _ => Look.Desk };
}
