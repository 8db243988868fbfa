using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Shouldly;
using Xunit;
using static Proposals.Feedback.Tests.Given;

namespace Proposals.Feedback.Tests;

public class ClosingRuleTests
{
    [Fact]
    public void It_waits_for_the_last_open_form_whatever_the_others_say()
    {
        Decide([Stated(No, No), Open("u1", "m2", lead: false)]).Verdict.ShouldBe(Verdict.Wait);
        Decide([Stated(Yes, Yes), Open("u1", "m2", lead: false)]).Verdict.ShouldBe(Verdict.Wait);
        Decide([Lapsed(), Open("u1", "m2", lead: false)]).Verdict.ShouldBe(Verdict.Wait);
        Decide([Stated(Yes, Yes), Open("u1", "m2", lead: false)], Policy(RatingRule.Lead))
            .Verdict.ShouldBe(Verdict.Wait, "the lead's word counts, but the round is over for all at once");
    }

    [Fact]
    public void It_waits_for_the_last_reply_of_a_separately_handled_case()
    {
        ClosingRule
            .Decide([Stated(Yes, Yes)], Policy(), 1, allIssued: false, withdrawn: false)
            .Verdict.ShouldBe(Verdict.Wait);
        ClosingRule
            .Decide([Stated(No, No)], Policy(), 1, allIssued: false, withdrawn: false)
            .Verdict.ShouldBe(Verdict.Wait);
    }

    [Fact]
    public void A_round_that_waits_tells_no_rating()
    {
        var end = Decide([Stated(No, Mostly), Open("u1", "m2", lead: false)]);
        (end.Work, end.Result).ShouldBe((None, None));
    }

