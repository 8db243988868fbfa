using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// A hand-over that may be done: what <see cref="HandOver"/> does and <see cref="PreviewHandOver"/> shows.
/// </summary>
/// <param name="Proposal">The proposal that waits for hand-over.</param>
/// <param name="Tasks">The tasks of its units, the lead first.</param>
/// <param name="Clock">Counts their due dates, by the rules of the case.</param>
internal sealed record HandOverPlan(FiledProposalRow Proposal, IReadOnlyList<NewTask> Tasks, DueDates Clock)
{
    private const int MaxOtherUnits = 20;

    /// <summary>Checks a request. Refusals: those of HandOver.</summary>
    public static async Task<Decision<HandOverPlan>> LoadAsync(
        IRead read,
        string name,
        HandlingMode mode,
        string leadUnit,
        IReadOnlyList<string> otherUnits
    )
    {
        if (!ResourceName.Id(name, read.Committee, "proposals", "proposal").Decided(out var id, out var refusal))
            return refusal;
        if ((Input.Choice(mode, "mode") ?? Input.Count(otherUnits.Count, "other_units", MaxOtherUnits)) is { } bad)
            return bad;
        if (!ResourceName.IdOrEmpty(leadUnit, read.Committee, "units", "lead_unit").Decided(out var lead, out refusal))
            return refusal;
        var others = new List<string>();
        foreach (var unit in otherUnits)
        {
            if (!ResourceName.Id(unit, read.Committee, "units", "other_units").Decided(out var other, out refusal))
                return refusal;
            others.Add(other);
        }

        var proposal = await FiledProposalRow.OfAsync(read, id);
        if (HandOver.Refuses(proposal) is { } no)
            return no;
        if (!HandOver.TasksOf(mode, lead, others).Decided(out var tasks, out refusal))
            return refusal;
        foreach (var task in tasks)
        {
            if (await DirectoryCopy.UnitTitleAsync(read, task.Unit) is null)
                return AssignmentRefusals.UnitUnknown.On(task.Unit == lead ? "lead_unit" : "other_units");
        }

        return await DueDates.LoadAsync(read, proposal!) is { } clock
            ? new HandOverPlan(proposal!, tasks, clock)
            : CommonRefusals.NotFound;
    }

    /// <summary>The due dates of a task that starts at an instant.</summary>
    public CountedDues DuesOf(NewTask task, DateTimeOffset at) => Clock.Count(task.Role, task.Round, at);
}
