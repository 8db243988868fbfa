using Proposals.BuildingBlocks;

namespace Proposals.Intake;

/// <summary>A proposal that a duplicate check names as alike (handbook T25).</summary>
internal sealed record DuplicateRow
{
    private static readonly Table<DuplicateRow> Table = new(
        "examination_duplicates",
        "d",
        key: [nameof(Proposal), nameof(Version), nameof(Other)],
        title: "查重结论所列提案"
    );

    public string Proposal { get; init; } = "";

    /// <summary>The version of the proposal that the examination made.</summary>
    public long Version { get; init; }

    /// <summary>Id of the one that is alike.</summary>
    public string Other { get; init; } = "";

    /// <summary>How similar it was at that time, in hundredths.</summary>
    public long Similarity { get; init; }

    private static readonly string OfProposal =
        Table.Select
        + " AND d.proposal = @proposal AND d.version >= @since ORDER BY d.version, d.similarity DESC, d.other";

    /// <summary>Keeps one of an examination.</summary>
    public static void Keep(Transaction tx, ProposalRow examined, string other, double similarity) =>
        Table.Add(
            tx,
            new DuplicateRow
            {
                Proposal = examined.Id,
                Version = examined.Version,
                Other = other,
                Similarity = (long)Math.Round(similarity * 100),
            }
        );

    /// <summary>Those of a proposal since a version: by version, the most similar first.</summary>
    public static Task<IReadOnlyList<DuplicateRow>> ListAsync(IRead read, string proposal, long since) =>
        Table.ManyAsync(
            read,
            OfProposal,
            new
            {
                committee = read.Committee,
                proposal,
                since,
            }
        );
}
