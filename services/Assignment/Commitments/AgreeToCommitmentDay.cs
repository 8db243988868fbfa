using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 同意新时限 (handbook T103): agrees to the day that the unit proposed. The promised day is kept, and figures go by
/// it.
/// </summary>
internal static class AgreeToCommitmentDay
{
    public static async Task<Decision<Commitment>> HandleAsync(AgreeToCommitmentDayRequest request, Transaction tx)
    {
        if (
            !(await CommitmentRow.LoadToSettleAsync(tx, request.Name, request.Etag, CommitmentMove.AgreeToDay)).Decided(
                out var loaded,
                out var refusal
            )
        )
            return refusal;
        var (commitment, byProposer) = loaded;
        if (await DirectoryCopy.PolicyAsync(tx, commitment.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        if (Refuses(commitment, Deadline.LocalDay(tx.Now, policy.UtcOffsetMinutes)) is { } no)
            return no;

        var later = commitment.Until(commitment.ProposedDueDate, policy) with { ProposedDueDate = "" };
        var agreed = later.Save(
            tx,
            CommitmentMove.AgreeToDay,
            new CommitmentDayAgreed
            {
                Proposal = commitment.Proposal,
                Commitment = commitment.Id,
                Unit = commitment.Unit,
                Due = later.Due,
                OldDue = commitment.Due,
                ByProposer = byProposer,
            },
            new CommitmentEntryRow
            {
                Day = later.DueDate,
                OldDay = commitment.DueDate,
                ByProposer = byProposer,
            }
        );
        return agreed.ToMessage(tx.Committee);
    }

    /// <summary>The reason why there is no day to agree to; null when there is.</summary>
    internal static Refusal? Refuses(CommitmentRow commitment, DateOnly today) =>
        commitment.ProposedDueDate.Length == 0 ? AssignmentRefusals.NoDayProposed
        : WorkingCalendar.ParseDay(commitment.ProposedDueDate) < today
            ? AssignmentRefusals.CommitmentDayPassed.Because(
                $"承办单位提出的新时限 {commitment.ProposedDueDate} 已过，请其重新提出。"
            )
        : null;
}
