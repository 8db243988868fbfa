using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 抄送: whom a reply is copied to (handbook T73, 3.5). Offices read every reply, units those of their cases. A copy
/// opens it to nobody new. A unit that leaves the case later keeps reading what it was sent.
/// </summary>
/// <param name="Offices">The offices.</param>
/// <param name="Units">Ids of the units.</param>
internal sealed record Copies(IReadOnlyList<CopiedOffice> Offices, IReadOnlyList<string> Units)
{
    private const int MaxUnits = 20;

    /// <summary>
    /// The copies that a request names. Refusals: FIELD_INVALID, UNIT_UNKNOWN, UNITS_CONFLICT, COPY_NOT_OF_CASE.
    /// </summary>
    public static async Task<Decision<Copies>> OfAsync(
        IRead read,
        DeliverReplyRequest request,
        AssignmentRow assignment,
        IReadOnlyCollection<AssignmentRow> ofCase
    )
    {
        if (RefusesOffices(request.CopiedOffices) is { } bad)
            return bad;
        if (Input.Count(request.CopiedUnits.Count, "copied_units", MaxUnits) is { } many)
            return many;
        var units = new List<string>();
        foreach (var name in request.CopiedUnits)
        {
            if (!ResourceName.Id(name, read.Committee, "units", "copied_units").Decided(out var unit, out var refusal))
                return refusal;
            if (await DirectoryCopy.UnitTitleAsync(read, unit) is null)
                return AssignmentRefusals.UnitUnknown.On("copied_units");
            units.Add(unit);
        }

        return RefusesUnits(units, assignment, ofCase) is { } no ? no : new Copies([.. request.CopiedOffices], units);
    }

    /// <summary>The error in the offices; null when each is one and named once.</summary>
    internal static Refusal? RefusesOffices(IReadOnlyCollection<CopiedOffice> offices) =>
        offices.Select(o => Input.Choice(o, "copied_offices")).FirstOrDefault(r => r is not null)
        ?? (
            offices.Distinct().Count() == offices.Count
                ? null
                : CommonRefusals.FieldInvalid.On("copied_offices", "同一机关只能列一次。")
        );

    /// <summary>The error in the units; null when each is another unit that has the case, named once.</summary>
    internal static Refusal? RefusesUnits(
        IReadOnlyCollection<string> units,
        AssignmentRow assignment,
        IEnumerable<AssignmentRow> ofCase
    )
    {
        if (units.Distinct(StringComparer.Ordinal).Count() != units.Count)
            return AssignmentRefusals.UnitsConflict.On("copied_units", "同一单位只能列一次。");
        var others = ofCase.Where(a => a.State.IsLive() && a.Unit != assignment.Unit).Select(a => a.Unit).ToHashSet();
        return units.All(others.Contains) ? null : AssignmentRefusals.CopyNotOfCase.On("copied_units");
    }
}
