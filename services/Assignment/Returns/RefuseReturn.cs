using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 拒绝申退 (handbook T48): refuses a return; the unit must handle the case, and its clock kept running. A request
/// whose assignment has ended can be refused too, so that it does not wait for ever.
/// </summary>
internal static class RefuseReturn
{
    public static async Task<Decision<ReturnRequest>> HandleAsync(RefuseReturnRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (
            !(await ReturnRequestRow.LoadForAsync(tx, request.Name, ReturnRequestMove.Refuse)).Decided(
                out var returning,
                out var refusal
            )
        )
            return refusal;
        var assignment = await AssignmentRow.OfPartAsync(tx, returning.Assignment);
        var refused = returning.Answer(tx, ReturnRequestMove.Refuse, request.Reason);
        assignment.Note(
            tx,
            new ReturnRefused
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                ReturnRequest = returning.Id,
            }
        );
        return refused.ToMessage(tx.Committee);
    }
}
