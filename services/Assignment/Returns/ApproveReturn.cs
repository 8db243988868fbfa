using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 同意申退并改办 (handbook T47): ends the returning unit's task and gives it to the unit that is named, or suggested.
/// </summary>
internal static class ApproveReturn
{
    public static async Task<Decision<Assignment>> HandleAsync(ApproveReturnRequest request, Transaction tx)
    {
        if (
            !(await ReturnRequestRow.LoadForAsync(tx, request.Name, ReturnRequestMove.Approve)).Decided(
                out var returning,
                out var refusal
            )
        )
            return refusal;
        if (!ResourceName.IdOrEmpty(request.Unit, tx.Committee, "units", "unit").Decided(out var named, out refusal))
            return refusal;
        var successor = named.Length > 0 ? named : returning.SuggestedUnit;
        var old = await AssignmentRow.OfPartAsync(tx, returning.Assignment);
        var ended = new ReturnApproved
        {
            Proposal = old.Proposal,
            Assignment = old.Id,
            ReturnRequest = returning.Id,
            Unit = successor,
        };
        if (
            !(
                await Reassignment.RunAsync(
                    tx,
                    old,
                    successor,
                    AssignmentMove.ApproveReturn,
                    ended,
                    answered: returning.Id
                )
            ).Decided(out var given, out refusal)
        )
            return refusal;
        returning.Answer(tx, ReturnRequestMove.Approve);
        return await given.ToMessageAsync(tx);
    }
}
