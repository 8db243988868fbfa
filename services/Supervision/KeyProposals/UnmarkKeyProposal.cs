using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>取消重点提案: removes a mark, with a reason. It may be removed whatever the state of the case.</summary>
internal static class UnmarkKeyProposal
{
    public static async Task<Decision<CaseView>> HandleAsync(UnmarkKeyProposalRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (!(await KeyProposalRow.CaseAsync(tx, request.Name)).Decided(out var found, out var refusal))
            return refusal;
        if (!found.IsKey)
            return SupervisionRefusals.NotKey;
        var row = new KeyProposalRow(found.Intake.Proposal, false, "", request.Reason);
        row.Save(
            tx,
            found.Intake.KeyVersion,
            new KeyProposalUnmarked { Proposal = row.Proposal, ReasonHash = TextHash.Of(row.Reason) }
        );
        return await row.ToMessageAsync(tx, found);
    }
}
