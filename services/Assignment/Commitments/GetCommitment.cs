using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Returns one commitment visible to the caller, with what the caller may do with it.</summary>
internal static class GetCommitment
{
    private static readonly CommitmentMove[] OfUnit =
    [
        CommitmentMove.Report,
        CommitmentMove.Explain,
        CommitmentMove.Prove,
    ];

    private static readonly CommitmentMove[] OfSettler =
    [
        CommitmentMove.AgreeToDay,
        CommitmentMove.RefuseDay,
        CommitmentMove.Confirm,
        CommitmentMove.RefuseProof,
    ];

    public static async Task<Decision<Commitment>> HandleAsync(GetCommitmentRequest request, Query query)
    {
        if (!(await CommitmentRow.LoadAsync(query, request.Name)).Decided(out var commitment, out var refusal))
            return refusal;
        var message = commitment.ToMessage(query.Committee);
        var settles = (await CommitmentSettling.DecideAsync(query, commitment)).Decided(out _, out _);
        message.Moves.AddRange(Offered(commitment, commitment.Unit == Visibility.Unit(query), settles));
        if (await DirectoryCopy.PolicyAsync(query, commitment.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        // A proposed day that has passed can only be refused.
        if (AgreeToCommitmentDay.Refuses(commitment, Deadline.LocalDay(query.Now, policy.UtcOffsetMinutes)) is not null)
            message.Moves.Remove(CommitmentMove.AgreeToDay);
        return message;
    }

    /// <summary>The moves that are offered. A day is decided on only where one is proposed.</summary>
    internal static IEnumerable<CommitmentMove> Offered(CommitmentRow commitment, bool own, bool settles) =>
        (own ? OfUnit : [])
            .Concat(settles ? OfSettler : [])
            .Where(m => CommitmentMachine.Moves.Refuses(commitment.State, m) is null)
            .Where(m =>
                commitment.ProposedDueDate.Length > 0
                || m is not (CommitmentMove.AgreeToDay or CommitmentMove.RefuseDay)
            );
}
