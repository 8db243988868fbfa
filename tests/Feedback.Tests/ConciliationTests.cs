using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Shouldly;
using Xunit;
using static Proposals.Feedback.Tests.Given;

namespace Proposals.Feedback.Tests;

/// <summary>当面协商、专门说明 (handbook T87, edge case 36): when one is recorded, and when a case needs one.</summary>
public class ConciliationTests
{
    private static readonly DateTimeOffset SaidAt = new(2026, 3, 1, 9, 0, 0, TimeSpan.FromHours(8));
    private static readonly CaseRow Waiting = Case(CaseState.AwaitingClosure, 2);
    private static readonly FormRow Unhappy = Stated(Yes, No) with { Round = 2, SubmittedAt = SaidAt };

    [Fact]
    public void It_follows_a_no_that_stands_in_a_case_that_awaits_closure()
    {
        RecordConciliation.Refuses(Waiting, [Unhappy], Policy()).ShouldBeNull();
        // Also a no of an earlier round that its proposer has not taken back.
        RecordConciliation.Refuses(Waiting, [Unhappy with { Round = 1 }], Policy()).ShouldBeNull();
        foreach (var form in new[] { Lapsed(), Stated(Yes, Mostly) })
            RecordConciliation
                .Refuses(Waiting, [form], Policy())
                .ShouldNotBeNull()
                .Reason.ShouldBe(FeedbackRefusals.NotDissatisfied);
        // What the profile does not count as 不满意 is none here.
        RecordConciliation
            .Refuses(Waiting, [Stated(No, Yes)], Policy(trigger: RehandlingTrigger.ResultOnly))
            .ShouldNotBeNull()
            .Reason.ShouldBe(FeedbackRefusals.NotDissatisfied);
        foreach (var state in new[] { CaseState.AwaitingReply, CaseState.AwaitingFeedback, CaseState.Closed })
            RecordConciliation
                .Refuses(Case(state, 2), [Unhappy], Policy())
                .ShouldNotBeNull()
                .Reason.ShouldBe(CommonRefusals.MoveNotAllowed);
    }

    [Theory]
    [InlineData("2026-02-28", false)]
    [InlineData("2026-03-01", true)]
    [InlineData("2026-03-05", true)]
    [InlineData("2026-03-06", false)]
    public void Its_day_is_from_the_no_to_today(string date, bool accepted)
    {
        var refusal = RecordConciliation.RefusesDay(date, [Unhappy], SaidAt.AddDays(4), Policy());
        (refusal is null).ShouldBe(accepted);
        if (refusal is { } no)
            (no.Reason, no.Field).ShouldBe((FeedbackRefusals.ConciliationDate, "date"));
    }

    [Fact]
    public void A_profile_may_want_it_before_a_no_is_closed()
    {
        var policy = Policy();
        CloseCase.RefusesUnheard([Unhappy], policy, Issued(1, 1), heard: false).ShouldBeNull();
        policy.ConciliationRequired = true;
        var refusal = CloseCase.RefusesUnheard([Unhappy], policy, Issued(1, 1), heard: false).ShouldNotBeNull();
        refusal.Reason.ShouldBe(FeedbackRefusals.ClosingRule);
        refusal.Message.ShouldBe("还有 1 份评价仍不满意，本案适用的办理规则要求先当面协商或专门说明；请记录后再办结。");
        CloseCase.RefusesUnheard([Unhappy], policy, Issued(1, 1), heard: true).ShouldBeNull();
        CloseCase.RefusesUnheard([Lapsed()], policy, Issued(1, 1), heard: false).ShouldBeNull();
        CloseCase.RefusesUnheard([Unhappy], policy, Issued(1, 1, withdrawn: true), heard: false).ShouldBeNull();
    }
}
