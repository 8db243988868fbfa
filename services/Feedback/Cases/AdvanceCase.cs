using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>Lets the closing rule speak after a form, a reply or a withdrawal, in the transaction that brought it about.</summary>
internal static class AdvanceCase
{
    public static async Task RunAsync(Transaction tx, string proposal)
    {
        if (
            await CaseRow.FindAsync(tx, proposal)
            is not { State: CaseState.AwaitingReply or CaseState.AwaitingFeedback } row
        )
            return;
        var replies = await RoundReplies.LoadAsync(tx, proposal, row.Round);
        var (happened, end) = Decide(
            row,
            await FormRow.OfRoundAsync(tx, proposal, row.Round),
            await row.PolicyAsync(tx),
            replies
        );
        foreach (var e in happened)
            row = (row with { Work = end.Work, Result = end.Result }).Save(tx, e);
    }

    /// <summary>What happens to the case now, in order, and how its round ended.</summary>
    internal static (IReadOnlyList<IMessage> Happened, RoundEnd End) Decide(
        CaseRow row,
        IReadOnlyList<FormRow> forms,
        PolicyProfile policy,
        RoundReplies replies
    )
    {
        var end = ClosingRule.Decide(forms, policy, row.Round, replies.Complete, replies.Withdrawn);
        var happened = new List<IMessage>(2);
        if (row.State == CaseState.AwaitingReply && replies.Complete)
            happened.Add(
                new CaseMoved
                {
                    Proposal = row.Proposal,
                    State = CaseState.AwaitingFeedback,
                    Round = row.Round,
                }
            );
        switch (end.Verdict)
        {
            case Verdict.Close:
                happened.Add(
                    new CaseClosed
                    {
                        Proposal = row.Proposal,
                        Round = row.Round,
                        Work = end.Work,
                        Result = end.Result,
                    }
                );
                break;
            case Verdict.Rehandle:
                happened.Add(
                    new RehandlingOrdered
                    {
                        Proposal = row.Proposal,
                        Round = row.Round + 1,
                        Units = { end.Units },
                    }
                );
                break;
            case Verdict.Refer:
                happened.Add(
                    new CaseMoved
                    {
                        Proposal = row.Proposal,
                        State = CaseState.AwaitingClosure,
                        Round = row.Round,
                    }
                );
                break;
        }

        return (happened, end);
    }
}
