using Proposals.Feedback.V1;
using Shouldly;
using Xunit;
using static Proposals.Feedback.Tests.Given;

namespace Proposals.Feedback.Tests;

public class HandlingTests
{
    [Fact]
    public void The_first_reply_known_begins_the_case_in_its_own_round()
    {
        FromAssignment.Fits(null, 1).ShouldBeTrue();
        FromAssignment.Fits(null, 2).ShouldBeTrue();
    }

    [Theory]
    [InlineData(CaseState.AwaitingReply, true)]
    [InlineData(CaseState.AwaitingFeedback, true)]
    [InlineData(CaseState.AwaitingClosure, false)]
    [InlineData(CaseState.Closed, false)]
    public void A_reply_of_a_round_that_was_decided_is_parked_and_not_lost(CaseState state, bool fits) =>
        FromAssignment.Fits(Case(state, 2), 2).ShouldBe(fits);

    [Theory]
    [InlineData(CaseState.AwaitingReply, true)]
    [InlineData(CaseState.AwaitingFeedback, true)]
    [InlineData(CaseState.AwaitingClosure, true)]
    [InlineData(CaseState.Closed, false)]
    public void A_reply_of_a_later_round_is_followed_unless_the_case_is_closed(CaseState state, bool fits) =>
        FromAssignment.Fits(Case(state), 2).ShouldBe(fits);

    [Fact]
    public void A_late_reply_of_an_earlier_round_still_brings_its_forms()
    {
        foreach (var state in Enum.GetValues<CaseState>())
            FromAssignment.Fits(Case(state, 2), 1).ShouldBeTrue();
    }
}
