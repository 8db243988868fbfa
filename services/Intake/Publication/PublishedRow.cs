using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// A proposal as far as anybody may read it: filed (5; what was merged is read with its target), with the proposer's consent. No names, no wishes, no opinions, no files.
/// </summary>
internal sealed record PublishedRow
{
    public string Id { get; init; } = "";
    public string Session { get; init; } = "";
    public ProposerKind ProposerKind { get; init; }
    public string Category { get; init; } = "";
    public string Subject { get; init; } = "";
    public long TextVersion { get; init; }
    public long CaseNumber { get; init; }
    public long PolicyVersion { get; init; }
    public DateTimeOffset FiledAt { get; init; }
    public int CoSigners { get; init; }

    private const string Columns = """
        SELECT p.id, p.session, p.proposer_kind, p.category, p.subject, p.text_version, p.case_number, p.policy_version, p.filed_at,
          (SELECT COUNT(1) FROM invitations i WHERE i.committee = p.committee AND i.proposal = p.id AND i.state = 2) AS co_signers
        FROM proposals p WHERE p.committee = @committee AND p.state = 5 AND p.may_publish = 1
        """;

    /// <summary>A page, by filing, newest first.</summary>
    public static Task<IReadOnlyList<PublishedRow>> PageAsync(
        IRead read,
        Page page,
        (long At, string Id) after,
        string session,
        string category,
        Search search
    ) =>
        read.ManyAsync<PublishedRow>(
            Columns
                + """
                 AND (@At = 0 OR p.filed_at < @At OR (p.filed_at = @At AND p.id < @Id))
                  AND (@session = '' OR p.session = @session) AND (@category = '' OR p.category = @category)
                  AND (@Pattern = '' OR LOWER(p.subject) LIKE LOWER(@Pattern) ESCAPE '!' OR (@Number > 0 AND p.case_number = @Number))
                ORDER BY p.filed_at DESC, p.id DESC LIMIT @Limit
                """,
            new
            {
                committee = read.Committee,
                after.At,
                after.Id,
                page.Limit,
                session,
                category,
                search.Pattern,
                search.Number,
            }
        );

    /// <summary>One, or null where there is none that is published.</summary>
    public static Task<PublishedRow?> FindAsync(IRead read, string id) =>
        read.OneAsync<PublishedRow>(Columns + " AND p.id = @id", new { committee = read.Committee, id });

    /// <summary>Its text, as it was when it was filed.</summary>
    public Task<ProposalText> TextAsync(IRead read) =>
        new ProposalRow
        {
            Id = Id,
            TextVersion = TextVersion,
            Subject = Subject,
        }.TextAsync(read);

    /// <summary>The proposal as anybody sees it.</summary>
    public async Task<PublishedProposal> ToMessageAsync(Titles titles, string committee, ProposalText text) =>
        new()
        {
            Name = ResourceName.Of(committee, "proposals", Id),
            Session = ResourceName.Of(committee, "sessions", Session),
            SessionTitle = await titles.OfSessionAsync(Session),
            CaseNumber = CaseNumber,
            Category = await titles.OfCategoryAsync(PolicyVersion, Category),
            ProposerKind = ProposerKind,
            CoSigners = CoSigners,
            Text = text,
            FiledAt = Timestamp.FromDateTimeOffset(FiledAt),
        };
}
