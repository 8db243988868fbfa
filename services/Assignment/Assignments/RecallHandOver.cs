using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 撤回交办: takes back a hand-over that no unit has acknowledged (handbook T52). The proposal waits again,
/// and the next hand-over counts its due dates anew. Open requests of the units end with their tasks. An open
/// withdrawal is of the proposal and stays open.
/// </summary>
internal static class RecallHandOver
{
    public static async Task<Decision<RecallHandOverResponse>> HandleAsync(
        RecallHandOverRequest request,
        Transaction tx
    )
    {
        if (
            !ResourceName
                .Id(request.Proposal, tx.Committee, "proposals", "proposal")
                .Decided(out var id, out var refusal)
        )
            return refusal;
        if (await FiledProposalRow.OfAsync(tx, id) is not { Filed: true, Withdrawn: false } proposal)
            return AssignmentRefusals.NotFiled;
        var live = (await AssignmentRow.OfCaseAsync(tx, id)).Where(a => a.State.IsLive()).ToList();
        if (Refuses(live) is { } no)
            return no;

        var response = new RecallHandOverResponse();
        foreach (var assignment in live)
        {
            var cancelled = await assignment.EndAsync(
                tx,
                AssignmentMove.Cancel,
                new AssignmentCancelled
                {
                    Proposal = assignment.Proposal,
                    Assignment = assignment.Id,
                    Recalled = true,
                }
            );
            response.Assignments.Add(cancelled.ToMessage(tx.Committee));
        }

        proposal.TakeBack(tx);
        return response;
    }

    /// <summary>The reason why the tasks of a case cannot be taken back; null when they can.</summary>
    internal static Refusal? Refuses(IReadOnlyCollection<AssignmentRow> live) =>
        live.Count > 0 && live.All(a => a is { State: AssignmentState.HandedOver, Round: 1, Replaces: "" })
            ? null
            : AssignmentRefusals.HandlingBegun;
}
