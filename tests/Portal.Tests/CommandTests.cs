using System.Globalization;
using Microsoft.Playwright;
using Proposals.Client;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proposals.Portal.Tests;

/// <summary>Every command that the walk of a whole life does not click, by the role that has it.</summary>
[Collection(nameof(Portal))]
public sealed class CommandTests(Portal portal)
{
    [Fact]
    public async Task The_proposals_office_decides_in_every_way()
    {
        var returned = await portal.SubmittedAsync("关于退回修改的提案", 11);
        var rejected = await portal.SubmittedAsync("关于不予立案的提案", 11);
        var merged = await portal.SubmittedAsync("关于并入他案的提案", 11);
        var alike = await portal.SubmittedAsync("关于城区夜间公交的提案", 11);
        var withdrawn = await portal.SubmittedAsync("关于撤回的提案", 11);
        var opened = await portal.SubmittedAsync("关于征得同意后公开的提案", 11, publish: false);
        var closed = await portal.SubmittedAsync("关于未公开规划的提案", 11);
        var main = await portal.FiledAsync("城区夜间公交延时运行", (12, 11, 1, 2));
        var alone = await portal.FiledAsync("关于并入后撤案的提案", (11, 12, 1, 2));
        await (await portal.Cast.Office).Intake.MergeProposalAsync(
            new MergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = alone.Name,
                Into = main.Name,
            }
        );
        await using var office = await portal.SignInAsync("office");

        await office.GoAsync(Examination(returned));
        await office.Button("退回修改").ClickAsync();
        await office.Dialog.GetByLabel("修改意见").FillAsync("请写明具体地点。");
        await CheckAsync(office, "内容审查", "不符合要求", "地点不明");
        await office.Dialog.GetByLabel("审查人").FillAsync("示例初审人");
        await office.ConfirmAsync("退回修改");
        await office.SeesAsync("已退回修改。");
        await office.GoAsync(Examination(returned));
        await office.SeesAsync("不符合要求：地点不明");
        await office.SeesAsync("示例初审人");

        foreach (var proposal in new[] { rejected, merged, alike })
        {
            await office.GoAsync(Examination(proposal));
            await office.Button("审查通过").ClickAsync();
            foreach (var check in new[] { "资格审查", "内容审查", "格式审查" })
                await CheckAsync(office, check, "符合要求", $"{check}无误");
            await office.Dialog.GetByLabel("审查人").FillAsync("示例审查人");
            if (proposal == alike)
                await ConcludeAsync(office, "城区夜间公交延时运行");
            await office.ConfirmAsync("审查通过");
            await office.SeesAsync("审查通过，等待立案");
        }

        await office.GoAsync(Examination(rejected));
        await PrintedAsExaminationFormAsync(office, "符合要求：资格审查无误", "示例审查人");
        await office.GoAsync(Examination(alike));
        await office.SeesAsync("都要求延长夜间公交。");
        await PrintedAsExaminationFormAsync(office, "内容相近", "《城区夜间公交延时运行》");

        // What was passed is told once, as what it is.
        await office.GoAsync(Case(rejected));
        await Expect(office.Page.Locator(".page-head").GetByText("待立案")).ToBeVisibleAsync();
        await office.GoAsync(Examination(rejected));
        await office.Button("不予立案").ClickAsync();
        await office
            .Dialog.GetByRole(AriaRole.Combobox)
            .SelectOptionAsync(new SelectOptionValue { Label = "属于学术研讨" });
        await office.ConfirmAsync("不予立案");
        await office.SeesAsync("不予立案。");

        await office.GoAsync(Case(rejected));
        await office.Button("转作其他处理").ClickAsync();
        await office
            .Dialog.GetByRole(AriaRole.Combobox)
            .SelectOptionAsync(new SelectOptionValue { Label = "转意见建议" });
        await office.Dialog.GetByLabel("提案者怎样同意的").FillAsync("来电同意转办。");
        await office.ConfirmAsync("转办");
        await office.SeesAsync("来电同意转办。");

