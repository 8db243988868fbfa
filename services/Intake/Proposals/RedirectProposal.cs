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
        if (await RefusesAsync(tx, proposal) is { } no)
            return no;
        if ((await WaysAsync(tx, proposal)).All(o => o.Code != request.Outcome))
            return IntakeRefusals.RedirectionUnknown.On("outcome");
        if (string.IsNullOrWhiteSpace(request.Consent))
            return IntakeRefusals.ConsentRequired.On("consent");
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

    /// <summary>The reason why nobody passes it on now, whatever the request says; null when there is none.</summary>
    internal static async Task<Refusal?> RefusesAsync(IRead read, ProposalRow proposal) =>
        await ImportedCase.PassedOnAsync(read, proposal) is not null ? IntakeRefusals.RedirectedAlready
        : await ProposalRow.TakingUpAsync(read, proposal.Id, submitted: true) is not null
            ? IntakeRefusals.TakenUpAlready.Because("本件已由提案者重新提出，不再转作其他处理。")
        : (await WaysAsync(read, proposal)).Count == 0 ? IntakeRefusals.RedirectionUnknown
        : (Refusal?)null;

    // The ways of the profile that the proposal is under; none before that profile is known here.
    private static async Task<IReadOnlyList<ExaminationOutcome>> WaysAsync(IRead read, ProposalRow proposal) =>
        await DirectoryCopy.PolicyAsync(read, proposal.PolicyVersion) is { } policy
            ? [.. ExaminationOutcomes.Of(policy).Where(o => o.Effect == ExaminationEffect.Redirected)]
            : [];
}
