using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 申退 (handbook T46): requests to be relieved, within the window and with a reason and a suggestion. It is refused
/// when the case was returned too often. The duty continues until the decision.
/// </summary>
internal static class RequestReturn
{
    public static async Task<Decision<ReturnRequest>> HandleAsync(RequestReturnRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (
            !ResourceName
                .Id(request.SuggestedUnit, tx.Committee, "units", "suggested_unit")
                .Decided(out var suggested, out var refusal)
        )
            return refusal;
        if (
            !(
                await AssignmentRow.LoadOwnForAsync(
                    tx,
                    request.Assignment,
                    "assignment",
                    "",
                    AssignmentMove.RequestReturn
                )
            ).Decided(out var assignment, out refusal)
        )
            return refusal;
        if (suggested == assignment.Unit)
            return CommonRefusals.FieldInvalid.On("suggested_unit", "建议的承办单位不能是本单位，请选择其他单位。");
        if (await DirectoryCopy.UnitTitleAsync(tx, suggested) is null)
            return AssignmentRefusals.UnitUnknown.On("suggested_unit");
        if (await FiledProposalRow.OfAsync(tx, assignment.Proposal) is not { } proposal)
            return CommonRefusals.NotFound;
        if (await DirectoryCopy.PolicyAsync(tx, proposal.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        var pending = await ReturnRequestRow.IsPendingAsync(tx, assignment.Id);
        var approved = await ReturnRequestRow.CountApprovedAsync(tx, assignment.Proposal);
        if (Refuses(assignment, pending, approved, policy.MaxReturns, tx.Now) is { } no)
            return no;
        return ReturnRequestRow.Insert(tx, assignment, request.Reason, suggested).ToMessage(tx.Committee);
    }

    /// <summary>
    /// The reason why it cannot be requested now; null when it can. The window includes its whole last day (handbook
    /// edge case 18). After the allowed number of approved returns the leader decides, and what the leader has decided
    /// stands (handbook edge case 21).
    /// </summary>
    /// <param name="assignment">The assignment, in a state that allows it.</param>
    /// <param name="pending">True when a request of this assignment is pending already.</param>
    /// <param name="approved">Approved returns of the case so far.</param>
    /// <param name="maxReturns">Number of returns that the profile allows.</param>
    /// <param name="now">Server time.</param>
    internal static Refusal? Refuses(
        AssignmentRow assignment,
        bool pending,
        long approved,
        int maxReturns,
        DateTimeOffset now
    ) =>
        assignment.Decision.Length > 0 ? AssignmentRefusals.UnitDecided
        : now >= assignment.ReturnDue.TooLateAt ? AssignmentRefusals.ReturnWindowClosed
        : pending ? AssignmentRefusals.ReturnPending
        : approved >= maxReturns ? AssignmentRefusals.TooManyReturns
        : (Refusal?)null;
}
