using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using static Proposals.BuildingBlocks.Machine<Proposals.Feedback.V1.CaseState, Proposals.Feedback.V1.CaseMove>;
using static Proposals.Feedback.V1.CaseMove;
using static Proposals.Feedback.V1.CaseState;
using State = Proposals.Feedback.V1.CaseState;

namespace Proposals.Feedback;

/// <summary>The life cycle of the closing side (handbook T80 to T87, T90, T100).</summary>
internal static class CaseMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<CaseState, CaseMove> Moves = new(
        "办结",
        From(State.Unspecified).Goes(Begin, AwaitingReply).Goes(Complete, AwaitingFeedback),
        From(AwaitingReply).Goes(Complete, AwaitingFeedback).Stays(FollowRound),
        From(AwaitingFeedback)
            .Goes(Settle, Closed)
            .Goes(Rehandle, AwaitingReply)
            .Goes(Refer, AwaitingClosure)
            .Goes(FollowRound, AwaitingReply)
            .Goes(SendBack, AwaitingReply),
        From(AwaitingClosure)
            .Stays(Conciliate)
            .Goes(Close, Closed)
            .Goes(Reopen, AwaitingFeedback)
            .Goes(FollowRound, AwaitingReply)
            .Goes(SendBack, AwaitingReply),
        From(Closed).Goes(SendBack, AwaitingReply).Goes(Reopen, AwaitingFeedback)
    );
}
