using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>A text that somebody signed. It is kept, because a draft changes in place.</summary>
internal sealed record SignedTextRow
{
    private static readonly Table<SignedTextRow> Table = new(
        "signed_texts",
        "s",
        key: [nameof(Proposal), nameof(Hash)],
        title: "联名时的正文"
    );

    public string Proposal { get; init; } = "";

    /// <summary>SHA-256 of the body in lower-case hexadecimal.</summary>
    public string Hash { get; init; } = "";
    public byte[] Body { get; init; } = [];

    private static readonly string OfProposal = Table.Select + " AND s.proposal = @proposal";
    private static readonly string ByHash = OfProposal + " AND s.hash = @hash";
    private static readonly string Emptying = Table.Upsert(nameof(Body));

    /// <summary>The text of this hash; null when nobody signed it, or when it was deleted.</summary>
    public static async Task<ProposalText?> FindAsync(IRead read, string proposal, string hash) =>
        hash.Length > 0
        && await Table.OneAsync(
            read,
            ByHash,
            new
            {
                committee = read.Committee,
                proposal,
                hash,
            }
        )
            is { Body.Length: > 0 } row
            ? ProposalText.Parser.ParseFrom(row.Body)
            : null;

    /// <summary>Keeps a text, once for all who sign it, and returns its hash.</summary>
    public static async Task<string> KeepAsync(Transaction tx, ProposalTextRow text)
    {
        var hash = Convert.ToHexStringLower(text.Hash);
        if (await FindAsync(tx, text.Proposal, hash) is null)
            Table.Add(
                tx,
                new SignedTextRow
                {
                    Proposal = text.Proposal,
                    Hash = hash,
                    Body = text.Body,
                }
            );
        return hash;
    }

    /// <summary>Takes the texts of a deleted draft away; that they were signed stays.</summary>
    public static async Task EmptyAsync(Transaction tx, string proposal)
    {
        foreach (var row in await Table.ManyAsync(tx, OfProposal, new { committee = tx.Committee, proposal }))
            Table.Add(tx, row with { Body = [] }, Emptying);
    }
}
