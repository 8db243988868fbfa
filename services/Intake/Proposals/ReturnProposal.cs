using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 退回修改 (handbook T23): returns a proposal with an opinion that the proposer can act on, and records the checks
/// that were made.
/// </summary>
internal static class ReturnProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(ReturnProposalRequest request, Transaction tx)
    {
        if ((Input.Required(request.Opinion, "opinion") ?? ExaminationRow.Refuses(request.Checks)) is { } bad)
            return bad;
        if (
            !(await ProposalRow.LoadForAsync(tx, request.Name, request.Etag, ProposalMove.Return)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        proposal = proposal with { Opinion = request.Opinion };
        proposal = proposal.Save(
            tx,
            ProposalMove.Return,
            new ProposalReturned { Proposal = proposal.Id, OpinionHash = TextHash.Of(request.Opinion) }
        );
        OpinionRow.Keep(tx, proposal, ProposalMove.Return, request.Opinion);
        ExaminationRow.Keep(
            tx,
            proposal,
            ProposalMove.Return,
            request.Checks,
            request.Examiner,
            ConcludedDuplicates.None
        );
        return await proposal.ToMessageAsync(tx);
    }
}
