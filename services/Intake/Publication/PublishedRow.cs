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

    /// <summary>How many published proposals one call looks at.</summary>
    public const int MostLookedAt = 1000;

    /// <summary>How many sessions, and how many categories, the list can be narrowed to.</summary>
    private const int MostFilters = 200;

    private static readonly string IsPublished = Sql.Of($"p.state = {ProposalState.Filed} AND p.may_publish = 1");

    private static readonly string Published = $"{Table.Select} AND {IsPublished}";

    private static readonly string ById = Published + " AND p.id = @id";

    // Each reads an index that ends with filed_at and id, from where the page begins.
    private const string Following = "AND p.filed_at <= @At AND (p.filed_at < @At OR p.id < @Id)",
        BySession = "AND p.session = @session " + Following,
        ByCategory = "AND p.category = @category " + Following;

    private static readonly string OnePage = PageOf(Following),
        PageBySession = PageOf(BySession),
        PageByCategory = PageOf(ByCategory),
        LastLookedAt = LastOf(Following),
        LastBySession = LastOf(BySession),
        LastByCategory = LastOf(ByCategory);

    private static readonly string Sessions = ValuesOf("session"),
        Categories = ValuesOf("category"),
        LatestOfSession = LatestOf("session"),
        LatestOfCategory = LatestOf("category");

    private static string PageOf(string narrowed) =>
        $"""
            {Published} {narrowed}
              AND p.filed_at >= @lastAt AND (p.filed_at > @lastAt OR p.id >= @lastId)
              AND (@session = '' OR p.session = @session) AND (@category = '' OR p.category = @category)
              AND (@Pattern = '' OR LOWER(p.subject) LIKE LOWER(@Pattern) ESCAPE '!'
                OR (@Number > 0 AND p.case_number = @Number))
            ORDER BY p.filed_at DESC, p.id DESC LIMIT @Limit
            """;

    private static string LastOf(string narrowed) =>
        $"""
            SELECT p.filed_at, p.id FROM proposals p
            WHERE p.committee = @committee AND {IsPublished} {narrowed}
            ORDER BY p.filed_at DESC, p.id DESC LIMIT 1 OFFSET @skipped
            """;

    // The next value is one step in the index, however many rows have the value before.
    private static string ValuesOf(string column) =>
        $"""
            WITH RECURSIVE found (value, number) AS (
              SELECT (SELECT MIN(p.{column}) FROM proposals p
                WHERE p.committee = @committee AND {IsPublished} AND p.{column} > ''), 1
              UNION ALL
              SELECT (SELECT MIN(p.{column}) FROM proposals p
                WHERE p.committee = @committee AND {IsPublished} AND p.{column} > f.value), f.number + 1
              FROM found f WHERE f.value IS NOT NULL AND f.number < @most)
            SELECT value FROM found WHERE value IS NOT NULL ORDER BY number
            """;

    private static string LatestOf(string column) =>
        $"{Published} AND p.{column} = @value\nORDER BY p.filed_at DESC, p.id DESC LIMIT 1";

    /// <summary>
    /// A page, by filing, newest first. A call looks at <see cref="MostLookedAt"/> proposals at most: a rare word makes
    /// a short page, never a long call. <c>LookedTo</c> is the key of the last one when there may be more beyond it.
    /// </summary>
    public static async Task<(IReadOnlyList<PublishedRow> Rows, string LookedTo)> PageAsync(
        IRead read,
        Page page,
        (long At, string Id) after,
        string session,
        string category,
        Search search
    )
    {
        var (pageSql, lastSql) =
            session.Length > 0 ? (PageBySession, LastBySession)
            : category.Length > 0 ? (PageByCategory, LastByCategory)
            : (OnePage, LastLookedAt);
        var (committee, at) = (read.Committee, after.At == 0 ? long.MaxValue : after.At);
        var last = await read.OneAsync<PublishedRow>(
            lastSql,
            new
            {
                committee,
                At = at,
                after.Id,
                session,
                category,
                skipped = MostLookedAt - 1,
            }
        );
        var rows = await Table.PageAsync(
            read,
            pageSql,
            new
            {
                committee,
                At = at,
                after.Id,
                page.Limit,
                session,
                category,
                search.Pattern,
                search.Number,
                lastAt = last is null ? 0 : Instant.ToMicros(last.FiledAt),
                lastId = last?.Id ?? "",
            }
        );
        return (rows, last is null ? "" : Page.KeyOf(last.FiledAt, last.Id));
    }

    /// <summary>The latest published proposal of each session, the latest session first.</summary>
    public static async Task<IReadOnlyList<PublishedRow>> OfEachSessionAsync(IRead read) =>
        [.. (await OfEachAsync(read, Sessions, LatestOfSession)).OrderByDescending(r => r.FiledAt)];

    /// <summary>The latest published proposal of each category, by code.</summary>
    public static Task<IReadOnlyList<PublishedRow>> OfEachCategoryAsync(IRead read) =>
        OfEachAsync(read, Categories, LatestOfCategory);

    private static async Task<IReadOnlyList<PublishedRow>> OfEachAsync(IRead read, string values, string latest)
    {
        var (committee, rows) = (read.Committee, new List<PublishedRow>());
        foreach (var value in await read.ManyAsync<string>(values, new { committee, most = MostFilters }))
        {
            if (await Table.OneAsync(read, latest, new { committee, value }) is { } row)
                rows.Add(row);
        }

        return rows;
    }

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
