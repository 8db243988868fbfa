using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>The requests of a task that wait for their answer.</summary>
internal static class OpenRequests
{
    /// <summary>
    /// 失效 (handbook T54, T67): ends them undecided, because the task ends. Returns the task with the version that
    /// follows their events.
    /// </summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="task">The task that ends.</param>
    /// <param name="answered">Id of the return request that is answered by its end; empty when none.</param>
    public static async Task<AssignmentRow> VoidAsync(Transaction tx, AssignmentRow task, string answered)
    {
        if (await ReturnRequestRow.PendingAsync(tx, task.Id) is { } returning && returning.Id != answered)
        {
            returning.Answer(tx, ReturnRequestMove.Void);
            task = task.Note(
                tx,
                new ReturnVoided
                {
                    Proposal = task.Proposal,
                    Assignment = task.Id,
                    ReturnRequest = returning.Id,
                }
            );
        }

        if (await ExtensionRequestRow.PendingAsync(tx, task.Id) is { } extension)
        {
            extension.Answer(tx, ExtensionRequestMove.Void);
            task = task.Note(
                tx,
                new ExtensionVoided
                {
                    Proposal = task.Proposal,
                    Assignment = task.Id,
                    ExtensionRequest = extension.Id,
                }
            );
        }

        return task;
    }
}
