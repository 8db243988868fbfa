using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback.Tests;

/// <summary>Builds the rows and profiles of the tests.</summary>
internal static class Given
{
    public const Rating None = Rating.Unspecified,
        Yes = Rating.Satisfied,
        Mostly = Rating.MostlySatisfied,
        No = Rating.Dissatisfied;

    public static FormRow Open(string unit = "u1", string member = "m1", bool lead = true) =>
        new()
        {
            Id = $"{unit}-{member}",
            Version = 1,
            Proposal = "p",
            Reply = "r-" + unit,
            Unit = unit,
            Member = member,
            Round = 1,
            Lead = lead,
            State = FormState.Open,
            DueDate = "2026-03-11",
            TooLateAt = new DateTimeOffset(2026, 3, 12, 0, 0, 0, TimeSpan.FromHours(8)),
        };

    public static FormRow Lapsed(string unit = "u1", string member = "m1", bool lead = true) =>
        Open(unit, member, lead) with
        {
            State = FormState.Lapsed,
            Version = 2,
        };

    public static FormRow Stated(
        Rating work,
        Rating result,
        string unit = "u1",
        string member = "m1",
        bool lead = true
    ) => Open(unit, member, lead) with { State = FormState.Submitted, Version = 2, Work = work, Result = result };

    public static Ratings Rated(Rating work, Rating result) => new() { Work = work, Result = result };

    public static PolicyProfile Policy(
        RatingRule rule = RatingRule.Worst,
        RehandlingTrigger trigger = RehandlingTrigger.AnyDimension,
        bool mostly = false,
        int rounds = 2,
        bool withoutStatement = true
    ) =>
        new()
        {
            Version = 3,
            RatingRule = rule,
            RehandlingTrigger = trigger,
            MostlySatisfiedReopens = mostly,
            MaxRounds = rounds,
            CloseWithoutStatement = withoutStatement,
            UtcOffsetMinutes = 480,
            Feedback = new DeadlineRule { Unit = PeriodUnit.WorkingDay, Amount = 15 },
        };

    public static CaseRow Case(CaseState state, int round = 1) =>
        new()
        {
            Proposal = "p",
            Version = 4,
            State = state,
            Round = round,
            PolicyVersion = 3,
        };

    public static RoundForms Issued(int issued, int needed, int pending = 0, bool withdrawn = false) =>
        new()
        {
            Issued = issued,
            Needed = needed,
            Pending = pending,
            Withdrawn = withdrawn,
        };
}
