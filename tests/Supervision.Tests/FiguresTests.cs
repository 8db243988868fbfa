using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Supervision.Tests;

public sealed class FiguresTests
{
    private static readonly IReadOnlyList<FigureDefinition> All = Figures.All([
        ("A", ""),
        ("B", ""),
        ("C", ""),
        ("D", ""),
    ]);

    private static List<CountedCase> Cases(int count, Func<int, CountedCase> of) =>
        [.. Enumerable.Range(0, count).Select(i => of(i) with { Proposal = $"p{i:D4}" })];

    private static CountedCase Filed =>
        new()
        {
            State = ProposalState.Filed,
            Convention = FiledConvention.Inclusive,
            ProposerKind = ProposerKind.Member,
            Category = "economy",
            HandedOver = true,
        };

    private static (long Numerator, long Denominator, string Percent) Of(
        IReadOnlyList<CountedCase> cases,
        string id,
        string group = ""
    )
    {
        var value = FigureCount.Compute(All, cases).Single(v => v.Definition.Id == id && v.Group == group);
        return (value.Numerator, value.Denominator, value.Percent);
    }

    [Fact]
    public void Have_a_short_title_each_which_is_its_title_unless_that_is_long()
    {
        string Short(string id) => All.Single(f => f.Id == id).ShortTitle;

        Short("filed").ShouldBe("立案");
        Short("filing_rate").ShouldBe("立案率");
        Short("light_red").ShouldBe("红灯");
        Short("satisfaction_rate").ShouldBe("满意率（按已表态）");
        Short("unit_reply_rate").ShouldBe("办复率");
        All.Where(f => f.GroupBy == GroupBy.Nothing).Select(f => f.ShortTitle).ShouldBeUnique();
        All.ShouldAllBe(f => f.ShortTitle.Length <= f.Title.Length);
    }

    [Fact]
    public void Agree_with_dawukou_8_1()
    {
        var cases = Cases(50, i => Filed with { Replied = true, Closed = i < 49 });
        Of(cases, "filed").ShouldBe((50, 0, ""));
        Of(cases, "reply_rate").ShouldBe((50, 50, "100.0"));
        Of(cases, "closing_rate").ShouldBe((49, 50, "98.0"));
    }

    [Fact]
    public void Count_supervision_tasks_as_often_as_a_case_has_them_by_mode()
    {
        var (visit, visited, review) = (
            new CountedTask(SupervisionMode.MemberVisit, SupervisionTaskState.UnderWay),
            new CountedTask(SupervisionMode.MemberVisit, SupervisionTaskState.Finished),
            new CountedTask(SupervisionMode.OnSiteReview, SupervisionTaskState.Planned)
        );
        var cases = Cases(
            3,
            i =>
                Filed with
                {
                    Tasks =
                        i == 0 ? [visit, visited, review]
                        : i == 1 ? [visit]
                        : [],
                }
        );

        Of(cases, "supervision_tasks").ShouldBe((4, 0, ""));
        Of(cases, "supervision_tasks_finished").ShouldBe((1, 0, ""));
        Of(cases, "supervision_tasks_by_mode", "MEMBER_VISIT").Numerator.ShouldBe(3);
        Of(cases, "supervision_tasks_finished_by_mode", "MEMBER_VISIT").Numerator.ShouldBe(1);
        Of(cases, "supervision_tasks_by_mode", "ON_SITE_REVIEW").Numerator.ShouldBe(1);
        Of(cases, "supervision_tasks_finished_by_mode", "ON_SITE_REVIEW").Numerator.ShouldBe(0);
        var byMode = All.Single(d => d.Id == "supervision_tasks_by_mode");
        FigureCount
            .Behind(byMode, "MEMBER_VISIT", FigurePart.Numerator, cases)
            .Select(c => c.Proposal)
            .ShouldBe(["p0000", "p0000", "p0001"]);
    }

    [Fact]
    public void Agree_with_shizuishan_11_5()
    {
        var cases = Cases(
            224,
            i =>
                Filed with
                {
                    Replied = true,
                    ReachedFeedback = true,
                    OutcomeClass =
                        i < 219 ? "A"
                        : i < 221 ? "B"
                        : "C",
                    Work = i < 214 ? Rating.Satisfied : Rating.MostlySatisfied,
                    Result = i < 214 ? Rating.Satisfied : Rating.MostlySatisfied,
                }
        );
        Of(cases, "outcome_A").ShouldBe((219, 224, "97.8"));
        Of(cases, "outcome_B").ShouldBe((2, 224, "0.9"));
        Of(cases, "outcome_C").ShouldBe((3, 224, "1.3"));
        Of(cases, "result_satisfied").ShouldBe((214, 224, "95.5"));
        Of(cases, "result_mostly_satisfied").ShouldBe((10, 224, "4.5"));
        Of(cases, "work_satisfied").ShouldBe((214, 224, "95.5"));
        Of(cases, "satisfaction_rate").ShouldBe((224, 224, "100.0"));
    }

