using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proposals.Portal.Tests;

/// <summary>Filing and rating without a mouse: the tests click nothing and reach every control by Tab.</summary>
[Collection(nameof(Portal))]
public sealed class KeyboardTests(Portal portal)
{
    [Fact]
    public async Task A_proposal_is_filed_by_keyboard_only()
    {
        await using var visitor = await portal.SignInAsync("member8");
        await visitor.GoAsync("/my");
        await PressAsync(visitor, AriaRole.Button, "起草提案");
        await TypeAsync(visitor, "案由", "关于只用键盘提交的提案");
        await ReachAsync(visitor, visitor.Choice("类别"));
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await TypeAsync(visitor, "情况", "示例情况。");
        await TypeAsync(visitor, "分析", "示例分析。");
        await TypeAsync(visitor, "建议 1", "示例建议。");
        await ReachAsync(visitor, visitor.Page.GetByRole(AriaRole.Radio, new() { Name = "可以公开" }));
        await visitor.Page.Keyboard.PressAsync("Space");
        await Expect(visitor.Page.GetByText("已保存").First).ToBeVisibleAsync();
        await ReachAsync(visitor, visitor.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^不涉密承诺") }));
        await visitor.Page.Keyboard.PressAsync("Space");
        await PressAsync(visitor, AriaRole.Button, "提交提案");
        await visitor
            .Page.GetByRole(AriaRole.Heading, new() { Name = "关于只用键盘提交的提案", Level = 1 })
            .WaitForAsync();
        await Expect(visitor.Page.GetByText("流水号").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_reply_is_rated_by_keyboard_only()
    {
        // Several members have demonstration cases that are answered and not rated yet, and each of these members has a
        // form.
        foreach (var login in new[] { "member7", "member8", "member9", "member10", "member11", "member12" })
        {
            await using var visitor = await portal.SignInAsync(login);
            await visitor.GoAsync("/my");
            var form = visitor.Page.Locator("main a[href^='/rate/']").First;
            if (await form.CountAsync() == 0)
                continue;
            await ReachAsync(visitor, form);
            await visitor.Page.Keyboard.PressAsync("Enter");
            foreach (var group in new[] { "对办理工作", "对办理结果" })
            {
                await ReachAsync(
                    visitor,
                    visitor.Page.GetByRole(AriaRole.Group, new() { Name = group }).GetByRole(AriaRole.Radio).First
                );
                await visitor.Page.Keyboard.PressAsync("Space");
            }

            await PressAsync(visitor, AriaRole.Button, "提交评价");
            await PressAsync(visitor, AriaRole.Button, "确认提交");
            await visitor.Page.WaitForURLAsync(url => url.Contains("/proposals/", StringComparison.Ordinal));
            return;
        }

        throw new InvalidOperationException("no member of the demonstration has a form to fill in");
    }

    private static async Task PressAsync(Visitor visitor, AriaRole role, string name)
    {
        await ReachAsync(visitor, visitor.Page.GetByRole(role, new() { Name = name, Exact = true }).First);
        await visitor.Page.Keyboard.PressAsync("Enter");
    }

    private static async Task TypeAsync(Visitor visitor, string label, string text)
    {
        await ReachAsync(visitor, visitor.Field(label));
        await visitor.Page.Keyboard.InsertTextAsync(text);
    }

    /// <summary>Presses Tab until the control has the focus, and checks that the focus is visible.</summary>
    private static async Task ReachAsync(Visitor visitor, ILocator control)
    {
        await control.WaitForAsync();
        for (var i = 0; i < 150; i++)
        {
            if (await control.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                (await control.EvaluateAsync<bool>("e => e.matches(':focus-visible')")).ShouldBeTrue();
                return;
            }

            await visitor.Page.Keyboard.PressAsync("Tab");
        }

        throw new InvalidOperationException($"Tab does not lead to {control}");
    }
}
