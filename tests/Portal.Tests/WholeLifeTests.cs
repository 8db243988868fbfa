using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proposals.Portal.Tests;

/// <summary>
/// Walks one proposal from draft to 办结. Each person has a window, and nobody reloads a page to see what another has
/// done.
/// </summary>
[Collection(nameof(Portal))]
public sealed class WholeLifeTests(Portal portal)
{
    private readonly List<(string What, double Milliseconds)> _waits = [];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_proposal_lives_from_its_draft_to_its_closing(bool satisfiedAtOnce)
    {
        var (lead, second) = satisfiedAtOnce ? ("member3", "member4") : ("member5", "member6");
        var subject = $"关于浏览器里走完一生的提案（{(satisfiedAtOnce ? "一轮" : "两轮")}）";
        await using var member = await portal.SignInAsync(lead, Look.Phone);
        await using var coSigner = await portal.SignInAsync(second);
        await using var office = await portal.SignInAsync("office");
        await using var handOver = await portal.SignInAsync("handover");
        await using var unit = await portal.SignInAsync("unit3");
        await using var supervisor = await portal.SignInAsync("supervisor");
        await coSigner.GoAsync("/invitations");
        await office.GoAsync("/examination");
        await handOver.GoAsync("/hand-over");
        await unit.GoAsync("/assignments");

        await DraftAsync(member, subject, portal.Accounts.Accounts.First(a => a.Login == second).Title);
        var sign = coSigner.Page.GetByRole(AriaRole.Button, new() { Name = $"签名联名：{subject}" });
        await SeenAsync("联名邀请", sign);
        await sign.ClickAsync();
        await coSigner.ConfirmAsync("签名");
        await SeenAsync(
            "联名签名",
            member.Page.GetByRole(AriaRole.List, new() { Name = "联名邀请" }).GetByText("已签")
        );
        await member.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^不涉密承诺") }).CheckAsync();
        await member.Page.GetByRole(AriaRole.Button, new() { Name = "提交提案" }).ClickAsync();
        await member.Page.GetByRole(AriaRole.Heading, new() { Name = subject, Level = 1 }).WaitForAsync();

        var queued = office.Page.GetByRole(AriaRole.Link, new() { Name = subject, Exact = true });
        await SeenAsync("提交进入审查队列", queued);
        await ExamineAndFileAsync(office, subject);
        var row = handOver.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = subject });
        await SeenAsync("立案进入待交办", row);
        await HandOverAsync(handOver, row, "示例区住房和城乡建设局");
        var task = unit.Page.GetByRole(AriaRole.Link, new() { Name = subject, Exact = true }).First;
        await SeenAsync("交办到承办单位", task);
        await task.ClickAsync();
        await AnswerAsync(unit, "第一轮");
        await SeenAsync("答复送达提案者", FormOf(member));
        await RateAsync(member, FormOf(member), satisfiedAtOnce);
        await coSigner.GoAsync("/my");
        await coSigner.Page.GetByRole(AriaRole.Link, new() { Name = subject, Exact = true }).ClickAsync();
        await RateAsync(coSigner, FormOf(coSigner), satisfiedAtOnce);

        if (!satisfiedAtOnce)
        {
            var again = unit.Page.GetByRole(AriaRole.Link, new() { Name = "去办理第 2 轮" });
            await SeenAsync("重新办理到承办单位", again);
            await again.ClickAsync();
            await AnswerAsync(unit, "第二轮");
            await SeenAsync("第二轮答复送达提案者", FormOf(member));
            await RateAsync(member, FormOf(member), satisfied: true);
            await RateAsync(coSigner, FormOf(coSigner), satisfied: true);
        }

        await supervisor.GoAsync("/cases");
        await supervisor.Page.GetByRole(AriaRole.Searchbox).FillAsync(subject);
        await supervisor.Page.Keyboard.PressAsync("Enter");
        await supervisor.Page.GetByRole(AriaRole.Link, new() { Name = subject, Exact = true }).ClickAsync();
        await supervisor.Page.GetByRole(AriaRole.Heading, new() { Name = subject, Level = 1 }).WaitForAsync();
        await supervisor.SettledAsync();
        await Expect(supervisor.Page.GetByText(satisfiedAtOnce ? "办结（第 1 轮）" : "办结（第 2 轮）").First)
            .ToBeVisibleAsync();
        await supervisor.ShootAsync($"life-{(satisfiedAtOnce ? 1 : 2)}-closed");
        await member.ShootAsync($"life-{(satisfiedAtOnce ? 1 : 2)}-member");
        await File.AppendAllLinesAsync(
            Path.Combine(Portal.Screens, "live.txt"),
            _waits.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Milliseconds:F0} ms {w.What}"))
        );
    }

    /// <summary>
    /// Waits without a reload until another person's action is visible, and records how long that took. The bound is
    /// for a machine that runs everything at once; live.txt has the usual times.
    /// </summary>
    private async Task SeenAsync(string what, ILocator sight)
    {
        var start = Stopwatch.GetTimestamp();
        await Expect(sight.First).ToBeVisibleAsync();
        _waits.Add((what, Stopwatch.GetElapsedTime(start).TotalMilliseconds));
    }

    private static ILocator FormOf(Visitor member) =>
        member.Page.GetByRole(AriaRole.Link, new() { Name = "评价示例区住房和城乡建设局的答复" });

    private static async Task DraftAsync(Visitor member, string subject, string coSigner)
    {
        await member.GoAsync("/my");
        await member.Page.GetByRole(AriaRole.Button, new() { Name = "起草提案" }).First.ClickAsync();
        await member.Field("案由").FillAsync(subject);
        await member.Choice("类别").SelectOptionAsync(new SelectOptionValue { Label = "社会" });
        await member.Field("情况").FillAsync("示例情况：走访发现，群众反映集中。");
        await member.Field("分析").FillAsync("示例分析：原因在于衔接不够。");
        await member.Field("建议 1").FillAsync("一是增加投入。");
        await member.Page.GetByRole(AriaRole.Button, new() { Name = "添加一条建议" }).ClickAsync();
        await member.Field("建议 2").FillAsync("二是明确责任。");
        // Consent to publication is never preset.
        foreach (var choice in new[] { "可以公开", "不宜公开" })
            await Expect(member.Page.GetByRole(AriaRole.Radio, new() { Name = choice })).Not.ToBeCheckedAsync();
        await member.Page.GetByRole(AriaRole.Radio, new() { Name = "可以公开" }).CheckAsync();
        await Expect(member.Page.GetByText("已保存").First).ToBeVisibleAsync();
        await member.ChooseAsync("邀请联名的委员", coSigner);
        await member.Page.GetByRole(AriaRole.Button, new() { Name = "发出邀请" }).ClickAsync();
        await member.Page.GetByRole(AriaRole.List, new() { Name = "联名邀请" }).GetByText("待签").WaitForAsync();
    }

    private static async Task ExamineAndFileAsync(Visitor office, string subject)
    {
        foreach (var (button, confirm) in new[] { ("审查通过", "审查通过"), ("立案", "立案") })
        {
            await office.GoAsync("/examination");
            await office.Page.GetByRole(AriaRole.Searchbox).First.FillAsync(subject);
            await office.Page.GetByRole(AriaRole.Link, new() { Name = subject, Exact = true }).ClickAsync();
            await office.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            await office.ConfirmAsync(confirm);
            // The next page reports what was done.
            await office.Page.GetByText(button == "立案" ? "已立案，案号第" : "审查通过，等待立案").WaitForAsync();
        }
    }

    private static async Task HandOverAsync(Visitor handOver, ILocator row, string unit)
    {
        await row.GetByRole(AriaRole.Checkbox).CheckAsync();
        await row.GetByRole(AriaRole.Combobox).First.SelectOptionAsync(new SelectOptionValue { Label = "独办" });
        var lead = row.GetByRole(AriaRole.Combobox).Nth(1);
        await lead.FillAsync(unit);
        await lead.PressAsync("Enter");
        await handOver.Page.GetByRole(AriaRole.Button, new() { Name = "交办所选" }).ClickAsync();
        // What it will do is shown with its dates first.
        await Expect(handOver.Dialog.GetByText($"{unit}（独办）：")).ToBeVisibleAsync();
        await handOver.ConfirmAsync("确认交办 1 件");
        await handOver.Page.GetByText("已交办 1 件").WaitForAsync();
    }

    private static async Task AnswerAsync(Visitor unit, string round)
    {
        var page = unit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "签收", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "登记沟通" }).ClickAsync();
        var dialog = page.Locator("dialog[open]");
        await dialog
            .GetByLabel("日期")
            .FillAsync(
                DateTimeOffset
                    .UtcNow.ToOffset(TimeSpan.FromHours(8))
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            );
        await dialog.GetByLabel("面谈").CheckAsync();
        await dialog.GetByLabel("办前", new() { Exact = true }).CheckAsync();
        await unit.Field("参加人").FillAsync("示例委员和示例承办人");
        await unit.Field("沟通情况").FillAsync("逐条听取意见。");
        await unit.Field("委员意见").FillAsync("示例：同意办理思路。");
        await unit.ConfirmAsync("登记");
        await page.GetByText("参加人：示例委员和示例承办人").WaitForAsync();
        await page.GetByText("委员意见：示例：同意办理思路。").WaitForAsync();
        await unit.Field("正文").FillAsync($"{round}答复：有关工作已落实。");
        await unit.Field("对建议 1 的答复").FillAsync("已列入年度计划。");
        await unit.Field("对建议 2 的答复").FillAsync("已明确责任单位。");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存为新一稿" }).ClickAsync();
        await unit.Field("文号").FillAsync("示例函〔2026〕测试号");
        await page.GetByRole(AriaRole.Group, new() { Name = "办理结果" }).GetByRole(AriaRole.Radio).First.CheckAsync();
        await unit.Field("签发人").FillAsync("示例签发人");
        await page.GetByRole(AriaRole.Group, new() { Name = "公开属性" })
            .GetByLabel("公开", new() { Exact = true })
            .CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^签发第") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "送达", Exact = true }).ClickAsync();
        await unit.ConfirmAsync("送达");
        await page.GetByText("送达提案者，不能再修改").WaitForAsync();
    }

    private static async Task RateAsync(Visitor member, ILocator link, bool satisfied)
    {
        var page = member.Page;
        await link.First.ClickAsync();
        var (work, result) = (
            page.GetByRole(AriaRole.Group, new() { Name = "对办理工作" }),
            page.GetByRole(AriaRole.Group, new() { Name = "对办理结果" })
        );
        await work.WaitForAsync();
        // No rating is preselected.
        (await page.GetByRole(AriaRole.Radio, new() { Checked = true }).CountAsync()).ShouldBe(0);
        await work.GetByLabel("满意", new() { Exact = true }).CheckAsync();
        await result.GetByLabel(satisfied ? "满意" : "不满意", new() { Exact = true }).CheckAsync();
        await member.Field("意见和建议").FillAsync("示例意见");
        await page.GetByRole(AriaRole.Button, new() { Name = "提交评价" }).ClickAsync();
        await member.ConfirmAsync("确认提交");
        await page.WaitForURLAsync(url => url.Contains("/proposals/", StringComparison.Ordinal));
        await member.SettledAsync();
    }
}
