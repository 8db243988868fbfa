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

    private static readonly string ByHash = Table.Select + " AND s.proposal = @proposal AND s.hash = @hash";

    /// <summary>The text of this hash; null when nobody signed it.</summary>
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
            is { } row
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
}
