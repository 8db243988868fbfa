using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// Settles a withdrawal (docs/decisions/0028-both-sides-withdraw-and-assignment-settles.md). Replies are delivered
/// here, so this journal orders the two, and one of them wins: with a delivered reply the withdrawal is refused,
/// without one the open tasks end in the same transaction.
/// </summary>
internal static class SettleWithdrawal
{
    /// <summary>Both sides agreed.</summary>
    public static async Task RunAsync(Transaction tx, string id)
    {
        var proposal = await FiledProposalRow.OfAsync(tx, id) ?? FiledProposalRow.Unknown(tx, id);
        if (proposal.Withdrawn)
            return;
        var ofCase = await AssignmentRow.OfCaseAsync(tx, id);
        // A reply that was sent back has reached the proposers all the same.
        if (ofCase.Any(a => a.State == AssignmentState.Replied) || await ReplyRow.IsAnyDeliveredAsync(tx, id))
        {
            proposal.Settle(tx, withdrawn: false, new WithdrawalRefused { Proposal = id });
            return;
        }

        proposal.Settle(tx, withdrawn: true, new WithdrawalAccepted { Proposal = id });
        await FromIntake.CancelAsync(tx, ofCase);
    }

    /// <summary>
    /// Intake withdrew it: as settled here before, or before it had heard of the hand-over. Then a delivered reply wins
    /// all the same. One withdrawn before its filing is unknown here and does not concern this service.
    /// </summary>
    public static async Task FollowAsync(Transaction tx, string id)
    {
        if (await FiledProposalRow.OfAsync(tx, id) is { Withdrawn: false })
            await RunAsync(tx, id);
    }
}
