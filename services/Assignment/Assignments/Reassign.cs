using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 改派 (handbook T49, edge case 21): by a leader's decision another unit gets a running task, after the return window
/// too, and however often the case was returned. The appointed unit cannot send it back: until the decision is changed
/// it stays responsible (handbook 1.3).
/// </summary>
internal static class Reassign
{
    public static async Task<Decision<Assignment>> HandleAsync(ReassignRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (!ResourceName.Id(request.Unit, tx.Committee, "units", "unit").Decided(out var successor, out var refusal))
            return refusal;
        if (!(await AssignmentRow.LoadAsync(tx, request.Name, "name")).Decided(out var old, out refusal))
            return refusal;
        if (Etag.Refuses(request.Etag, old.Version) is { } stale)
            return stale;
        if (await ReturnRequestRow.IsPendingAsync(tx, old.Id))
            return AssignmentRefusals.ReturnPending.Because("该单位的申退待审核，请先答复申退：同意的，直接改办。");
        var ended = new AssignmentReassigned
        {
            Proposal = old.Proposal,
            Assignment = old.Id,
            Unit = successor,
            ReasonHash = TextHash.Of(request.Reason),
        };
        if (
            !(await Reassignment.RunAsync(tx, old, successor, AssignmentMove.Reassign, ended, request.Reason)).Decided(
                out var given,
                out refusal
            )
        )
            return refusal;
        return await given.ToMessageAsync(tx);
    }
}
