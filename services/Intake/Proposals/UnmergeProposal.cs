using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 撤销并案 (handbook edge case 12): undoes a merge, only before hand-over. The proposal returns to its earlier state
/// with its number.
/// </summary>
internal static class UnmergeProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(UnmergeProposalRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (
            !(await ProposalRow.LoadForAsync(tx, request.Name, request.Etag, ProposalMove.Unmerge)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (await RefusesAsync(tx, proposal) is { } no)
            return no;
        proposal = proposal with { Opinion = request.Reason };
        proposal = proposal.Save(
            tx,
            ProposalMove.Unmerge,
            new ProposalUnmerged
            {
                Proposal = proposal.Id,
                From = proposal.MergedInto,
                State = proposal.StateBeforeMerge,
            },
            proposal.StateBeforeMerge
        );
        OpinionRow.Keep(tx, proposal, ProposalMove.Unmerge, request.Reason);
        return await proposal.ToMessageAsync(tx);
    }

    /// <summary>The reason why its merge is not undone, whatever the request says; null when there is none.</summary>
    internal static async Task<Refusal?> RefusesAsync(IRead read, ProposalRow proposal) =>
        await ProposalRow.FindAsync(read, proposal.MergedInto) is { } target
        && (await Handling.OfAsync(read, target)).Begun
            ? IntakeRefusals.AlreadyHandedOver
        // A case of a ledger was merged before it was imported. Its earlier state is unknown, so it stays merged.
        : proposal.StateBeforeMerge == ProposalState.Unspecified ? IntakeRefusals.StateBeforeMergeUnknown
        : (Refusal?)null;
}
