using Microsoft.Playwright;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Intake.V1;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proposals.Portal.Tests;

/// <summary>What needs two: a signature under a changed text, and a withdrawal after hand-over.</summary>
[Collection(nameof(Portal))]
public sealed class ConsentTests(Portal portal)
{
    private Cast Cast => new(Client.Suite.At(portal.SuiteAddress), portal.Accounts);

    private static string PathOf(string proposal) => $"/proposals/{proposal.Split('/')[^1]}";

    [Fact]
    public async Task A_signer_is_asked_again_and_sees_what_changed()
    {
        var cast = Cast;
        var (lead, signer) = (await cast.MemberAsync(9), await cast.MemberAsync(10));
        var subject = "关于改后重签的提案";
        var draft = await lead.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await cast.SessionAsync()).Name,
                    Category = "society",
                    MayPublish = true,
                    Text = Walk.TextOf(subject),
                },
            }
        );
        var invitation = await lead.Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Member = signer.Account.Member,
            }
        );
        await signer.Intake.AcceptInvitationAsync(
            new AcceptInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name }
        );
        await using var writing = await portal.SignInAsync("member9");
        await using var signing = await portal.SignInAsync("member10");
        await signing.GoAsync("/invitations");

        await writing.GoAsync(PathOf(draft.Name) + "/edit");
        await writing.Field("情况").FillAsync("改写后的情况。");
        await Expect(writing.Page.GetByRole(AriaRole.List, new() { Name = "联名邀请" }).GetByText("待重新签名"))
            .ToBeVisibleAsync();
        await Expect(
                signing.Page.GetByRole(AriaRole.List, new() { Name = "签名之后的修改" }).GetByText("改写后的情况。")
            )
            .ToBeVisibleAsync();
        await signing.Page.GetByRole(AriaRole.Button, new() { Name = $"签名联名：{subject}" }).ClickAsync();
        await signing.ConfirmAsync("签名");

        await Expect(writing.Page.GetByRole(AriaRole.List, new() { Name = "联名邀请" }).GetByText("已签"))
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_proposal_that_is_handed_over_is_withdrawn_by_both_sides()
    {
        var cast = Cast;
        var walk = new Walk(cast, _ => { }) { Parts = (9, 10, 1, 2) };
        var proposal = await walk.FileAsync("关于双方撤案的提案");
        await walk.HandOverAsync(proposal);
        await using var member = await portal.SignInAsync("member9");
        await using var office = await portal.SignInAsync("office");

        await member.GoAsync(PathOf(proposal.Name));
        await AskAsync(member, "情况已变化");
        await office.GoAsync(PathOf(proposal.Name));
        await SayAsync(office, "不同意撤案", "不同意的理由", "仍须办理");
        await AskAsync(member, "再次申请");
        await SayAsync(office, "同意撤案", "答复", "同意");

        await Expect(member.Page.GetByText("已撤案").First).ToBeVisibleAsync();
    }

    // Handbook T32, T52.
    [Fact]
    public async Task When_the_hand_over_is_taken_back_both_sides_see_what_they_may_do()
    {
        var cast = Cast;
        var walk = new Walk(cast, _ => { }) { Parts = (9, 10, 1, 2) };
        var proposal = await walk.FileAsync("关于撤回交办后撤案的提案");
        await walk.HandOverAsync(proposal);
        await using var member = await portal.SignInAsync("member9");
        await using var office = await portal.SignInAsync("office");
        await member.GoAsync(PathOf(proposal.Name));
        await AskAsync(member, "情况已变化");
        await Expect(member.Button("撤案")).ToHaveCountAsync(0);

        await (await cast.HandOver).Assignment.RecallHandOverAsync(
            new RecallHandOverRequest { RequestId = Call.NewId(), Proposal = proposal.Name }
        );

        await office.GoAsync(PathOf(proposal.Name));
        await office.SeesAsync("交办已经撤回：可以同意撤案，也可以不同意，提案随后重新交办。");
        await office.Button("同意撤案").WaitForAsync();
        await office.Button("不同意撤案").WaitForAsync();
        await Expect(office.Button("撤案")).ToHaveCountAsync(0);
        await member.SeesAsync("交办已经撤回：可以直接撤案，也可以收回撤案申请。");
        await member.Button("收回撤案申请").WaitForAsync();
        await member.Button("撤案").ClickAsync();
        await member.Field("撤案理由").FillAsync("情况已变化");
        await member.ConfirmAsync("撤案");
        await office.SeesAsync("撤案申请：已撤案");
    }

    private static async Task AskAsync(Visitor member, string reason)
    {
        await member.Page.GetByRole(AriaRole.Button, new() { Name = "申请撤案", Exact = true }).ClickAsync();
        await member.Field("撤案理由").FillAsync(reason);
        await member.ConfirmAsync("申请撤案");
        await Expect(member.Page.GetByText("申请撤案，等待提案委或交办机关答复")).ToBeVisibleAsync();
    }

    private static async Task SayAsync(Visitor office, string button, string field, string words)
    {
        await office.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await office.Field(field).FillAsync(words);
        await office.ConfirmAsync(button);
    }
}