    [Fact]
    public void Agree_with_hongsibu_3_5()
    {
        var cases = Cases(
            38,
            i => Filed with { Replied = true, Closed = i < 31, CarriedOver = i is >= 31 and < 37, Unable = i == 37 }
        );
        Of(cases, "closed").Numerator.ShouldBe(31);
        Of(cases, "closing_rate").Percent.ShouldBe("81.6");
        Of(cases, "carried_over").Numerator.ShouldBe(6);
        Of(cases, "unable").Numerator.ShouldBe(1);
        Of(cases, "reply_rate").Percent.ShouldBe("100.0");
    }

    [Theory]
    [InlineData(FiledConvention.Inclusive, 838, "81.8")]
    [InlineData(FiledConvention.Disjoint, 824, "80.5")]
    public void Agree_with_gansu_13_2(FiledConvention convention, int filed, string rate)
    {
        int[] categories = [275, 91, 103, 239, 101, 29];
        var codes = categories.SelectMany((n, k) => Enumerable.Repeat($"k{k}", n)).ToList();
        var cases = Cases(
            1024,
            i =>
                Filed with
                {
                    Convention = convention,
                    State =
                        i < 14 ? ProposalState.Merged
                        : i < 838 ? ProposalState.Filed
                        : ProposalState.NotFiled,
                    ProposerKind = i < 147 ? ProposerKind.Party : ProposerKind.Member,
                    Category = i < 838 ? codes[i] : "k0",
                }
        );
        Of(cases, "received").Numerator.ShouldBe(1024);
        Of(cases, "filed").Numerator.ShouldBe(filed);
        Of(cases, "filing_rate").ShouldBe((filed, 1024, rate));
        Of(cases, "filed_inclusive").Numerator.ShouldBe(838);
        Of(cases, "filed_disjoint").Numerator.ShouldBe(824);
        Of(cases, "merged").Numerator.ShouldBe(14);
        Of(cases, "not_filed").Numerator.ShouldBe(186);
        if (convention == FiledConvention.Disjoint)
            return;
        Of(cases, "collective").ShouldBe((147, 838, "17.5"));
        Of(cases, "individual").ShouldBe((691, 838, "82.5"));
        Enumerable
            .Range(0, 6)
            .Select(k => Of(cases, "category_share", $"k{k}").Percent)
            .ShouldBe(["32.8", "10.9", "12.3", "28.5", "12.1", "3.5"]);
        Of(cases, "category_filed", "k5").ShouldBe((29, 0, ""));
    }

    [Theory]
    [InlineData(0, 0, "—")]
    [InlineData(0, 3, "0.0")]
    [InlineData(1, 2000, "0.1")]
    [InlineData(1, 2001, "0.0")]
    [InlineData(349, 400, "87.3")]
    [InlineData(2, 3, "66.7")]
    [InlineData(5, 5, "100.0")]
    public void Round_half_up_to_one_decimal(long numerator, long denominator, string percent) =>
        FigureValue.PercentOf(numerator, denominator).ShouldBe(percent);

    [Fact]
    public void Have_a_denominator_of_their_own_for_each_satisfaction_rate()
    {
        var cases = Cases(
            10,
            i =>
                Filed with
                {
                    Replied = i < 8,
                    ReachedFeedback = i < 7,
                    Work =
                        i < 4 ? Rating.Satisfied
                        : i == 4 ? Rating.Dissatisfied
                        : Rating.Unspecified,
                    Result = i < 5 ? Rating.MostlySatisfied : Rating.Unspecified,
                }
        );
        Of(cases, "work_satisfaction_rate").ShouldBe((4, 5, "80.0"));
        Of(cases, "work_satisfaction_rate_of_replied").ShouldBe((4, 8, "50.0"));
        Of(cases, "result_satisfaction_rate").ShouldBe((5, 5, "100.0"));
        Of(cases, "work_not_stated").ShouldBe((2, 7, "28.6"));
        Of(cases, "satisfaction_rate").ShouldBe((4, 5, "80.0"));
    }

