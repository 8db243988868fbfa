using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 并案 (handbook T28): groups proposals without changing them, and records how the proposers were asked. Proposals
/// merged into the source move along to the target (no chains: handbook edge case 13). Every proposer keeps the right
/// to a reply and a form (handbook edge case 11).
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
        if ((await RefusesAsync(tx, source) ?? await RefusesAsync(tx, target)) is { } no)
            return no;
        if (await DirectoryCopy.PolicyAsync(tx, source.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        if (policy.MergeRecordsConsent && string.IsNullOrWhiteSpace(request.Consent))
            return IntakeRefusals.ConsentRequired.On("consent");
        var asked = request.Consent.Length > 0 ? TextHash.Of(request.Consent) : ByteString.Empty;

        foreach (var earlier in await ProposalRow.MergedIntoAsync(tx, source.Id))
        {
            var moved = earlier.Save(
                tx,
                ProposalMove.MoveAlong,
                new ProposalMerged
                {
                    Proposal = earlier.Id,
                    Into = target.Id,
                    Proposers = { earlier.Lead, await earlier.CoSignersAsync(tx) },
                    ConsentHash = asked,
                }
            );
            OpinionRow.Keep(tx, moved, ProposalMove.MoveAlong, request.Consent);
        }

        var coSigners = await source.CoSignersAsync(tx);
        var merged = source.Save(
            tx,
            ProposalMove.Merge,
            new ProposalMerged
            {
                Proposal = source.Id,
                Into = target.Id,
                Proposers = { source.Lead, coSigners },
                ConsentHash = asked,
            }
        );
        OpinionRow.Keep(tx, merged, ProposalMove.Merge, request.Consent);
        return await merged.ToMessageAsync(tx, coSigners);
    }

    /// <summary>
    /// The reason why a proposal is neither merged nor merged into now, whatever the request says; null when there is
    /// none.
    /// </summary>
    internal static async Task<Refusal?> RefusesAsync(IRead read, ProposalRow proposal) =>
        (await Handling.OfAsync(read, proposal)).Begun ? IntakeRefusals.AlreadyHandedOver
        // Both sides agreed after the hand-over was taken back, and Assignment settles it a moment later.
        : await WithdrawalRow.LastAsync(read, proposal.Id) is { State: WithdrawalState.Agreed }
            ? IntakeRefusals.WithdrawalPending.Because("双方已同意撤案，不再并案。")
        : (Refusal?)null;
}
