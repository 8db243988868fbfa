using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// Applies the closing rule after a form, a reply or a withdrawal, in the transaction that caused it.
/// </summary>
internal static class AdvanceCase
{
    /// <summary>The same for a proposal, which may have no case yet.</summary>
    public static async Task RunAsync(Transaction tx, string proposal)
    {
        if (await CaseRow.FindAsync(tx, proposal) is { } row)
            await RunAsync(tx, row);
    }

    /// <summary>
    /// Decides a round once more after one of its forms has changed: what the rule had closed or left to the office
    /// waits again first.
    /// </summary>
    public static async Task AgainAsync(Transaction tx, CaseRow row)
    {
        if (row.State is CaseState.AwaitingClosure or CaseState.Closed)
            row = (row with { ClosedAt = DateTimeOffset.UnixEpoch, Reason = "" }).Save(
                tx,
                CaseMove.Reopen,
                new CaseMoved
                {
                    Proposal = row.Proposal,
                    State = CaseMachine.Moves.After(row.State, CaseMove.Reopen),
                    Round = row.Round,
                }
            );
        await RunAsync(tx, row);
    }

    public static async Task RunAsync(Transaction tx, CaseRow row)
    {
        if (row.State is not (CaseState.AwaitingReply or CaseState.AwaitingFeedback))
            return;
        var (happened, end) = Decide(
            row,
            await FormRow.OfCaseAsync(tx, row.Proposal),
            await row.PolicyAsync(tx),
            await RoundForms.LoadAsync(tx, row.Proposal, row.Round)
        );
        foreach (var (move, e) in happened)
            row = (row with { Work = end.Work, Result = end.Result }).Save(tx, move, e);
    }

    /// <summary>The events of the case now, in order, and how its round ended.</summary>
    internal static (IReadOnlyList<(CaseMove Move, IMessage Event)> Happened, RoundEnd End) Decide(
        CaseRow row,
        IReadOnlyList<FormRow> forms,
        PolicyProfile policy,
        RoundForms issued
    )
    {
        var end = ClosingRule.Decide(forms, policy, row.Round, issued.AllIssued, issued.Withdrawn);
        var happened = new List<(CaseMove, IMessage)>(2);
        if (row.State == CaseState.AwaitingReply && issued.AllIssued)
            happened.Add(
                (
                    CaseMove.Complete,
                    new CaseMoved
                    {
                        Proposal = row.Proposal,
                        State = CaseState.AwaitingFeedback,
                        Round = row.Round,
                    }
                )
            );
        switch (end.Verdict)
        {
            case Verdict.Close:
                happened.Add(
                    (
                        CaseMove.Settle,
                        new CaseClosed
                        {
                            Proposal = row.Proposal,
                            Round = row.Round,
                            Work = end.Work,
                            Result = end.Result,
                        }
                    )
                );
                break;
            case Verdict.Rehandle:
                happened.Add(
                    (
                        CaseMove.Rehandle,
                        new RehandlingOrdered
                        {
                            Proposal = row.Proposal,
                            Round = row.Round + 1,
                            Units = { end.Units },
                        }
                    )
                );
                break;
            case Verdict.Refer:
                happened.Add(
                    (
                        CaseMove.Refer,
                        new CaseMoved
                        {
                            Proposal = row.Proposal,
                            State = CaseState.AwaitingClosure,
                            Round = row.Round,
                        }
                    )
                );
                break;
        }

        return (happened, end);
    }
}
