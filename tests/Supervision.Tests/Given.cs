using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.Supervision.Tests;

/// <summary>Builds the facts of the tests.</summary>
internal static class Given
{
    /// <summary>Wednesday, 10 o'clock in China.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 10, 0, 0, TimeSpan.FromHours(8));

    public static PolicyProfile Policy(Action<PolicyProfile>? change = null)
    {
        var policy = new PolicyProfile
        {
            Version = 1,
            Reply =
            {
                new DeadlineRule
                {
                    Unit = PeriodUnit.Month,
                    Amount = 3,
                    RollToWorkingDay = true,
                },
            },
            FiledConvention = FiledConvention.Inclusive,
            RatingRule = RatingRule.Worst,
            YellowWorkingDays = 15,
            RedWorkingDays = 5,
            AcknowledgeYellowWorkingDays = 1,
            UtcOffsetMinutes = 480,
            RejectionReasons =
            {
                new DictionaryEntry { Code = "academic", Label = "属于学术研讨" },
            },
            OutcomeClasses =
            {
                new DictionaryEntry { Code = "A", Label = "已解决或采纳" },
                new DictionaryEntry { Code = "B", Label = "列入计划拟解决" },
                new DictionaryEntry { Code = "C", Label = "留作参考" },
            },
            Categories =
            {
                new DictionaryEntry { Code = "economy", Label = "经济" },
            },
        };
        change?.Invoke(policy);
        return policy;
    }

    /// <summary>The days of 2026 that these tests need (handbook 4.4).</summary>
    public static Calendar Calendar()
    {
        var calendar = new Calendar { Version = 1, Years = { 2026 } };
        foreach (var day in new[] { "2026-04-04", "2026-04-05", "2026-04-06" })
            calendar.Days.Add(
                new CalendarDay
                {
                    Date = day,
                    Kind = DayKind.Off,
                    Reason = "清明节",
                }
            );
        return calendar;
    }

    public static Rules Rules(Action<PolicyProfile>? change = null) =>
        new(
            new Dictionary<long, PolicyProfile> { [1] = Policy(change) },
            new WorkingCalendar(Calendar()),
            new Dictionary<string, DateTimeOffset>()
        );

    public static CaseRecord Case(ProposalState state = ProposalState.Filed) =>
        new()
        {
            Intake = new IntakeFacts
            {
                Proposal = "p",
                State = state,
                PolicyVersion = 1,
                Category = "economy",
                ProposerKind = ProposerKind.Member,
            },
        };

    public static AssignmentFacts Assignment(
        string id = "a1",
        AssignmentState state = AssignmentState.HandedOver,
        int round = 1,
        AssignmentRole role = AssignmentRole.Sole,
        string unit = "u1"
    ) =>
        new()
        {
            Id = id,
            Proposal = "p",
            Unit = unit,
            Role = role,
            Round = round,
            State = state,
            PolicyVersion = 1,
            AcknowledgeDue = "2026-03-09",
            AcknowledgeTooLateAt = EndOf("2026-03-09"),
            AnswerDue = "2026-06-04",
            AnswerTooLateAt = EndOf("2026-06-04"),
            AcknowledgedAt = state is AssignmentState.HandedOver ? DateTimeOffset.UnixEpoch : Now,
            CompletedAt = state is AssignmentState.Replied or AssignmentState.OpinionGiven
                ? Now.AddDays(20)
                : DateTimeOffset.UnixEpoch,
        };

    public static ReplyFacts Reply(
        string assignment = "a1",
        int round = 1,
        string unit = "u1",
        string outcome = "A",
        bool completes = true,
        int day = 0
    ) =>
        new()
        {
            Id = $"{assignment}-{round}-{day}",
            Proposal = "p",
            Assignment = assignment,
            Unit = unit,
            Role = AssignmentRole.Sole,
            Round = round,
            OutcomeClass = outcome,
            CompletesRound = completes,
            DeliveredAt = Now.AddDays(day),
        };

    public static FormFacts Form(int round = 1, string unit = "u1", FormState state = FormState.Submitted) =>
        new()
        {
            Proposal = "p",
            Unit = unit,
            Round = round,
            State = state,
        };

    /// <summary>A form's ratings as Feedback reports them: of the case, or of one unit.</summary>
    public static RatingFacts Rated(Rating work, Rating result, int round = 1, string unit = "") =>
        new()
        {
            Proposal = "p",
            Round = round,
            Unit = unit,
            Work = work,
            Result = result,
        };

    public static DateTimeOffset EndOf(string day) => Deadline.EndOf(WorkingCalendar.ParseDay(day), 480);

    public static Labels Labels() => new(new Dictionary<string, string> { ["u1"] = "交通局" }, Policy());
}
