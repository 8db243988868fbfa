using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 办结规则 (handbook T84 to T87, T100, edge cases 35 to 42), by the profile of the case. It decides as soon as the
/// forms of all replies of the round are issued and every form is submitted or lapsed, and not before. An early 满意
/// does not close; an early 不满意 does not reopen. What was stated in an earlier round counts until it is replaced.
/// </summary>
internal static class ClosingRule
{
    /// <summary>
    /// Decides a round. A withdrawn proposal is never closed or handled again automatically: nobody is left to handle
    /// it, and the office decides. Only what is stated in the round orders a further one. 不满意 of an earlier round
    /// that nobody took back keeps the case from closing by itself.
    /// </summary>
    /// <param name="forms">All forms of the case, those of earlier rounds included.</param>
    /// <param name="policy">The profile of the case.</param>
    /// <param name="round">The round to decide.</param>
    /// <param name="allIssued">True when no further form will be issued in it.</param>
    /// <param name="withdrawn">True when the proposal was withdrawn.</param>
    public static RoundEnd Decide(
        IReadOnlyList<FormRow> forms,
        PolicyProfile policy,
        int round,
        bool allIssued,
        bool withdrawn
    )
    {
        var ofRound = forms.Where(f => f.Round == round).ToList();
        if (!allIssued || ofRound.Any(f => f.State == FormState.Open))
            return new(Verdict.Wait, Rating.Unspecified, Rating.Unspecified, []);
        var (stated, standing) = (Stated(ofRound, policy), Standing(forms, policy));
        var ratings = LowestOf(standing);
        // 未表态 does not count as 满意: without a single statement there is nothing to close on.
        // Where paper and online differ, a person says first which of them counts.
        if (withdrawn || stated.Count == 0 || stated.Any(f => f.Conflict))
            return new(Verdict.Refer, ratings.Work, ratings.Result, []);

        var units = stated
            .Where(f => Reopens(f, policy))
            .Select(f => f.Unit)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (units.Count > 0 && round < policy.MaxRounds)
            return new(Verdict.Rehandle, ratings.Work, ratings.Result, units);
        // After the last round 不满意 stays on record, and a person takes responsibility for closing. 基本满意 counts
        // as satisfied once its further round was held.
        return new(
            policy.OfficeConfirmsClosing || Dissatisfied(forms, policy).Count > 0 ? Verdict.Refer : Verdict.Close,
            ratings.Work,
            ratings.Result,
            []
        );
    }

    /// <summary>
    /// The rating that stands for a case or for one unit in it: the lowest of the last words, or the lowest of the
    /// leads' (handbook edge cases 38 to 42).
    /// </summary>
    /// <param name="forms">The forms of all rounds so far, of the case or of the unit.</param>
    /// <param name="policy">The profile of the case.</param>
    public static Ratings RatingsOf(IEnumerable<FormRow> forms, PolicyProfile policy) =>
        LowestOf(Standing(forms, policy));

    /// <summary>
    /// The last word of each proposer about each unit. A form of a later round replaces an earlier one only when it is
    /// filled in: who lets it lapse has taken nothing back, and a unit that answers no more keeps its rating.
    /// </summary>
    internal static IReadOnlyList<FormRow> Standing(IEnumerable<FormRow> forms, PolicyProfile policy) =>
        [
            .. Stated(forms, policy)
                .GroupBy(f => (f.Unit, f.Member))
                .Select(words => words.MaxBy(f => (f.Round, f.SubmittedAt))!),
        ];

    /// <summary>The last words that are 不满意 and keep a case from closing by itself.</summary>
    internal static IReadOnlyList<FormRow> Dissatisfied(IEnumerable<FormRow> forms, PolicyProfile policy) =>
        [.. Standing(forms, policy).Where(f => IsAtBest(f, Rating.Dissatisfied, policy))];

    private static Ratings LowestOf(IReadOnlyList<FormRow> forms) =>
        new() { Work = Lowest(forms.Select(f => f.Work)), Result = Lowest(forms.Select(f => f.Result)) };

    /// <summary>The forms that were filled in and count by the profile.</summary>
    internal static IReadOnlyList<FormRow> Stated(IEnumerable<FormRow> forms, PolicyProfile policy) =>
        [.. forms.Where(f => f.State == FormState.Submitted && Counts(f, policy))];

    private static bool Counts(FormRow form, PolicyProfile policy) =>
        policy.RatingRule switch
        {
            RatingRule.Worst => true,
            RatingRule.Lead => form.Lead,
            _ => throw new ArgumentOutOfRangeException(
                nameof(policy),
                policy.RatingRule,
                "a published profile has a rating rule"
            ),
        };

    /// <summary>True when the form makes its unit answer again, while rounds are left.</summary>
    public static bool Reopens(FormRow form, PolicyProfile policy) =>
        form.State == FormState.Submitted
        && Counts(form, policy)
        && IsAtBest(form, policy.MostlySatisfiedReopens ? Rating.MostlySatisfied : Rating.Dissatisfied, policy);

    /// <summary>
    /// True when the form rates no better than this in a dimension that makes a unit handle a case again.
    /// </summary>
    private static bool IsAtBest(FormRow form, Rating rating, PolicyProfile policy) =>
        policy.RehandlingTrigger switch
        {
            RehandlingTrigger.AnyDimension => form.Work >= rating || form.Result >= rating,
            RehandlingTrigger.ResultOnly => form.Result >= rating,
            _ => throw new ArgumentOutOfRangeException(
                nameof(policy),
                policy.RehandlingTrigger,
                "a published profile has a trigger"
            ),
        };

    // The enum runs from 满意 to 不满意.
    private static Rating Lowest(IEnumerable<Rating> ratings) => ratings.DefaultIfEmpty(Rating.Unspecified).Max();
}
