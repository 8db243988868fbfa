using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// 列为重点提案: marks a filed case; the mark is an overlay, never a state (handbook 2.0). The overseer stays in our
/// table; the event carries a hash of it.
/// </summary>
internal static class MarkKeyProposal
{
    public static async Task<Decision<CaseView>> HandleAsync(MarkKeyProposalRequest request, Transaction tx)
    {
        if (Input.Required(request.Overseer, "overseer") is { } bad)
            return bad;
        if (!(await KeyProposalRow.CaseAsync(tx, request.Name)).Decided(out var found, out var refusal))
            return refusal;
        if (Refuses(found) is { } no)
            return no;
        var row = new KeyProposalRow(found.Intake.Proposal, true, request.Overseer, "");
        row.Save(
            tx,
            found.Intake.KeyVersion,
            new KeyProposalMarked { Proposal = row.Proposal, OverseerHash = TextHash.Of(row.Overseer) }
        );
        return await row.ToMessageAsync(tx, found);
    }

    /// <summary>
    /// The reason why it cannot be marked; null when it can. A mark from an earlier system's ledger counts.
    /// </summary>
    internal static Refusal? Refuses(CaseRecord found) =>
        found.Intake.State != ProposalState.Filed ? SupervisionRefusals.NotFiled
        : found.IsKey ? SupervisionRefusals.AlreadyKey
        : (Refusal?)null;
}
