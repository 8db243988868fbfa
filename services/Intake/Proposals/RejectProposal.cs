using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 不予立案 (handbook T29): rejects a proposal for a reason of the dictionary; the proposer reads the explanation.
/// </summary>
internal static class RejectProposal
{
    private const string Other = "other";

    public static async Task<Decision<Proposal>> HandleAsync(RejectProposalRequest request, Transaction tx)
    {
        if (Input.Text(request.Reason, "reason", 40) is { } bad)
            return bad;
        if (
            !(await ProposalRow.LoadForAsync(tx, request.Name, request.Etag, ProposalMove.Reject)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (await DirectoryCopy.PolicyAsync(tx, proposal.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        if (policy.RejectionReasons.All(r => r.Code != request.Reason))
            return IntakeRefusals.ReasonUnknown.On("reason");
        if (request.Reason == Other && string.IsNullOrWhiteSpace(request.Explanation))
            return IntakeRefusals.ExplanationRequired.On("explanation");
        proposal = proposal with { Opinion = request.Explanation };
        proposal = proposal.Save(
            tx,
            ProposalMove.Reject,
            new ProposalRejected { Proposal = proposal.Id, Reason = request.Reason }
        );
        OpinionRow.Keep(tx, proposal, ProposalMove.Reject, request.Explanation);
        return await proposal.ToMessageAsync(tx);
    }
}
