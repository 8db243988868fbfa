using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>
/// Counts due dates (handbook 4.3) by the policy profile pinned to the case and the committee's calendar in force. The
/// code is pure: the start instant is a parameter, and its local day is not counted.
/// </summary>
internal sealed class DueDates(PolicyProfile policy, WorkingCalendar calendar)
{
    /// <summary>The rules of the case.</summary>
    public PolicyProfile Policy => policy;

    /// <summary>
    /// The rules of a profile version with the calendar in force. Null when the committee has none, which cannot happen
    /// for a filed case.
    /// </summary>
    public static async Task<DueDates?> LoadAsync(IRead read, long policyVersion) =>
        await DirectoryCopy.PolicyAsync(read, policyVersion) is { } policy
        && await DirectoryCopy.CalendarAsync(read) is { } calendar
            ? new DueDates(policy, new WorkingCalendar(calendar))
            : null;

    /// <summary>The local day of an instant.</summary>
    public DateOnly Day(DateTimeOffset at) => Deadline.LocalDay(at, policy.UtcOffsetMinutes);

    /// <summary>The first instant of a local day, written YYYY-MM-DD.</summary>
    public DateTimeOffset BeginningOf(string day) =>
        Deadline.EndOf(WorkingCalendar.ParseDay(day).AddDays(-1), policy.UtcOffsetMinutes);

    /// <summary>The due dates of a task that starts at an instant.</summary>
    public CountedDues Count(AssignmentRole role, int round, SessionKind kind, DateTimeOffset at) =>
        new(Acknowledge(at), Return(at), Answer(role, round, kind, at));

    /// <summary>
    /// The due dates of the unit that takes over (改办, handbook edge case 50). The period is a new one where the
    /// profile restarts the clock, otherwise the running one. It never exceeds the cap from the first hand-over, and
    /// never ends earlier than announced before.
    /// </summary>
    /// <param name="told">How the running due date was counted.</param>
    /// <param name="firstHandOver">Instant of the case's first hand-over.</param>
    /// <param name="role">Role of the unit.</param>
    /// <param name="round">Round of handling.</param>
    /// <param name="kind">Kind of the proposal.</param>
    /// <param name="at">Instant of the reassignment.</param>
    public CountedDues Reassigned(
        DeadlineLedger told,
        DateTimeOffset firstHandOver,
        AssignmentRole role,
        int round,
        SessionKind kind,
        DateTimeOffset at
    )
    {
        var (fresh, cap) = (Answer(role, round, kind, at), Cap(firstHandOver));
        var (toldDay, freshDay) = (WorkingCalendar.ParseDay(told.Due.Date), WorkingCalendar.ParseDay(fresh.Due.Date));
        var bounded = freshDay > cap ? cap : freshDay;
        var answer =
            !policy.RestartClockOnReassign || bounded <= toldDay ? Kept(told)
            : bounded == freshDay ? fresh
            : CutTo(fresh, cap);
        return new CountedDues(Acknowledge(at), Return(at), answer);
    }

    /// <summary>
    /// The last day that an extension or a restarted clock may reach: the cap's months after the first hand-over,
    /// clamped to the month's end.
    /// </summary>
    public DateOnly Cap(DateTimeOffset firstHandOver) => Day(firstHandOver).AddMonths(policy.CapMonths);

    /// <summary>A granted extension: the announced days stay as they were counted, the added ones follow.</summary>
    public DeadlineLedger Extended(DeadlineLedger told, DateOnly until)
    {
        var ledger = told.Clone();
        var old = WorkingCalendar.ParseDay(told.Due.Date);
        for (var day = old.AddDays(1); day <= until; day = day.AddDays(1))
        {
            ledger.Days.Add(
                new LedgerDay
                {
                    Date = WorkingCalendar.FormatDay(day),
                    Reason = $"准予延期，{calendar.Of(day).Reason}",
                    Kind = LedgerDayKind.Extension,
                }
            );
        }

        ledger.Rule = $"{told.Rule}；原期限 {told.Due.Date}，准予延期至 {WorkingCalendar.FormatDay(until)}";
        // A person set this day; a later holiday notice does not move it.
        ledger.Due = On(until, provisional: false);
        return ledger;
    }

    private DeadlineLedger Acknowledge(DateTimeOffset at) => Ledger("签收", policy.Acknowledge, at);

    private DeadlineLedger Return(DateTimeOffset at) => Ledger("申退", policy.ReturnWindow, at);

    private DeadlineLedger Answer(AssignmentRole role, int round, SessionKind kind, DateTimeOffset at) =>
        role == AssignmentRole.CoHandle ? Ledger("会办意见", policy.CoHandlingOpinion, at)
        : round > 1 ? Ledger("答复", policy.Rehandling, at)
        : Ledger("答复", Deadline.For(policy.Reply, kind), at);

    private DeadlineLedger Ledger(string duty, DeadlineRule rule, DateTimeOffset at)
    {
        var counted = Deadline.Count(rule, Day(at), calendar);
        return new DeadlineLedger
        {
            Duty = duty,
            Rule = counted.Rule,
            StartDate = WorkingCalendar.FormatDay(counted.Start),
            Days =
            {
                counted.Days.Select(d => new LedgerDay
                {
                    Date = WorkingCalendar.FormatDay(d.Day),
                    Number = d.Number,
                    Reason = d.Reason,
                    // The last day has a number, unless it moved.
                    Kind = d.Day == counted.Due && d.Number == 0 ? LedgerDayKind.MovedTo : KindOf(d.Day),
                }),
            },
            Due = On(counted.Due, counted.Provisional),
            CalendarVersion = calendar.Version,
        };
    }

    private static DeadlineLedger Kept(DeadlineLedger told)
    {
        var ledger = told.Clone();
        ledger.Rule = $"{told.Rule}；改办沿用原期限";
        return ledger;
    }

    private DeadlineLedger CutTo(DeadlineLedger fresh, DateOnly cap)
    {
        var ledger = fresh.Clone();
        var last = WorkingCalendar.FormatDay(cap);
        ledger.Days.Clear();
        ledger.Days.AddRange(fresh.Days.Where(d => string.CompareOrdinal(d.Date, last) <= 0));
        ledger.Rule = $"{fresh.Rule}；自首次交办起不超过 {policy.CapMonths} 个月，至 {last} 止";
        // The cap is a plain date and does not depend on working days.
        ledger.Due = On(cap, provisional: false);
        return ledger;
    }

    private LedgerDayKind KindOf(DateOnly day) =>
        calendar.NoticeOf(day) switch
        {
            DayKind.Work => LedgerDayKind.AdjustedWorkday,
            not null => LedgerDayKind.Holiday,
            null when day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday => LedgerDayKind.Weekend,
            null => LedgerDayKind.Workday,
        };

    private DueDate On(DateOnly day, bool provisional) =>
        new()
        {
            Date = WorkingCalendar.FormatDay(day),
            TooLateAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(
                Deadline.EndOf(day, policy.UtcOffsetMinutes)
            ),
            Provisional = provisional,
        };
}
