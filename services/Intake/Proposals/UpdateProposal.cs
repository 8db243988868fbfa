using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 修改: saves the text that is being written. Only a submission makes it a version (handbook T24): nobody else reads
/// what was typed and removed before.
/// </summary>
internal static class UpdateProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(
        UpdateProposalRequest request,
        Transaction tx,
        DraftSettings drafts
    )
    {
        if (request.Proposal is not { } wanted)
            return CommonRefusals.FieldRequired.On("proposal");
        if (
            !(await ProposalRow.LoadOwnForAsync(tx, wanted.Name, wanted.Etag, ProposalMove.Revise)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (await DirectoryCopy.PolicyAsync(tx, proposal.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        if (TextRules.RefusesDraft(wanted, policy) is { } bad)
            return bad;
        if (!TextRules.Units(wanted, tx.Committee).Decided(out var units, out refusal))
            return refusal;
        if (
            proposal.State == ProposalState.Draft
            && await DraftQuota.RefusesAsync(tx, proposal.Id, wanted.Text, drafts) is { } full
        )
            return full;

        await ReviewSignatures.RunAsync(tx, proposal, wanted.Text);
        var version = Math.Max(proposal.TextVersion, proposal.SubmittedText + 1);
        // Others know a returned proposal by the subject that was submitted.
        if (proposal.State == ProposalState.Draft)
            proposal = proposal with { Subject = wanted.Text.Subject, Suggestions = wanted.Text.Suggestions.Count };
        proposal = proposal with
        {
            SuggestedUnits = units,
            MayPublish = wanted.MayPublish,
            NotPublicReason = wanted.NotPublicReason,
        };
        return await proposal
            .Save(
                tx,
                ProposalMove.Revise,
                new ProposalRevised
                {
                    Proposal = proposal.Id,
                    Category = wanted.Category,
                    TextVersion = version,
                    TextHash = ProposalTextRow.Save(tx, proposal.Id, version, wanted.Text),
                }
            )
            .ToMessageAsync(tx);
    }
}
