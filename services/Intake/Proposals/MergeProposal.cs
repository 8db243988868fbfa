using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 并案 (handbook T28): groups proposals without changing them. Proposals merged into the source move along to the
/// target (no chains: handbook edge case 13). Every proposer keeps the right to a reply and a form (handbook edge case
/// 11).
/// </summary>
internal static class MergeProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(MergeProposalRequest request, Transaction tx)
    {
        if (
            !(await ProposalRow.LoadForAsync(tx, request.Name, request.Etag, ProposalMove.Merge)).Decided(
                out var source,
                out var refusal
            )
        )
            return refusal;
        if (!(await ProposalRow.LoadAsync(tx, request.Into, "into")).Decided(out var target, out refusal))
            return refusal;
        if (source.Id == target.Id)
            return IntakeRefusals.MergeSelf.On("into");
        if (source.Session != target.Session)
            return IntakeRefusals.MergeSessionsDiffer.On("into");
        if (target.State != ProposalState.Filed)
            return IntakeRefusals.MergeTargetNotFiled.On("into");
        if ((await Handling.OfAsync(tx, source)).Begun || (await Handling.OfAsync(tx, target)).Begun)
            return IntakeRefusals.AlreadyHandedOver;

        foreach (var earlier in await ProposalRow.MergedIntoAsync(tx, source.Id))
        {
            earlier.Save(
                tx,
                ProposalMove.MoveAlong,
                new ProposalMerged
                {
                    Proposal = earlier.Id,
                    Into = target.Id,
                    Proposers = { earlier.Lead, await earlier.CoSignersAsync(tx) },
                }
            );
        }

        var coSigners = await source.CoSignersAsync(tx);
        return await source
            .Save(
                tx,
                ProposalMove.Merge,
                new ProposalMerged
                {
                    Proposal = source.Id,
                    Into = target.Id,
                    Proposers = { source.Lead, coSigners },
                }
            )
            .ToMessageAsync(tx, coSigners);
    }
}
