using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 重算反馈期限 (handbook 4.3, edge case 47): when the committee publishes a calendar, the last days of open forms are
/// counted by it again, as Assignment does with its due dates. None becomes earlier.
/// </summary>
internal static class RecountForms
{
    private static readonly string Behind = Sql.Of(
        $"""
        SELECT f.committee, f.id
        FROM (SELECT committee, MAX(version) AS version FROM calendars GROUP BY committee) c
        JOIN forms f ON f.committee = c.committee AND f.calendar_version < c.version AND f.state = {FormState.Open}
        ORDER BY f.calendar_version, f.id LIMIT @limit
        """
    );

    /// <summary>Counts again what was counted by an older calendar, so many forms a sweep.</summary>
    public static Task SweepAsync(ServiceShard service, CancellationToken stop) =>
        service.SweepEachAsync("recount-form", Behind, RunAsync, stop);

    private static async Task RunAsync(Transaction tx, string id)
    {
        // The form may have been submitted since the query.
        if (
            await FormRow.FindAsync(tx, id) is not { State: FormState.Open } form
            || await DirectoryCopy.CalendarAsync(tx) is not { } published
            || form.CalendarVersion >= published.Version
            || await ReplyRow.FindAsync(tx, form.Reply) is not { } reply
            || await DirectoryCopy.PolicyAsync(tx, reply.PolicyVersion) is not { } policy
        )
            return;
        var from = form.ReopenedAt > DateTimeOffset.UnixEpoch ? form.ReopenedAt : reply.DeliveredAt;
        var (due, provisional) = Decide(form, from, policy, new WorkingCalendar(published));
        if (WorkingCalendar.FormatDay(due) == form.DueDate && provisional == form.Provisional)
            form.StandsBy(tx, published.Version);
        else
            form.Recount(tx, due, provisional, published.Version, policy.UtcOffsetMinutes);
    }

    /// <summary>
    /// The last day of an open form by a calendar, never earlier than it was told. One that a notice has made a day off
    /// moves to the next working day.
    /// </summary>
    internal static (DateOnly Due, bool Provisional) Decide(
        FormRow form,
        DateTimeOffset from,
        PolicyProfile policy,
        WorkingCalendar calendar
    )
    {
        var (counted, told) = (IssueForms.Count(from, policy, calendar), WorkingCalendar.ParseDay(form.DueDate));
        if (counted.Due > told)
            return (counted.Due, counted.Provisional);
        var due = told;
        while (calendar.NoticeOf(told) == DayKind.Off && !calendar.Of(due).Working)
            due = due.AddDays(1);
        return (due, due > told ? !calendar.Knows(due) : form.Provisional && counted.Provisional);
    }
}
