using Proposals.Assignments.V1;

namespace Proposals.Supervision;

/// <summary>A commitment as the figures count it; one that is void is not counted.</summary>
/// <param name="Id">Id of the commitment.</param>
/// <param name="Fulfilled">已销号.</param>
/// <param name="Overdue">The day that stands has passed without proof.</param>
/// <param name="IsDue">The day that the reply promised has passed.</param>
/// <param name="Kept">Fulfilled, by a proof that came by the promised day.</param>
internal sealed record CountedCommitment(string Id, bool Fulfilled, bool Overdue, bool IsDue, bool Kept)
{
    /// <summary>The commitments of a case at an instant.</summary>
    public static IReadOnlyList<CountedCommitment> Of(CaseRecord c, DateTimeOffset now) =>
        [
            .. c
                .Commitments.Where(m => m.State != CommitmentState.Void)
                .Select(m =>
                {
                    var fulfilled = m.State == CommitmentState.Fulfilled;
                    return new CountedCommitment(
                        m.Id,
                        fulfilled,
                        m.State is CommitmentState.Open or CommitmentState.Overdue && now >= m.TooLateAt,
                        now >= m.FirstTooLateAt,
                        fulfilled && m.ProvenAt < m.FirstTooLateAt
                    );
                }),
        ];
}
