using Proposals.BuildingBlocks;

namespace Proposals.Feedback;

/// <summary>How far the forms of a round are issued.</summary>
/// <remarks>
/// Assignment decides whether a round is 办复 and how many replies it needs. Feedback decides whether its forms may be
/// evaluated: a parked or pending reply has no forms yet, so the event's own count is not enough.
/// </remarks>
internal sealed record RoundForms
{
    /// <summary>Replies that the round needs, from Assignment's event; 0 until the first arrives.</summary>
    public int Needed { get; init; }

    /// <summary>Replies whose forms are issued.</summary>
    public int Issued { get; init; }

    /// <summary>Replies whose forms are still to be issued.</summary>
    public int Pending { get; init; }

    /// <summary>The proposal was withdrawn: missing replies never come.</summary>
    public bool Withdrawn { get; init; }

    /// <summary>True when no further form will be issued in this round.</summary>
    public bool AllIssued => Pending == 0 && (Withdrawn || (Needed > 0 && Issued >= Needed));

    /// <summary>Reads them.</summary>
    public static async Task<RoundForms> LoadAsync(IRead read, string proposal, int round) =>
        (
            await read.OneAsync<RoundForms>(
                """
                SELECT COALESCE(MAX(r.needed), 0) AS needed,
                  COUNT(CASE WHEN r.pending = 0 THEN 1 END) AS issued,
                    COUNT(CASE WHEN r.pending = 1 THEN 1 END) AS pending,
                  (SELECT COUNT(*) FROM withdrawn w
                    WHERE w.committee = @committee AND w.proposal = @proposal) AS withdrawn
                FROM replies r WHERE r.committee = @committee AND r.proposal = @proposal AND r.round = @round
                  AND r.sent_back = 0
                """,
                new
                {
                    committee = read.Committee,
                    proposal,
                    round,
                }
            )
        )!;
}
