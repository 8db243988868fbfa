using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proposals.Portal.Tests;

/// <summary>A text is neither lost nor invented, whatever happens to its page, network or tab.</summary>
[Collection(nameof(Portal))]
public sealed class DraftTests(Portal portal)
{
    /// <summary>In milliseconds: sooner than a call that nobody answers is given up, which takes 15 seconds.</summary>
    private const int AtOnce = 10_000;

    [Fact]
    public async Task A_text_that_is_left_at_once_is_there_again_and_contradicts_nothing()
    {
        var draft = await portal.DraftAsync("关于马上离开的草稿", 7);
        await using var visitor = await portal.SignInAsync("member7");
        var page = visitor.Page;
        var editor = $"/proposals/{Portal.IdOf(draft.Name)}/edit";
        await visitor.GoAsync(editor);
        for (var i = 1; i <= 3; i++)
        {
            await visitor.Field("情况").FillAsync($"第 {i} 次写完就走。");
            await page.GetByRole(AriaRole.Link, new() { Name = "联名邀请" }).First.ClickAsync();
            await visitor.SettledAsync();
            await page.GoBackAsync();
            await Expect(visitor.Field("情况")).ToHaveValueAsync($"第 {i} 次写完就走。");
        }

        await visitor.Field("分析").FillAsync("再写一句。");
        await visitor.SeesAsync("已保存");
        await Expect(page.GetByText("两个版本不一致")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(visitor.Field("情况")).ToHaveValueAsync("第 3 次写完就走。");
        await Expect(visitor.Field("分析")).ToHaveValueAsync("再写一句。");
    }

    [Fact]
    public async Task A_new_text_that_is_left_at_once_becomes_one_draft_and_leads_nobody_back()
    {
        await using var visitor = await portal.SignInAsync("member7");
        await visitor.GoAsync("/my");
        await visitor.Button("起草提案").First.ClickAsync();
        await visitor.Field("案由").FillAsync("关于只成为一件草稿的提案");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "我的提案" }).First.ClickAsync();
        await visitor.SeesAsync("继续起草：《关于只成为一件草稿的提案》");
        visitor.Page.Url.ShouldEndWith("/my");
        var found = visitor.Page.GetByRole(AriaRole.Link, new() { Name = "关于只成为一件草稿的提案", Exact = true });
        await Expect(found).ToHaveCountAsync(1);
        await visitor.Button("起草提案").First.ClickAsync();
        await Expect(visitor.Field("案由")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task An_answer_that_was_lost_on_the_way_is_no_other_version()
    {
        var draft = await portal.DraftAsync("关于答复丢在路上的草稿", 7);
        await using var visitor = await portal.SignInAsync("member7");
        await visitor.GoAsync($"/proposals/{Portal.IdOf(draft.Name)}/edit");
        var lost = 0;
        await visitor.Page.RouteAsync(
            "**/UpdateProposal",
            async route =>
            {
                if (lost++ > 2)
                {
                    await route.ContinueAsync();
                    return;
                }

                await route.FetchAsync();
                await route.AbortAsync();
            }
        );
        await visitor.Field("情况").FillAsync("到了，但没有人告诉我。");
        await visitor.SeesAsync("尚未保存，文字留在本机");
        await visitor.Field("情况").FillAsync("到了，但没有人告诉我。又写一句。");
        await visitor.SeesAsync("已保存");
        await Expect(visitor.Page.GetByText("两个版本不一致")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_text_of_another_window_is_shown_beside_the_own_one_and_neither_choice_is_urged()
    {
        var draft = await portal.DraftAsync("关于两个窗口的草稿", 7);
        await using var one = await portal.SignInAsync("member7");
        await using var other = await portal.SignInAsync("member7");
        var editor = $"/proposals/{Portal.IdOf(draft.Name)}/edit";
        await one.GoAsync(editor);
        await other.GoAsync(editor);
        await other.Field("情况").FillAsync("别处写的。");
        await other.SeesAsync("已保存");
        await one.Field("情况").FillAsync("这里写的。");
        await one.SeesAsync("两个版本不一致");
        await Expect(one.Page.Locator(".diff del")).ToBeVisibleAsync();
        await Expect(one.Page.Locator(".diff ins")).ToBeVisibleAsync();
        foreach (var choice in new[] { "用别处的版本", "用这里的版本" })
            (await one.Button(choice).GetAttributeAsync("class"))!.ShouldNotContain("primary");
        await one.Button("用这里的版本").ClickAsync();
        await one.SeesAsync("已保存");
        await Expect(one.Field("情况")).ToHaveValueAsync("这里写的。");
    }

    [Fact]
    public async Task A_session_that_ends_in_the_middle_of_a_sentence_costs_nothing_and_says_so()
    {
        var draft = await portal.DraftAsync("关于登录过期的草稿", 7);
        await using var visitor = await portal.OpenAsync(Look.Desk);
        await visitor.SignInAsync(portal.Accounts, "member7");
        await visitor.GoAsync($"/proposals/{Portal.IdOf(draft.Name)}/edit");
        await visitor.Page.Context.ClearCookiesAsync();
        await visitor.Field("情况").FillAsync("写到一半，登录过期。");
        await visitor.SeesAsync("登录已过期，您写的文字已留在本机");
        await Expect(visitor.Field("情况")).ToHaveValueAsync("写到一半，登录过期。");
        await visitor.Dialog.Locator("input[type=password]").FillAsync(portal.Accounts.PasswordOf("member7"));
        await visitor.Dialog.GetByRole(AriaRole.Button, new() { Name = "重新登录" }).ClickAsync();
        await Expect(visitor.Dialog).ToHaveCountAsync(0);
        await visitor.SeesAsync("已保存");
        await Expect(visitor.Field("情况")).ToHaveValueAsync("写到一半，登录过期。");
    }

    [Fact]
    public async Task Texts_belong_to_an_account_and_leave_with_it()
    {
        await using var visitor = await portal.OpenAsync(Look.Desk);
        await visitor.SignInAsync(portal.Accounts, "member7");
        await visitor.GoAsync("/proposals/new/edit");
        await visitor.Field("情况").FillAsync("只有我知道的情况。");
        await visitor.Page.Locator("button.who").ClickAsync();
        await Expect(visitor.Dialog.GetByText("本机还有 1 处没有提交的文字")).ToBeVisibleAsync();
        await visitor.Dialog.GetByRole(AriaRole.Button, new() { Name = "退出登录" }).ClickAsync();
        await visitor.Page.WaitForURLAsync("**/sign-in");
        (await visitor.Page.EvaluateAsync<string>("JSON.stringify({ ...localStorage })")).ShouldNotContain(
            "只有我知道"
        );

        await visitor.SignInAsync(portal.Accounts, "member8");
        await visitor.GoAsync("/my");
        await visitor.Button("起草提案").First.ClickAsync();
        await Expect(visitor.Field("情况")).ToHaveValueAsync("");
        await Expect(visitor.Page.GetByText("已恢复本机上未保存的文字")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Each_tab_keeps_its_own_new_draft()
    {
        await using var a = await portal.OpenAsync(Look.Desk);
        await a.SignInAsync(portal.Accounts, "member7");
        var b = new Visitor(await a.Page.Context.NewPageAsync(), Look.Desk);
        await a.GoAsync("/proposals/new/edit");
        await b.GoAsync("/proposals/new/edit");
        await b.Field("情况").FillAsync("第二个标签页写的情况。");
        await a.Field("案由").FillAsync("关于第一个标签页的提案");
        await a.SeesAsync("已保存");
        await b.Page.ReloadAsync();
        await Expect(b.Field("情况")).ToHaveValueAsync("第二个标签页写的情况。");
        await Expect(b.Field("案由")).ToHaveValueAsync("");

        // What a closed tab has left is found by the next one.
        await b.Page.CloseAsync();
        var c = new Visitor(await a.Page.Context.NewPageAsync(), Look.Desk);
        await c.GoAsync("/proposals/new/edit");
        await Expect(c.Field("情况")).ToHaveValueAsync("第二个标签页写的情况。");
    }

    [Theory]
    [InlineData("full")]
    [InlineData("refused")]
    public async Task A_browser_that_keeps_nothing_costs_nothing(string how)
    {
        var draft = await portal.DraftAsync($"关于本机存储的草稿（{how}）", 7);
        await using var visitor = await portal.SignInAsync("member7");
        await visitor.Page.AddInitScriptAsync(
            how == "full"
                ? "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
                : """
                for (const s of ['localStorage', 'sessionStorage'])
                  Object.defineProperty(window, s, { get() { throw new DOMException('refused', 'SecurityError'); } });
                """
        );
        await visitor.GoAsync($"/proposals/{Portal.IdOf(draft.Name)}/edit");
        await visitor.Field("情况").FillAsync("存不进本机，也不丢。");
        await visitor.SeesAsync("浏览器的本机存储已满或被停用");
        await Expect(visitor.Page.GetByText(new Regex(@"^已保存 \d")).First).ToBeVisibleAsync();
        await visitor.Button("长辈版").ClickAsync();
        await Expect(visitor.Field("情况")).ToHaveValueAsync("存不进本机，也不丢。");
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Field("情况")).ToHaveValueAsync("存不进本机，也不丢。");
    }

    [Fact]
    public async Task A_rating_is_kept_until_it_is_submitted_and_is_confirmed_then()
    {
        await using var visitor = await MemberWithFormAsync();
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Group, new() { Name = "对办理工作" })
            .GetByLabel("满意", new() { Exact = true })
            .CheckAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "对办理结果" }).GetByLabel("不满意").CheckAsync();
        await visitor.Button("提交评价").ClickAsync();
        await visitor.SeesAsync("不满意的，请写明理由。");
        await visitor.Field("意见和建议").FillAsync("第一条没有办。");
        await page.ReloadAsync();
        await Expect(visitor.Field("意见和建议")).ToHaveValueAsync("第一条没有办。");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "对办理结果" }).GetByLabel("不满意"))
            .ToBeCheckedAsync();

        // A command that was given up without a network is never carried out.
        await visitor.Button("提交评价").ClickAsync();
        await page.Context.SetOfflineAsync(true);
        await visitor.Dialog.GetByRole(AriaRole.Button, new() { Name = "确认提交" }).ClickAsync();
        await Expect(visitor.Dialog.GetByText("暂时连不上系统")).ToBeVisibleAsync(new() { Timeout = AtOnce });
        await visitor.Dialog.GetByRole(AriaRole.Button, new() { Name = "取消" }).ClickAsync();
        var sent = 0;
        page.Request += (_, request) =>
            sent += request.Url.Contains("SubmitFeedback", StringComparison.Ordinal) ? 1 : 0;
        await page.Context.SetOfflineAsync(false);
        await Expect(page.GetByText("网络已断开")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(visitor.Button("提交评价")).ToBeVisibleAsync();
        sent.ShouldBe(0);

        await visitor.Button("提交评价").ClickAsync();
        await visitor.ConfirmAsync("确认提交");
        await visitor.SeesAsync("评价已提交");
        (await page.EvaluateAsync<string>("JSON.stringify({ ...localStorage })")).ShouldNotContain("第一条没有办");
    }

    [Fact]
    public async Task A_network_that_is_away_is_noticed_at_once_and_the_text_is_saved_when_it_is_back()
    {
        var draft = await portal.DraftAsync("关于断网的草稿", 7);
        await using var visitor = await portal.SignInAsync("member7");
        await visitor.GoAsync($"/proposals/{Portal.IdOf(draft.Name)}/edit");
        await visitor.Page.Context.SetOfflineAsync(true);
        await visitor.SeesAsync("网络已断开", AtOnce);
        await visitor.Field("情况").FillAsync("断网时写的。");
        await visitor.SeesAsync("尚未保存，文字留在本机", AtOnce);
        await visitor.Page.Context.SetOfflineAsync(false);
        await visitor.SeesAsync("已保存");
        await Expect(visitor.Page.GetByText("网络已断开")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_composed_character_submits_nothing_and_is_counted_as_a_reader_counts()
    {
        await using var visitor = await portal.SignInAsync("office");
        await visitor.GoAsync("/cases");
        var search = visitor.Page.GetByRole(AriaRole.Searchbox);
        await search.FocusAsync();
        var cdp = await visitor.Page.Context.NewCDPSessionAsync(visitor.Page);
        await cdp.SendAsync(
            "Input.imeSetComposition",
            new Dictionary<string, object>
            {
                ["text"] = "ting",
                ["selectionStart"] = 4,
                ["selectionEnd"] = 4,
            }
        );
        foreach (var key in new[] { "Enter", "Backspace" })
            await cdp.SendAsync(
                "Input.dispatchKeyEvent",
                new Dictionary<string, object>
                {
                    ["type"] = "rawKeyDown",
                    ["key"] = key,
                    ["code"] = key,
                    ["windowsVirtualKeyCode"] = 229,
                }
            );
        await cdp.SendAsync("Input.insertText", new Dictionary<string, object> { ["text"] = "停车" });
        await Expect(search).ToHaveValueAsync("停车");
        visitor.Page.Url.ShouldNotContain("q=");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.WaitForURLAsync(url => url.Contains("q=", StringComparison.Ordinal));

        await using var member = await portal.SignInAsync("member7");
        await member.GoAsync("/proposals/new/edit");
        await member.Field("案由").FillAsync(new string('提', 49) + "👨‍👩‍👧‍👦");
        await member.SeesAsync("50／50 字");
        await member.SeesAsync("已保存");
        await member.Button("删除草稿").ClickAsync();
        await member.ConfirmAsync("删除");
    }

    [Fact]
    public async Task What_a_picker_shows_is_what_it_sends()
    {
        var draft = await portal.DraftAsync("关于选择单位的草稿", 7);
        await using var visitor = await portal.SignInAsync("member7");
        await visitor.GoAsync($"/proposals/{Portal.IdOf(draft.Name)}/edit");
        var picker = visitor.Page.Locator(".field", new() { Has = visitor.Choice("建议承办单位") }).Last;
        await visitor.ChooseAsync("建议承办单位", "示例区民政局");
        await Expect(picker.Locator(".ant-select").GetByText("示例区民政局")).ToHaveCountAsync(0);
        await visitor.Button("移除 示例区民政局").ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.List, new() { Name = "已选建议承办单位" })).ToHaveCountAsync(0);
        await visitor.ChooseAsync("建议承办单位", "示例区民政局");
        await visitor.ChooseAsync("建议承办单位", "示例区教育局");
        await visitor.SeesAsync("已保存");
        var member = await portal.Cast.MemberAsync(7);
        var seen = await member.Intake.GetProposalAsync(new Intake.V1.GetProposalRequest { Name = draft.Name });
        var (civil, education) = (await portal.Cast.UnitAsync(6), await portal.Cast.UnitAsync(1));
        seen.SuggestedUnits.ShouldBe([civil.Account.Unit, education.Account.Unit]);
    }

    /// <summary>A member of the demonstration who has a form to fill in, at that form.</summary>
    private async Task<Visitor> MemberWithFormAsync()
    {
        var walk = new Client.Walk(portal.Cast, _ => { }) { Parts = (9, 10, 5, 6) };
        var proposal = await walk.FileAsync("关于保留评价的提案");
        var (lead, co) = await walk.HandOverAsync(proposal);
        await walk.HandleAsync(proposal, lead, co);
        var visitor = await portal.SignInAsync("member9");
        await visitor.GoAsync("/my");
        var link = visitor.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("请评价.*关于保留评价的提案") });
        await Expect(link).ToBeVisibleAsync();
        await link.ClickAsync();
        await visitor.SettledAsync();
        return visitor;
    }
}
