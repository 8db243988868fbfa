using System.Globalization;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Lists the events of the caller's own cases, newest first over all journals. Callers who see every case get those of
/// all submitted ones. Private writing is left out: drafts and their revisions, drafts of replies, revisions of a plan
/// of supervision, files. An invitation is shown to the lead and the invited member, who does not read the subject once
/// it ended unsigned. A unit sees the handling, not how the case was filed, and of the handling what
/// <see cref="UnitReads"/> says.
/// </summary>
internal static class ListNotices
{
    private const string Columns =
        "SELECT t.source, t.position, t.type, t.at, t.actor, t.body, t.proposal, i.case_number, i.policy_version";

    private static readonly string Told = Sql.Of(
        $"""
          AND t.type NOT IN (
            {ProposalDrafted.Descriptor}, {ProposalRevised.Descriptor},
            {ProposalDeleted.Descriptor}, {FileAttached.Descriptor}, {FileDetached.Descriptor},
            {ReplyDrafted.Descriptor}, {ReplySuperseded.Descriptor}, {SupervisionTaskRevised.Descriptor})
          AND t.at <= @at AND (t.at < @at OR t.source < @source OR (t.source = @source AND t.position < @position))
        ORDER BY t.at DESC, t.source DESC, t.position DESC LIMIT @Limit
        """
    );

    private static readonly string OfAll = $"""
        {Columns}, i.subject, 0 AS for_unit
        FROM timeline t JOIN intake_facts i ON i.committee = t.committee AND i.proposal = t.proposal
        WHERE t.committee = @committee AND t.member = '' AND {CaseQuery.IsCase}
        {Told}
        """;

    private static readonly string OfOwn = Sql.Of(
        $"""
        {Columns}, CASE WHEN o.reads = 1 THEN i.subject ELSE '' END AS subject, 1 - o.mine AS for_unit
        FROM (
          SELECT x.proposal, MAX(x.mine) AS mine, MAX(x.given) AS given, MAX(x.reads) AS reads FROM (
            SELECT l.proposal, 1 AS mine, 0 AS given, 1 AS reads
            FROM intake_facts l
            WHERE l.committee = @committee AND l.lead = @Member AND @Member <> ''
            UNION ALL
            SELECT p.proposal, 1, 0, 1
            FROM intake_proposers p
            WHERE p.committee = @committee AND p.member = @Member AND @Member <> ''
            UNION ALL
            SELECT s.merged_into, 1, 0, 1
            FROM intake_proposers q JOIN intake_facts s ON s.committee = q.committee AND s.proposal = q.proposal
              WHERE q.committee = @committee AND q.member = @Member AND @Member <> '' AND s.merged_into <> ''
            UNION ALL
            SELECT n.proposal, 0, 0,
              CASE WHEN n.state IN ({InvitationState.Pending}, {InvitationState.Signed}) THEN 1 ELSE 0 END
            FROM invitation_facts n
            WHERE n.committee = @committee AND n.member = @Member AND @Member <> ''
            UNION ALL
            SELECT a.proposal, 0, 1, 1
            FROM assignment_facts a
            WHERE a.committee = @committee AND a.unit = @Unit AND @Unit <> ''
            UNION ALL
            SELECT u.proposal, 0, 1, 1
            FROM ledger_units u
            WHERE u.committee = @committee AND u.unit = @Unit AND @Unit <> ''
          ) x GROUP BY x.proposal
        ) o
        JOIN timeline t ON t.committee = @committee AND t.proposal = o.proposal
        JOIN intake_facts i ON i.committee = @committee AND i.proposal = o.proposal
        WHERE ((@Member <> '' AND t.member = @Member)
            OR (o.mine = 1 AND (t.member = '' OR i.lead = @Member))
            OR (o.given = 1 AND {UnitReads.Entries} AND (t.source <> 'intake'
              OR t.type IN (
                {ProposalMerged.Descriptor}, {ProposalUnmerged.Descriptor},
                {ProposalWithdrawn.Descriptor}))))
        {Told}
        """
    );

    public static async Task<Decision<ListNoticesResponse>> HandleAsync(ListNoticesRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (After(page) is not var (at, source, position))
            return CommonRefusals.InvalidPage.On("page_token");
        var subscriber = Subscriber.Of(query.Caller);
        var found = subscriber.All
            ? await query.ManyAsync<Row>(
                OfAll,
                new
                {
                    committee = query.Committee,
                    at,
                    source,
                    position,
                    page.Limit,
                }
            )
            : await query.ManyAsync<Row>(
                OfOwn,
                new
                {
                    committee = query.Committee,
                    subscriber.Member,
                    subscriber.Unit,
                    at,
                    source,
                    position,
                    page.Limit,
                }
            );
        var (rows, next) = page.Cut(
            found,
            r => string.Create(CultureInfo.InvariantCulture, $"{Instant.ToMicros(r.At)}/{r.Source}/{r.Position}")
        );
        var response = new ListNoticesResponse { NextPageToken = next };
        if (rows.Count == 0)
            return response;
        var rules = await Rules.LoadAsync(query);
        var labels = await Timeline.NamedAsync(query, await Labels.LoadAsync(query, rules.InForce), rows);
        response.Notices.AddRange(
            rows.Select(r => new Notice
            {
                Proposal = ResourceName.Of(query.Committee, "proposals", r.Proposal),
                CaseNumber = r.CaseNumber,
                Subject = r.Subject,
                Entry = r.ToEntry(query.Committee, labels with { Policy = rules.Of(r.PolicyVersion) }, r.ForUnit == 1),
            })
        );
        return response;
    }

    private static (long At, string Source, long Position)? After(Page page)
    {
        if (page.After.Length == 0)
            return (long.MaxValue, "", 0);
        var parts = page.After.Split('/');
        return
            parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? (at, parts[1], position)
            : null;
    }

    private sealed record Row : TimelineRow
    {
        public string Proposal { get; init; } = "";
        public long CaseNumber { get; init; }
        public string Subject { get; init; } = "";
        public long PolicyVersion { get; init; }
        public long ForUnit { get; init; }
    }
}
