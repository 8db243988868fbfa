using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 同意申退并改办 (handbook T47): ends the returning unit's task and gives the new unit one in the same role and round.
/// A co-handling unit's opinion stays with its own assignment (handbook edge case 20). The cap still counts from the
/// first hand-over (handbook edge case 50).
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
        if (AssignmentMachine.Moves.Refuses(old.State, AssignmentMove.ApproveReturn) is { } illegal)
            return illegal;
        if (await DirectoryCopy.UnitTitleAsync(tx, successor) is null)
            return AssignmentRefusals.UnitUnknown.On("unit");
        var ofCase = await AssignmentRow.OfCaseAsync(tx, old.Proposal);
        if (Refuses(ofCase, successor) is { } no)
            return no;
        if (
            await FiledProposalRow.OfAsync(tx, old.Proposal) is not { } proposal
            || await DueDates.LoadAsync(tx, proposal.PolicyVersion) is not { } clock
        )
            return CommonRefusals.NotFound;
        var told = await old.LedgerAsync(tx, Duty.Answer);

        returning.Answer(tx, ReturnRequestMove.Approve);
        old.Save(
            tx,
            AssignmentMove.ApproveReturn,
            new ReturnApproved
            {
                Proposal = old.Proposal,
                Assignment = old.Id,
                ReturnRequest = returning.Id,
                Unit = successor,
            }
        );
        var dues = clock.Reassigned(told, proposal.HandedOverAt, old.Role, old.Round, proposal.SessionKind, tx.Now);
        // One task goes and one of the same role comes, so the round needs as many replies as before.
        var needed = AssignmentRow.RepliesOf(ofCase, old.Round).Needed;
        return AssignmentRow
            .HandOver(tx, proposal, new NewTask(successor, old.Role, old.Round, old.Id), dues, needed, tx.Now)
            .ToMessage(tx.Committee);
    }

    /// <summary>
    /// The reason why this unit cannot take over; null when it can. No unit has two live tasks in a case, the returning
    /// one included.
    /// </summary>
    internal static Refusal? Refuses(IEnumerable<AssignmentRow> ofCase, string successor) =>
        ofCase.Any(a => a.State.IsLive() && a.Unit == successor)
            ? AssignmentRefusals.UnitsConflict.On("unit", "该单位已在承办本案，请改选其他单位。")
            : null;
}
