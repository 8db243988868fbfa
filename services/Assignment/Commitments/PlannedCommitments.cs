using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>What a reply promises, from its signature to its delivery (计划落实事项, handbook T101).</summary>
internal static class PlannedCommitments
{
    private const int Most = 20;

    // Two terms of a committee.
    private const int MostYears = 10;

    // Control characters, which an accepted text never contains.
    private const char BetweenItems = '\u001e';
    private const char BetweenFields = '\u001f';

    /// <summary>The error in the list itself; null when it is valid.</summary>
    public static Refusal? RefusesList(IReadOnlyCollection<PlannedCommitment> planned) =>
        Input.Count(planned.Count, "commitments", Most)
        ?? planned
            .Select(
                (p, i) =>
                    Input.First(
                        Input.Required(p.What, $"commitments[{i}].what"),
                        Input.Required(p.Responsible, $"commitments[{i}].responsible"),
                        Input.Day(p.DueDate, $"commitments[{i}].due_date")
                    )
            )
            .FirstOrDefault(r => r is not null);

    /// <summary>
    /// The reason why a reply of this class cannot promise that; null when it can. A unit that still owes a commitment
    /// in the case need not name another one.
    /// </summary>
    public static Refusal? Refuses(
        IReadOnlyCollection<PlannedCommitment> planned,
        DictionaryEntry outcomeClass,
        PolicyProfile policy,
        bool owes,
        DateOnly today
    ) =>
        !outcomeClass.Promises && planned.Count > 0 ? AssignmentRefusals.ClassWithoutCommitments.On("commitments")
        : outcomeClass.Promises && policy.CommitmentsRequired && planned.Count == 0 && !owes
            ? AssignmentRefusals.CommitmentsMissing.On("commitments")
        : planned
            .Select((p, i) => RefusesDay(p.DueDate, today, $"commitments[{i}].due_date"))
            .FirstOrDefault(r => r is not null);

    /// <summary>A day that is over promises nothing, and one beyond two terms of a committee is a slip.</summary>
    public static Refusal? RefusesDay(string day, DateOnly today, string field) =>
        WorkingCalendar.ParseDay(day) < today ? AssignmentRefusals.CommitmentDayPassed.On(field)
        : WorkingCalendar.ParseDay(day) > today.AddYears(MostYears)
            ? CommonRefusals.FieldInvalid.On(field, $"落实时限最晚为 {MostYears} 年之后，请检查年份。")
        : null;

    /// <summary>The reason why a signed reply cannot be delivered any more; null when it can.</summary>
    public static Refusal? RefusesDelivery(IEnumerable<PlannedCommitment> planned, DateOnly today) =>
        planned.FirstOrDefault(p => WorkingCalendar.ParseDay(p.DueDate) < today) is { } over
            ? AssignmentRefusals.CommitmentDayPassed.Because(
                $"所承诺的落实时限 {over.DueDate} 已过，请改稿并重新签发后再送达。"
            )
            : null;

    /// <summary>The list as it is stored.</summary>
    public static string Join(IEnumerable<PlannedCommitment> planned) =>
        string.Join(BetweenItems, planned.Select(p => string.Join(BetweenFields, p.What, p.Responsible, p.DueDate)));

    /// <summary>Splits a stored list.</summary>
    public static IReadOnlyList<PlannedCommitment> Split(string joined) =>
        joined.Length == 0
            ? []
            :
            [
                .. joined
                    .Split(BetweenItems)
                    .Select(p => p.Split(BetweenFields))
                    .Select(f => new PlannedCommitment
                    {
                        What = f[0],
                        Responsible = f[1],
                        DueDate = f[2],
                    }),
            ];
}
