using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Proposals.Portal.Tests;

/// <summary>An account from its making to a forgotten password, as its administrators and its user see it.</summary>
[Collection(nameof(Portal))]
public sealed partial class AccountTests(Portal portal)
{
    private const string Login = "newcomer.7",
        Own = "a better password 1";

    [Fact]
    public async Task An_account_is_made_granted_entered_and_its_forgotten_password_reset()
    {
        await using var system = await portal.SignInAsync("system");
        await using var security = await portal.SignInAsync("security");

        var first = await MadeAsync(system);
        await GrantedAsync(security);
        await using (var user = await portal.OpenAsync(Look.Desk))
            await EnteredWithOwnPasswordAsync(user, first, Own);
        var second = await ResetAsync(security);
        await using (var user = await portal.OpenAsync(Look.Phone))
        {
            await TryAsync(user, Own);
            await Assertions.Expect(user.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("密码不正确");
            await Assertions.Expect(user.Page.GetByText("此项必填。")).ToHaveCountAsync(0);
            await EnteredWithOwnPasswordAsync(user, second, "another better password 2");
        }

        await security.GoAsync("/accounts");
        await security.Page.GetByRole(AriaRole.Button, new() { Name = $"解除等待：{Login}" }).ClickAsync();
        await security.ConfirmAsync("解除");
    }

    private async Task<string> MadeAsync(Visitor system)
    {
        await system.GoAsync("/accounts");
        await system.Page.GetByRole(AriaRole.Button, new() { Name = "新建账号" }).ClickAsync();
        var dialog = system.Page.Locator("dialog[open]");
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "账号", Exact = true }).FillAsync(Login);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "生成密码" }).ClickAsync();
        var password = await dialog.Locator("code").InnerTextAsync();
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "其他工作人员" }).CheckAsync();
        await system.ConfirmAsync("创建");
        await Assertions.Expect(system.Page.Locator(".note-good code")).ToHaveTextAsync(password);
        return password;
    }

    private static async Task GrantedAsync(Visitor security)
    {
        await security.GoAsync("/accounts");
        await security.Page.GetByRole(AriaRole.Button, new() { Name = $"授权 {Login}" }).ClickAsync();
        await security
            .Page.Locator("dialog[open]")
            .GetByRole(AriaRole.Checkbox, new() { NameRegex = Supervisor() })
            .CheckAsync();
        await security.ConfirmAsync("授权");
    }

    private static async Task<string> ResetAsync(Visitor security)
    {
        await security.GoAsync("/accounts");
        await security.Page.GetByRole(AriaRole.Button, new() { Name = $"重置密码：{Login}" }).ClickAsync();
        var dialog = security.Page.Locator("dialog[open]");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "重置密码", Exact = true }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Heading)).ToHaveTextAsync($"{Login} 的一次性密码");
        var password = await dialog.Locator("code").InnerTextAsync();
        await security.ConfirmAsync("已抄录，不再显示");
        (await security.Page.ContentAsync()).ShouldNotContain(password);
        return password;
    }

    private static async Task EnteredWithOwnPasswordAsync(Visitor user, string oneTime, string own)
    {
        await TryAsync(user, oneTime);
        await Assertions
            .Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "设置自己的密码" }))
            .ToBeVisibleAsync();
        await SetAsync(user, Login + Login);
        await Assertions.Expect(user.Page.GetByText("密码太容易被猜到").First).ToBeVisibleAsync();
        await SetAsync(user, own);
        await user.Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        await user.SettledAsync();
    }

    private static async Task TryAsync(Visitor user, string password)
    {
        await user.GoAsync("/sign-in");
        await user.Field("账号").FillAsync(Login);
        await user.Page.Locator("input[name=password]").FillAsync(password);
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true }).ClickAsync();
    }

    private static async Task SetAsync(Visitor user, string password)
    {
        foreach (var field in await user.Page.Locator("input[autocomplete=new-password]").AllAsync())
            await field.FillAsync(password);
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "设置密码并登录" }).ClickAsync();
    }

    [GeneratedRegex("督办人员")]
    private static partial Regex Supervisor();
}
