using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 提交会办意见 (handbook T62): submits a co-handling opinion. A late opinion is accepted and counts as late. The
/// lead's clock does not wait for it (handbook edge case 24).
/// </summary>
internal static class SubmitOpinion
{
    public static async Task<Decision<Opinion>> HandleAsync(SubmitOpinionRequest request, Transaction tx)
    {
        if (Input.Required(request.Text, "text") is { } bad)
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
        return (await OpinionRow.InsertAsync(tx, assignment, request.Text)).ToMessage(tx.Committee);
    }
}
