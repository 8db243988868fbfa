using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// A version of a proposal's text. While it is written, each save replaces it. Once it is submitted, it is kept for
/// ever and never changes (docs/decisions/0027-texts-signatures-and-readers.md).
/// </summary>
internal sealed record ProposalTextRow
{
    private static readonly Table<ProposalTextRow> Table = new(
        "proposal_texts",
        "t",
        key: [nameof(Proposal), nameof(Version)],
        title: "提案正文",
        unproven: [nameof(SubmittedAt)]
    );

    public string Proposal { get; init; } = "";
    public long Version { get; init; }
    public byte[] Body { get; init; } = [];

    /// <summary>SHA-256 of the body; the event carries it in place of the text.</summary>
    public byte[] Hash { get; init; } = [];
    public DateTimeOffset SavedAt { get; init; }

    /// <summary>When it was submitted; the epoch while it is being written.</summary>
    public DateTimeOffset SubmittedAt { get; init; } = DateTimeOffset.UnixEpoch;

    private static readonly string ById = Table.Select + " AND t.proposal = @proposal AND t.version = @version";

    private static readonly string OnePage = $"""
        {Table.Select}
          AND t.proposal = @proposal AND t.version > @AfterNumber AND (@drafts = 1 OR t.submitted_at > 0)
        ORDER BY t.version LIMIT @Limit
        """;

    private static readonly string InForce = $"""
        {Table.Select}
          AND t.proposal IN {IdList.Places}
          AND t.version = (
            SELECT CASE WHEN p.submitted_text > 0 THEN p.submitted_text ELSE p.text_version END FROM proposals p
            WHERE p.committee = t.committee AND p.id = t.proposal)
        """;

    // A submitted version is not replaced: the statement then changes no row, and the writer refuses that.
    private static readonly string Saving =
        Table.Upsert(nameof(Body), nameof(Hash), nameof(SavedAt)) + "\n  WHERE proposal_texts.submitted_at = 0";

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

    /// <summary>A page of the versions, oldest first; with drafts also those that were never submitted.</summary>
    public static Task<IReadOnlyList<ProposalTextRow>> PageAsync(IRead read, Page page, string proposal, bool drafts) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                proposal,
                page.AfterNumber,
                page.Limit,
                drafts = drafts ? 1 : 0,
            }
        );

    /// <summary>Writes the first version of a new proposal, and returns its hash.</summary>
    public static ByteString Insert(Transaction tx, string proposal, ProposalText text) =>
        Write(tx, proposal, 1, text, Table.Insert);

    /// <summary>
    /// The texts of these proposals (at most 60) by their ids: what was submitted last, of a draft what is written.
    /// Regardless of the caller; a case of a ledger has none.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, ProposalText>> OfAsync(IRead read, IReadOnlyList<string> ids)
    {
        var args = IdList.Args(ids);
        args["committee"] = read.Committee;
        return (await Table.ManyAsync(read, InForce, args)).ToDictionary(
            t => t.Proposal,
            t => t.ToText(),
            StringComparer.Ordinal
        );
    }

    /// <summary>Saves a version that is being written, and returns its hash.</summary>
    public static ByteString Save(Transaction tx, string proposal, long version, ProposalText text) =>
        Write(tx, proposal, version, text, Saving);

    private static ByteString Write(Transaction tx, string proposal, long version, ProposalText text, string sql)
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
            },
            sql
        );
        return hash;
    }

    /// <summary>Records that the version was submitted; it never changes from now on.</summary>
    public void Submit(Transaction tx) =>
        tx.WriteAny(
            """
            UPDATE proposal_texts SET submitted_at = @Now
            WHERE committee = @committee AND proposal = @Proposal AND version = @Version AND submitted_at = 0
            """,
            new
            {
                committee = tx.Committee,
                Proposal,
                Version,
                tx.Now,
            }
        );

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
            SubmittedAt = Instant.ToTimestamp(SubmittedAt),
        };
}
