using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>Lists open duties whose last day has passed, by unit and due date.</summary>
internal static class ListOverdueDuties
{
    // 签收 is open while handed over; 答复 and 会办意见 until they are given; 承诺事项 until there is proof, of a
    // closed case too.
    private static readonly string Overdue = Sql.Of(
        $"""
        {AssignmentFacts.Table.Columns}, d.page_key, d.acknowledge, d.commitment
        FROM (
          SELECT a.committee, a.id, '' AS commitment,
            a.unit || '/' || a.acknowledge_due || '/' || a.id || '/1' AS page_key,
            CAST(1 AS BIGINT) AS acknowledge
          FROM assignment_facts a
          WHERE a.committee = @committee AND a.state = {AssignmentState.HandedOver}
            AND a.acknowledge_due <> '' AND a.acknowledge_too_late_at <= @Now AND (@unit = '' OR a.unit = @unit)
          UNION ALL
          SELECT a.committee, a.id, '' AS commitment, a.unit || '/' || a.answer_due || '/' || a.id || '/2' AS page_key,
            CAST(0 AS BIGINT) AS acknowledge
          FROM assignment_facts a
          WHERE a.committee = @committee AND {AssignmentFacts.IsOpen}
            AND a.answer_due <> '' AND a.answer_too_late_at <= @Now AND (@unit = '' OR a.unit = @unit)
          UNION ALL
          SELECT m.committee, m.assignment, m.id, m.unit || '/' || m.due_date || '/' || m.id || '/3' AS page_key,
            CAST(0 AS BIGINT) AS acknowledge
          FROM commitment_facts m
          WHERE m.committee = @committee AND {CommitmentFacts.IsOpen}
            AND m.too_late_at <= @Now AND (@unit = '' OR m.unit = @unit)
        ) d
        JOIN assignment_facts a ON a.committee = d.committee AND a.id = d.id
        WHERE d.page_key > @After AND (d.commitment <> '' OR ({AssignmentFacts.OfOpenCase}))
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
        var late = await LateOpinions.LoadAsync(query, unit);
        var response = new ListOverdueDutiesResponse { NextPageToken = next };
        var promised = await CommitmentsOfAsync(query, rows);
        response.Duties.AddRange(
            rows.Select(r =>
                (r.Commitment.Length > 0 ? UnitDuty.Of(promised[r.Commitment]) : UnitDuty.Of(r, isOver: false))
                    .Single(d => d.Kind == DutyKind.Acknowledge == r.Acknowledge)
                    .ToMessage(query.Committee, labels, rules, query.Now, late[r.Proposal])
            )
        );
        return response;
    }

    private static async Task<IReadOnlyDictionary<string, CommitmentFacts>> CommitmentsOfAsync(
        IRead read,
        IEnumerable<OverdueRow> rows
    )
    {
        var found = new Dictionary<string, CommitmentFacts>(StringComparer.Ordinal);
        foreach (var id in rows.Select(r => r.Commitment).Where(id => id.Length > 0))
            found[id] =
                await CommitmentFacts.Table.OneAsync(read, CommitmentFacts.ById, new { committee = read.Committee, id })
                ?? throw new InvalidOperationException($"commitment {id} was listed but is not there");
        return found;
    }

    private sealed record OverdueRow : AssignmentFacts
    {
        public string PageKey { get; init; } = "";

        /// <summary>True for 签收; otherwise the duty is 答复, 会办意见 or 承诺事项.</summary>
        public bool Acknowledge { get; init; }

        /// <summary>Id of the commitment; empty for other duties.</summary>
        public string Commitment { get; init; } = "";
    }
}
