using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 免除会办 (handbook T53): ends the task of a co-handling unit that gives no opinion, so that the lead
/// can sign where the profile wants every opinion. The reason stays with the task.
/// </summary>
internal static class ReleaseCoHandler
{
    public static async Task<Decision<Assignment>> HandleAsync(ReleaseCoHandlerRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (!(await AssignmentRow.LoadAsync(tx, request.Name, "name")).Decided(out var task, out var refusal))
            return refusal;
        if ((Etag.Refuses(request.Etag, task.Version) ?? Refuses(task)) is { } no)
            return no;
        var released = await (task with { Decision = request.Reason }).EndAsync(
            tx,
            AssignmentMove.Release,
            new AssignmentReleased
            {
                Proposal = task.Proposal,
                Assignment = task.Id,
                Unit = task.Unit,
                ReasonHash = TextHash.Of(request.Reason),
            }
        );
        return released.ToMessage(tx.Committee);
    }

    /// <summary>The reason why it cannot be released; null when it can.</summary>
    internal static Refusal? Refuses(AssignmentRow task) =>
        task.Role.Answers()
            ? AssignmentRefusals.NotCoHandling.Because("只有会办任务可以免除；主办、独办、分办的请改派其他单位。")
            : AssignmentMachine.Moves.Refuses(task.State, AssignmentMove.Release);
}
