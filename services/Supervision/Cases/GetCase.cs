using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Returns one case: stage, duties with lights, timeline. Its proposers (those of merged proposals too) and its units
/// see it, units less of it (<see cref="UnitReads"/>); for other members and units it does not exist.
/// </summary>
internal static class GetCase
{
    public static async Task<Decision<CaseView>> HandleAsync(GetCaseRequest request, Query query)
    {
        if (!ResourceName.Id(request.Name, query.Committee, "cases").Decided(out var id, out var refusal))
            return refusal;
        if (
            await CaseRecord.LoadAsync(query, CaseQuery.One, new { committee = query.Committee, id }) is not [var found]
            || !(await CaseReader.OfAsync(query, id)).Reads(out var unit)
        )
            return CommonRefusals.NotFound;
        var rules = await Rules.LoadAsync(query);
        var labels = await Labels.LoadAsync(query, rules.Of(found.Intake.PolicyVersion));
        var view = ToMessage(found, query, labels, rules);
        view.Timeline.AddRange(await Timeline.ReadAsync(query, id, labels, unit));
        if (unit.Length > 0 && UnitReads.HasLeft(found, unit))
            LeaveOutOthers(view, ResourceName.Of(query.Committee, "units", unit));
        return view;
    }

    /// <summary>The case without its timeline.</summary>
    internal static CaseView ToMessage(CaseRecord found, IRead read, Labels labels, Rules rules)
    {
        var stage = CaseStage.Of(found);
        var duties = UnitDuty
            .Of(found)
            .Select(d => d.ToMessage(read.Committee, labels, rules, read.Now, found.Assignments))
            .ToList();
        var view = new CaseView
        {
            Name = ResourceName.Of(read.Committee, "cases", found.Intake.Proposal),
            Proposal = ResourceName.Of(read.Committee, "proposals", found.Intake.Proposal),
            CaseNumber = found.Intake.CaseNumber,
            Subject = found.Intake.Subject,
            Stage = stage,
            StageText = Words.Of(stage),
            Light = duties.Select(d => d.Light).DefaultIfEmpty().Max(),
            KeyProposal = found.IsKey,
            KeyOverseer = found.IsKey ? found.Intake.KeyOverseer : "",
            KeyRemovalReason = found.IsKey ? "" : found.Intake.KeyReason,
            Round = found.Round,
        };
        view.Duties.AddRange(duties);
        return view;
    }

    /// <summary>A unit that has left the case sees no duty of those that go on with it.</summary>
    private static void LeaveOutOthers(CaseView view, string unit)
    {
        var own = view.Duties.Where(d => d.Unit == unit).ToList();
        view.Duties.Clear();
        view.Duties.AddRange(own);
        view.Light = own.Select(d => d.Light).DefaultIfEmpty().Max();
    }
}
