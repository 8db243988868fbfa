using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 并案 (T28): a grouping, not a change of the proposals. What was merged into the source moves along to the target (no chains: handbook edge case 13),
/// and every proposer keeps his right to a reply and a form (edge case 11).
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
        if (await FromAssignment.HasBegunAsync(tx, source.Id) || await FromAssignment.HasBegunAsync(tx, target.Id))
            return IntakeRefusals.AlreadyHandedOver;

        foreach (
            var earlier in await tx.ManyAsync<string>(
                "SELECT id FROM proposals WHERE committee = @committee AND merged_into <> '' AND merged_into = @Id ORDER BY id",
                new { committee = tx.Committee, source.Id }
            )
        )
        {
            if (
                !(await ProposalRow.LoadAsync(tx, ResourceName.Of(tx.Committee, "proposals", earlier))).Decided(
                    out var moved,
                    out refusal
                )
            )
                return refusal;
            (moved with { MergedInto = target.Id }).SaveMoved(tx, await ProposersAsync(tx, moved), target.Id);
        }

        return await source
            .Save(
                tx,
                new ProposalMerged
                {
                    Proposal = source.Id,
                    Into = target.Id,
                    Proposers = { await ProposersAsync(tx, source) },
                }
            )
            .ToMessageAsync(tx);
    }

    private static async Task<IEnumerable<string>> ProposersAsync(Transaction tx, ProposalRow proposal) =>
        [proposal.Lead, .. await proposal.CoSignersAsync(tx)];

    /// <summary>A proposal that was merged into the source is merged into the target now; what it was before the first merge stays known.</summary>
    private static void SaveMoved(this ProposalRow moved, Transaction tx, IEnumerable<string> proposers, string into)
    {
        var before = moved.StateBeforeMerge;
        (moved with { State = before }).Save(
            tx,
            new ProposalMerged
            {
                Proposal = moved.Id,
                Into = into,
                Proposers = { proposers },
            }
        );
    }
}
