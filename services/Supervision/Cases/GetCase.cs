using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Returns one case: stage, duties with lights, timeline. Its proposers (those of merged proposals too) and its units
/// see it; for other members and units it does not exist.
/// </summary>
internal static class GetCase
{
    public static async Task<Decision<CaseView>> HandleAsync(GetCaseRequest request, Query query)
    {
        if (!ResourceName.Id(request.Name, query.Committee, "cases").Decided(out var id, out var refusal))
            return refusal;
        if (
            await CaseRecord.LoadAsync(query, CaseQuery.One, new { committee = query.Committee, id }) is not [var found]
            || !await IsVisibleAsync(query, id)
        )
            return CommonRefusals.NotFound;
        var rules = await Rules.LoadAsync(query);
        var labels = await Labels.LoadAsync(query, rules.Of(found.Intake.PolicyVersion));
        var view = ToMessage(found, query, labels, rules);
        view.Timeline.AddRange(await Timeline.ReadAsync(query, id, labels));
        return view;
    }

    /// <summary>The case without its timeline.</summary>
    internal static CaseView ToMessage(CaseRecord found, IRead read, Labels labels, Rules rules)
    {
        var stage = CaseStage.Of(found);
        var duties = UnitDuty.Of(found).Select(d => d.ToMessage(read.Committee, labels, rules, read.Now)).ToList();
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

    private static async Task<bool> IsVisibleAsync(IRead read, string id)
    {
        var caller = read.Caller;
        if (caller.Is(SupervisionRpc.Watchers))
            return true;
        return await read.OneAsync<string>(
            """
            SELECT i.proposal FROM intake_facts i WHERE i.committee = @committee AND i.proposal = @id AND (
              (@Member <> '' AND EXISTS (
                SELECT 1
                FROM intake_proposers p JOIN intake_facts s ON s.committee = p.committee AND s.proposal = p.proposal
                WHERE p.committee = i.committee AND p.member = @Member
                  AND (s.proposal = i.proposal OR s.merged_into = i.proposal)))
              OR (@Unit <> '' AND (
                EXISTS (SELECT 1
                  FROM assignment_facts a
                  WHERE a.committee = i.committee AND a.proposal = i.proposal AND a.unit = @Unit)
                OR EXISTS (SELECT 1
                  FROM ledger_units u
                  WHERE u.committee = i.committee AND u.proposal = i.proposal AND u.unit = @Unit))))
            """,
            new
            {
                committee = read.Committee,
                id,
                caller.Member,
                caller.Unit,
            }
        )
            is not null;
    }
}
