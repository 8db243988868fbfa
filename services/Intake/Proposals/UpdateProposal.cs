using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>修改: saves a new version of the text; earlier ones are kept.</summary>
internal static class UpdateProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(UpdateProposalRequest request, Transaction tx)
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

        var version = proposal.TextVersion + 1;
        proposal = proposal with
        {
            Subject = wanted.Text.Subject,
            Suggestions = wanted.Text.Suggestions.Count,
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
                    TextHash = ProposalTextRow.Keep(tx, proposal.Id, version, wanted.Text),
                }
            )
            .ToMessageAsync(tx);
    }
}
