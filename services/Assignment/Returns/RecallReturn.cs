using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 撤回申退 (handbook T54): takes a request back that is not decided; the unit handles the case, and its clock kept
/// running. It may ask again within the window.
/// </summary>
internal static class RecallReturn
{
    public static async Task<Decision<ReturnRequest>> HandleAsync(RecallReturnRequest request, Transaction tx)
    {
        if (
            !(await ReturnRequestRow.LoadOwnForAsync(tx, request.Name, ReturnRequestMove.Recall)).Decided(
                out var returning,
                out var refusal
            )
        )
            return refusal;
        var assignment = await AssignmentRow.OfPartAsync(tx, returning.Assignment);

        var recalled = returning.Answer(tx, ReturnRequestMove.Recall);
        assignment.Note(
            tx,
            new ReturnRecalled
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                ReturnRequest = returning.Id,
            }
        );
        return recalled.ToMessage(tx.Committee);
    }
}
