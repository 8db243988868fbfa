using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 改办、改派 (handbook T47, T49): a running task ends, and another unit gets one in the same role and round. A
/// co-handling unit's opinion stays with its own task (handbook edge case 20). The cap still counts from the beginning
/// of the round (handbook edge case 50).
/// </summary>
internal static class Reassignment
{
    /// <summary>Refusals: MOVE_NOT_ALLOWED, UNIT_UNKNOWN, UNITS_CONFLICT.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="old">The task that ends.</param>
    /// <param name="successor">Id of the unit that takes over.</param>
    /// <param name="move">Why it ends.</param>
    /// <param name="ended">The event of its end.</param>
    /// <param name="decision">The leader's decision; empty where the unit asked to be relieved.</param>
    /// <param name="answered">Id of the return request that it answers; empty when none.</param>
    public static async Task<Decision<AssignmentRow>> RunAsync(
        Transaction tx,
        AssignmentRow old,
        string successor,
        AssignmentMove move,
        IMessage ended,
        string decision = "",
        string answered = ""
    )
    {
        if (AssignmentMachine.Moves.Refuses(old.State, move) is { } illegal)
            return illegal;
        if (await DirectoryCopy.UnitTitleAsync(tx, successor) is null)
            return AssignmentRefusals.UnitUnknown.On("unit");
        var ofCase = await AssignmentRow.OfCaseAsync(tx, old.Proposal);
        if (Refuses(ofCase, successor) is { } no)
            return no;
        if (
            await FiledProposalRow.OfAsync(tx, old.Proposal) is not { } proposal
            || await DueDates.LoadAsync(tx, proposal) is not { } clock
        )
            return CommonRefusals.NotFound;
        var told = await old.LedgerAsync(tx, Duty.Answer);

        await old.EndAsync(tx, move, ended, answered);
        var began = AssignmentRow.RoundBegan(ofCase, proposal, old.Round);
        var dues = clock.Reassigned(told, began, old.Role, old.Round, tx.Now);
        // One task goes and one of the same role comes, so the round needs as many replies as before.
        var needed = AssignmentRow.RepliesOf(ofCase, old.Round).Needed;
        var task = new NewTask(successor, old.Role, old.Round, old.Id, decision);
        return AssignmentRow.HandOver(tx, proposal, task, dues, needed, tx.Now);
    }

    /// <summary>
    /// The reason why this unit cannot take over; null when it can. No unit has two live tasks in a case, the one that
    /// gives its task away included.
    /// </summary>
    internal static Refusal? Refuses(IEnumerable<AssignmentRow> ofCase, string successor) =>
        ofCase.Any(a => a.State.IsLive() && a.Unit == successor)
            ? AssignmentRefusals.UnitsConflict.On("unit", "该单位已在承办本案，请改选其他单位。")
            : null;
}