    [Theory]
    [InlineData(Yes, Yes)]
    [InlineData(Yes, Mostly)]
    [InlineData(Mostly, Yes)]
    [InlineData(Mostly, Mostly)]
    public void Satisfied_in_both_dimensions_closes_with_the_rating_as_given(Rating work, Rating result)
    {
        var end = Decide([Stated(work, result)]);
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Close, work, result));
        end.Units.ShouldBeEmpty();
    }

    // Handbook edge case 35.
    [Theory]
    [InlineData(RehandlingTrigger.AnyDimension, No, Yes, true)]
    [InlineData(RehandlingTrigger.AnyDimension, Yes, No, true)]
    [InlineData(RehandlingTrigger.AnyDimension, No, No, true)]
    [InlineData(RehandlingTrigger.ResultOnly, No, Yes, false)]
    [InlineData(RehandlingTrigger.ResultOnly, Yes, No, true)]
    [InlineData(RehandlingTrigger.ResultOnly, No, No, true)]
    public void The_profile_says_which_dimension_reopens(
        RehandlingTrigger trigger,
        Rating work,
        Rating result,
        bool again
    )
    {
        var end = Decide([Stated(work, result)], Policy(trigger: trigger));
        (end.Verdict, end.Work, end.Result).ShouldBe((again ? Verdict.Rehandle : Verdict.Close, work, result));
    }

    // Handbook edge case 37.
    [Theory]
    [InlineData(RehandlingTrigger.AnyDimension, Mostly, Yes, true)]
    [InlineData(RehandlingTrigger.AnyDimension, Yes, Mostly, true)]
    [InlineData(RehandlingTrigger.ResultOnly, Mostly, Yes, false)]
    [InlineData(RehandlingTrigger.ResultOnly, Yes, Mostly, true)]
    [InlineData(RehandlingTrigger.AnyDimension, Yes, Yes, false)]
    public void Mostly_satisfied_reopens_where_the_profile_says_so(
        RehandlingTrigger trigger,
        Rating work,
        Rating result,
        bool again
    ) =>
        Decide([Stated(work, result)], Policy(trigger: trigger, mostly: true))
            .Verdict.ShouldBe(again ? Verdict.Rehandle : Verdict.Close);

    [Fact]
    public void Mostly_satisfied_after_the_last_round_closes_because_the_further_round_was_held()
    {
        var end = Decide([Stated(Mostly, Mostly)], Policy(mostly: true), round: 2);
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Close, Mostly, Mostly));
    }

    // Handbook edge case 36.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    public void Dissatisfied_in_the_last_round_goes_to_the_office_with_the_rating_preserved(int round, int rounds)
    {
        var end = Decide([Stated(Mostly, No)], Policy(rounds: rounds), round);
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Refer, Mostly, No));
        end.Units.ShouldBeEmpty();
    }

    [Fact]
    public void Dissatisfied_before_the_last_round_is_handled_again()
    {
        Decide([Stated(No, No)], Policy(rounds: 3), round: 2).Verdict.ShouldBe(Verdict.Rehandle);
    }

    // Handbook edge case 38.
    [Fact]
    public void Nobody_stated_anything_goes_to_the_office_and_is_rated_by_nobody()
    {
        foreach (var withoutStatement in new[] { true, false })
        {
            var end = Decide([Lapsed(), Lapsed("u1", "m2", lead: false)], Policy(withoutStatement: withoutStatement));
            (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Refer, None, None));
        }
    }

    [Fact]
    public void A_round_without_any_form_goes_to_the_office()
    {
        Decide([]).Verdict.ShouldBe(Verdict.Refer);
    }

    [Fact]
    public void One_satisfied_form_closes_beside_lapsed_ones_which_stay_unstated()
    {
        var end = Decide([Lapsed(), Stated(Yes, Mostly, "u1", "m2", lead: false)]);
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Close, Yes, Mostly));
    }

    [Fact]
    public void One_dissatisfied_form_reopens_beside_lapsed_ones()
    {
        Decide([Lapsed(), Stated(Yes, No, "u1", "m2", lead: false)]).Verdict.ShouldBe(Verdict.Rehandle);
    }

    // Handbook edge case 40.
    [Fact]
    public void A_co_signers_no_counts_by_the_worst_rule_and_not_by_the_leads()
    {
        FormRow[] forms = [Stated(Yes, Yes), Stated(No, Mostly, "u1", "m2", lead: false)];
        var worst = Decide(forms, Policy(RatingRule.Worst));
        (worst.Verdict, worst.Work, worst.Result).ShouldBe((Verdict.Rehandle, No, Mostly));
        var lead = Decide(forms, Policy(RatingRule.Lead));
        (lead.Verdict, lead.Work, lead.Result).ShouldBe((Verdict.Close, Yes, Yes));
    }

    [Fact]
    public void The_leads_no_counts_by_either_rule()
    {
        FormRow[] forms = [Stated(Yes, No), Stated(Yes, Yes, "u1", "m2", lead: false)];
        Decide(forms, Policy(RatingRule.Worst)).Verdict.ShouldBe(Verdict.Rehandle);
        Decide(forms, Policy(RatingRule.Lead)).Verdict.ShouldBe(Verdict.Rehandle);
    }

    [Fact]
    public void A_lead_who_lapsed_stated_nothing_even_when_his_co_signers_did()
    {
        foreach (var other in new[] { Yes, No })
        {
            var end = Decide([Lapsed(), Stated(other, other, "u1", "m2", lead: false)], Policy(RatingRule.Lead));
            (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Refer, None, None));
        }
    }

    [Fact]
    public void A_lead_who_lapsed_for_one_unit_and_rated_another_is_taken_at_his_word()
    {
        var end = Decide([Lapsed("u1"), Stated(Yes, Mostly, "u2")], Policy(RatingRule.Lead));
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Close, Yes, Mostly));
    }

    // Handbook edge case 41.
    [Fact]
    public void Exactly_the_units_that_were_found_wanting_answer_again()
    {
        FormRow[] forms =
        [
            Stated(Yes, Yes, "u1"),
            Stated(Yes, No, "u1", "m2", lead: false),
            Stated(Mostly, Mostly, "u2"),
            Lapsed("u2", "m2", lead: false),
            Stated(No, Yes, "u3"),
            Stated(No, No, "u3", "m2", lead: false),
        ];
        Decide(forms, Policy()).Units.ShouldBe(["u1", "u3"]);
        Decide(forms, Policy(mostly: true)).Units.ShouldBe(["u1", "u2", "u3"]);
        Decide(forms, Policy(trigger: RehandlingTrigger.ResultOnly)).Units.ShouldBe(["u1", "u3"]);
        Decide(forms, Policy(RatingRule.Lead)).Units.ShouldBe(["u3"]);
        Decide(forms, Policy(RatingRule.Lead, RehandlingTrigger.ResultOnly)).Units.ShouldBeEmpty();
    }

    [Fact]
    public void Each_dimension_takes_its_own_lowest()
    {
        var end = Decide([Stated(Mostly, Yes, "u1"), Stated(Yes, Mostly, "u2")]);
        (end.Work, end.Result).ShouldBe((Mostly, Mostly));
    }

    // Handbook T84: the profile says whether the office confirms.
    [Theory]
    [InlineData(Yes, Yes)]
    [InlineData(Mostly, Yes)]
    public void A_satisfied_case_waits_for_the_office_where_the_profile_says_so(Rating work, Rating result)
    {
        var policy = Policy();
        policy.OfficeConfirmsClosing = true;
        var end = Decide([Stated(work, result)], policy);
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Refer, work, result));
        Decide([Stated(No, result)], policy).Verdict.ShouldBe(Verdict.Rehandle, "it decides nothing else");
    }

    // Handbook edge case 41: the unit that answers no more keeps the rating it got.
    [Fact]
    public void A_unit_that_is_not_handled_again_keeps_its_rating_in_the_next_round()
    {
        FormRow[] first = [Stated(Mostly, Mostly, "u1"), Stated(No, No, "u2")];
        var end = Decide(first, [Stated(Yes, Yes, "u2")]);
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Close, Mostly, Mostly));

        first = [Stated(No, Yes, "u1"), Stated(Yes, No, "u2")];
        end = Decide(first, [Stated(Yes, Yes, "u2")], Policy(trigger: RehandlingTrigger.ResultOnly));
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Close, No, Yes));
    }

    // Handbook edge cases 36, 38: silence in a later round takes nothing back.
    [Fact]
    public void A_form_that_lapses_in_a_later_round_does_not_wash_away_a_no()
    {
        FormRow[] first = [Stated(No, No), Stated(Yes, Yes, "u1", "m2", lead: false)];
        var end = Decide(first, [Lapsed(), Stated(Yes, Yes, "u1", "m2", lead: false)]);
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Refer, No, No));
        end = Decide(first, [Lapsed(), Lapsed("u1", "m2", lead: false)]);
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Refer, No, No));
        end = Decide(first, [Lapsed(), Stated(Yes, Yes, "u1", "m2", lead: false)], Policy(RatingRule.Lead));
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Refer, No, No));
    }

    [Fact]
    public void A_no_of_an_earlier_round_refers_the_case_and_orders_no_further_round_by_itself()
    {
        FormRow[] first = [Stated(No, No), Stated(Yes, Yes, "u1", "m2", lead: false)];
        FormRow[] second = [Lapsed(), Stated(Yes, Yes, "u1", "m2", lead: false)];
        var end = Decide(first, second, Policy(rounds: 3));
        (end.Verdict, end.Result).ShouldBe((Verdict.Refer, No));
        end.Units.ShouldBeEmpty();
    }

    // Handbook edge case 42: history is kept, only the last word counts.
    [Fact]
    public void The_last_word_of_a_proposer_about_a_unit_replaces_the_earlier_ones()
    {
        FormRow[] first = [Stated(No, No), Stated(Yes, Mostly, "u1", "m2", lead: false)];
        var end = Decide(first, [Stated(Yes, Yes), Lapsed("u1", "m2", lead: false)]);
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Close, Yes, Mostly));
        end = Decide([Stated(Yes, Yes), Stated(No, Yes, "u2")], [Stated(No, No, "u2")]);
        (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Refer, No, No));
    }

    [Fact]
    public void Open_forms_of_a_later_round_leave_the_rating_that_stands()
    {
        FormRow[] forms = [Stated(Mostly, No), .. Of(2, [Open()])];
        ClosingRule.RatingsOf(forms, Policy()).ShouldBe(Rated(Mostly, No));
        ClosingRule
            .Decide(forms, Policy(), 2, allIssued: true, withdrawn: false)
            .Verdict.ShouldBe(Verdict.Wait, "the round goes on");
    }

    [Fact]
    public void A_withdrawn_proposal_is_neither_closed_nor_handled_again_by_itself()
    {
        foreach (var rating in new[] { Yes, Mostly, No })
        {
            var end = ClosingRule.Decide([Stated(rating, rating)], Policy(), 1, allIssued: true, withdrawn: true);
            (end.Verdict, end.Work, end.Result).ShouldBe((Verdict.Refer, rating, rating));
        }

        ClosingRule
            .Decide([Open()], Policy(), 1, allIssued: true, withdrawn: true)
            .Verdict.ShouldBe(Verdict.Wait, "forms that were issued keep their day");
    }

    [Fact]
    public void The_order_of_the_forms_does_not_matter()
    {
        FormRow[] forms =
        [
            Stated(Yes, No, "u3"),
            Lapsed("u1"),
            Stated(No, Yes, "u2", "m2", lead: false),
            Stated(Mostly, Mostly, "u1", "m2", lead: false),
        ];
        var end = Decide(forms);
        foreach (var other in Permutations(forms))
        {
            var again = Decide(other);
            (again.Verdict, again.Work, again.Result).ShouldBe((end.Verdict, end.Work, end.Result));
            again.Units.ShouldBe(end.Units);
        }
    }

    /// <summary>
    /// Every round of three forms (lead and co-signer for one unit, lead for another) under every profile: 11³ × 2 ×
    /// 2 × 2 × 2 × 2 × 2 rounds.
    /// </summary>
    [Fact]
    public void Every_round_of_three_forms_under_every_profile_ends_as_the_handbook_says()
    {
        var seen = new Dictionary<Verdict, int>();
        (FormState State, Rating Work, Rating Result)[] values =
        [
            (FormState.Open, None, None),
            (FormState.Lapsed, None, None),
            .. from work in new[] { Yes, Mostly, No }
            from result in new[] { Yes, Mostly, No }
            select (FormState.Submitted, work, result),
        ];
        var flags = new[] { false, true };
        foreach (var a in values)
        foreach (var b in values)
        foreach (var c in values)
        {
            FormRow[] forms = [With(Open("u1"), a), With(Open("u1", "m2", lead: false), b), With(Open("u2"), c)];
            foreach (var byLead in flags)
            foreach (var resultOnly in flags)
            foreach (var mostly in flags)
            foreach (var complete in flags)
            foreach (var withdrawn in flags)
            foreach (var last in flags)
            {
                var policy = Policy(
                    byLead ? RatingRule.Lead : RatingRule.Worst,
                    resultOnly ? RehandlingTrigger.ResultOnly : RehandlingTrigger.AnyDimension,
                    mostly
                );
                var round = last ? 2 : 1;
                var end = ClosingRule.Decide(Of(round, forms), policy, round, complete, withdrawn);
                Expect(end, forms, byLead, resultOnly, mostly, complete, withdrawn, last);
                seen[end.Verdict] = seen.GetValueOrDefault(end.Verdict) + 1;
            }
        }

        seen.Values.Sum().ShouldBe(1331 * 64);
        seen.Keys.ShouldBe(Enum.GetValues<Verdict>(), ignoreOrder: true);
    }

    /// <summary>Computes the handbook's rule form by form, without the aggregation of the code under test.</summary>
    private static void Expect(
        RoundEnd end,
        FormRow[] forms,
        bool byLead,
        bool resultOnly,
        bool mostly,
        bool complete,
        bool withdrawn,
        bool last
    )
    {
        if (!complete || forms.Count(f => f.State == FormState.Open) > 0)
        {
            (end.Verdict, end.Work, end.Result, end.Units.Count).ShouldBe((Verdict.Wait, None, None, 0));
            return;
        }

        var heard = forms.Where(f => f.State != FormState.Lapsed && (f.Lead || !byLead)).ToList();
        end.Work.ShouldBe(Of(f => f.Work));
        end.Result.ShouldBe(Of(f => f.Result));
        bool Wants(FormRow f, Rating rating) => f.Result == rating || (!resultOnly && f.Work == rating);
        bool Unhappy(FormRow f) => Wants(f, No) || (mostly && Wants(f, Mostly));
        var verdict =
            withdrawn || heard.Count == 0 ? Verdict.Refer
            : heard.Any(Unhappy) && !last ? Verdict.Rehandle
            : heard.Any(f => Wants(f, No)) ? Verdict.Refer
            : Verdict.Close;
        end.Verdict.ShouldBe(verdict);
        end.Units.ShouldBe(
            verdict == Verdict.Rehandle
                ? new[] { "u1", "u2" }.Where(u => heard.Any(f => f.Unit == u && Unhappy(f)))
                : []
        );

        Rating Of(Func<FormRow, Rating> dimension) =>
            heard.Any(f => dimension(f) == No) ? No
            : heard.Any(f => dimension(f) == Mostly) ? Mostly
            : heard.Any(f => dimension(f) == Yes) ? Yes
            : None;
    }

    [Fact]
    public void Ratings_are_the_worst_or_the_leads_as_the_profile_says()
    {
        FormRow[] forms = [Stated(Yes, Yes), Stated(No, Yes, "u1", "m2", lead: false)];
        ClosingRule.RatingsOf(forms, Policy(RatingRule.Worst)).ShouldBe(Rated(No, Yes));
        ClosingRule.RatingsOf(forms, Policy(RatingRule.Lead)).ShouldBe(Rated(Yes, Yes));
        forms = [Lapsed(), Stated(No, Yes, "u1", "m2", lead: false)];
        ClosingRule.RatingsOf(forms, Policy(RatingRule.Lead)).ShouldBe(Rated(None, None));
    }

    [Fact]
    public void Ratings_never_take_silence_for_satisfaction()
    {
        ClosingRule.RatingsOf([Lapsed()], Policy()).ShouldBe(Rated(None, None));
        ClosingRule.RatingsOf([Open()], Policy()).ShouldBe(Rated(None, None));
        ClosingRule.RatingsOf([], Policy()).ShouldBe(Rated(None, None));
    }

    [Fact]
    public void A_later_round_that_is_told_late_says_what_stands_of_the_earlier_one()
    {
        FormRow[] forms = [Stated(Mostly, Mostly, "u1"), Stated(No, No, "u2"), .. Of(2, [Stated(Yes, Yes, "u2")])];
        var told = TellRatings.Decide("p", 2, forms, Policy());
        told.CaseRatings.ShouldBe(Rated(Mostly, Mostly));
        told.Units.Select(u => (u.Unit, u.Ratings)).ShouldBe([("u2", Rated(Yes, Yes))]);
        TellRatings.Decide("p", 1, forms, Policy()).CaseRatings.ShouldBe(Rated(No, No));
    }

    [Fact]
    public void A_round_that_is_told_late_says_what_its_forms_would_have_said()
    {
        FormRow[] forms =
        [
            Stated(Yes, Mostly, "u2"),
            Stated(No, Yes, "u2", "m2", lead: false),
            Stated(Mostly, Yes, "u1"),
            Lapsed("u1", "m2", lead: false),
            Lapsed("u3"),
        ];
        var told = TellRatings.Decide("p", 2, Of(2, forms), Policy());
        (told.Proposal, told.Round, told.CaseRatings).ShouldBe(("p", 2, Rated(No, Mostly)));
        told.Units.Select(u => (u.Unit, u.Ratings)).ShouldBe([("u1", Rated(Mostly, Yes)), ("u2", Rated(No, Mostly))]);
    }

    private static FormRow With(FormRow form, (FormState State, Rating Work, Rating Result) value) =>
        form with
        {
            State = value.State,
            Work = value.Work,
            Result = value.Result,
        };

    /// <summary>A case whose forms are all of the one round.</summary>
    private static RoundEnd Decide(IReadOnlyList<FormRow> forms, PolicyProfile? policy = null, int round = 1) =>
        ClosingRule.Decide(Of(round, forms), policy ?? Policy(), round, allIssued: true, withdrawn: false);

    /// <summary>A case in its second round.</summary>
    private static RoundEnd Decide(FormRow[] first, FormRow[] second, PolicyProfile? policy = null) =>
        ClosingRule.Decide([.. first, .. Of(2, second)], policy ?? Policy(), 2, allIssued: true, withdrawn: false);

    private static IReadOnlyList<FormRow> Of(int round, IReadOnlyList<FormRow> forms) =>
        [.. forms.Select(f => f with { Round = round })];

    private static IEnumerable<IReadOnlyList<T>> Permutations<T>(IReadOnlyList<T> items) =>
        items.Count == 0
            ?
            [
                [],
            ]
            : items.SelectMany(
                (item, i) =>
                    Permutations([.. items.Where((_, j) => j != i)]).Select(rest => (IReadOnlyList<T>)[item, .. rest])
            );
}
