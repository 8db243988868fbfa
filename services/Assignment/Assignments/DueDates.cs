using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>
/// Counts due dates (handbook 4.3) by the policy profile pinned to the case and the committee's calendar in force. The
/// code is pure: the start instant is a parameter, and its local day is not counted.
/// </summary>
internal sealed class DueDates(PolicyProfile policy, WorkingCalendar calendar, ProposalKind kind)
{
    private const string NotEarlier = "；按工作日历第 ";

    /// <summary>The rules of the case.</summary>
    public PolicyProfile Policy => policy;

    /// <summary>
    /// The rules of a proposal's profile version with the calendar in force. Null when the committee has none, which
    /// cannot happen for a filed case.
    /// </summary>
    public static async Task<DueDates?> LoadAsync(IRead read, FiledProposalRow proposal)
    {
        if (
            await DirectoryCopy.PolicyAsync(read, proposal.PolicyVersion) is not { } policy
            || await DirectoryCopy.CalendarAsync(read) is not { } calendar
        )
            return null;
        var lead = await DirectoryCopy.MemberAsync(read, proposal.ProposerIds.FirstOrDefault() ?? "");
        var session = await DirectoryCopy.PlenarySessionAsync(read, proposal.Session);
        DateOnly? closed = session is null ? null : Deadline.LocalDay(session.ClosesAt, policy.UtcOffsetMinutes);
        var kind = new ProposalKind(proposal.SessionKind, lead?.Kind ?? ProposerKind.Unspecified, closed);
        return new DueDates(policy, new WorkingCalendar(calendar), kind);
    }

    /// <summary>The local day of an instant.</summary>
    public DateOnly Day(DateTimeOffset at) => Deadline.LocalDay(at, policy.UtcOffsetMinutes);

    /// <summary>The first instant of a local day, written YYYY-MM-DD.</summary>
    public DateTimeOffset BeginningOf(string day) =>
        Deadline.EndOf(WorkingCalendar.ParseDay(day).AddDays(-1), policy.UtcOffsetMinutes);

    /// <summary>
    /// The due dates of a task that begins its round at an instant: the first hand-over of the case, or the order to
    /// handle it again. The answer is bounded by the cap of the round (handbook 4.1).
    /// </summary>
    public CountedDues Count(AssignmentRole role, int round, DateTimeOffset at) =>
        new(Acknowledge(at), Return(at), Answer(role, round, StartOf(role, round, Day(at)), Cap(at)));

    /// <summary>
    /// The due dates of the unit that takes over (改办, handbook edge case 50). The period is a new one where the
    /// profile restarts the clock, otherwise the running one. It never exceeds the cap of the round, and never ends
    /// earlier than announced before.
    /// </summary>
    /// <param name="told">How the running due date was counted.</param>
    /// <param name="began">When the round began.</param>
    /// <param name="role">Role of the unit.</param>
    /// <param name="round">Round of handling.</param>
    /// <param name="at">Instant of the reassignment.</param>
    public CountedDues Reassigned(
        DeadlineLedger told,
        DateTimeOffset began,
        AssignmentRole role,
        int round,
        DateTimeOffset at
    )
    {
        var fresh = Answer(role, round, Day(at), Cap(told, began));
        var answer = !policy.RestartClockOnReassign || DayOf(fresh) <= DayOf(told) ? Kept(told) : fresh;
        return new CountedDues(Acknowledge(at), Return(at), answer);
    }

    /// <summary>
    /// The due dates of a running task by the calendar in force, which was published after they were told (handbook
    /// 4.3, edge case 47). None becomes earlier. One that fell on a working day which has become a day off moves to the
    /// next working day.
    /// </summary>
    /// <param name="task">The task with the dates that were told.</param>
    /// <param name="told">How they were counted.</param>
    /// <param name="began">When the round began.</param>
    public RecountedDues Recounted(AssignmentRow task, CountedDues told, DateTimeOffset began)
    {
        var again = told.Answer.HandledAgain;
        var start = WorkingCalendar.ParseDay(told.Answer.StartDate);
        var fresh = again ? HandledAgain(start) : Answer(task.Role, task.Round, start, Cap(began));
        var extended = task.Due.Day != task.OriginalDue.Day;
        var answer = Later(told.Answer, fresh, extended);
        var original =
            !extended ? answer.Due
            // The original day was counted from another start.
            : again ? On(task.OriginalDue.Day, task.OriginalDue.Provisional)
            : DayOf(fresh) > task.OriginalDue.Day ? fresh.Due
            : On(task.OriginalDue.Day, task.OriginalDue.Provisional && fresh.Due.Provisional);
        return new RecountedDues(
            new CountedDues(
                Recounted(told.Acknowledge, policy.Acknowledge),
                Recounted(told.Return, policy.ReturnWindow),
                answer
            ),
            original
        );
    }