        await office.GoAsync(Examination(merged));
        await office.Button("并案").ClickAsync();
        await office.Dialog.GetByRole(AriaRole.Searchbox).FillAsync("城区夜间公交");
        await office.Dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new("城区夜间公交延时运行") }).CheckAsync();
        // Another search hides the choice; then it is no choice any more.
        await office.Dialog.GetByRole(AriaRole.Searchbox).FillAsync("没有这样的提案");
        await office.Dialog.GetByText("本届次没有这样的已立案提案").WaitForAsync();
        await office.Dialog.GetByRole(AriaRole.Button, new() { Name = "并案", Exact = true }).ClickAsync();
        await Expect(office.Dialog).ToHaveCountAsync(1);
        await office.Dialog.GetByRole(AriaRole.Searchbox).FillAsync("城区夜间公交");
        await office.Dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new("城区夜间公交延时运行") }).CheckAsync();
        await office.Dialog.GetByLabel("怎样征得提案者意见").FillAsync("电话征求，均同意。");
        await office.ConfirmAsync("并案");
        await office.SeesAsync("已并案。");
        await office.GoAsync(Case(merged));
        await office.SeesAsync("电话征求，均同意。");
        await office.SeesAsync($"并案，并入第 {main.CaseNumber} 号《城区夜间公交延时运行》");
        await office.Button("撤销并案").ClickAsync();
        await office.Dialog.GetByRole(AriaRole.Textbox).FillAsync("两件并不相同。");
        await office.ConfirmAsync("撤销并案");
        await office.SeesAsync("两件并不相同。");

        // What is determined with the filing: units, publication and the body that decides.
        foreach (
            var (proposal, choice, field, words) in new[]
            {
                (opened, "征得提案者同意后公开", "提案者怎样同意公开的", "来电同意公开。"),
                (closed, "审定不公开", "不公开的理由", "涉及未公开的规划。"),
            }
        )
        {
            await office.GoAsync(Examination(proposal));
            await office.Button("审查通过").ClickAsync();
            await office.ConfirmAsync("审查通过");
            await office.SeesAsync("审查通过，等待立案");
            await office.GoAsync(Examination(proposal));
            await office.Button("立案").ClickAsync();
            await office.ChooseAsync("拟承办单位", DemoCommittee.Units[3]);
            await office.Dialog.GetByRole(AriaRole.Radio, new() { Name = choice }).CheckAsync();
            await office.Dialog.GetByRole(AriaRole.Button, new() { Name = "立案", Exact = true }).ClickAsync();
            await Expect(office.Dialog.GetByText("此项必填")).ToBeVisibleAsync();
            await office.Dialog.GetByLabel(field).FillAsync(words);
            await office
                .Dialog.GetByLabel("审定机构")
                .SelectOptionAsync(new SelectOptionValue { Label = "提案委员会全体会议" });
            await office.ConfirmAsync("立案");
            await office.SeesAsync("已立案，案号第");
            await office.GoAsync(Case(proposal));
            await office.SeesAsync(words);
            await office.GoAsync(Examination(proposal));
            await PrintedAsExaminationFormAsync(office, choice, DemoCommittee.Units[3], "提案委员会全体会议");
        }

        await office.GoAsync(Examination(withdrawn));
        await office.Button("撤案").ClickAsync();
        await office.Dialog.GetByLabel("撤案理由").FillAsync("不再需要。");
        await office.Dialog.GetByLabel("提案者怎样同意的").FillAsync("提案者来电。");
        await office.ConfirmAsync("撤案");
        await office.SeesAsync("已撤案。");

        await using var member = await portal.SignInAsync("member11");
        await member.GoAsync("/my");
        await member.Page.GetByRole(AriaRole.Link, new() { Name = "退回修改：《关于退回修改的提案》" }).ClickAsync();
        await member.SeesAsync("请写明具体地点。");
        await member.Field("情况").FillAsync("写明了地点。");
        await member.SeesAsync("已保存");
        await member.Button("提交提案").ClickAsync();
        // What is missing is said at the top, has the focus, and leads to its field.
        await Expect(member.Page.Locator(":focus")).ToContainTextAsync("提交前还缺");
        var promise = member.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^不涉密承诺") });
        await member.Button("不涉密承诺").ClickAsync();
        await Expect(promise).ToBeFocusedAsync();
        await promise.CheckAsync();
        await member.Button("提交提案").ClickAsync();
        await member.SeesAsync($"已重新提交，流水号 {returned.SerialNumber}");
        await member.Button("撤案").ClickAsync();
        await member.Dialog.GetByRole(AriaRole.Textbox).FillAsync("不再需要。");
        await member.ConfirmAsync("撤案");
        await member.Page.WaitForURLAsync("**/my");

        // One that is merged is withdrawn alone.
        await member.GoAsync(Case(alone));
        await member.Button("撤案").ClickAsync();
        await member.Dialog.GetByRole(AriaRole.Textbox).FillAsync("不再需要。");
        await member.ConfirmAsync("撤案");
        await member.Page.WaitForURLAsync("**/my");
    }

    /// <summary>Concludes that a proposal is like the one with this subject.</summary>
    private static async Task ConcludeAsync(Visitor office, string like)
    {
        await office.Dialog.GetByRole(AriaRole.Radio, new() { Name = "内容相近" }).CheckAsync();
        await office.Dialog.GetByRole(AriaRole.Button, new() { Name = "审查通过", Exact = true }).ClickAsync();
        await Expect(office.Dialog.GetByText("此项必填")).ToHaveCountAsync(2);
        await office.ChooseAsync("重复或相近的提案", like);
        await office.Dialog.GetByLabel("查重结论的理由").FillAsync("都要求延长夜间公交。");
    }

    private static async Task CheckAsync(Visitor office, string check, string result, string remark)
    {
        await office
            .Dialog.GetByRole(AriaRole.Group, new() { Name = check, Exact = true })
            .GetByLabel(result, new() { Exact = true })
            .CheckAsync();
        await office.Dialog.GetByLabel($"{check}说明").FillAsync(remark);
    }

    /// <summary>On paper the page of an examination is its form alone.</summary>
    private static async Task PrintedAsExaminationFormAsync(Visitor office, params string[] said)
    {
        var page = office.Page;
        await page.EvaluateAsync("() => { window.print = () => { document.title = '已打印'; }; }");
        await office.Button("打印审查表").ClickAsync();
        (await page.TitleAsync()).ShouldBe("已打印");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.GetByText("示例区政协（虚构）提案审查表")).ToBeVisibleAsync();
        foreach (var words in said)
            await Expect(page.Locator(".form-sheet").GetByText(words)).ToBeVisibleAsync();
        foreach (var hidden in new[] { ".page-head", ".act-bar", ".halves", ".top", ".foot" })
            await Expect(page.Locator(hidden).First).ToBeHiddenAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
    }

    [Fact]
    public async Task A_member_attaches_invites_takes_back_and_declines()
    {
        var draft = await portal.DraftAsync("关于附件和邀请的草稿", 11);
        await using var lead = await portal.SignInAsync("member11");
        await using var invited = await portal.SignInAsync("member12");
        await lead.GoAsync($"/proposals/{Portal.IdOf(draft.Name)}/edit");
        await lead
            .Page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "示例.txt",
                    MimeType = "text/plain",
                    Buffer = System.Text.Encoding.UTF8.GetBytes("示例附件"),
                }
            );
        await lead.Button("移除附件 示例.txt").ClickAsync();
        await Expect(lead.Page.GetByRole(AriaRole.Link, new() { Name = "示例.txt" })).ToHaveCountAsync(0);
        foreach (var login in new[] { "member10", "member12" })
        {
            await lead.ChooseAsync("邀请联名的委员", TitleOf(login));
            await lead.Button("发出邀请").ClickAsync();
            await lead.Button($"撤回对{TitleOf(login)}的邀请").WaitForAsync();
            // What was sent is not shown as if it were still to be sent.
            await Expect(lead.Button("发出邀请")).ToBeDisabledAsync();
            await Expect(lead.Page.Locator(".ant-select").GetByText(TitleOf(login))).ToHaveCountAsync(0);
        }

        await lead.Button($"撤回对{TitleOf("member10")}的邀请").ClickAsync();
        await Expect(lead.Button($"撤回对{TitleOf("member10")}的邀请")).ToHaveCountAsync(0);
        await invited.GoAsync("/notices");
        await invited
            .Page.GetByRole(AriaRole.Link, new() { Name = "关于附件和邀请的草稿" })
            .Or(invited.Page.GetByRole(AriaRole.Link, new() { Name = "查看联名邀请" }))
            .First.ClickAsync();
        await invited.Page.WaitForURLAsync("**/invitations");
        await invited.Button("谢绝联名：关于附件和邀请的草稿").ClickAsync();
        await invited.ConfirmAsync("谢绝");
        await Expect(lead.Page.GetByRole(AriaRole.List, new() { Name = "联名邀请" }).GetByText("谢绝"))
            .ToBeVisibleAsync();
        await lead.Button("删除草稿").ClickAsync();
        await lead.ConfirmAsync("删除");
        await lead.Page.WaitForURLAsync("**/my");
    }

    [Fact]
    public async Task A_co_signer_leaves_and_the_lead_reads_why()
    {
        var draft = await portal.DraftAsync("关于联名人退出的草稿", 11);
        await using var lead = await portal.SignInAsync("member11");
        await using var signer = await portal.SignInAsync("member12");
        await lead.GoAsync($"/proposals/{Portal.IdOf(draft.Name)}/edit");
        await lead.ChooseAsync("邀请联名的委员", TitleOf("member12"));
        await lead.Button("发出邀请").ClickAsync();
        await lead.Button($"撤回对{TitleOf("member12")}的邀请").WaitForAsync();
        await signer.GoAsync("/invitations");
        await signer.Button("签名联名：关于联名人退出的草稿").ClickAsync();
        await signer.ConfirmAsync("签名");

        await signer.Button("退出联名：关于联名人退出的草稿").ClickAsync();
        await signer.Dialog.GetByRole(AriaRole.Textbox).FillAsync("与本人意见不同。");
        await signer.ConfirmAsync("退出联名");
        await Expect(signer.Page.GetByText("不再计入联名，提案不再可读").First).ToBeVisibleAsync();

        var asked = lead.Page.GetByRole(AriaRole.List, new() { Name = "联名邀请" });
        await Expect(asked.GetByText("已退出")).ToBeVisibleAsync();
        await Expect(asked.GetByText("与本人意见不同。")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_proposal_that_was_not_filed_is_taken_up_again()
    {
        var refused = await portal.SubmittedAsync("关于重新提出的提案", 11);
        await (await portal.Cast.Office).Intake.RejectProposalAsync(
            new RejectProposalRequest
            {
                RequestId = Call.NewId(),
                Name = refused.Name,
                Reason = "empty",
            }
        );
        await using var member = await portal.SignInAsync("member11");
        await member.GoAsync(Case(refused));

        await member.Button("重新提出").ClickAsync();
        await member.ConfirmAsync("重新提出");

        await member.Page.WaitForURLAsync("**/edit");
        await Expect(member.Field("案由")).ToHaveValueAsync("关于重新提出的提案");
        await member.GoAsync(Case(refused));
        await member.SeesAsync("已重新提出");
    }

    [Fact]
    public async Task Units_ask_and_the_hand_over_office_decides()
    {
        var (proposal, _, _) = await Situations.HandedOverAsync(portal.Cast, "关于申退和延期的提案", (12, 11, 5, 6));
        await using var office = await portal.SignInAsync("handover");
        await office.GoAsync(Case(proposal));
        await office.Button($"撤回交办：第 {proposal.CaseNumber} 号 关于申退和延期的提案").ClickAsync();
        await office.ConfirmAsync("撤回交办");
        await Expect(office.Page.GetByRole(AriaRole.Link, new() { Name = "去交办" })).ToBeVisibleAsync();
        var walk = new Walk(portal.Cast, _ => { }) { Parts = (12, 11, 5, 6) };
        var (lead, co) = await walk.HandOverAsync(proposal);

        await using var second = await portal.SignInAsync("unit6");
        await second.GoAsync(Task(co));
        await second.Button("签收").ClickAsync();
        await second.Field("意见").FillAsync("同意主办单位的意见。");
        await second.Button("提交会办意见").ClickAsync();
        await second.ConfirmAsync("提交");
        await second.SeesAsync("同意主办单位的意见。");

        await using var unit = await portal.SignInAsync("unit5");
        var number = $"第 {proposal.CaseNumber} 号";
        var (until, granted) = (AfterDue(10), AfterDue(5));
        await unit.GoAsync(Task(lead));
        foreach (var decision in new[] { "撤回", "不予延期", "准予延期" })
        {
            await unit.Button("申请延期").ClickAsync();
            await unit.Dialog.GetByLabel("延期至").FillAsync(until);
            await unit.Dialog.GetByLabel("延期理由").FillAsync("需要现场勘查。");
            await unit.ConfirmAsync("提交申请");
            await unit.SeesAsync("延期申请待审批");
            await office.GoAsync("/requests");
            await office.Button($"准予延期 {number}").WaitForAsync();
            if (decision == "撤回")
            {
                await unit.Button("撤回延期申请").ClickAsync();
                await unit.ConfirmAsync("撤回延期申请");
                await unit.Button("申请延期").WaitForAsync();
                await Expect(office.Button($"准予延期 {number}")).ToHaveCountAsync(0);
                continue;
            }

            await office.Button($"{decision} {number}").ClickAsync();
            if (decision == "不予延期")
            {
                await office.Dialog.GetByRole(AriaRole.Textbox).FillAsync("期限充足。");
                await office.ConfirmAsync(decision);
                await unit.Button("申请延期").WaitForAsync();
                continue;
            }

            // The day asked for is preset. An earlier one is granted with a reason, which is asked for.
            await Expect(office.Dialog.GetByLabel("准予延至")).ToHaveValueAsync(until);
            await office.Dialog.GetByLabel("准予延至").FillAsync(granted);
            await office.Dialog.GetByRole(AriaRole.Button, new() { Name = decision, Exact = true }).ClickAsync();
            await Expect(office.Dialog.GetByText("此项必填")).ToBeVisibleAsync();
            await office.Dialog.GetByLabel("准予的理由").FillAsync("五日足够。");
            await office.ConfirmAsync(decision);
            await unit.SeesAsync("五日足够。");
            await unit.Page.GetByText("原期限").First.WaitForAsync();
        }

        foreach (var decision in new[] { "撤回", "不同意申退", "同意改办" })
        {
            await unit.Button("申请退回").ClickAsync();
            await unit.Dialog.GetByLabel("申退理由").FillAsync("不属于本单位职责。");
            await unit.ChooseAsync("建议承办单位", DemoCommittee.Units[3]);
            await unit.ConfirmAsync("提交申退");
            await unit.SeesAsync("申退待审核");
            await office.GoAsync("/requests");
            await office.Button($"同意改办 {number}").WaitForAsync();
            if (decision == "撤回")
            {
                await unit.Button("撤回申退").ClickAsync();
                await unit.ConfirmAsync("撤回申退");
                await unit.Button("申请退回").WaitForAsync();
                await Expect(office.Button($"同意改办 {number}")).ToHaveCountAsync(0);
                continue;
            }

            await office.Button($"{decision} {number}").ClickAsync();
            if (decision == "不同意申退")
                await office.Dialog.GetByRole(AriaRole.Textbox).FillAsync("职责明确。");
            await office.ConfirmAsync(decision == "不同意申退" ? "不同意" : "同意改办");
            if (decision == "不同意申退")
                await unit.Button("申请退回").WaitForAsync();
        }

        await unit.SeesAsync("已退");

        // Why it is that day is said where days are explained.
        await unit.GoAsync(Task(lead) + "/deadline");
        await unit.SeesAsync("（五日足够。）");

        // In the calendar the large number is the date, and the small one how many days were counted.
        var counted = unit.Page.Locator("td.day-counted").First;
        var (day, count) = (await SizeAsync(counted.Locator(".day-date")), await SizeAsync(counted.Locator("b")));
        day.ShouldBeGreaterThan(count);

        string AfterDue(int days) =>
            DateOnly
                .ParseExact(lead.Due.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture)
                .AddDays(days)
                .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Units_agree_on_an_opinion()
    {
        var (_, lead, co) = await Situations.HandedOverAsync(portal.Cast, "关于退回协商的提案", (12, 11, 5, 6));
        await using var other = await portal.SignInAsync("unit6");
        await other.GoAsync(Task(co));
        await other.Button("签收").ClickAsync();
        await other.Field("意见").FillAsync("建议不予采纳。");
        await other.Button("提交会办意见").ClickAsync();
        await other.ConfirmAsync("提交");
        await using var unit = await portal.SignInAsync("unit5");
        await unit.GoAsync(Task(lead));
        await unit.Button("签收").ClickAsync();
        var sendBack = unit.Button($"退回协商：{DemoCommittee.Units[5]}");
        await sendBack.ClickAsync();
        await unit.Dialog.GetByLabel("需要协商的意见").FillAsync("请说明不采纳的依据。");
        await unit.Dialog.GetByRole(AriaRole.Button, new() { Name = "退回协商", Exact = true }).ClickAsync();
        await Expect(unit.Dialog.GetByText("此项必填")).ToBeVisibleAsync();
        await unit.Dialog.GetByLabel("重新提交期限").FillAsync(lead.Due.Date);
        await unit.ConfirmAsync("退回协商");
        await Expect(sendBack).ToHaveCountAsync(0);

        // What was written is there to be changed, and what was sent back can be read on both sides.
        await other.SeesAsync("请说明不采纳的依据。");
        await Expect(other.Field("意见")).ToHaveValueAsync("建议不予采纳。");
        await other.Field("意见").FillAsync("同意采纳，分步实施。");
        await other.Field("文号").FillAsync("示例提函〔2026〕5号");
        await other.Field("签发人").FillAsync("示例签发人");
        await other.Field("联系人").FillAsync("示例联系人");
        await other.Field("联系电话").FillAsync("0953-1234567");
        await other.Button("提交会办意见").ClickAsync();
        await other.ConfirmAsync("提交");
        await sendBack.WaitForAsync();
        await unit.SeesAsync("同意采纳，分步实施。");
        foreach (var side in new[] { unit, other })
        {
            await side.Page.Locator("summary").GetByText("退回协商").First.ClickAsync();
            await side.SeesAsync("建议不予采纳。");
            await side.SeesAsync("示例提函〔2026〕5号");
            await side.SeesAsync("示例联系人（0953-1234567）");
        }
    }

    [Fact]
    public async Task The_offices_send_a_reply_back()
    {
        var parts = (12, 11, 5, 6);
        var (proposal, lead, co) = await Situations.HandedOverAsync(portal.Cast, "关于退回重办的提案", parts);
        await new Walk(portal.Cast, _ => { }) { Parts = parts }.HandleAsync(proposal, lead, co);
        await using var supervisor = await portal.SignInAsync("supervisor");
        await supervisor.GoAsync(Case(proposal));
        await supervisor.Button($"退回重办：{DemoCommittee.Units[4]}的答复").ClickAsync();
        await supervisor.Dialog.GetByLabel("需要改正的内容").FillAsync("没有面商，请面商后逐条答复。");
        await supervisor.ConfirmAsync("退回重办");
        await supervisor.SeesAsync("没有面商，请面商后逐条答复。");
        await Expect(supervisor.Button($"退回重办：{DemoCommittee.Units[4]}的答复")).ToHaveCountAsync(0);

        await using var unit = await portal.SignInAsync("unit5");
        await unit.GoAsync(Task(lead));
        await unit.SeesAsync("没有面商，请面商后逐条答复。");
        await unit.SeesAsync("退回的答复须改正后保存为新一稿。");
        await unit.Field("正文").FillAsync("面商后逐条答复。");
        await unit.Button("保存为新一稿").ClickAsync();
        await unit.Button("签发第 2 稿").WaitForAsync();
        await unit.SeesAsync("没有面商，请面商后逐条答复。");

        await using var member = await portal.SignInAsync("member12");
        await member.GoAsync("/notices");
        await member.SeesAsync("答复退回重办");
        // What has reached the proposers is answered: nobody withdraws.
        await member.GoAsync(Case(proposal));
        await member.SeesAsync("已退回重办");
        await Expect(member.Button("申请撤案")).ToHaveCountAsync(0);

        await unit.Field("文号").FillAsync("示例函〔2026〕90号");
        await unit.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^A") }).CheckAsync();
        await unit.Field("核稿人").FillAsync("示例核稿人");
        await unit.Field("签发人").FillAsync("示例签发人");
        await unit.Field("经办人").FillAsync("示例经办人");
        await unit.Field("联系电话").FillAsync("0953-1234567");
        await unit.Page.GetByRole(AriaRole.Radio, new() { Name = "不公开", Exact = true }).CheckAsync();
        await unit.Field("不公开的理由").FillAsync("涉及未公开的规划。");
        await unit.Button("签发第 2 稿").ClickAsync();
        await unit.Button("送达").ClickAsync();
        // Everybody whom the handbook names gets a copy, but for who is left out.
        await Expect(unit.Dialog.GetByLabel(DemoCommittee.Units[5])).ToBeCheckedAsync();
        await unit.Dialog.GetByLabel("政府督查室").UncheckAsync();
        await unit.ConfirmAsync("送达");
        await member.SeesAsync("联系人：示例经办人；联系电话：0953-1234567");
        await member.SeesAsync("涉及未公开的规划。");
        await member.SeesAsync($"抄送：提案委员会，{DemoCommittee.Units[5]}");

        // What is talked about after the reply is logged as such, and as nothing else.
        await unit.Button("登记沟通").ClickAsync();
        await Expect(unit.Dialog.GetByLabel("办中")).ToHaveCountAsync(0);
        await unit
            .Dialog.GetByLabel("日期")
            .FillAsync(DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", null));
        await unit.Dialog.GetByLabel("其他").CheckAsync();
        await unit.Dialog.GetByLabel("办后").CheckAsync();
        await unit.Field("沟通情况").FillAsync("示例：回访。");
        await unit.ConfirmAsync("登记");
        await unit.SeesAsync("示例：回访。");
    }

    [Fact]
    public async Task A_commitment_is_made_reported_proven_and_settled()
    {
        var (proposal, lead, _) = await Situations.HandedOverAsync(portal.Cast, "关于承诺事项的提案", (12, 11, 5, 6));
        await Situations.DraftAsync(portal.Cast, 5, lead);
        await using var unit = await portal.SignInAsync("unit5");
        await unit.GoAsync(Task(lead));
        await unit.Field("文号").FillAsync("示例函〔2026〕101号");
        await unit.Field("签发人").FillAsync("示例签发人");
        await unit.Page.GetByRole(AriaRole.Radio, new() { Name = "公开", Exact = true }).CheckAsync();
        // Only a class that promises asks for commitments.
        await unit.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^A") }).CheckAsync();
        await Expect(unit.Button("添加一项承诺")).ToHaveCountAsync(0);
        await unit.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^B") }).CheckAsync();
        await unit.Button("添加一项承诺").ClickAsync();
        await unit.Button("添加一项承诺").ClickAsync();
        await unit.Button("移除承诺 2").ClickAsync();
        await unit.Field("承诺 1").FillAsync("示例：建成社区停车场。");
        await unit.Field("承诺 1 责任人").FillAsync("城建科");
        await unit.Button("签发第 1 稿").ClickAsync();
        await Expect(unit.Page.GetByText("此项必填").First).ToBeVisibleAsync();
        await unit.Page.GetByLabel("承诺 1 落实时限").FillAsync(InDays(30));
        await unit.Button("签发第 1 稿").ClickAsync();
        await unit.SeesAsync("承诺事项一：示例：建成社区停车场。（责任人：城建科；落实时限：");
        await unit.Button("送达").ClickAsync();
        await unit.ConfirmAsync("送达");

        var link = unit.Page.GetByRole(AriaRole.Link, new() { Name = "示例：建成社区停车场。", Exact = true });
        await link.ClickAsync();
        await unit.SeesAsync("送达后还没有进展");
        await unit.Button("报告进展").ClickAsync();
        await unit.Dialog.GetByLabel("进展日期").FillAsync(InDays(0));
        await unit.Dialog.GetByRole(AriaRole.Button, new() { Name = "报告", Exact = true }).ClickAsync();
        await Expect(unit.Dialog.GetByText("此项必填")).ToBeVisibleAsync();
        await unit
            .Dialog.GetByRole(AriaRole.Textbox, new() { Name = "进展", Exact = true })
            .FillAsync("示例：已开工。");
        await unit.ConfirmAsync("报告");
        await unit.SeesAsync("示例：已开工。");
        await ProveAsync("示例：已建成。");

        await using var office = await portal.SignInAsync("office");
        await office.GoAsync("/commitments");
        await office.Choice("状态").SelectOptionAsync(new SelectOptionValue { Label = "待销号" });
        await office.ChooseAsync("承办单位", DemoCommittee.Units[4]);
        await office
            .Page.GetByRole(AriaRole.Link, new() { Name = "示例：建成社区停车场。", Exact = true })
            .ClickAsync();
        await office.Button("退回落实情况").ClickAsync();
        await office.Dialog.GetByRole(AriaRole.Textbox).FillAsync("示例：尚未开放。");
        await office.ConfirmAsync("退回落实情况");
        await unit.SeesAsync("示例：尚未开放。");
        await ProveAsync("示例：已开放。");
        await office.Button("销号").ClickAsync();
        await office.Dialog.GetByRole(AriaRole.Textbox).FillAsync("示例：现场查看属实。");
        await office.ConfirmAsync("销号");
        await office.SeesAsync("已销号");

        await using var member = await portal.SignInAsync("member11");
        await member.GoAsync("/notices");
        await member.SeesAsync("承诺事项销号");
        await member.GoAsync(Case(proposal));
        await member
            .Page.GetByRole(AriaRole.Link, new() { Name = "示例：建成社区停车场。", Exact = true })
            .ClickAsync();
        await member.SeesAsync("示例：现场查看属实。");
        await Expect(member.Button("销号")).ToHaveCountAsync(0);

        async Task ProveAsync(string evidence)
        {
            await unit.Button("报送落实情况").ClickAsync();
            await unit.Dialog.GetByRole(AriaRole.Textbox).FillAsync(evidence);
            await unit.ConfirmAsync("报送落实情况");
            await unit.SeesAsync("待销号");
        }
    }

    [Fact]
    public async Task An_overdue_commitment_is_explained_and_gets_a_new_day()
    {
        var (commitment, login) = await Situations.OverdueCommitmentAsync(portal.Cast);
        var path = $"/commitments/{Portal.IdOf(commitment.Name)}";
        await using var unit = await portal.SignInAsync(login);
        await using var supervisor = await portal.SignInAsync("supervisor");
        // It is a duty of its unit, whatever became of its case.
        await unit.GoAsync("/assignments");
        await unit.Page.Locator($"main a[href='{path}']").ClickAsync();
        await supervisor.GoAsync("/duties?light=3");
        await supervisor.Page.Locator($"main a[href='{path}']").ClickAsync();
        await supervisor.SeesAsync("已逾期");

        await ExplainAsync("示例：征地未完成。", InDays(200));
        await supervisor.SeesAsync("承办单位提出新的落实时限");
        await supervisor.Button("不同意新时限").ClickAsync();
        await supervisor.Dialog.GetByRole(AriaRole.Textbox).FillAsync("示例：时间过长。");
        await supervisor.ConfirmAsync("不同意新时限");
        await unit.SeesAsync("示例：时间过长。");
        await ExplainAsync("示例：抓紧办理。", InDays(20));
        await supervisor.Button("同意新时限").ClickAsync();
        await supervisor.ConfirmAsync("同意");
        await supervisor.SeesAsync("落实中");
        await supervisor.SeesAsync("答复承诺的时限");

        async Task ExplainAsync(string reason, string day)
        {
            await unit.Button("说明逾期原因").ClickAsync();
            await unit.Dialog.GetByRole(AriaRole.Button, new() { Name = "提交说明" }).ClickAsync();
            await Expect(unit.Dialog.GetByText("此项必填")).ToBeVisibleAsync();
            await unit.Dialog.GetByLabel("未按期落实的原因").FillAsync(reason);
            await unit.Dialog.GetByLabel("新的落实时限").FillAsync(day);
            await unit.ConfirmAsync("提交说明");
            await unit.SeesAsync(reason);
        }
    }

    [Fact]
    public async Task The_supervisor_urges_and_marks()
    {
        var (proposal, _, _) = await Situations.HandedOverAsync(portal.Cast, "关于催办和重点的提案", (12, 11, 4, 6));
        await using var supervisor = await portal.SignInAsync("supervisor");
        await supervisor.GoAsync(Case(proposal));
        // A task of today is no red light.
        await Expect(supervisor.Page.GetByText("绿灯：还有 3 个工作日").First).ToBeVisibleAsync();
        await supervisor.Button($"催办 {DemoCommittee.Units[3]} 签收").ClickAsync();
        await supervisor.Dialog.GetByLabel("电话").CheckAsync();
        await supervisor.Dialog.GetByLabel("催办内容").FillAsync("请尽快签收。");
        // 取消 keeps the words, as in every dialog.
        await supervisor.Dialog.GetByRole(AriaRole.Button, new() { Name = "取消" }).ClickAsync();
        await supervisor.Button($"催办 {DemoCommittee.Units[3]} 签收").ClickAsync();
        await Expect(supervisor.Dialog.GetByLabel("催办内容")).ToHaveValueAsync("请尽快签收。");
        await supervisor.Dialog.GetByRole(AriaRole.Button, new() { Name = "催办", Exact = true }).ClickAsync();
        await Expect(supervisor.Dialog.GetByText("已催办")).ToBeVisibleAsync();
        await supervisor.Dialog.GetByRole(AriaRole.Button, new() { Name = "关闭" }).ClickAsync();

        var named = $"第 {proposal.CaseNumber} 号《关于催办和重点的提案》";
        await supervisor.Button($"列为重点提案：{named}").ClickAsync();
        await supervisor.Dialog.GetByRole(AriaRole.Textbox).FillAsync("示例领导");
        await supervisor.ConfirmAsync("列为重点提案");
        await supervisor.SeesAsync("由示例领导督办");
        await supervisor.Button($"取消重点：{named}").ClickAsync();
        await supervisor.Dialog.GetByRole(AriaRole.Textbox).FillAsync("不再督办。");
        await supervisor.ConfirmAsync("取消重点");
        await supervisor.Button($"列为重点提案：{named}").WaitForAsync();

        await supervisor.GoAsync("/duties");
        await supervisor.Button("全选已列出的").ClickAsync();
        await supervisor.Button("清空").ClickAsync();
        await using var unit = await portal.SignInAsync("unit4");
        await unit.GoAsync("/urges-received");
        await unit.SeesAsync("请尽快签收。");
    }

    [Fact]
    public async Task A_case_is_supervised_from_the_plan_to_the_summary()
    {
        var (proposal, _, _) = await Situations.HandedOverAsync(portal.Cast, "关于督办任务的提案", (12, 11, 4, 6));
        var today = Today;
        await using var supervisor = await portal.SignInAsync("supervisor");
        await supervisor.GoAsync(Case(proposal));
        await supervisor.Button("拟定督办").ClickAsync();
        await supervisor.Dialog.GetByRole(AriaRole.Button, new() { Name = "拟定", Exact = true }).ClickAsync();
        await Expect(supervisor.Dialog.GetByText("此项必填")).ToHaveCountAsync(4);
        await supervisor
            .Dialog.GetByLabel("督办方式")
            .SelectOptionAsync(new SelectOptionValue { Label = "委员视察和现场评价" });
        await supervisor.Dialog.GetByLabel("督办领导").FillAsync("示例副主席");
        await supervisor.Dialog.GetByLabel("牵头专委会").FillAsync("示例提案委");
        await supervisor.Dialog.GetByLabel("开始日期").FillAsync(today);
        await supervisor.Dialog.GetByLabel("工作方案").FillAsync("先看现场，再座谈。");
        await supervisor.Dialog.GetByLabel("任务分工").FillAsync("提案委牵头。");
        await supervisor.Dialog.GetByLabel("质量标准").FillAsync("问题有着落。");
        await supervisor.ChooseAsync("参加委员", "示例委员11");
        await supervisor.ConfirmAsync("拟定");
        await supervisor.SeesAsync("先看现场，再座谈。");
        await supervisor.Button("修改方案").ClickAsync();
        await supervisor.Dialog.GetByLabel("工作方案").FillAsync("先座谈，再看现场。");
        await supervisor.ConfirmAsync("保存方案");
        await supervisor.SeesAsync("先座谈，再看现场。");
        await supervisor.Button("开始督办").ClickAsync();
        await supervisor.Dialog.GetByLabel("方案审定人").FillAsync("示例主席");
        await supervisor.ConfirmAsync("开始督办");
        await supervisor.SeesAsync("示例主席");

        await supervisor.Button("登记督办记录").ClickAsync();
        await supervisor.Dialog.GetByLabel("日期").FillAsync(today);
        await supervisor.Dialog.GetByRole(AriaRole.Radio, new() { Name = "走访" }).CheckAsync();
        await supervisor.Dialog.GetByLabel("地点").FillAsync("示例站台");
        await supervisor.Dialog.GetByLabel("参加人").FillAsync("示例委员、示例负责人");
        await supervisor.Dialog.GetByLabel("督办纪要").FillAsync("看了两处站台。");
        await supervisor.Dialog.GetByLabel("现场评价：满意人数", new() { Exact = true }).FillAsync("7");
        await supervisor.Dialog.GetByLabel("现场评价：不满意人数").FillAsync("1");
        await supervisor.ConfirmAsync("登记");
        await supervisor.SeesAsync("满意 7 人，基本满意 0 人");
        foreach (var problem in new[] { "站台没有雨棚", "站牌字小" })
        {
            await supervisor.Button("登记问题").ClickAsync();
            await supervisor
                .Dialog.GetByLabel("承诺单位")
                .SelectOptionAsync(new SelectOptionValue { Label = DemoCommittee.Units[3] });
            await supervisor.Dialog.GetByLabel("存在问题").FillAsync(problem);
            await supervisor.Dialog.GetByLabel("承诺事项").FillAsync("一个月内改好");
            await supervisor.Dialog.GetByLabel("整改时限").FillAsync(today);
            await supervisor.ConfirmAsync("登记");
            await supervisor.SeesAsync(problem);
        }

        await supervisor.Button("销号：站台没有雨棚").ClickAsync();
        await supervisor.Dialog.GetByLabel("整改完成日期").FillAsync(today);
        await supervisor.Dialog.GetByLabel("整改情况").FillAsync("雨棚已装好。");
        await supervisor.ConfirmAsync("销号");
        await supervisor.SeesAsync("雨棚已装好。");
        await supervisor.LookAllWaysAsync("supervision-task");
        await supervisor.Button("办结督办").ClickAsync();
        await supervisor.Dialog.GetByLabel("督办小结").FillAsync("已按期整改。");
        await supervisor.ConfirmAsync("办结督办");
        await supervisor.SeesAsync("已按期整改。");

        await supervisor.GoAsync(Case(proposal));
        await supervisor.Button("拟定督办").ClickAsync();
        await supervisor
            .Dialog.GetByLabel("督办方式")
            .SelectOptionAsync(new SelectOptionValue { Label = "走访承办单位" });
        await supervisor.Dialog.GetByLabel("督办领导").FillAsync("示例秘书长");
        await supervisor.Dialog.GetByLabel("开始日期").FillAsync(today);
        await supervisor.Dialog.GetByLabel("工作方案").FillAsync("走访一次。");
        await supervisor.ConfirmAsync("拟定");
        await supervisor.Button("取消督办").ClickAsync();
        await supervisor.Dialog.GetByLabel("理由").FillAsync("已并入专题调研。");
        await supervisor.ConfirmAsync("取消督办");
        await supervisor.SeesAsync("已并入专题调研。");

        await supervisor.GoAsync(Case(proposal));
        await supervisor.Button("登记批示").ClickAsync();
        await supervisor.Dialog.GetByLabel("批示领导").FillAsync("示例区长");
        await supervisor.Dialog.GetByLabel("批示日期").FillAsync(today);
        await supervisor.Dialog.GetByLabel("批示内容").FillAsync("请抓紧加装雨棚。");
        await supervisor.ConfirmAsync("登记");
        await supervisor.SeesAsync("请抓紧加装雨棚。");
        await supervisor.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^回复批示：示例区长") }).ClickAsync();
        await supervisor.Dialog.GetByLabel("办理情况").FillAsync("雨棚已加装。");
        await supervisor.ConfirmAsync("回复批示");
        await supervisor.SeesAsync("雨棚已加装。");

        await supervisor.GoAsync("/supervision");
        await supervisor.Choice("状态").SelectOptionAsync(new SelectOptionValue { Label = "办结" });
        await supervisor.Page.GetByLabel("牵头专委会").FillAsync("示例提案委");
        await supervisor.Button("查找").ClickAsync();
        await supervisor.Page.GetByRole(AriaRole.Link, new() { Name = "委员视察和现场评价" }).WaitForAsync();
        await Expect(supervisor.Page.GetByRole(AriaRole.Link, new() { Name = "走访承办单位" })).ToHaveCountAsync(0);
        await supervisor.LookAllWaysAsync("supervision");
        await supervisor.GoAsync("/cockpit");
        await supervisor
            .Page.GetByRole(AriaRole.Link, new() { Name = "各督办方式已办结任务数：委员视察和现场评价 1 项" })
            .ClickAsync();
        await supervisor.SeesAsync("名单共 1 件，与指标一致。");
        await supervisor.SeesAsync("关于督办任务的提案");

        // The unit reads it from its own case page, and decides nothing.
        await using var unit = await portal.SignInAsync("unit4");
        await unit.GoAsync(Case(proposal));
        await unit.SeesAsync("请抓紧加装雨棚。");
        await unit.Page.GetByRole(AriaRole.Link, new() { Name = "委员视察和现场评价" }).ClickAsync();
        await unit.SeesAsync("站牌字小");
        await Expect(unit.Button("销号：站牌字小")).ToHaveCountAsync(0);
        await using var lead = await portal.SignInAsync("member12");
        await lead.GoAsync("/notices");
        await lead.SeesAsync("督办办结：委员视察和现场评价");
    }

    [Fact]
    public async Task The_office_closes_what_the_rule_leaves_to_it()
    {
        var proposal = await Situations.AwaitingClosureAsync(portal.Cast, "关于待办结的提案", (10, 12, 5, 6));
        await using var office = await portal.SignInAsync("office");
        await office.GoAsync("/closing");
        await office.Button($"办结 第 {proposal.CaseNumber} 号").ClickAsync();
        await office.Dialog.GetByRole(AriaRole.Textbox).FillAsync("两轮办理后办结，评价保留。");
        await office.ConfirmAsync("办结");
        await Expect(office.Page.GetByText($"第 {proposal.CaseNumber} 号 关于待办结的提案")).ToHaveCountAsync(0);
        await office.GoAsync(Case(proposal));
        await Expect(office.Page.Locator(".page-head").GetByText("办结", new() { Exact = true })).ToBeVisibleAsync();

        // What has happened stands below the whole of the case, not beside an empty column.
        var (whole, past) = (
            (await office.Page.Locator(".case").BoundingBoxAsync())!,
            (await office.Page.Locator(".case-past").BoundingBoxAsync())!
        );
        past.Width.ShouldBe(whole.Width, 1);
        await PrintedAsFormAsync(office, "第二轮答复。");
    }

    [Fact]
    public async Task The_office_records_a_paper_form_and_its_proposer_contradicts()
    {
        var parts = (12, 11, 5, 6);
        var (proposal, lead, co) = await Situations.HandedOverAsync(portal.Cast, "关于代录的提案", parts);
        await new Walk(portal.Cast, _ => { }) { Parts = parts }.HandleAsync(proposal, lead, co);
        await using var office = await portal.SignInAsync("office");
        await office.GoAsync(Case(proposal));
        var record = office.Button($"代录 {TitleOf("member11")} 对{DemoCommittee.Units[4]}的评价");
        await record.ClickAsync();
        // Nothing is preset: what is missing is said, and nothing is sent.
        await office.Dialog.GetByRole(AriaRole.Button, new() { Name = "代录", Exact = true }).ClickAsync();
        await Expect(office.Dialog.GetByText("请上传纸质表的扫描件。")).ToBeVisibleAsync();
        await Expect(office.Dialog.GetByText("请按纸质表选择一项；系统不预设任何评价。")).ToHaveCountAsync(2);
        await RateAsync(office.Dialog, "基本满意");
        await office.Dialog.GetByLabel("纸质表上的日期").FillAsync(Today);
        await office
            .Dialog.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "征询意见表.png",
                    MimeType = "image/png",
                    Buffer = await office.Page.ScreenshotAsync(),
                }
            );
        await Expect(office.Dialog.GetByText("征询意见表.png")).ToBeVisibleAsync();
        await office.ConfirmAsync("代录");
        await office.SeesAsync("已反馈（纸质代录）");
        var download = await office.Page.RunAndWaitForDownloadAsync(() =>
            office.Page.GetByRole(AriaRole.Link, new() { Name = "扫描件" }).First.ClickAsync()
        );
        download.SuggestedFilename.ShouldBe("征询意见表.png");

        await using var member = await portal.SignInAsync("member11");
        await member.GoAsync(Case(proposal));
        await member.SeesAsync("您的评价有纸质代录，请核对");
        await member.Page.GetByRole(AriaRole.Link, new() { Name = $"评价{DemoCommittee.Units[4]}的答复" }).ClickAsync();
        await member.SeesAsync("提案委员会办公室凭您签字的纸质表代录");
        await RateAsync(member.Page.Locator("main"), "满意");
        await member.Button("提交更正").ClickAsync();
        await member.ConfirmAsync("确认提交");
        await Expect(member.Page.GetByText("您的评价有纸质代录，请核对")).ToHaveCountAsync(0);

        // Another paper that differs from the proposer's own word: the office decides.
        await Expect(office.Page.GetByText("已反馈（纸质代录）")).ToHaveCountAsync(0);
        await record.ClickAsync();
        await RateAsync(office.Dialog, "基本满意");
        await office.Dialog.GetByLabel("纸质表上的日期").FillAsync(Today);
        await office
            .Dialog.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "又一份.png",
                    MimeType = "image/png",
                    Buffer = await office.Page.ScreenshotAsync(),
                }
            );
        await Expect(office.Dialog.GetByText("又一份.png")).ToBeVisibleAsync();
        await office.ConfirmAsync("代录");
        await office.SeesAsync("已反馈（纸质与网上不一致，待裁定）");
        await office.Button($"裁定 {TitleOf("member11")} 的评价以哪一份为准").ClickAsync();
        await office.Dialog.GetByRole(AriaRole.Radio, new() { Name = "网上填写" }).CheckAsync();
        await office.Dialog.GetByLabel("裁定的理由").FillAsync("与提案者电话核实。");
        await office.ConfirmAsync("裁定");
        await Expect(office.Page.GetByText("已反馈（纸质与网上不一致，待裁定）")).ToHaveCountAsync(0);
        await member.GoAsync("/notices");
        await member.SeesAsync("以网上填写为准");
    }

    private static async Task RateAsync(ILocator inside, string rating)
    {
        foreach (var group in new[] { "对办理工作", "对办理结果" })
            await inside
                .GetByRole(AriaRole.Group, new() { Name = group })
                .GetByLabel(rating, new() { Exact = true })
                .CheckAsync();
    }

    private static string Today =>
        DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>On paper a case is a form with its letters unfolded, and without what there is to do.</summary>
    private static async Task PrintedAsFormAsync(Visitor visitor, string letter)
    {
        var page = visitor.Page;
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
        await Expect(page.GetByText("示例区政协（虚构）提案")).ToBeVisibleAsync();
        await Expect(page.GetByText(letter)).ToBeVisibleAsync();
        foreach (var hidden in new[] { ".acts", ".page-head", ".steps", ".top", ".foot" })
            await Expect(page.Locator(hidden).First).ToBeHiddenAsync();
        (await page.Locator(".form-head").BoundingBoxAsync())!.Y.ShouldBeLessThan(
            (await page.Locator(".case-text").BoundingBoxAsync())!.Y
        );
        await page.EvaluateAsync("() => dispatchEvent(new Event('afterprint'))");
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
    }

    [Fact]
    public async Task The_directory_and_the_rules_are_kept_in_the_portal()
    {
        await using var office = await portal.SignInAsync("office");
        await office.GoAsync("/members");
        await office.Button("新增提案者").ClickAsync();
        await office.Dialog.GetByLabel("姓名或名称").FillAsync("示例新委员");
        await office.Dialog.GetByLabel("委员", new() { Exact = true }).CheckAsync();
        await office.ConfirmAsync("新增");
        await office.SeesAsync("已新增 示例新委员。");
        await office.Button("新增界别").ClickAsync();
        await office.Dialog.GetByRole(AriaRole.Textbox).FillAsync("示例新界别");
        await office.ConfirmAsync("新增");
        await office.SeesAsync("示例新界别");
        await office.GoAsync("/units");
        await office.Button("新增承办单位").ClickAsync();
        await office.Dialog.GetByRole(AriaRole.Textbox).FillAsync("示例区新设局");
        await office.ConfirmAsync("新增");
        await office.SeesAsync("已新增 示例区新设局。");

        await office.GoAsync("/settings");
        await office.Button("开设届次").ClickAsync();
        // An old one: the newest one stays the newest.
        await office.Dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "届", Exact = true }).FillAsync("1");
        await office.Dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "次", Exact = true }).FillAsync("1");
        foreach (
            var (label, at) in new[]
            {
                ("开幕时间", "2001-01-08T09:00"),
                ("大会提案截止时间", "2001-01-10T18:00"),
                ("闭幕时间", "2001-01-12T12:00"),
            }
        )
            await office.Dialog.GetByLabel(label).FillAsync(at);
        await office.ConfirmAsync("开设届次");
        await Expect(office.Page.GetByRole(AriaRole.Table, new() { Name = "届次" }).GetByText("2001年1月8日").First)
            .ToBeVisibleAsync();

        await office.Button("修改规则").ClickAsync();
        await office.Page.GetByLabel("签收黄灯（剩余工作日）").FillAsync("2");
        await office.SeesAsync("将要更改的规则（1 条）");
        await office.Button("发布新规则").ClickAsync();
        await office.ConfirmAsync("发布新规则");
        await office.SeesAsync("签收剩余 2 个工作日以内亮黄灯");
        await ChangePeriodsAndEntriesAsync(office);

        await office.Page.GetByText("添加放假或调休上班的日子").ClickAsync();
        var day = office.Page.Locator(".form-grid");
        await day.GetByLabel("从").FillAsync($"{DateTime.Today.Year}-12-30");
        await day.GetByLabel("放假").CheckAsync();
        await day.GetByLabel("原因").FillAsync("示例节日");
        await day.GetByLabel("依据").FillAsync("示例通知");
        await office.Button("添加到日历").ClickAsync();
        await office.SeesAsync("有未发布的更改：新增 1 天");
        await office.Button("发布日历").ClickAsync();
        await office.ConfirmAsync("发布日历");
        await Expect(office.Page.GetByText("有未发布的更改")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Three_administrators_keep_an_account_from_its_first_day_to_its_last()
    {
        const string first = "tr7-Vq2mXz9wLk4p",
            own = "hk5-Wd9nBv3sPt7x",
            next = "mw4-Zt8cQj6yRb3h";
        await using var system = await portal.SignInAsync("system");
        await system.GoAsync("/accounts");
        await system.Button("新建账号").ClickAsync();
        await system.Dialog.GetByRole(AriaRole.Textbox, new() { Name = "账号", Exact = true }).FillAsync("reader1");
        await system.Dialog.GetByLabel("初始密码").FillAsync(first);
        await system.Dialog.GetByLabel("其他工作人员").CheckAsync();
        await system.ConfirmAsync("创建");
        await system.SeesAsync("已新建账号 reader1");

        await using var security = await portal.SignInAsync("security");
        await security.GoAsync("/accounts");
        await security.Page.GetByRole(AriaRole.Searchbox).FillAsync("reader1");
        await security.Button("授权 reader1").ClickAsync();
        await security.Dialog.GetByRole(AriaRole.Checkbox, new() { Name = "督办人员" }).CheckAsync();
        await security.ConfirmAsync("授权");

        await using var reader = await portal.OpenAsync(Look.Desk);
        await SignInAsync(reader, first, own);
        await reader.GoAsync("/password");
        foreach (var (at, password) in new[] { (0, own), (1, next), (2, next) })
            await reader.Page.Locator("main input[type=password]").Nth(at).FillAsync(password);
        await reader.Button("修改密码").ClickAsync();
        await reader.SeesAsync("密码已修改，请用新密码登录。");
        await SignInAsync(reader, next);

        await security.GoAsync("/sign-ins");
        await security.Button("结束 reader1 的会话").First.ClickAsync();
        await security.ConfirmAsync("结束");
        await reader.SeesAsync("登录已过期");
        await reader.Dialog.GetByRole(AriaRole.Button, new() { Name = "换账号登录" }).ClickAsync();
        await reader.Page.WaitForURLAsync("**/sign-in");

        await security.GoAsync("/accounts");
        await security.Page.GetByRole(AriaRole.Searchbox).FillAsync("reader1");
        await security.Button("停用 reader1").ClickAsync();
        await security.ConfirmAsync("停用");
        await security.SeesAsync("未启用");

        await using var audit = await portal.SignInAsync("audit");
        await audit.GoAsync("/audit");
        await audit.Button("校验链条").ClickAsync();
        await audit.SeesAsync("链条完整");
        await audit.Page.GetByText("内容", new() { Exact = true }).First.ClickAsync();
        await Expect(audit.Page.Locator("details[open] dl").First).ToBeVisibleAsync();
    }

    /// <summary>Every rule can be changed: units and days of periods, rules of replies, dictionaries.</summary>
    private static async Task ChangePeriodsAndEntriesAsync(Visitor office)
    {
        var page = office.Page;
        ILocator Group(string name) => page.GetByRole(AriaRole.Group, new() { Name = name, Exact = true });
        Task PressAsync(ILocator within, string name) =>
            within.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
        await office.Button("修改规则").ClickAsync();

        var again = Group("重新办理");
        await again.GetByLabel("计算单位").SelectOptionAsync("固定日期");
        await again.GetByLabel("月", new() { Exact = true }).FillAsync("12");
        await again.GetByLabel("日", new() { Exact = true }).FillAsync("20");
        await office.SeesAsync("当年 12 月 20 日前（已过的为次年）重新办理并答复");
        await again.GetByLabel("计算单位").SelectOptionAsync("月");
        await again.GetByLabel("长度").FillAsync("1");
        await again.GetByLabel("最迟不过（月）").FillAsync("12");
        await again.GetByLabel("最迟不过（日）").FillAsync("31");
        await again.GetByLabel("期满日不是工作日的顺延").CheckAsync();

        await PressAsync(page.Locator(".form-grid"), "添加答复期限");
        await page.GetByLabel("答复 1 适用于").SelectOptionAsync("平时提案");
        await office.SeesAsync("平时提案须在交办后 3 个月内答复");
        await PressAsync(page.Locator(".form-grid"), "移除答复 1");

        await PressAsync(Group("审查结果"), "添加审查结果");
        var outcome = Group("审查结果").Locator("li").Last;
        await outcome.GetByLabel("编码").FillAsync("to-hotline");
        await outcome.GetByLabel("名称").FillAsync("转示例热线");
        await outcome.GetByLabel("处理").SelectOptionAsync("转作其他处理");
        await outcome.GetByLabel("其他写法").FillAsync("转热线、热线办理");
        await office.SeesAsync("转示例热线（转作其他处理，也写作转热线、热线办理）");

        foreach (var dictionary in new[] { "提案类别", "不予立案理由", "办理结果类别" })
        {
            await PressAsync(Group(dictionary), $"添加{dictionary}");
            await PressAsync(Group(dictionary).Locator("li").Last, $"移除{dictionary} {await CountAsync(dictionary)}");
        }

        await PressAsync(Group("提案类别"), "添加提案类别");
        var category = Group("提案类别").Locator("li").Last;
        await category.GetByLabel("编码").FillAsync("示例");
        await category.GetByLabel("名称").FillAsync("示例类别");
        await Group("办理结果类别").GetByLabel("列承诺事项 3").UncheckAsync();
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^第一提案人或") }).CheckAsync();
        await office.SeesAsync("将要更改的规则（5 条）");
        await office.Button("发布新规则").ClickAsync();
        await office.ConfirmAsync("发布新规则");
        await office.SeesAsync("1 个月内且不迟于 12 月 31 日（已过的为次年）重新办理并答复");
        await office.SeesAsync("示例类别");

        Task<int> CountAsync(string dictionary) => Group(dictionary).Locator("li").CountAsync();
    }

    // With a password of the user's own where the given one is good for one sign-in only.
    private static async Task SignInAsync(Visitor visitor, string password, string own = "")
    {
        await visitor.Page.GotoAsync("/sign-in");
        await visitor.Field("账号").FillAsync("reader1");
        await visitor.Page.Locator("input[name=password]").FillAsync(password);
        await visitor.Button("登录").ClickAsync();
        if (own.Length > 0)
        {
            await visitor.SeesAsync("设置自己的密码");
            foreach (var field in await visitor.Page.Locator("input[autocomplete=new-password]").AllAsync())
                await field.FillAsync(own);
            await visitor.Button("设置密码并登录").ClickAsync();
        }

        await visitor.Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        await visitor.SettledAsync();
    }

    private string TitleOf(string login) => portal.Accounts.Accounts.First(a => a.Login == login).Title;

    private static string Examination(Proposal p) => $"/examination/{Portal.IdOf(p.Name)}";

    private static string Case(Proposal p) => $"/proposals/{Portal.IdOf(p.Name)}";

    private static Task<double> SizeAsync(ILocator words) =>
        words.EvaluateAsync<double>("e => parseFloat(getComputedStyle(e).fontSize)");

    /// <summary>A day from today on, as a field takes it.</summary>
    private static string InDays(int days) =>
        DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).AddDays(days).ToString("yyyy-MM-dd", null);

    private static string Task(Assignments.V1.Assignment a) => $"/assignments/{Portal.IdOf(a.Name)}";
}
