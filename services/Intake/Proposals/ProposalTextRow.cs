using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>A version of a proposal's text. It is kept for ever and never changes.</summary>
internal sealed record ProposalTextRow
{
    private static readonly Table<ProposalTextRow> Table = new(
        "proposal_texts",
        "t",
        key: [nameof(Proposal), nameof(Version)]
    );

    public string Proposal { get; init; } = "";
    public long Version { get; init; }
    public byte[] Body { get; init; } = [];

    /// <summary>SHA-256 of the body; the event carries it in place of the text.</summary>
    public byte[] Hash { get; init; } = [];
    public DateTimeOffset SavedAt { get; init; }

    private static readonly string ById = Table.Select + " AND t.proposal = @proposal AND t.version = @version";

    private static readonly string OnePage =
        Table.Select + " AND t.proposal = @proposal AND t.version > @AfterNumber ORDER BY t.version LIMIT @Limit";

    /// <summary>A version; null for a case of a ledger, which has none.</summary>
    public static Task<ProposalTextRow?> FindAsync(IRead read, string proposal, long version) =>
        Table.OneAsync(
            read,
            ById,
            new
            {
                committee = read.Committee,
                proposal,
                version,
            }
        );

    /// <summary>A page of the versions, oldest first.</summary>
    public static Task<IReadOnlyList<ProposalTextRow>> PageAsync(IRead read, Page page, string proposal) =>
        Table.ManyAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                proposal,
                page.AfterNumber,
                page.Limit,
            }
        );

    /// <summary>Stores a version and returns its hash.</summary>
    public static ByteString Keep(Transaction tx, string proposal, long version, ProposalText text)
    {
        var body = text.ToByteArray();
        var hash = TextHash.Of(body);
        Table.Add(
            tx,
            new ProposalTextRow
            {
                Proposal = proposal,
                Version = version,
                Body = body,
                Hash = hash.ToByteArray(),
                SavedAt = tx.Now,
            }
        );
        return hash;
    }

    /// <summary>The body as a message.</summary>
    public ProposalText ToText() => ProposalText.Parser.ParseFrom(Body);

    /// <summary>The version as clients see it.</summary>
    public ProposalVersion ToMessage() =>
        new()
        {
            Version = Version,
            Text = ToText(),
            SavedAt = Timestamp.FromDateTimeOffset(SavedAt),
            TextHash = ByteString.CopyFrom(Hash),
        };
}
