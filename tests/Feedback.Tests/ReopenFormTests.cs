using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Shouldly;
using Xunit;
using static Proposals.Feedback.Tests.Given;

namespace Proposals.Feedback.Tests;

public class ReopenFormTests
{
    [Theory]
    [InlineData(CaseState.AwaitingReply)]
    [InlineData(CaseState.AwaitingFeedback)]
    [InlineData(CaseState.AwaitingClosure)]
    public void A_lapsed_form_is_opened_again_while_its_round_is_not_closed(CaseState state) =>
        ReopenForm.Refuses(Lapsed(), Case(state)).ShouldBeNull();

    [Fact]
    public void A_form_that_is_open_or_filled_in_stays_as_it_is()
    {
        foreach (var form in new[] { Open(), Stated(Yes, Yes) })
            ReopenForm
                .Refuses(form, Case(CaseState.AwaitingFeedback))
                .ShouldNotBeNull()
                .Reason.ShouldBe(CommonRefusals.MoveNotAllowed);
    }

    [Fact]
    public void A_closed_case_stays_closed() =>
        ReopenForm
            .Refuses(Lapsed(), Case(CaseState.Closed))
            .ShouldNotBeNull()
            .Reason.ShouldBe(FeedbackRefusals.CaseClosed);

    [Fact]
    public void A_form_of_an_earlier_round_is_not_opened_and_both_rounds_are_named()
    {
        var refusal = ReopenForm.Refuses(Lapsed(), Case(CaseState.AwaitingReply, 2)).ShouldNotBeNull();
        refusal.Reason.ShouldBe(FeedbackRefusals.RoundOver);
        refusal.Message.ShouldContain("第 1 轮");
        refusal.Message.ShouldContain("第 2 轮");
    }

    [Fact]
    public void The_refusals_that_lead_here_name_it()
    {
        SubmitFeedback.Refuses(Lapsed(), Lapsed().TooLateAt).ShouldNotBeNull().Message.ShouldContain("重新开放");
        CloseCase
            .Refuses(Case(CaseState.AwaitingClosure), [Lapsed()], Policy(withoutStatement: false), Issued(1, 1))
            .ShouldNotBeNull()
            .Message.ShouldContain("重新开放");
    }
}
