using Proposals.BuildingBlocks;

namespace Proposals.Feedback;

/// <summary>How far the forms of a round are issued.</summary>
/// <remarks>
/// Whether a round is 办复 is Assignment's to say, and so is how many replies it needs. Whether its forms may be judged
/// is decided here: a reply that is parked or pending has no forms yet, so the event's own count is not enough.
/// </remarks>
internal sealed record RoundForms
{
    /// <summary>Replies that the round needs, as Assignment told it; 0 while none has arrived.</summary>
    public int Needed { get; init; }

    /// <summary>Replies whose forms are issued.</summary>
    public int Issued { get; init; }

    /// <summary>Replies whose forms are still to be issued.</summary>
    public int Pending { get; init; }

    /// <summary>The proposal was withdrawn: what is missing never comes.</summary>
    public bool Withdrawn { get; init; }

    /// <summary>No further form will be issued in this round.</summary>
    public bool AllIssued => Pending == 0 && (Withdrawn || (Needed > 0 && Issued >= Needed));

    /// <summary>Reads them.</summary>
    public static async Task<RoundForms> LoadAsync(IRead read, string proposal, int round) =>
        (
            await read.OneAsync<RoundForms>(
                """
                SELECT COALESCE(MAX(r.needed), 0) AS needed,
                  COUNT(CASE WHEN r.pending = 0 THEN 1 END) AS issued, COUNT(CASE WHEN r.pending = 1 THEN 1 END) AS pending,
                  (SELECT COUNT(*) FROM withdrawn w
                    WHERE w.committee = @committee AND w.proposal = @proposal) AS withdrawn
                FROM replies r WHERE r.committee = @committee AND r.proposal = @proposal AND r.round = @round
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