    /// <summary>
    /// The last day that an answer of a round may reach, with an extension or a restarted clock too: the cap's months
    /// after the round began, clamped to the month's end.
    /// </summary>
    public DateOnly Cap(DateTimeOffset began) => Deadline.Cap(Day(began), policy);

    /// <summary>The same; a reply that was sent back has a cap from that day (T90).</summary>
    /// <param name="told">How the running due date was counted.</param>
    /// <param name="began">When the round began.</param>
    public DateOnly Cap(DeadlineLedger told, DateTimeOffset began) =>
        told.HandledAgain ? Deadline.Cap(WorkingCalendar.ParseDay(told.StartDate), policy) : Cap(began);

    /// <summary>The last day that one extension of a due date may reach (handbook 4.2).</summary>
    public DateOnly LongestExtension(DateOnly due) =>
        policy.MaxExtensionMonths > 0 ? due.AddMonths(policy.MaxExtensionMonths) : DateOnly.MaxValue;

    /// <summary>A granted extension: the announced days stay as they were counted, the added ones follow.</summary>
    /// <param name="told">How the due date was counted before.</param>
    /// <param name="until">The day that is granted.</param>
    /// <param name="asked">The day that was asked for, where it is another one.</param>
    /// <param name="reason">Why another day is granted than the one asked for; empty when none was said.</param>
    public DeadlineLedger Extended(DeadlineLedger told, DateOnly until, DateOnly? asked = null, string reason = "")
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

