using Microsoft.Playwright;
using Proposals.Client;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proposals.Portal.Tests;

/// <summary>The portal with many tabs, upgrades, proxies and old browsers.</summary>
[Collection(nameof(Portal))]
public sealed class PlumbingTests(Portal portal)
{
    [Fact]
    public async Task A_page_whose_code_does_not_come_says_so_in_the_frame_and_comes_when_it_can()
    {
        await using var visitor = await portal.SignInAsync("member7");
        await visitor.GoAsync("/my");
        await visitor.Page.RouteAsync("**/assets/Invitations-*.js", route => route.AbortAsync());
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "联名邀请" }).First.ClickAsync();
        await visitor.SeesAsync("页面没有载入");
        await Expect(visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "主导航" })).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "我的提案" }).First.ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "我的提案", Level = 1 }))
            .ToBeVisibleAsync();
        await visitor.Page.UnrouteAllAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "联名邀请" }).First.ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "联名邀请", Level = 1 }))
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_upgrade_reloads_a_page_by_itself_unless_a_text_is_not_saved()
    {
        var draft = await portal.DraftAsync("关于升级时正在写的草稿", 7);
        await using var visitor = await portal.SignInAsync("member7");
        await visitor.GoAsync($"/proposals/{Portal.IdOf(draft.Name)}/edit");
        var upgraded = true;
        // The server has other files now: the old ones are gone, and the first page names another one.
        await visitor.Page.RouteAsync(
            "**/assets/Notices-*.js",
            route => upgraded ? route.FulfillAsync(new() { Status = 404, Body = "没有找到。" }) : route.ContinueAsync()
        );
        await visitor.Page.RouteAsync(
            $"{portal.Address}/",
            route =>
                upgraded
                    ? route.FulfillAsync(
                        new()
                        {
                            ContentType = "text/html",
                            Body = "<script type=module src=\"/assets/index-next.js\"></script>",
                        }
                    )
                    : route.ContinueAsync()
        );
        await visitor.Page.RouteAsync("**/UpdateProposal", route => route.AbortAsync());
        await visitor.Field("情况").FillAsync("升级时还没有保存。");
        await visitor.SeesAsync("尚未保存，文字留在本机");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "通知" }).First.ClickAsync();
        await visitor.SeesAsync("系统已更新，请刷新。");
        upgraded = false;
        await visitor.Page.UnrouteAsync("**/UpdateProposal");
        await visitor.Button("刷新页面").ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "通知", Level = 1 })).ToBeVisibleAsync();
        await visitor.GoAsync($"/proposals/{Portal.IdOf(draft.Name)}/edit");
        await Expect(visitor.Field("情况")).ToHaveValueAsync("升级时还没有保存。");
        var member = await portal.Cast.MemberAsync(7);
        await Call.UntilAsync(
            "草稿已保存",
            async () =>
                await member.Intake.GetProposalAsync(new GetProposalRequest { Name = draft.Name })
                    is { Text.Situation: "升级时还没有保存。" } saved
                    ? saved
                    : null
        );

        // With nothing left to save the page helps itself, once.
        await visitor.GoAsync("/my");
        upgraded = true;
        var reloaded = new TaskCompletionSource();
        visitor.Page.DOMContentLoaded += (_, _) => reloaded.TrySetResult();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "通知" }).First.ClickAsync();
        await reloaded.Task.WaitAsync(TimeSpan.FromSeconds(15));
        await visitor.SeesAsync("系统已更新，请刷新。");
    }

    [Fact]
    public async Task A_page_that_breaks_leaves_the_frame_and_the_other_pages()
    {
        await using var visitor = await portal.SignInAsync("member7");
        await visitor.GoAsync("/my");
        await visitor.Page.RouteAsync(
            "**/ListNotices",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        ContentType = "application/json",
                        Body = """{"notices":[{"proposal":"x","entry":{"at":"9999-12-31T23:59:59Z"}}]}""",
                    }
                )
        );
        await visitor.Page.EvaluateAsync(
            """
            () => {
              Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { get() { throw new Error('broken'); } });
            }
            """
        );
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "通知" }).First.ClickAsync();
        await visitor.SeesAsync("这一页出错了");
        await Expect(visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "主导航" })).ToBeVisibleAsync();
        await visitor.Page.Locator("button.who").ClickAsync();
        await Expect(visitor.Dialog).ToBeVisibleAsync();
        visitor.Forgive();
    }

    [Fact]
    public async Task Twelve_tabs_share_one_stream_and_each_works()
    {
        var submitted = await portal.SubmittedAsync("关于十二个标签页的提案", 8);
        await using var first = await portal.SignInAsync("office");
        var streams = 0;
        first.Page.Context.Request += (_, request) =>
            streams += request.Url.EndsWith("/WatchChanges", StringComparison.Ordinal) ? 1 : 0;
        await first.GoAsync("/examination");
        var tabs = new List<Visitor> { first };
        for (var i = 1; i < 12; i++)
        {
            var tab = new Visitor(await first.Page.Context.NewPageAsync(), Look.Desk);
            await tab.Page.GotoAsync("/examination");
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "审查", Level = 1 })).ToBeVisibleAsync();
            await tab.SettledAsync();
            tabs.Add(tab);
        }

        streams.ShouldBe(1);
        // A command in the last tab, and its news in a tab without the stream.
        var last = tabs[^1];
        await last.GoAsync($"/examination/{Portal.IdOf(submitted.Name)}");
        await last.Button("审查通过").ClickAsync();
        await last.ConfirmAsync("审查通过");
        await last.SeesAsync("审查通过，等待立案");
        var queue = tabs[5].Page.GetByRole(AriaRole.Region, new() { NameRegex = new("^待立案") });
        await Expect(queue.GetByText("关于十二个标签页的提案")).ToBeVisibleAsync();

        // The tab with the stream is closed: another one takes it over.
        await tabs[1].Page.BringToFrontAsync();
        await first.Page.GotoAsync("/icon.svg");
        var second = await portal.SubmittedAsync("关于接手的标签页的提案", 8);
        await Expect(tabs[5].Page.GetByText(second.Text.Subject)).ToBeVisibleAsync();
        streams.ShouldBe(2);
    }

    [Fact]
    public async Task A_stream_that_is_held_back_is_replaced_by_asking_and_the_page_says_so()
    {
        await using var visitor = await portal.SignInAsync("office");
        await visitor.Page.Clock.InstallAsync();
        await visitor.Page.RouteAsync("**/WatchChanges", _ => { });
        await visitor.Page.GotoAsync("/examination");
        await visitor.SettledAsync();
        await visitor.Page.Clock.RunForAsync(11_000);
        await visitor.SeesAsync("每 30 秒更新一次");
        var submitted = await portal.SubmittedAsync("关于不能实时更新的提案", 8);
        await Expect(visitor.Page.GetByText(submitted.Text.Subject)).ToHaveCountAsync(0);
        await visitor.Page.Clock.RunForAsync(31_000);
        await visitor.SeesAsync(submitted.Text.Subject);
    }

    [Fact]
    public async Task A_browser_that_is_too_old_gets_a_sentence_and_one_that_is_just_able_gets_the_portal()
    {
        await using var old = await portal.OpenAsync(Look.Desk);
        await old.Page.AddInitScriptAsync(
            "delete Array.prototype.findLast; delete Array.prototype.at; delete Object.hasOwn;"
        );
        await old.Page.GotoAsync("/sign-in");
        await old.SeesAsync("浏览器版本过旧");
        await Expect(old.Page.Locator("input")).ToHaveCountAsync(0);

        await using var able = await portal.SignInAsync("supervisor");
        // What Chromium 109 does not have yet.
        await able.Page.AddInitScriptAsync(
            """
            for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with']) delete Array.prototype[name];
            for (const name of ['union', 'difference', 'intersection']) delete Set.prototype[name];
            delete Object.groupBy; delete Map.groupBy; delete Promise.withResolvers; delete Promise.try;
            delete Array.fromAsync; delete URL.canParse; delete AbortSignal.any;
            """
        );
        foreach (var path in new[] { "/cockpit", "/cases", "/duties", "/settings", "/notices" })
            await able.GoAsync(path);
    }

    [Fact]
    public async Task The_first_words_are_painted_before_styles_and_code_have_come()
    {
        await using var visitor = await portal.OpenAsync(Look.Phone);
        var came = new TaskCompletionSource();
        await visitor.Page.RouteAsync(
            "**/assets/**",
            async route =>
            {
                await came.Task;
                await route.ContinueAsync();
            }
        );
        await visitor.Page.GotoAsync("/sign-in", new() { WaitUntil = WaitUntilState.Commit });
        await visitor.Page.WaitForFunctionAsync(
            "() => performance.getEntriesByName('first-contentful-paint').length > 0"
        );
        await Expect(visitor.Page.Locator(".boot")).ToHaveTextAsync("政协提案系统：正在打开……");
        came.SetResult();
        await visitor.SettledAsync();
        await Expect(visitor.Page.Locator(".boot")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_phone_can_put_the_portal_on_its_screen()
    {
        await using var visitor = await portal.OpenAsync(Look.Phone);
        await visitor.GoAsync("/sign-in");
        var named = await visitor.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const manifest = document.querySelector('link[rel=manifest]').href;
              const { icons } = await (await fetch(manifest)).json();
              const links = [...document.querySelectorAll('link[rel*=icon]')].map(l => l.href);
              return [manifest, ...links, ...icons.map(i => i.src)];
            }
            """
        );
        named.Length.ShouldBe(7);
        foreach (var address in named)
        {
            var answer = await visitor.Page.APIRequest.GetAsync(new Uri(new Uri(portal.Address), address).ToString());
            answer.Status.ShouldBe(200, address);
            answer.Headers["content-type"].ShouldMatch("^(application/manifest\\+json|image/)", address);
        }
    }

    [Fact]
    public async Task An_address_without_encryption_says_so_before_the_password_is_typed()
    {
        await using var visitor = await portal.OpenAsync(Look.Desk);
        await visitor.Page.GotoAsync(
            portal.Address.Replace("127.0.0.1", "portal.office.test", StringComparison.Ordinal) + "/sign-in"
        );
        await visitor.SeesAsync("请改用 https 开头的地址");
        await Expect(visitor.Page.Locator("input[name=password]")).ToBeDisabledAsync();
        await Expect(visitor.Button("登录")).ToBeDisabledAsync();
        visitor.Forgive();
    }

    [Fact]
    public async Task A_wrong_password_is_one_fault_and_not_two()
    {
        await using var visitor = await portal.OpenAsync(Look.Desk);
        await visitor.GoAsync("/sign-in");
        await visitor.Field("账号").FillAsync("nobody-here");
        await visitor.Page.Locator("input[name=password]").FillAsync("wrong password 1");
        await visitor.Button("登录").ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("此项必填。")).ToHaveCountAsync(0);
    }
}
