using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>Open duties whose last day has passed, by unit and due date.</summary>
internal static class ListOverdueDuties
{
    // 签收 is open while handed over (1); 答复 and 会办意见 while handed over or acknowledged (2). A case that is withdrawn (8) or closed (4) has no open duty.
    private const string Overdue = """
        SELECT d.page_key, d.acknowledge, d.id, d.proposal, d.unit, d.role, d.round, d.state, d.policy_version, d.acknowledge_due, d.acknowledge_too_late_at,
          d.acknowledge_provisional, d.answer_due, d.answer_too_late_at, d.answer_provisional, d.acknowledged_at, d.completed_at
        FROM (
          SELECT a.unit || '/' || a.acknowledge_due || '/' || a.id || '/1' AS page_key, CAST(1 AS BIGINT) AS acknowledge, a.committee, a.id, a.proposal, a.unit, a.role, a.round, a.state,
            a.policy_version, a.acknowledge_due, a.acknowledge_too_late_at, a.acknowledge_provisional, a.answer_due, a.answer_too_late_at, a.answer_provisional,
            a.acknowledged_at, a.completed_at
          FROM assignment_facts a
          WHERE a.committee = @committee AND a.state = 1 AND a.acknowledge_due <> '' AND a.acknowledge_too_late_at <= @Now AND (@unit = '' OR a.unit = @unit)
          UNION ALL
          SELECT a.unit || '/' || a.answer_due || '/' || a.id || '/2' AS page_key, CAST(0 AS BIGINT) AS acknowledge, a.committee, a.id, a.proposal, a.unit, a.role, a.round, a.state,
            a.policy_version, a.acknowledge_due, a.acknowledge_too_late_at, a.acknowledge_provisional, a.answer_due, a.answer_too_late_at, a.answer_provisional,
            a.acknowledged_at, a.completed_at
          FROM assignment_facts a
          WHERE a.committee = @committee AND a.state IN (1, 2) AND a.answer_due <> '' AND a.answer_too_late_at <= @Now AND (@unit = '' OR a.unit = @unit)
        ) d
        WHERE d.page_key > @After
          AND NOT EXISTS (SELECT 1 FROM intake_facts i WHERE i.committee = d.committee AND i.proposal = d.proposal AND i.state = 8)
          AND NOT EXISTS (SELECT 1 FROM closing_facts c WHERE c.committee = d.committee AND c.proposal = d.proposal AND c.state = 4)
        ORDER BY d.page_key LIMIT @Limit
        """;

    public static async Task<Decision<ListOverdueDutiesResponse>> HandleAsync(
        ListOverdueDutiesRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        var unit = "";
        if (
            request.Unit.Length > 0
            && !ResourceName.Id(request.Unit, query.Committee, "units", "unit").Decided(out unit, out refusal)
        )
            return refusal;
        var duties = await query.ManyAsync<OverdueRow>(
            Overdue,
            new
            {
                committee = query.Committee,
                query.Now,
                unit,
                page.After,
                page.Limit,
            }
        );
        var (rows, next) = page.Cut(duties, d => d.PageKey);
        var rules = await Rules.LoadAsync(query);
        var labels = await Labels.LoadAsync(query, rules.InForce);
        var response = new ListOverdueDutiesResponse { NextPageToken = next };
        response.Duties.AddRange(
            rows.Select(r =>
                UnitDuty
                    .Of(r, isOver: false)
                    .Single(d => d.Kind == DutyKind.Acknowledge == r.Acknowledge)
                    .ToMessage(query.Committee, labels, rules, query.Now)
            )
        );
        return response;
    }

    private sealed record OverdueRow : AssignmentFacts
    {
        public string PageKey { get; init; } = "";

        /// <summary>The duty is 签收; otherwise 答复 or 会办意见.</summary>
        public bool Acknowledge { get; init; }
    }
}