    [Fact]
    public void Do_not_count_withdrawn_cases_among_those_to_be_answered()
    {
        var cases = Cases(
            4,
            i => Filed with { State = i == 0 ? ProposalState.Withdrawn : ProposalState.Filed, Replied = i > 1 }
        );
        Of(cases, "received").Numerator.ShouldBe(4);
        Of(cases, "withdrawn").Numerator.ShouldBe(1);
        Of(cases, "reply_rate").ShouldBe((2, 3, "66.7"));
    }

    [Fact]
    public void Of_both_conventions_add_up_to_what_was_received()
    {
        var cases = Cases(14, i => Filed with { State = (ProposalState)(2 + i % 7) });
        long N(string id) => Of(cases, id).Numerator;
        (N("filed_disjoint") + N("merged") + N("not_filed") + N("withdrawn") + N("pending")).ShouldBe(14);
        (N("filed_inclusive") + N("not_filed") + N("withdrawn") + N("pending")).ShouldBe(14);
        N("pending").ShouldBe(6);
    }

    [Fact]
    public void Show_a_dash_for_a_unit_that_only_co_handles()
    {
        var cases = Cases(
            2,
            i =>
                Filed with
                {
                    Replied = i == 0,
                    ReachedFeedback = i == 0,
                    Units =
                    [
                        new CountedUnit(
                            "u1",
                            true,
                            false,
                            i == 0,
                            i == 0 ? Rating.Satisfied : Rating.Unspecified,
                            i == 0 ? Rating.MostlySatisfied : Rating.Unspecified
                        ),
                        new CountedUnit("u2", false, true, false, default, default),
                    ],
                }
        );
        Of(cases, "unit_assigned", "u1").Numerator.ShouldBe(2);
        Of(cases, "unit_reply_rate", "u1").ShouldBe((1, 2, "50.0"));
        Of(cases, "unit_satisfied", "u1").Numerator.ShouldBe(1);
        Of(cases, "unit_satisfaction_rate", "u1").ShouldBe((1, 1, "100.0"));
        Of(cases, "unit_assigned", "u2").Numerator.ShouldBe(0);
        Of(cases, "unit_co_handled", "u2").Numerator.ShouldBe(2);
        Of(cases, "unit_reply_rate", "u2").ShouldBe((0, 0, "—"));
    }

    // 118 received: 64 filed, 16 merged, 21 passed on, 17 not filed (a published report of 2022).
    [Fact]
    public void Agree_with_honghu_9_2()
    {
        var cases = Cases(
            118,
            i =>
                Filed with
                {
                    State =
                        i < 64 ? ProposalState.Filed
                        : i < 80 ? ProposalState.Merged
                        : ProposalState.NotFiled,
                    Redirected = i is >= 80 and < 101,
                    Examination =
                        i < 64 ? "filed"
                        : i < 80 ? "merged"
                        : i < 101 ? "suggestion"
                        : "not-filed",
                }
        );

        Of(cases, "examination_outcome_share", "filed").ShouldBe((64, 118, "54.2"));
        Of(cases, "examination_outcome_share", "merged").ShouldBe((16, 118, "13.6"));
        Of(cases, "examination_outcome_share", "suggestion").ShouldBe((21, 118, "17.8"));
        Of(cases, "examination_outcome_share", "not-filed").ShouldBe((17, 118, "14.4"));
        Of(cases, "examination_outcome", "suggestion").Numerator.ShouldBe(21);
        Of(cases, "not_filed").Numerator.ShouldBe(17);
        Of(cases, "redirected").Numerator.ShouldBe(21);
    }

