using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>撤销并案 (handbook edge case 12): only before hand-over; the proposal is what it was before, with its number.</summary>
internal static class UnmergeProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(UnmergeProposalRequest request, Transaction tx)
    {
        if (Input.Text(request.Reason, "reason", 500) is { } bad)
            return bad;
        if (
            !(await ProposalRow.LoadForAsync(tx, request.Name, request.Etag, ProposalMove.Unmerge)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (await FromAssignment.HasBegunAsync(tx, proposal.MergedInto))
            return IntakeRefusals.AlreadyHandedOver;
        // A case of a ledger was merged before it came here: its earlier state is not known, so it stays merged.
        if (proposal.StateBeforeMerge == ProposalState.Unspecified)
            return ProposalRow.Machine.Refuses(ProposalState.NotFiled, ProposalMove.Unmerge)!;
        proposal = proposal with { Opinion = request.Reason };
        return await proposal
            .Save(
                tx,
                new ProposalUnmerged
                {
                    Proposal = proposal.Id,
                    From = proposal.MergedInto,
                    State = proposal.StateBeforeMerge,
                }
            )
            .ToMessageAsync(tx);
    }
}
