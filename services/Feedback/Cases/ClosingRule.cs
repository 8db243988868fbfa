using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 办结规则 (handbook T84 to T87, T100, edge cases 35 to 41), by the profile of the case. It decides as soon as the
/// forms of all replies of the round are issued and every form is submitted or lapsed, and not before. An early 满意
/// does not close; an early 不满意 does not reopen.
/// </summary>
internal static class ClosingRule
{
    /// <summary>
    /// Decides a round from all its forms. A withdrawn proposal is never closed or handled again automatically: nobody
    /// is left to handle it, and the office decides.
    /// </summary>
    public static RoundEnd Decide(
        IReadOnlyList<FormRow> forms,
        PolicyProfile policy,
        int round,
        bool allIssued,
        bool withdrawn
    )
    {
        if (!allIssued || forms.Any(f => f.State == FormState.Open))
            return new(Verdict.Wait, Rating.Unspecified, Rating.Unspecified, []);
        var stated = Stated(forms, policy);
        var ratings = RatingsOf(forms, policy);
        // 未表态 does not count as 满意: without a single statement there is nothing to close on.
        if (withdrawn || stated.Count == 0)
            return new(Verdict.Refer, ratings.Work, ratings.Result, []);

        var reopening = policy.MostlySatisfiedReopens ? Rating.MostlySatisfied : Rating.Dissatisfied;
        var units = stated
            .Where(f => IsAtBest(f, reopening, policy))
            .Select(f => f.Unit)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (units.Count > 0 && round < policy.MaxRounds)
            return new(Verdict.Rehandle, ratings.Work, ratings.Result, units);
        // After the last round 不满意 stays on record, and a person takes responsibility for closing. 基本满意 counts
        // as satisfied once its further round was held.
        return new(
            stated.Any(f => IsAtBest(f, Rating.Dissatisfied, policy)) ? Verdict.Refer : Verdict.Close,
            ratings.Work,
            ratings.Result,
            []
        );
    }

    /// <summary>
    /// The rating of one round, of a case or of one unit in it: the lowest stated, or the lowest that the lead stated.
    /// Open and lapsed forms state nothing (handbook edge cases 38 to 42).
    /// </summary>
    public static Ratings RatingsOf(IEnumerable<FormRow> forms, PolicyProfile policy)
    {
        var stated = Stated(forms, policy);
        return new Ratings { Work = Lowest(stated.Select(f => f.Work)), Result = Lowest(stated.Select(f => f.Result)) };
    }

    private static IReadOnlyList<FormRow> Stated(IEnumerable<FormRow> forms, PolicyProfile policy) =>
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
