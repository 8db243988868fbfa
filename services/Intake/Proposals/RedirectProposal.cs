using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 转为意见建议、委员来信 (handbook T30): passes a proposal on that was not filed, by a way of the profile's
/// dictionary. The proposer agreed, and how is kept. It stays 不予立案, and figures count it by the way it went.
/// </summary>
internal static class RedirectProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(RedirectProposalRequest request, Transaction tx)
    {
        if (Input.Text(request.Outcome, "outcome", 40) is { } bad)
            return bad;
        if (
            !(await ProposalRow.LoadForAsync(tx, request.Name, request.Etag, ProposalMove.Redirect)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (await DirectoryCopy.PolicyAsync(tx, proposal.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        if (
            ExaminationOutcomes
                .Of(policy)
                .All(o => o.Code != request.Outcome || o.Effect != ExaminationEffect.Redirected)
        )
            return IntakeRefusals.RedirectionUnknown.On("outcome");
        if (string.IsNullOrWhiteSpace(request.Consent))
            return IntakeRefusals.ConsentRequired.On("consent");
        if (await ImportedCase.PassedOnAsync(tx, proposal) is not null)
            return IntakeRefusals.RedirectedAlready;
        if (await ProposalRow.TakingUpAsync(tx, proposal.Id, submitted: true) is not null)
            return IntakeRefusals.TakenUpAlready.Because("本件已由提案者重新提出，不再转作其他处理。");
        proposal = proposal.Save(
            tx,
            ProposalMove.Redirect,
            new ProposalRedirected
            {
                Proposal = proposal.Id,
                Outcome = request.Outcome,
                ConsentHash = TextHash.Of(request.Consent),
            }
        );
        OpinionRow.Keep(tx, proposal, ProposalMove.Redirect, request.Consent);
        return await proposal.ToMessageAsync(tx);
    }
}
