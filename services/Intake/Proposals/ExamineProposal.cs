using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 审查通过 (handbook T22, T26): records that qualification, content and form are in order; the filing decision
/// follows.
/// </summary>
internal static class ExamineProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(ExamineProposalRequest request, Transaction tx)
    {
        if (
            !(await ProposalRow.LoadForAsync(tx, request.Name, request.Etag, ProposalMove.Examine)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        proposal = proposal with { Opinion = request.Opinion };
        proposal = proposal.Save(tx, ProposalMove.Examine, new ProposalExamined { Proposal = proposal.Id });
        OpinionRow.Keep(tx, proposal, ProposalMove.Examine, request.Opinion);
        return await proposal.ToMessageAsync(tx);
    }
}
