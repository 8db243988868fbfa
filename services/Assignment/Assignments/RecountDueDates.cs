using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 重算期限 (handbook 4.3, edge case 47): when the committee publishes a calendar, the due dates of running tasks are
/// counted by it again. A provisional date becomes final, and nobody is late on a day that became a holiday. No date
/// becomes earlier. What changed is told in an event; a task that is done keeps its dates.
/// </summary>
internal static class RecountDueDates
{
    private static readonly string Behind = Sql.Of(
        $"""
        SELECT a.committee, a.id
        FROM (SELECT committee, MAX(version) AS version FROM calendars GROUP BY committee) c
        JOIN assignments a ON a.committee = c.committee AND a.calendar_version < c.version
          AND a.state IN ({AssignmentState.HandedOver}, {AssignmentState.Acknowledged})
        ORDER BY a.calendar_version, a.id LIMIT @limit
        """
    );

    /// <summary>Counts again what was counted by an older calendar, so many tasks a sweep.</summary>
    public static Task SweepAsync(ServiceShard service, CancellationToken stop) =>
        service.SweepEachAsync("recount-due-dates", Behind, RunAsync, stop);

    private static async Task RunAsync(Transaction tx, string id)
    {
        // The task may have been completed since the query.
        var task = await AssignmentRow.OfPartAsync(tx, id);
        if (
            !task.State.IsOpen()
            || await DirectoryCopy.CalendarAsync(tx) is not { } calendar
            || task.CalendarVersion >= calendar.Version
            || await FiledProposalRow.OfAsync(tx, task.Proposal) is not { } proposal
            || await DueDates.LoadAsync(tx, proposal) is not { } clock
        )
            return;
        var told = await task.LedgersAsync(tx);
        var began = await task.RoundBeganAsync(tx, proposal);
        var now = clock.Recounted(task, told, began);
        if (Decide(task, now, calendar.Version) is not { } happened)
        {
            task.StandsBy(tx, calendar.Version);
            return;
        }

        task.KeepLedgers(tx, now.Dues);
        task.Note(tx, happened);
    }

    /// <summary>The event of the new due dates; null when all are as they were told.</summary>
    internal static DueDatesRecounted? Decide(AssignmentRow task, RecountedDues now, long calendarVersion) =>
        Due.Of(now.Dues.Acknowledge.Due) == task.AcknowledgeDue
        && Due.Of(now.Dues.Return.Due) == task.ReturnDue
        && Due.Of(now.Dues.Answer.Due) == task.Due
        && Due.Of(now.Original) == task.OriginalDue
            ? null
            : new DueDatesRecounted
            {
                Proposal = task.Proposal,
                Assignment = task.Id,
                CalendarVersion = calendarVersion,
                AcknowledgeDue = now.Dues.Acknowledge.Due,
                ReturnDue = now.Dues.Return.Due,
                Due = now.Dues.Answer.Due,
                OriginalDue = now.Original,
                OldAcknowledgeDue = task.AcknowledgeDue.ToMessage(),
                OldReturnDue = task.ReturnDue.ToMessage(),
                OldDue = task.Due.ToMessage(),
            };
}
