using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Shouldly;
using Xunit;
using static Proposals.Feedback.Tests.Given;

namespace Proposals.Feedback.Tests;

public class CloseCaseTests
{
    [Fact]
    public void Dissatisfied_in_the_last_round_can_be_closed_whatever_the_profile_says_of_silence()
    {
        CloseCase
            .Refuses(Awaiting(Yes, No), [Stated(Yes, No)], Policy(withoutStatement: false), Issued(1, 1))
            .ShouldBeNull();
    }

    [Fact]
    public void A_case_nobody_rated_can_be_closed_where_the_profile_allows_it()
    {
        CloseCase
            .Refuses(Awaiting(None, None), [Lapsed()], Policy(withoutStatement: true), Issued(1, 1))
            .ShouldBeNull();
        var refusal = CloseCase
            .Refuses(Awaiting(None, None), [Lapsed()], Policy(withoutStatement: false), Issued(1, 1))
            .ShouldNotBeNull();
        refusal.Reason.ShouldBe(FeedbackRefusals.ClosingRule);
        refusal.Message.ShouldContain("未表态不能按满意处理");
    }

    [Fact]
    public void A_withdrawn_case_can_always_be_closed_once_its_forms_are_done()
    {
        CloseCase
            .Refuses(Awaiting(None, None), [Lapsed()], Policy(withoutStatement: false), Issued(1, 3, withdrawn: true))
            .ShouldBeNull();
    }

    [Fact]
    public void Open_forms_are_counted_and_the_last_day_named()
    {
        FormRow[] forms =
        [
            Open(),
            Open("u1", "m2", lead: false) with
            {
                DueDate = "2026-03-13",
            },
            Stated(Yes, Yes, "u2") with
            {
                DueDate = "2026-04-01",
            },
        ];
        var refusal = CloseCase
            .Refuses(Case(CaseState.AwaitingFeedback), forms, Policy(), Issued(2, 2))
            .ShouldNotBeNull();
        refusal.Reason.ShouldBe(FeedbackRefusals.ClosingRule);
        refusal.Message.ShouldBe("还有 2 份征询意见表待反馈，最迟 2026-03-13 期满；反馈齐全或期满后由办理规则决定。");
    }

    // Handbook edge case 26.
    [Fact]
    public void Missing_replies_are_counted()
    {
        var refusal = CloseCase.Refuses(Case(CaseState.AwaitingReply), [], Policy(), Issued(2, 3)).ShouldNotBeNull();
        refusal.Reason.ShouldBe(FeedbackRefusals.ClosingRule);
        refusal.Message.ShouldStartWith("第 1 轮办理应有 3 份答复，已送达 2 份");
        CloseCase
            .Refuses(Case(CaseState.AwaitingReply, 2), [], Policy(), Issued(0, 0))
            .ShouldNotBeNull()
            .Message.ShouldStartWith("第 2 轮办理的答复尚未送达");
    }

    [Fact]
    public void A_closed_case_is_not_closed_again()
    {
        var refusal = CloseCase
            .Refuses(Case(CaseState.Closed), [Stated(Yes, Yes)], Policy(), Issued(1, 1))
            .ShouldNotBeNull();
        refusal.Reason.ShouldBe(CommonRefusals.MoveNotAllowed);
        refusal.Metadata.ShouldNotBeNull()["state"].ShouldBe("CLOSED");
    }

    private static CaseRow Awaiting(Rating work, Rating result) =>
        Case(CaseState.AwaitingClosure) with
        {
            Work = work,
            Result = result,
        };
}
