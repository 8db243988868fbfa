using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 逾期 (handbook T103, edge case 31): lapses the commitments whose day has passed without proof, also after their case
/// was closed. The unit must explain; it never becomes 已解决 by itself.
/// </summary>
internal static class LapseCommitments
{
    public static Task SweepAsync(ServiceShard service, CancellationToken stop) =>
        service.SweepEachAsync("lapse-commitment", CommitmentRow.Lapsing, RunAsync, stop);

    private static async Task RunAsync(Transaction tx, string id)
    {
        // A proof may have come between the query and this transaction.
        if (
            await CommitmentRow.FindAsync(tx, id) is not { State: CommitmentState.Open } commitment
            || tx.Now < commitment.TooLateAt
        )
            return;
        commitment.Save(
            tx,
            CommitmentMove.Lapse,
            new CommitmentLapsed
            {
                Proposal = commitment.Proposal,
                Commitment = commitment.Id,
                Unit = commitment.Unit,
                Due = commitment.Due,
            },
            new CommitmentEntryRow { Day = commitment.DueDate }
        );
    }
}
