using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 提交会办意见 (handbook T62): submits a co-handling opinion with its number, who signed it and whom to ask. A late
/// one is accepted and counts as late. The lead's clock does not wait for it (handbook edge case 24).
/// </summary>
internal static class SubmitOpinion
{
    public static async Task<Decision<Opinion>> HandleAsync(SubmitOpinionRequest request, Transaction tx)
    {
        if (
            (
                Input.Required(request.Text, "text")
                ?? PaperFields.RefusesHandler(request.Handler, request.HandlerPhone)
            ) is
            { } bad
        )
            return bad;
        if (
            !(
                await AssignmentRow.LoadOwnForAsync(
                    tx,
                    request.Assignment,
                    "assignment",
                    "",
                    AssignmentMove.GiveOpinion
                )
            ).Decided(out var assignment, out var refusal)
        )
            return refusal;
        if (assignment.Role.Answers())
            return AssignmentRefusals.NotCoHandling;
        if (
            await FiledProposalRow.OfAsync(tx, assignment.Proposal) is not { } proposal
            || await DirectoryCopy.PolicyAsync(tx, proposal.PolicyVersion) is not { } policy
        )
            return CommonRefusals.NotFound;
        if (PaperFields.MissingOf(request, policy) is { } missing)
            return missing;
        return (await OpinionRow.InsertAsync(tx, assignment, request)).ToMessage(tx.Committee);
    }
}
