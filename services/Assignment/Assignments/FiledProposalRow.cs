using System.Globalization;
using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Assignments;

/// <summary>
/// Assignment's knowledge of a proposal, from Intake's journal: enough to hand it over and to know which proposers to
/// answer.
/// </summary>
internal sealed record FiledProposalRow
{
    private static readonly Table<FiledProposalRow> Table = new("filed_proposals", "p");

    public string Id { get; init; } = "";
    public bool Filed { get; init; }
    public long CaseNumber { get; init; }
    public string Subject { get; init; } = "";
    public SessionKind SessionKind { get; init; }

    /// <summary>Id of its plenary session; empty for a proposal that an earlier program was told of.</summary>
    public string Session { get; init; } = "";
    public long PolicyVersion { get; init; }
    public string Proposers { get; init; } = "";
    public string MergedInto { get; init; } = "";
    public bool Withdrawn { get; init; }

    /// <summary>How often a withdrawal of it was settled here.</summary>
    public long Settled { get; init; }

    /// <summary>The proposer consents to publication.</summary>
    public bool MayPublish { get; init; }

    /// <summary>True when the public may see it: filed, with consent, neither withdrawn nor merged.</summary>
    public bool IsPublished => Filed && MayPublish && !Withdrawn && MergedInto.Length == 0;

    /// <summary>The first hand-over, from which the cap of the first round counts; the epoch until then.</summary>
    public DateTimeOffset HandedOverAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>True while the case is closed (办结), as Feedback's journal says.</summary>
    public bool Closed { get; init; }

    public bool HandedOver => HandedOverAt > DateTimeOffset.UnixEpoch;

    /// <summary>Ids of its proposers, the lead first.</summary>
    public IReadOnlyList<string> ProposerIds => Proposers.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static readonly string ById = Table.Select + " AND p.id = @id";

    private static readonly string OfTarget = Table.Select + " AND p.merged_into = @id ORDER BY p.id";

    private static readonly string VisibleById = $"""
        {Table.Select}
          AND p.id = @id AND (@office = 1
          OR (@unit <> '' AND EXISTS (SELECT 1 FROM assignments a
            WHERE a.committee = p.committee AND a.proposal = p.id AND a.unit = @unit))
          OR (@member <> '' AND EXISTS (SELECT 1 FROM filed_proposals q
            WHERE q.committee = p.committee AND (q.id = p.id OR q.merged_into = p.id)
              AND ',' || q.proposers || ',' LIKE '%,' || @member || ',%')))
        """;

    private static readonly string WaitingPage = $"""
        {Table.Select}
          AND p.handed_over_at = 0 AND p.filed = 1 AND p.withdrawn = 0 AND p.merged_into = ''
          AND (p.case_number > @number OR (p.case_number = @number AND p.id > @id))
        ORDER BY p.case_number, p.id LIMIT @Limit
        """;

    private static readonly string Filing = Table.Upsert(
        nameof(Filed),
        nameof(CaseNumber),
        nameof(Subject),
        nameof(SessionKind),
        nameof(Session),
        nameof(PolicyVersion),
        nameof(Proposers),
        nameof(MergedInto),
        nameof(MayPublish)
    );

    private static readonly string Merging = Table.Upsert(nameof(Proposers), nameof(MergedInto));

    /// <summary>
    /// The proposal with this id, regardless of the caller; null when Intake's journal has not reported it yet.
    /// </summary>
    public static Task<FiledProposalRow?> OfAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>The proposals merged into one, in the order they were drafted.</summary>
    public static Task<IReadOnlyList<FiledProposalRow>> MergedIntoAsync(IRead read, string id) =>
        Table.ManyAsync(read, OfTarget, new { committee = read.Committee, id });

    /// <summary>
    /// The case of a proposal's name, if visible to the caller. Offices see all, a unit each case that it was ever
    /// given, a member each case on which the member is answered. Refusals: NOT_FOUND.
    /// </summary>
    public static async Task<Decision<FiledProposalRow>> LoadAsync(IRead read, string name)
    {
        if (!ResourceName.Id(name, read.Committee, "proposals", "proposal").Decided(out var id, out var refusal))
            return refusal;
        var row = await Table.OneAsync(
            read,
            VisibleById,
            new
            {
                committee = read.Committee,
                id,
                office = Visibility.Office(read),
                unit = Visibility.Unit(read),
                member = Visibility.Member(read),
            }
        );
        return row is null ? CommonRefusals.NotFound : row;
    }

