using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// 催办: urges a unit about one of its open duties, late or not, at most once for a duty and local day (handbook 7.3).
/// </summary>
internal static class UrgeUnit
{
    private static readonly string ById = $"""
        {AssignmentFacts.Table.Columns}, COALESCE(i.state, 0) AS proposal_state, COALESCE(c.state, 0) AS case_state
        FROM assignment_facts a
        LEFT JOIN intake_facts i ON i.committee = a.committee AND i.proposal = a.proposal
        LEFT JOIN closing_facts c ON c.committee = a.committee AND c.proposal = a.proposal
        WHERE a.committee = @committee AND a.id = @id
        """;

    public static async Task<Decision<Urge>> HandleAsync(UrgeUnitRequest request, Transaction tx)
    {
        if (
            Input.First(Input.Choice(request.Channel, "channel"), Input.Required(request.Content, "content")) is { } bad
        )
            return bad;
        if (!ResourceName.Id(request.Duty, tx.Committee, "duties", "duty").Decided(out var id, out var refusal))
            return refusal;
        if (await LoadAsync(tx, id) is not { } duties)
            return CommonRefusals.NotFound;
        if (await DirectoryCopy.PolicyAsync(tx) is not { } policy)
            return CommonRefusals.NotFound;
        var today = WorkingCalendar.FormatDay(Deadline.LocalDay(tx.Now, policy.UtcOffsetMinutes));
        if (!Decide(id, duties, await UrgeRow.ExistsAsync(tx, id, today)).Decided(out var duty, out refusal))
            return refusal;
        return UrgeRow.Insert(tx, duty, request.Channel, request.Content, today).ToMessage(tx.Committee);
    }

    /// <summary>The open duty to urge about. Refusals: DUTY_DONE, URGED_TODAY.</summary>
    internal static Decision<UnitDuty> Decide(string id, IEnumerable<UnitDuty> duties, bool isUrgedToday)
    {
        if (duties.FirstOrDefault(d => d.Id == id && d.IsOpen) is not { } duty)
            return SupervisionRefusals.DutyDone;
        return isUrgedToday ? SupervisionRefusals.UrgedToday : duty;
    }

    /// <summary>
    /// The duties among which one with this id may be: those of its assignment, or its commitment. Null when the id is
    /// not a duty's.
    /// </summary>
    private static async Task<IReadOnlyList<UnitDuty>?> LoadAsync(IRead read, string duty)
    {
        if (duty.EndsWith(UnitDuty.CommitmentSuffix, StringComparison.Ordinal))
        {
            var id = duty[..^UnitDuty.CommitmentSuffix.Length];
            return
                await CommitmentFacts.Table.OneAsync(read, CommitmentFacts.ById, new { committee = read.Committee, id })
                    is { } commitment
                ? UnitDuty.Of(commitment)
                : null;
        }

        var suffix = duty.EndsWith(UnitDuty.AcknowledgeSuffix, StringComparison.Ordinal)
            ? UnitDuty.AcknowledgeSuffix
            : UnitDuty.AnswerSuffix;
        if (!duty.EndsWith(suffix, StringComparison.Ordinal))
            return null;
        return
            await read.OneAsync<UrgedAssignment>(ById, new { committee = read.Committee, id = duty[..^suffix.Length] })
                is { } found
            ? UnitDuty.Of(found, found.IsOver)
            : null;
    }
}