        ledger.Rule =
            $"{told.Rule}；原期限 {told.Due.Date}"
            + (asked is { } wanted && wanted != until ? $"，申请延至 {WorkingCalendar.FormatDay(wanted)}" : "")
            + $"，准予延期至 {WorkingCalendar.FormatDay(until)}"
            + (reason.Length > 0 ? $"（{reason}）" : "");
        // A person set this day: it depends on no count.
        ledger.Due = On(until, provisional: false);
        return ledger;
    }

    /// <summary>
    /// An opinion that its unit gives again until the day that the lead set: the announced days stay as they were
    /// counted, the added ones follow. The day never becomes earlier (handbook T63).
    /// </summary>
    /// <param name="told">How the due date was counted before.</param>
    /// <param name="until">The last day to give it again.</param>
    public DeadlineLedger SentBack(DeadlineLedger told, DateOnly until)
    {
        var old = DayOf(told);
        if (until <= old)
            return Standing(told);

        var ledger = told.Clone();
        for (var day = old.AddDays(1); day <= until; day = day.AddDays(1))
        {
            ledger.Days.Add(
                new LedgerDay
                {
                    Date = WorkingCalendar.FormatDay(day),
                    Reason = $"退回后顺延，{calendar.Of(day).Reason}",
                    Kind = LedgerDayKind.SentBack,
                }
            );
        }

        ledger.Rule = $"{told.Rule}；原期限 {told.Due.Date}，退回后 {WorkingCalendar.FormatDay(until)} 前重新提交";
        // A person set this day: it depends on no count.
        ledger.Due = On(until, provisional: false);
        return ledger;
    }

    /// <summary>
    /// A reply that was sent back after its delivery: the profile's period of handling again, from that day and with
    /// its own cap. The day never becomes earlier (handbook 4.2, T90).
    /// </summary>
    /// <param name="told">How the due date was counted before.</param>
    /// <param name="at">When it was sent back.</param>
    public DeadlineLedger HandledAgain(DeadlineLedger told, DateTimeOffset at)
    {
        var fresh = HandledAgain(Day(at));
        if (DayOf(fresh) <= DayOf(told))
            return Standing(told);
        fresh.Rule = $"{fresh.Rule}；原期限 {told.Due.Date}";
        return fresh;
    }

    private DeadlineLedger HandledAgain(DateOnly day)
    {
        var ledger = Ledger("答复", policy.Rehandling, day, Deadline.Cap(day, policy), round: 2);
        ledger.Rule = $"退回重办：{ledger.Rule}";
        ledger.HandledAgain = true;
        return ledger;
    }

    private static DeadlineLedger Standing(DeadlineLedger told)
    {
        const string stands = "；退回后期限不变";
        var ledger = told.Clone();
        ledger.Rule = told.Rule.EndsWith(stands, StringComparison.Ordinal) ? told.Rule : told.Rule + stands;
        return ledger;
    }

    private DeadlineLedger Acknowledge(DateTimeOffset at) =>
        Ledger("签收", policy.Acknowledge, Day(at), DateOnly.MaxValue);

    private DeadlineLedger Return(DateTimeOffset at) => Ledger("申退", policy.ReturnWindow, Day(at), DateOnly.MaxValue);

    private DeadlineLedger Answer(AssignmentRole role, int round, DateOnly start, DateOnly cap)
    {
        var rule = AnswerRule(role, round);
        var ledger = Ledger(role.Answers() ? "答复" : "会办意见", rule, start, cap, round);
        if (kind.SessionClosed == start && rule.Start == DeadlineStart.SessionClose)
            ledger.Rule = $"自闭会之日起 {ledger.Rule}";
        return ledger;
    }

    private DateOnly StartOf(AssignmentRole role, int round, DateOnly handedOver) =>
        Deadline.StartOf(AnswerRule(role, round), kind, handedOver, calendar);

    private DeadlineRule AnswerRule(AssignmentRole role, int round) =>
        !role.Answers() ? policy.CoHandlingOpinion
        : round > 1 ? policy.Rehandling
        : Deadline.For(policy.Reply, kind);

    private DeadlineLedger Ledger(string duty, DeadlineRule rule, DateOnly start, DateOnly cap, int round = 1)
    {
        var counted = Deadline.CountCapped(rule, start, calendar, cap, policy.CapMonths, round);
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
                    Kind = IsMovedTo(d, counted.Due) ? LedgerDayKind.MovedTo : KindOf(d.Day),
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

    private DeadlineLedger Recounted(DeadlineLedger told, DeadlineRule rule) =>
        Later(
            told,
            Ledger(told.Duty, rule, WorkingCalendar.ParseDay(told.StartDate), DateOnly.MaxValue),
            extended: false
        );

    /// <summary>
    /// The later of what was told and what is counted now; equal days keep what was told of the rule.
    /// </summary>
    private DeadlineLedger Later(DeadlineLedger told, DeadlineLedger fresh, bool extended)
    {
        var (toldDay, freshDay) = (DayOf(told), DayOf(fresh));
        if (freshDay > toldDay)
        {
            fresh.Rule = $"{fresh.Rule}；原告知 {told.Due.Date}，按工作日历第 {calendar.Version} 版重算";
            return fresh;
        }

        var ledger = told.Clone();
        ledger.CalendarVersion = calendar.Version;
        ledger.Due.Provisional = told.Due.Provisional && fresh.Due.Provisional;
        if (freshDay == toldDay)
        {
            ledger.Days.Clear();
            ledger.Days.AddRange(fresh.Days);
        }
        else if (!extended)
        {
            var before = told.Rule.IndexOf(NotEarlier, StringComparison.Ordinal);
            ledger.Rule =
                $"{(before < 0 ? told.Rule : told.Rule[..before])}{NotEarlier}{calendar.Version} 版重算为 "
                + $"{fresh.Due.Date}，已告知的期限不提前";
        }

        return AfterNewHoliday(ledger, told);
    }

    /// <summary>
    /// Moves a last day that has become a day off to the next working day. A day that was told as a day off was meant
    /// so by the profile or by who granted it, and stays.
    /// </summary>
    private DeadlineLedger AfterNewHoliday(DeadlineLedger ledger, DeadlineLedger told)
    {
        var day = DayOf(ledger);
        var (working, reason) = calendar.Of(day);
        if (working || !WasToldAsWorkday(told, day))
            return ledger;
        while (!working)
        {
            day = day.AddDays(1);
            (working, reason) = calendar.Of(day);
            ledger.Days.Add(
                new LedgerDay
                {
                    Date = WorkingCalendar.FormatDay(day),
                    Reason = $"期满日改为放假，顺延（{reason}）",
                    Kind = working ? LedgerDayKind.MovedTo : KindOf(day),
                }
            );
        }

        ledger.Due = On(day, provisional: !calendar.Knows(day));
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

    // Who granted an extension, and a program before days had a kind, did not say what the last day was. It was meant
    // as a working day unless it lies on a weekend that no notice speaks of.
    private bool WasToldAsWorkday(DeadlineLedger told, DateOnly day) =>
        told.Days.LastOrDefault(d => d.Date == told.Due.Date)?.Kind switch
        {
            LedgerDayKind.Workday or LedgerDayKind.AdjustedWorkday or LedgerDayKind.MovedTo => true,
            LedgerDayKind.Extension or LedgerDayKind.SentBack or LedgerDayKind.Unspecified => calendar.NoticeOf(day)
                is not null,
            _ => false,
        };

    // A last day without a number is the one that the end moved to, or a day off by which the cap cut a count.
    private bool IsMovedTo(CountedDay day, DateOnly due) =>
        day.Day == due && day.Number == 0 && calendar.Of(day.Day).Working;

    private static DateOnly DayOf(DeadlineLedger ledger) => WorkingCalendar.ParseDay(ledger.Due.Date);

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
