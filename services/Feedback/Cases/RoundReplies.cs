using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>The replies of a round, as far as they are known here.</summary>
internal sealed record RoundReplies
{
    /// <summary>Replies the round needs; 0 while none has arrived.</summary>
    public int Needed { get; init; }

    /// <summary>Replies whose forms are issued.</summary>
    public int Delivered { get; init; }

    /// <summary>Replies whose forms are still to be issued.</summary>
    public int Pending { get; init; }

    /// <summary>The proposal was withdrawn: what is missing never comes.</summary>
    public bool Withdrawn { get; init; }

    /// <summary>No further reply will come in this round.</summary>
    public bool Complete => Pending == 0 && (Withdrawn || (Needed > 0 && Delivered >= Needed));

    /// <summary>Counts them here, and does not take the event's own count: a reply that is parked has no forms yet and must not be taken for delivered.</summary>
    public static async Task<RoundReplies> LoadAsync(IRead read, string proposal, int round) =>
        (
            await read.OneAsync<RoundReplies>(
                """
                SELECT COALESCE(MAX(needed), 0) AS needed, COUNT(CASE WHEN pending = 0 THEN 1 END) AS delivered, COUNT(CASE WHEN pending = 1 THEN 1 END) AS pending,
                  (SELECT COUNT(*) FROM withdrawn w WHERE w.committee = @committee AND w.proposal = @proposal) AS withdrawn
                FROM replies WHERE committee = @committee AND proposal = @proposal AND round = @round
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
