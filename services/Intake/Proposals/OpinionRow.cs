using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>An opinion or a reason given on a proposal. It is kept: the next decision does not replace it.</summary>
internal sealed record OpinionRow
{
    private static readonly Table<OpinionRow> Table = new(
        "proposal_opinions",
        "o",
        key: [nameof(Proposal), nameof(Version)],
        title: "审查意见"
    );

    /// <summary>Largest number of opinions shown for one proposal; beyond it the newest are shown.</summary>
    public const int Maximum = 50;

    public string Proposal { get; init; } = "";

    /// <summary>The version of the proposal that the decision made.</summary>
    public long Version { get; init; }
    public ProposalMove Move { get; init; }
    public string Body { get; init; } = "";
    public DateTimeOffset GivenAt { get; init; } = DateTimeOffset.UnixEpoch;

    private static readonly string OfProposal =
        Table.Select + " AND o.proposal = @proposal ORDER BY o.version DESC LIMIT @Maximum";

    /// <summary>Keeps the words of a decision; empty ones are none.</summary>
    public static void Keep(Transaction tx, ProposalRow decided, ProposalMove move, string words)
    {
        if (words.Length > 0)
            Table.Add(
                tx,
                new OpinionRow
                {
                    Proposal = decided.Id,
                    Version = decided.Version,
                    Move = move,
                    Body = words,
                    GivenAt = tx.Now,
                }
            );
    }

    /// <summary>The opinions on a proposal as clients see them, oldest first.</summary>
    public static async Task<IEnumerable<ProposalOpinion>> ListAsync(IRead read, string proposal) =>
        (
            await Table.ManyAsync(
                read,
                OfProposal,
                new
                {
                    committee = read.Committee,
                    proposal,
                    Maximum,
                }
            )
        )
            .Reverse()
            .Select(o => new ProposalOpinion
            {
                Move = o.Move,
                Text = o.Body,
                GivenAt = Instant.ToTimestamp(o.GivenAt),
            });
}
