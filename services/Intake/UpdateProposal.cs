using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>修改: a new version of the text; the earlier ones are kept.</summary>
internal static class UpdateProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(UpdateProposalRequest request, UnitOfWork unit)
    {
        if (request.Proposal is not { } wanted)
            return CommonRefusals.FieldRequired.On("proposal");
        if (
            !(await ProposalRow.LoadOwnForAsync(unit, wanted.Name, wanted.Etag, ProposalMove.Revise)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (await DirectoryCopy.PolicyAsync(unit, proposal.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        if (TextRules.RefusesDraft(wanted, policy) is { } bad)
            return bad;
        if (!TextRules.Units(wanted, unit.Committee).Decided(out var units, out refusal))
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
                unit,
                new ProposalRevised
                {
                    Proposal = proposal.Id,
                    Category = wanted.Category,
                    TextVersion = version,
                    TextHash = ProposalRow.KeepText(unit, proposal.Id, version, wanted.Text),
                }
            )
            .ToMessageAsync(unit);
    }
}
