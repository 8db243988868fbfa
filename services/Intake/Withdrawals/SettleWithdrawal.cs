using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// What Assignment settled: the handling stopped before any reply, or a reply was faster. Assignment alone knows which
/// came first (docs/decisions/0028-both-sides-withdraw-and-assignment-settles.md).
/// </summary>
internal static class SettleWithdrawal
{
    /// <summary>The handling stopped: the proposal is withdrawn.</summary>
    public static async Task CompleteAsync(Transaction tx, string id)
    {
        if (
            await ProposalRow.FindAsync(tx, id) is not { State: ProposalState.Filed } proposal
            || await WithdrawalRow.LastAsync(tx, id) is not { State: WithdrawalState.Agreed } withdrawal
        )
            return;
        withdrawal.Complete(tx);
        (proposal with { Opinion = withdrawal.Reason }).Save(
            tx,
            ProposalMove.Withdraw,
            new ProposalWithdrawn { Proposal = id, Withdrawal = withdrawal.Id }
        );
    }

    /// <summary>
    /// A reply was faster: the proposal stays. One that was withdrawn before Intake heard of its hand-over returns.
    /// </summary>
    public static async Task OvertakeAsync(Transaction tx, string id)
    {
        if (await ProposalRow.FindAsync(tx, id) is not { } proposal)
            return;
        if (
            await WithdrawalRow.LastAsync(tx, id) is { State: WithdrawalState.Agreed or WithdrawalState.Completed } last
        )
            last.End(tx, WithdrawalMove.Overtake);
        if (proposal.State == ProposalState.Withdrawn)
            proposal.Save(tx, ProposalMove.Reinstate, new ProposalReinstated { Proposal = id });
    }
}
