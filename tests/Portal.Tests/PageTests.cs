using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proposals.Portal.Tests;

/// <summary>
/// Every page that an account reaches by its navigation, or by the first link behind that. Each page opens, logs no
/// error to the console and breaks no rule of accessibility. A screenshot is kept.
/// </summary>
[Collection(nameof(Portal))]
public sealed class PageTests(Portal portal)
{
    /// <summary>Sign-in names and their pages. A → B is the first link on page A whose address begins with B.</summary>
    private static readonly (string Login, string[] Paths)[] Everybody =
    [
        (
            "member9",
            ["/my", "/proposals/new/edit", "/my → /proposals/", "/my → /rate/", "/invitations", "/notices", "/password"]
        ),
        (
            "office",
            ["/examination", "/examination → /examination/", "/filed", "/closing", "/settings", "/members", "/units"]
        ),
        ("handover", ["/hand-over", "/requests"]),
        (
            "unit1",
            [
                "/assignments",
                "/assignments → /assignments/",
                "/assignments → /assignments/ → /assignments/",
                "/urges-received",
            ]
        ),
        (
            "supervisor",
            [
                "/cockpit",
                "/cockpit → /figures/",
                "/cases",
                "/cases → /proposals/",
                "/duties",
                "/key",
                "/urges",
                "/commitments",
                "/commitments → /commitments/",
                "/supervision",
                "/urges",
            ]
        ),
        ("leader", ["/cockpit", "/cases", "/notices"]),
        ("system", ["/accounts"]),
        ("security", ["/sign-ins", "/accounts"]),
        ("audit", ["/audit"]),
    ];

    public static TheoryData<string> Logins => [.. Everybody.Select(e => e.Login)];

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task Every_page_is_accessible_in_every_look(string login)
    {
        // One window, so that the browser reads and compiles the portal's scripts once.
        await using var visitor = await portal.SignInAsync(login);
        foreach (var path in Everybody.First(e => e.Login == login).Paths)
        {
            var steps = path.Split(" → ");
            await visitor.GoAsync(steps[0]);
            foreach (var next in steps[1..])
            {
                await visitor.Page.Locator($"main a[href^='{next}']").First.ClickAsync();
                await visitor.SettledAsync();
            }

            (await visitor.Page.Locator("h1").First.InnerTextAsync()).ShouldNotBeOneOf("无权查看", "没有这个页面");
            await visitor.LookAllWaysAsync(
                login + "-" + string.Join("-", steps.Select(s => s.Trim('/').Replace('/', '_')))
            );
        }
    }

    [Fact]
    public async Task A_chart_that_has_no_room_draws_nothing_until_it_has()
    {
        await using var visitor = await portal.SignInAsync("supervisor");
        await visitor.GoAsync("/cockpit");
        await visitor.Page.Locator(".chart svg").First.WaitForAsync();
        // Errors go to the console and fail the test when the window is closed.
        foreach (var width in new[] { "0", "" })
            await visitor.Page.EvaluateAsync(
                """
                async width => {
                  for (const chart of document.querySelectorAll('.chart')) chart.style.width = width;
                  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                }
                """,
                width
            );
        (await visitor.Page.Locator(".chart svg").First.BoundingBoxAsync())!.Width.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_public_reads_without_signing_in()
    {
        await using var visitor = await portal.OpenAsync(Look.Desk);
        await visitor.GoAsync("/sign-in");
        await visitor.LookAllWaysAsync("sign-in");
        await Expect(visitor.Page.GetByRole(AriaRole.Contentinfo)).ToContainTextAsync(Portal.Telephone);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "使用帮助" }).ClickAsync();
        await Expect(visitor.Page.Locator("main"))
            .ToContainTextAsync($"请联系示例区政协办公室，电话 {Portal.Telephone}");
        await visitor.LookAllWaysAsync("help");
        await visitor.GoAsync("/public/shili");
        await visitor.LookAllWaysAsync("public");
        await visitor.Page.Locator("main a[href^='/public/shili/']").First.ClickAsync();
        await visitor.SettledAsync();
        await visitor.LookAllWaysAsync("public-proposal");
    }
}
