using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments.Tests;

public sealed class SendBackReplyTests
{
    [Theory]
    [InlineData(ReplyState.Signed, AssignmentState.Acknowledged, true)]
    [InlineData(ReplyState.Delivered, AssignmentState.Replied, true)]
    [InlineData(ReplyState.Drafted, AssignmentState.Acknowledged, false)]
    [InlineData(ReplyState.Superseded, AssignmentState.Acknowledged, false)]
    [InlineData(ReplyState.SentBack, AssignmentState.Acknowledged, false)]
    [InlineData(ReplyState.Signed, AssignmentState.Returned, false)]
    [InlineData(ReplyState.Signed, AssignmentState.Cancelled, false)]
    public void Is_of_a_reply_that_is_signed_or_delivered(ReplyState reply, AssignmentState task, bool may)
    {
        var refusal = Refuses(reply, Given.Assignment(state: task));
        if (may)
            refusal.ShouldBeNull();
        else
            refusal.ShouldNotBeNull().Reason.ShouldBe(CommonRefusals.MoveNotAllowed);
    }

    [Fact]
    public void Is_refused_when_the_case_is_closed() =>
        Refuses(ReplyState.Delivered, Given.Assignment(state: AssignmentState.Replied), closed: true)
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.CaseClosed);

    [Fact]
    public void Is_refused_when_the_proposal_was_withdrawn() =>
        Refuses(ReplyState.Delivered, Given.Assignment(state: AssignmentState.Replied), withdrawn: true)
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.CaseClosed);

    [Fact]
    public void Is_refused_when_a_later_round_runs()
    {
        var task = Given.Assignment(state: AssignmentState.Replied);
        var again = Given.Assignment("u2", state: AssignmentState.HandedOver, round: 2);

        Refuses(ReplyState.Delivered, task, more: again)
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.RoundOver);
        Refuses(ReplyState.Delivered, task, more: again with { State = AssignmentState.Cancelled }).ShouldBeNull();
    }

    private static Refusal? Refuses(
        ReplyState state,
        AssignmentRow task,
        bool closed = false,
        bool withdrawn = false,
        AssignmentRow? more = null
    ) =>
        SendBackReply.Refuses(
            new ReplyRow { State = state },
            task,
            more is null ? [task] : [task, more],
            closed,
            withdrawn
        );
}
