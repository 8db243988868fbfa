using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// The co-handling units whose opinion is late beside a late reply of the lead, and whether that excuses it
/// (主办可免责, handbook T64).
/// </summary>
/// <remarks>
/// It is a mark. The lead's clock does not stop, and its duty stays overdue (handbook edge case 24). Where the profile
/// lets the lead reply without the opinions, nothing has kept it from replying.
/// </remarks>
/// <param name="Units">Ids of the co-handling units.</param>
/// <param name="LeadExcusable">True when the lead had to wait for one of them.</param>
internal sealed record LateOpinions(IReadOnlyList<string> Units, bool LeadExcusable)
{
    private static readonly LateOpinions None = new([], false);

    // Late opinions of cases whose lead is late too, as far as open duties go.
    private static readonly string Beside = Sql.Of(
        $"""
        {AssignmentFacts.Table.Select} AND a.role = {AssignmentRole.CoHandle}
          AND a.state NOT IN ({AssignmentState.Returned}, {AssignmentState.Cancelled})
          AND a.answer_due <> '' AND (a.answer_too_late_at <= @Now OR a.answered_late = 1)
          AND EXISTS (SELECT 1 FROM assignment_facts o
            WHERE o.committee = a.committee AND o.proposal = a.proposal AND o.round = a.round
              AND o.role = {AssignmentRole.Lead} AND (@unit = '' OR o.unit = @unit)
              AND o.state IN ({AssignmentState.HandedOver}, {AssignmentState.Acknowledged})
              AND o.answer_due <> '' AND o.answer_too_late_at <= @Now)
        """
    );

    /// <summary>The tasks that may be late beside an open duty of a lead, of any unit or of one, by case.</summary>
    public static async Task<ILookup<string, AssignmentFacts>> LoadAsync(Query query, string unit) =>
        (
            await AssignmentFacts.Table.ManyAsync(
                query,
                Beside,
                new
                {
                    committee = query.Committee,
                    query.Now,
                    unit,
                }
            )
        ).ToLookup(a => a.Proposal, StringComparer.Ordinal);

    /// <summary>What is late beside a duty, at the instant at which it was done, or now.</summary>
    public static LateOpinions Of(
        UnitDuty duty,
        IEnumerable<AssignmentFacts> ofCase,
        PolicyProfile? policy,
        DateTimeOffset now
    )
    {
        var lead = duty.Assignment;
        var end = duty.DoneAt ?? now;
        if (
            duty.Kind != DutyKind.Reply
            || lead.Role != AssignmentRole.Lead
            || duty.DueDate.Length == 0
            || end < duty.TooLateAt
        )
            return None;
        var late = ofCase
            .Where(a => a.Role == AssignmentRole.CoHandle && a.Round == lead.Round && a.State.IsLive())
            .Where(a => a.AnsweredLate || (a.AnswerDue.Length > 0 && !IsGiven(a, a.AnswerTooLateAt, end)))
            .OrderBy(a => a.Id, StringComparer.Ordinal)
            .ToList();
        return new LateOpinions(
            [.. late.Select(a => a.Unit)],
            policy is { OpinionsRequired: true }
                && late.Any(a => a.AnswerTooLateAt <= duty.TooLateAt && !IsGiven(a, duty.TooLateAt, end))
        );
    }

    // Before the instant, as far as it has come.
    private static bool IsGiven(AssignmentFacts opinion, DateTimeOffset before, DateTimeOffset now) =>
        before > now || (opinion.CompletedAt > DateTimeOffset.UnixEpoch && opinion.CompletedAt < before);
}
