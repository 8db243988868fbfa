using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>Lists open duties whose last day has passed, by unit and due date.</summary>
internal static class ListOverdueDuties
{
    // 签收 is open while handed over; 答复 and 会办意见 while handed over or acknowledged. A case that is withdrawn or
    // closed has no open duty.
    private static readonly string Overdue = Sql.Of(
        $"""
        SELECT d.page_key, d.acknowledge, d.id, d.proposal, d.unit, d.role, d.round, d.state, d.policy_version,
          d.acknowledge_due, d.acknowledge_too_late_at, d.acknowledge_provisional, d.answer_due, d.answer_too_late_at,
          d.answer_provisional, d.acknowledged_at, d.completed_at
        FROM (
          SELECT a.unit || '/' || a.acknowledge_due || '/' || a.id || '/1' AS page_key,
            CAST(1 AS BIGINT) AS acknowledge, a.committee, {AssignmentFacts.Columns}
          FROM assignment_facts a
          WHERE a.committee = @committee AND a.state = {AssignmentState.HandedOver} AND a.acknowledge_due <> ''
            AND a.acknowledge_too_late_at <= @Now AND (@unit = '' OR a.unit = @unit)
          UNION ALL
          SELECT a.unit || '/' || a.answer_due || '/' || a.id || '/2' AS page_key,
            CAST(0 AS BIGINT) AS acknowledge, a.committee, {AssignmentFacts.Columns}
          FROM assignment_facts a
          WHERE a.committee = @committee
            AND a.state IN ({AssignmentState.HandedOver}, {AssignmentState.Acknowledged}) AND a.answer_due <> ''
            AND a.answer_too_late_at <= @Now AND (@unit = '' OR a.unit = @unit)
        ) d
        WHERE d.page_key > @After
          AND NOT EXISTS (SELECT 1
            FROM intake_facts i
            WHERE i.committee = d.committee AND i.proposal = d.proposal AND i.state = {ProposalState.Withdrawn})
          AND NOT EXISTS (SELECT 1
            FROM closing_facts c
            WHERE c.committee = d.committee AND c.proposal = d.proposal AND c.state = {CaseState.Closed})
        ORDER BY d.page_key LIMIT @Limit
        """
    );

    public static async Task<Decision<ListOverdueDutiesResponse>> HandleAsync(
        ListOverdueDutiesRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!ResourceName.IdOrEmpty(request.Unit, query.Committee, "units", "unit").Decided(out var unit, out refusal))
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

        /// <summary>True for 签收; otherwise the duty is 答复 or 会办意见.</summary>
        public bool Acknowledge { get; init; }
    }
}
