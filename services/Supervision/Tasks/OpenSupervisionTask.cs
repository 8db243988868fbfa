using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>拟定督办: opens a supervision task on a filed case, key or not (handbook 7.1, 7.2).</summary>
internal static class OpenSupervisionTask
{
    public static async Task<Decision<SupervisionTask>> HandleAsync(OpenSupervisionTaskRequest request, Transaction tx)
    {
        if (Input.Choice(request.Mode, "mode") is { } unknown)
            return unknown;
        if (PlanRules.Refuses(request.Plan) is { } bad)
            return bad;
        if (
            !ResourceName
                .Id(request.Proposal, tx.Committee, "proposals", "proposal")
                .Decided(out var proposal, out var refusal)
        )
            return refusal;
        if (
            await CaseRecord.LoadAsync(tx, CaseQuery.One, new { committee = tx.Committee, id = proposal })
            is not [var found]
        )
            return CommonRefusals.NotFound;
        if (!(await PlanRules.MembersAsync(tx, request.Plan)).Decided(out var members, out refusal))
            return refusal;
        if (!(await LocalToday.OfAsync(tx)).Decided(out var today, out refusal))
            return refusal;
        if (found.Intake.State != ProposalState.Filed)
            return SupervisionRefusals.NotFiled.Because("只有已立案、未并出、未撤案的提案可以开展督办。");

        var task = new SupervisionTaskRow
        {
            Id = tx.NewId(),
            Proposal = proposal,
            Mode = request.Mode,
            CaseNumber = found.Intake.CaseNumber,
            Subject = found.Intake.Subject,
        };
        return task.With(request.Plan, members).Insert(tx).ToMessage(tx.Committee, today);
    }
}
