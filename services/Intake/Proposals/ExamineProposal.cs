using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 审查通过 (handbook T22, T25): records the checks of qualification, content and form, who made them, and the
/// conclusion of the duplicate check; the filing decision follows.
/// </summary>
internal static class ExamineProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(ExamineProposalRequest request, Transaction tx)
    {
        if (ExaminationRow.Refuses(request.Checks) is { } bad)
            return bad;
        if (
            !(await ProposalRow.LoadForAsync(tx, request.Name, request.Etag, ProposalMove.Examine)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (await DirectoryCopy.PolicyAsync(tx, proposal.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        if (ExaminationRow.RefusesToPass(request.Checks, request.Examiner, policy) is { } no)
            return no;
        if (
            !(await ConcludedDuplicates.OfAsync(tx, proposal, request.DuplicateCheck, policy)).Decided(
                out var duplicates,
                out refusal
            )
        )
            return refusal;

        proposal = proposal with { Opinion = request.Opinion };
        proposal = proposal.Save(tx, ProposalMove.Examine, new ProposalExamined { Proposal = proposal.Id });
        OpinionRow.Keep(tx, proposal, ProposalMove.Examine, request.Opinion);
        ExaminationRow.Keep(tx, proposal, ProposalMove.Examine, request.Checks, request.Examiner, duplicates);
        return await proposal.ToMessageAsync(tx);
    }
}