    /// <summary>
    /// A page of the proposals that wait for hand-over, by case number. The key is "number/id", because numbers restart
    /// in every session. Refusals: INVALID_PAGE.
    /// </summary>
    public static async Task<Decision<IReadOnlyList<FiledProposalRow>>> WaitingPageAsync(IRead read, Page page)
    {
        var (number, id) = (0L, "");
        if (page.After.Length > 0)
        {
            var slash = page.After.IndexOf('/', StringComparison.Ordinal);
            if (
                slash < 0
                || !long.TryParse(page.After[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out number)
            )
                return CommonRefusals.InvalidPage.On("page_token");
            id = page.After[(slash + 1)..];
        }

        var rows = await Table.ManyAsync(
            read,
            WaitingPage,
            new
            {
                committee = read.Committee,
                number,
                id,
                page.Limit,
            }
        );
        return Decision<IReadOnlyList<FiledProposalRow>>.Yes(rows);
    }

    /// <summary>Its key in <see cref="WaitingPageAsync"/>.</summary>
    public string WaitingKey => $"{CaseNumber.ToString(CultureInfo.InvariantCulture)}/{Id}";

    /// <summary>
    /// 立案. The row exists already when the proposal was merged before it was filed, and then unmerged.
    /// </summary>
    public static void File(Transaction tx, ProposalFiled e) =>
        Table.Add(
            tx,
            new FiledProposalRow
            {
                Id = e.Proposal,
                Filed = true,
                CaseNumber = e.CaseNumber,
                Subject = e.Subject,
                SessionKind = e.SessionKind,
                Session = e.Session,
                PolicyVersion = e.PolicyVersion,
                Proposers = string.Join(',', e.Proposers),
                MayPublish = e.MayPublish,
            },
            Filing
        );

    /// <summary>
    /// 导入台账: a case of an earlier system that is to be handled here, or that is merged into one. A ledger says
    /// nothing of publication.
    /// </summary>
    public static FiledProposalRow Import(Transaction tx, LedgerCaseImported e) =>
        Table.Add(
            tx,
            new FiledProposalRow
            {
                Id = e.Proposal,
                Filed = e.Row.Decision == LedgerDecision.Filed,
                CaseNumber = e.Row.CaseNumber,
                Subject = e.Row.Subject,
                SessionKind = e.Row.SessionKind,
                Session = e.Session,
                PolicyVersion = e.PolicyVersion,
                Proposers = string.Join(',', e.Row.CoSigners.Prepend(e.Row.Lead).Distinct(StringComparer.Ordinal)),
                MergedInto = e.MergedInto,
            }
        );

    /// <summary>
    /// 并案. A merged proposal may never have been filed. It is kept for its proposers, who are answered together with
    /// the target's.
    /// </summary>
    public static void Merge(Transaction tx, ProposalMerged e) =>
        Table.Add(
            tx,
            new FiledProposalRow
            {
                Id = e.Proposal,
                Proposers = string.Join(',', e.Proposers),
                MergedInto = e.Into,
            },
            Merging
        );

    /// <summary>撤销并案: the proposal stands for itself again, filed or not as before.</summary>
    public static void Unmerge(Transaction tx, string id) =>
        tx.WriteAny(
            "UPDATE filed_proposals SET merged_into = '' WHERE committee = @committee AND id = @id",
            new { committee = tx.Committee, id }
        );

    /// <summary>
    /// A proposal that Intake's journal told nothing of that concerns this service: a case of a ledger that an earlier
    /// version imported.
    /// </summary>
    public static FiledProposalRow Unknown(Transaction tx, string id) =>
        Table.Add(tx, new FiledProposalRow { Id = id });

    /// <summary>Settles a withdrawal (撤案). The number of settlements is the version of the event.</summary>
    public void Settle(Transaction tx, bool withdrawn, IMessage happened)
    {
        tx.Write(
            """
            UPDATE filed_proposals SET withdrawn = @withdrawn, settled = @next
            WHERE committee = @committee AND id = @Id AND settled = @Settled
            """,
            new
            {
                committee = tx.Committee,
                Id,
                withdrawn = withdrawn ? 1L : 0L,
                next = Settled + 1,
                Settled,
            }
        );
        tx.Append(Id, Settled + 1, happened);
    }

    /// <summary>交办: the cap of the first round counts from this instant on.</summary>
    public FiledProposalRow HandOver(Transaction tx, DateTimeOffset at)
    {
        tx.Write(
            """
            UPDATE filed_proposals
            SET handed_over_at = @at
            WHERE committee = @committee AND id = @Id AND handed_over_at = 0
            """,
            new
            {
                committee = tx.Committee,
                Id,
                at,
            }
        );
        return this with { HandedOverAt = at };
    }

    /// <summary>办结, or handled again after that, as Feedback's journal says.</summary>
    public static void Close(Transaction tx, string id, bool closed) =>
        tx.WriteAny(
            "UPDATE filed_proposals SET closed = @closed WHERE committee = @committee AND id = @id",
            new
            {
                committee = tx.Committee,
                id,
                closed = closed ? 1L : 0L,
            }
        );

    /// <summary>Undoes an unanswered hand-over: the proposal would wait again if its merge were undone.</summary>
    public void TakeBack(Transaction tx) =>
        tx.Write(
            "UPDATE filed_proposals SET handed_over_at = 0 WHERE committee = @committee AND id = @Id",
            new { committee = tx.Committee, Id }
        );

    /// <summary>
    /// All proposers to answer and ask: the case's, the lead first, then those of merged proposals; nobody twice
    /// (handbook edge case 11).
    /// </summary>
    public static IReadOnlyList<string> EveryProposer(FiledProposalRow target, IEnumerable<FiledProposalRow> merged) =>
        [.. target.ProposerIds.Concat(merged.SelectMany(m => m.ProposerIds)).Distinct(StringComparer.Ordinal)];

    /// <summary>The lead of the case and those of the merged proposals; nobody twice.</summary>
    public static IReadOnlyList<string> EveryLead(FiledProposalRow target, IEnumerable<FiledProposalRow> merged) =>
        [.. merged.Prepend(target).SelectMany(p => p.ProposerIds.Take(1)).Distinct(StringComparer.Ordinal)];

    /// <summary>The waiting proposal as clients see it.</summary>
    public AwaitingProposal ToMessage(string committee, IEnumerable<FiledProposalRow> merged) =>
        new()
        {
            Proposal = ResourceName.Of(committee, "proposals", Id),
            CaseNumber = CaseNumber,
            Subject = Subject,
            Merged = { merged.Select(m => ResourceName.Of(committee, "proposals", m.Id)) },
        };
}
