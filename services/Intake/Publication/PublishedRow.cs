using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// The public part of a proposal: filed (a merged one is read with its target), with the proposer's consent. It
/// contains no names, wishes, opinions or files.
/// </summary>
internal sealed record PublishedRow
{
    private static readonly string Signatures = Sql.Of(
        $"""
        (SELECT COUNT(1) FROM invitations i
            WHERE i.committee = p.committee AND i.proposal = p.id AND i.state = {InvitationState.Signed})
        """
    );

    private static readonly Table<PublishedRow> Table = new(
        "proposals",
        "p",
        read: new() { [nameof(CoSigners)] = Signatures }
    );

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

    private static readonly string Published = Sql.Of(
        $"{Table.Select} AND p.state = {ProposalState.Filed} AND p.may_publish = 1"
    );

    private static readonly string ById = Published + " AND p.id = @id";

    private static readonly string OnePage = $"""
        {Published}
          AND (@At = 0 OR p.filed_at < @At OR (p.filed_at = @At AND p.id < @Id))
          AND (@session = '' OR p.session = @session) AND (@category = '' OR p.category = @category)
          AND (@Pattern = '' OR LOWER(p.subject) LIKE LOWER(@Pattern) ESCAPE '!'
            OR (@Number > 0 AND p.case_number = @Number))
        ORDER BY p.filed_at DESC, p.id DESC LIMIT @Limit
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
        Table.PageAsync(
            read,
            OnePage,
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

    /// <summary>The published proposal with this id; null when there is none.</summary>
    public static Task<PublishedRow?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>Its text as it was filed.</summary>
    public async Task<ProposalText> TextAsync(IRead read) =>
        (await ProposalTextRow.FindAsync(read, Id, TextVersion))?.ToText() ?? new ProposalText { Subject = Subject };

    /// <summary>The proposal as the public sees it.</summary>
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
