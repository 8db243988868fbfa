using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>拒绝申退 (T48): the unit must handle it, and its clock was running. Also for a request whose assignment ended meanwhile, so that it does not wait for ever.</summary>
internal static class RefuseReturn
{
    public static async Task<Decision<ReturnRequest>> HandleAsync(RefuseReturnRequest request, UnitOfWork unit)
    {
        if (Required.Text(request.Reason, "reason", 500) is { } bad)
            return bad;
        if (
            !(await ReturnRequestRow.LoadForAsync(unit, request.Name, ReturnRequestMove.Refuse)).Decided(
                out var returning,
                out var refusal
            )
        )
            return refusal;
        var assignment = await AssignmentRow.OfPartAsync(unit, returning.Assignment);
        var refused = returning.Answer(unit, ReturnRequestMove.Refuse, request.Reason);
        assignment.Save(
            unit,
            new ReturnRefused
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                ReturnRequest = returning.Id,
            }
        );
        return refused.ToMessage(unit.Committee);
    }
}
