using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments.Tests;

/// <summary>
/// Builds test data: local times of China, rules, the national calendar of 2025 and 2026 (handbook 4.4), assignments.
/// </summary>
internal static class Given
{
    /// <summary>A local instant, e.g. "2026-03-02 09:00".</summary>
    public static DateTimeOffset Moment(string local) =>
        new(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8));

    public static DateOnly Day(string day) => WorkingCalendar.ParseDay(day);

    public static PolicyProfile Policy() =>
        new()
        {
            Version = 3,
            Acknowledge = Rule(PeriodUnit.WorkingDay, 3),
            ReturnWindow = Rule(PeriodUnit.WorkingDay, 5),
            CoHandlingOpinion = Rule(PeriodUnit.Month, 1),
            Reply = { Rule(PeriodUnit.Month, 2, SessionKind.InterSession), Rule(PeriodUnit.Month, 3) },
            Rehandling = Rule(PeriodUnit.Month, 1),
            CapMonths = 6,
            MaxExtensions = 1,
            MaxReturns = 2,
            RestartClockOnReassign = true,
            ContactRequired = true,
            OutcomeClasses =
            {
                new DictionaryEntry { Code = "A", Label = "已解决或采纳" },
            },
            UtcOffsetMinutes = 480,
        };

    public static DeadlineRule Rule(PeriodUnit unit, int amount, SessionKind kind = SessionKind.Unspecified) =>
        new()
        {
            Unit = unit,
            Amount = amount,
            SessionKind = kind,
            RollToWorkingDay = unit == PeriodUnit.Month,
        };

    /// <summary>A member's proposal of the session, of which nobody knows when it closes.</summary>
    public static ProposalKind InSession => new(SessionKind.InSession, ProposerKind.Member);

    /// <summary>A member's proposal after the session.</summary>
    public static ProposalKind InterSession => new(SessionKind.InterSession, ProposerKind.Member);

    public static DueDates Clock(Action<PolicyProfile>? change = null, ProposalKind? kind = null)
    {
        var policy = Policy();
        change?.Invoke(policy);
        return new DueDates(policy, Calendar(), kind ?? InSession);
    }

    public static WorkingCalendar Calendar() => new(Published());

    /// <summary>The calendar that followed, with the notice of 2027 and other changes.</summary>
    public static WorkingCalendar NextCalendar(
        Action<Calendar>? change = null,
        params ReadOnlySpan<(string Date, DayKind Kind)> days
    )
    {
        var calendar = Published();
        calendar.Version = 8;
        calendar.Years.Add(2027);
        calendar.Days.Add(
            new CalendarDay
            {
                Date = "2027-01-01",
                Kind = DayKind.Off,
                Reason = "元旦",
            }
        );
        change?.Invoke(calendar);
        foreach (var (date, kind) in days)
            calendar.Days.Add(
                new CalendarDay
                {
                    Date = date,
                    Kind = kind,
                    Reason = "调整",
                }
            );
        return new WorkingCalendar(calendar);
    }

    private static Calendar Published()
    {
        var calendar = new Calendar { Version = 7, Years = { 2025, 2026 } };
        Add(DayKind.Off, "元旦", "2026-01-01", 3);
        Add(DayKind.Off, "春节", "2026-02-15", 9);
        Add(DayKind.Off, "清明节", "2026-04-04", 3);
        Add(DayKind.Off, "劳动节", "2026-05-01", 5);
        Add(DayKind.Off, "端午节", "2026-06-19", 3);
        Add(DayKind.Off, "中秋节", "2026-09-25", 3);
        Add(DayKind.Off, "国庆节", "2026-10-01", 7);
        foreach (
            var day in new[] { "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10" }
        )
            Add(DayKind.Work, "节日", day, 1);
        return calendar;

        void Add(DayKind kind, string reason, string from, int days)
        {
            for (var i = 0; i < days; i++)
                calendar.Days.Add(
                    new CalendarDay
                    {
                        Date = WorkingCalendar.FormatDay(Day(from).AddDays(i)),
                        Kind = kind,
                        Reason = reason,
                    }
                );
        }
    }

    public static Due DueOn(string day) => new(Day(day), Deadline.EndOf(Day(day), 480), false);

    public static AssignmentRow Assignment(
        string unit = "u1",
        AssignmentRole role = AssignmentRole.Sole,
        AssignmentState state = AssignmentState.Acknowledged,
        int round = 1,
        string due = "2026-06-02",
        string returnDue = "2026-03-09"
    ) =>
        new()
        {
            Id = $"{unit}-{round}",
            Version = 1,
            Proposal = "p",
            Unit = unit,
            Role = role,
            State = state,
            Round = round,
            ReturnDue = DueOn(returnDue),
            Due = DueOn(due),
        };

    public static FiledProposalRow Filed(string id = "p", string proposers = "lead,second") =>
        new()
        {
            Id = id,
            Filed = true,
            CaseNumber = 12,
            Proposers = proposers,
            PolicyVersion = 3,
        };
}