    [Fact]
    public void Have_every_denominator_that_reports_use()
    {
        CountedUnit Unit(string id, string outcome, Rating result = Rating.Unspecified) =>
            new(id, true, false, outcome.Length > 0, result, result) { OutcomeClass = outcome };
        CountedCase[] of =
        [
            Filed with
            {
                Replied = true,
                ReachedFeedback = true,
                OutcomeClass = "B",
                Work = Rating.Satisfied,
                Result = Rating.Satisfied,
                Closed = true,
                Units = [Unit("u1", "A", Rating.Satisfied), Unit("u2", "B")],
            },
            Filed with
            {
                Replied = true,
                ReachedFeedback = true,
                OutcomeClass = "A",
                Units = [Unit("u1", "A")],
            },
            Filed with
            {
                Replied = true,
            },
            Filed with
            {
                Units = [Unit("u1", "")],
            },
            Filed with
            {
                State = ProposalState.Merged,
            },
            Filed with
            {
                State = ProposalState.NotFiled,
            },
        ];
        var cases = Cases(6, i => of[i]);

        Of(cases, "outcome_A").ShouldBe((1, 3, "33.3"));
        Of(cases, "outcome_A_of_received").ShouldBe((1, 6, "16.7"));
        Of(cases, "outcome_A_of_filed").ShouldBe((1, 5, "20.0"));
        Of(cases, "outcome_A_of_handled").ShouldBe((1, 4, "25.0"));
        Of(cases, "outcome_A_of_classified").ShouldBe((1, 2, "50.0"));
        Of(cases, "outcome_A_of_any_unit").ShouldBe((2, 3, "66.7"));
        Of(cases, "outcome_A_of_unit_cases").ShouldBe((2, 3, "66.7"));
        Of(cases, "unit_cases").Numerator.ShouldBe(4);
        Of(cases, "unit_cases_with_co_handlers").Numerator.ShouldBe(4);
        Of(cases, "unit_cases_reply_rate").ShouldBe((3, 4, "75.0"));
        Of(cases, "unit_cases_satisfaction_rate").ShouldBe((1, 1, "100.0"));
        Of(cases, "result_satisfied").ShouldBe((1, 2, "50.0"));
        Of(cases, "result_satisfied_of_stated").ShouldBe((1, 1, "100.0"));
        Of(cases, "result_satisfied_of_replied").ShouldBe((1, 3, "33.3"));
        Of(cases, "result_satisfied_of_filed").ShouldBe((1, 5, "20.0"));
        Of(cases, "result_satisfaction_rate_of_asked").ShouldBe((1, 2, "50.0"));
        Of(cases, "closing_rate_of_replied").ShouldBe((1, 3, "33.3"));
        Of(cases, "closing_rate_of_filed").ShouldBe((1, 5, "20.0"));
        Of(cases, "reply_rate_of_filed").ShouldBe((3, 5, "60.0"));
        Of(cases, "category_share_of_received", "economy").ShouldBe((6, 6, "100.0"));
        Of(cases, "individual_of_received").ShouldBe((6, 6, "100.0"));
    }

    [Fact]
    public void List_as_many_proposals_as_they_count()
    {
        var random = new Random(7);
        var cases = Cases(
            300,
            _ =>
                Filed with
                {
                    State = (ProposalState)random.Next(2, 9),
                    Replied = random.Next(2) == 0,
                    ReachedFeedback = random.Next(2) == 0,
                    Closed = random.Next(2) == 0,
                    Work = (Rating)random.Next(4),
                    Result = (Rating)random.Next(4),
                    OutcomeClass = "ABCD"[random.Next(4)].ToString(),
                    Category = $"k{random.Next(3)}",
                    Units =
                    [
                        new CountedUnit(
                            $"u{random.Next(5)}",
                            true,
                            false,
                            random.Next(2) == 0,
                            (Rating)random.Next(4),
                            (Rating)random.Next(4)
                        ),
                    ],
                }
        );
        foreach (var value in FigureCount.Compute(All, cases))
        {
            var (numerator, denominator) = (Behind(FigurePart.Numerator), Behind(FigurePart.Denominator));
            ((long)numerator.Count).ShouldBe(value.Numerator, value.Definition.Id);
            ((long)denominator.Count).ShouldBe(value.Denominator, value.Definition.Id);
            if (value.Definition.IsRate)
                numerator.ShouldBeSubsetOf(denominator, value.Definition.Id);
            HashSet<string> Behind(FigurePart part) =>
                [.. FigureCount.Behind(value.Definition, value.Group, part, cases).Select(c => c.Proposal)];
        }
    }

    [Fact]
    public void Have_unique_ids_titles_and_a_population()
    {
        All.Select(d => d.Id).ShouldBeUnique();
        All.Select(d => d.Title).ShouldBeUnique();
        All.ShouldAllBe(d => d.Title.Length > 0 && d.Population.Length > 0);
    }

    [Fact]
    public void Take_the_profiles_classes_and_those_found_besides() =>
        Figures
            .OutcomeClasses(Given.Policy(), [Filed with { OutcomeClass = "D" }, Filed with { OutcomeClass = "A" }])
            .Select(c => c.Code)
            .ShouldBe(["A", "B", "C", "D"]);
}
