using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>The figures of a session: one table of definitions (handbook 5.1), printed into docs/figures.md.</summary>
internal static class Figures
{
    private const string Received = "已提交的提案（含后来并案、撤案的）",
        Filed = "立案的提案（按本地立案口径）",
        Handled = "应办理的提案（立案，未并出、未撤案）";
    private const string Open = "有未完成承办任务的提案，按其中最紧的一项；灯色随日期变化，以计算时刻为准";
    private const string Replied = "已办复的提案",
        Asked = "已办复且已征询提案者意见的提案",
        Stated = "已办复且提案者已表态的提案";

    /// <summary>
    /// Every definition. The outcome classes are local (handbook 5.2): code and label, or an empty label.
    /// </summary>
    public static IReadOnlyList<FigureDefinition> All(IEnumerable<(string Code, string Label)> outcomeClasses) =>
        [
            Count("received", "收到提案数", Received, c => true).Short("收到"),
            Count(
                "pending",
                "审查中提案数",
                Received,
                c => c.State is ProposalState.Submitted or ProposalState.Returned or ProposalState.Examined
            ),
            Count("filed", "立案数", Received + "，按本地立案口径", c => c.Filed).Short("立案"),
            Count("filed_inclusive", "立案数（含被并提案）", Received, c => c.FiledInclusive),
            Count("filed_disjoint", "立案数（不含被并提案）", Received, c => c.Handled),
            Rate("filing_rate", "立案率", Received + "，按本地立案口径", c => true, c => c.Filed),
            Rate("filing_rate_inclusive", "立案率（含被并提案）", Received, c => true, c => c.FiledInclusive),
            Rate("filing_rate_disjoint", "立案率（不含被并提案）", Received, c => true, c => c.Handled),
            Count("not_filed", "不予立案数", Received, c => c.State == ProposalState.NotFiled),
            Count("merged", "并案数（被并入他案的提案）", Received, c => c.State == ProposalState.Merged),
            Count("withdrawn", "撤案数", Received, c => c.State == ProposalState.Withdrawn),
            Count("in_session", "大会提案数", Received, c => c.SessionKind == SessionKind.InSession),
            Count("inter_session", "平时提案数", Received, c => c.SessionKind == SessionKind.InterSession),
            Rate("collective", "集体提案占比", Filed, c => c.Filed, c => c.Collective),
            Rate("individual", "委员提案占比", Filed, c => c.Filed, c => !c.Collective),
            Grouped(
                "category_filed",
                "各类别立案数",
                Filed,
                false,
                GroupBy.Category,
                (c, _) => c.Filed,
                (c, g) => c.Category == g
            ),
            Grouped(
                "category_share",
                "各类别占比",
                Filed,
                true,
                GroupBy.Category,
                (c, _) => c.Filed,
                (c, g) => c.Category == g
            ),
            Count("handed_over", "交办数", Handled, c => c.Handled && c.HandedOver).Short("交办"),
            Rate(
                "contact_rate",
                "沟通率",
                Handled + "中已交办的，有沟通记录（含提案者表示不需要的）",
                c => c.Handled && c.HandedOver,
                c => c.Contacted
            ),
            Count("replied", "已办复数", Handled + "，首轮应有的答复全部送达", c => c.Handled && c.Replied)
                .Short("已办复"),
            Rate("reply_rate", "办复率", Handled, c => c.Handled, c => c.Replied),
            Rate(
                "on_time_reply_rate",
                "按时办复率",
                Handled + "，答复均在期限（含准予延期）内送达",
                c => c.Handled,
                c => c.RepliedOnTime
            ),
            Count("rehandled", "重新办理数", Handled, c => c.Handled && c.Round >= 2).Short("重新办理"),
            Count("closed", "办结数", Handled, c => c.Handled && c.Closed).Short("办结"),
            Rate("closing_rate", "办结率", Handled, c => c.Handled, c => c.Closed),
            Count("carried_over", "跨年度办理数", Handled, c => c.Handled && c.CarriedOver),
            Count("unable", "无法办理数", Handled, c => c.Handled && c.Unable),
            OfLight("light_green", Light.Green),
            OfLight("light_yellow", Light.Yellow),
            OfLight("light_red", Light.Red),
            Count("key_proposals", "重点提案数", Filed, c => c.Filed && c.Key).Short("重点提案"),
            .. outcomeClasses.Select(o =>
                Rate(
                    $"outcome_{o.Code}",
                    o.Label.Length > 0 ? $"{o.Code} 类占比（{o.Label}）" : $"{o.Code} 类占比",
                    Replied + "，以最后送达的答复为准，分办的取最低一类",
                    c => c.Handled && c.Replied,
                    c => c.OutcomeClass == o.Code
                )
            ),
            .. Satisfaction("work", "办理工作", c => c.Work),
            .. Satisfaction("result", "办理结果", c => c.Result),
            Rate(
                    "satisfaction_rate",
                    "满意率（两个方面均满意或基本满意，按已表态）",
                    Stated,
                    c => c.Asked && IsStated(c.Work) && IsStated(c.Result),
                    c => IsGood(c.Work) && IsGood(c.Result)
                )
                .Short("满意率（按已表态）"),
            Rate(
                    "satisfaction_rate_of_replied",
                    "满意率（两个方面均满意或基本满意，按已办复）",
                    Replied,
                    c => c.Handled && c.Replied,
                    c => c.ReachedFeedback && IsGood(c.Work) && IsGood(c.Result)
                )
                .Short("满意率（按已办复）"),
            Grouped(
                    "unit_assigned",
                    "单位主办、独办、分办件数",
                    Handled,
                    false,
                    GroupBy.Unit,
                    (c, _) => c.Handled,
                    (c, g) => c.Of(g) is { Answers: true }
                )
                .Short("主办"),
            Grouped(
                    "unit_co_handled",
                    "单位会办件数",
                    Handled,
                    false,
                    GroupBy.Unit,
                    (c, _) => c.Handled,
                    (c, g) => c.Of(g) is { CoHandles: true }
                )
                .Short("会办"),
            Grouped(
                    "unit_replied",
                    "单位已答复件数",
                    Handled + "中由该单位主办、独办、分办的",
                    false,
                    GroupBy.Unit,
                    IsAnsweredBy,
                    (c, g) => c.Of(g)!.Replied
                )
                .Short("已答复"),
            Grouped(
                    "unit_reply_rate",
                    "单位办复率",
                    Handled + "中由该单位主办、独办、分办的",
                    true,
                    GroupBy.Unit,
                    IsAnsweredBy,
                    (c, g) => c.Of(g)!.Replied
                )
                .Short("办复率"),
            Grouped(
                "unit_satisfied",
                "单位满意件数（两个方面均满意或基本满意）",
                "该单位已答复的提案",
                false,
                GroupBy.Unit,
                IsRepliedBy,
                (c, g) => IsGood(c.Of(g)!.Work) && IsGood(c.Of(g)!.Result)
            ),
            Grouped(
                    "unit_satisfaction_rate",
                    "单位满意率（两个方面均满意或基本满意，按已表态）",
                    "该单位已答复且提案者已表态的提案",
                    true,
                    GroupBy.Unit,
                    (c, g) => IsRepliedBy(c, g) && IsStated(c.Of(g)!.Work) && IsStated(c.Of(g)!.Result),
                    (c, g) => IsGood(c.Of(g)!.Work) && IsGood(c.Of(g)!.Result)
                )
                .Short("满意率"),
        ];

    /// <summary>
    /// The outcome classes to print figures for: the profile's in its order, then others that occur, e.g. in an older
    /// ledger.
    /// </summary>
    public static IReadOnlyList<(string Code, string Label)> OutcomeClasses(
        PolicyProfile policy,
        IEnumerable<CountedCase> cases
    )
    {
        var own = policy.OutcomeClasses.Select(c => (c.Code, c.Label)).ToList();
        var found = cases
            .Select(c => c.OutcomeClass)
            .Where(c => c.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Except(own.Select(o => o.Code), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return [.. own, .. found.Select(c => (c, ""))];
    }

    /// <summary>How 立案数 is counted, in Chinese.</summary>
    public static string ConventionText(FiledConvention convention) =>
        convention == FiledConvention.Disjoint
            ? "立案数不含被并提案：收到＝立案＋并案＋不予立案＋撤案＋审查中"
            : "立案数包含被并提案，并案数是其中数：收到＝立案＋不予立案＋撤案＋审查中";

    private static bool IsGood(Rating rating) => rating is Rating.Satisfied or Rating.MostlySatisfied;

    private static bool IsStated(Rating rating) => rating != Rating.Unspecified;

    private static bool IsAnsweredBy(CountedCase c, string unit) => c.Handled && c.Of(unit) is { Answers: true };

    private static bool IsRepliedBy(CountedCase c, string unit) =>
        c.Handled && c.Of(unit) is { Answers: true, Replied: true };

    /// <summary>
    /// One dimension: the four shares of the asked cases, and the two rates that reports give, each with its own
    /// denominator (handbook edge case 56).
    /// </summary>
    private static FigureDefinition[] Satisfaction(string id, string title, Func<CountedCase, Rating> dimension) =>
        [
            Rate($"{id}_satisfied", $"{title}·满意", Asked, c => c.Asked, c => dimension(c) == Rating.Satisfied),
            Rate(
                $"{id}_mostly_satisfied",
                $"{title}·基本满意",
                Asked,
                c => c.Asked,
                c => dimension(c) == Rating.MostlySatisfied
            ),
            Rate(
                $"{id}_dissatisfied",
                $"{title}·不满意",
                Asked,
                c => c.Asked,
                c => dimension(c) == Rating.Dissatisfied
            ),
            Rate(
                $"{id}_not_stated",
                $"{title}·未表态（含尚未反馈）",
                Asked,
                c => c.Asked,
                c => dimension(c) == Rating.Unspecified
            ),
            Rate(
                $"{id}_satisfaction_rate",
                $"{title}满意率（满意＋基本满意，按已表态）",
                Stated,
                c => c.Asked && IsStated(dimension(c)),
                c => IsGood(dimension(c))
            ),
            Rate(
                $"{id}_satisfaction_rate_of_replied",
                $"{title}满意率（满意＋基本满意，按已办复）",
                Replied,
                c => c.Handled && c.Replied,
                c => c.ReachedFeedback && IsGood(dimension(c))
            ),
        ];

    private static FigureDefinition Count(
        string id,
        string title,
        string population,
        Func<CountedCase, bool> isCounted
    ) => new(id, title, population, false, GroupBy.Nothing, (_, _) => true, (c, _) => isCounted(c));

    private static FigureDefinition OfLight(string id, Light light) =>
        Count(id, $"{Words.Of(light)}提案数", Open, c => c.Light == light).Short(Words.Of(light));

    private static FigureDefinition Rate(
        string id,
        string title,
        string population,
        Func<CountedCase, bool> inPopulation,
        Func<CountedCase, bool> isCounted
    ) => new(id, title, population, true, GroupBy.Nothing, (c, _) => inPopulation(c), (c, _) => isCounted(c));

    private static FigureDefinition Grouped(
        string id,
        string title,
        string population,
        bool isRate,
        GroupBy groupBy,
        Func<CountedCase, string, bool> inPopulation,
        Func<CountedCase, string, bool> isCounted
    ) => new(id, title, population, isRate, groupBy, inPopulation, isCounted);
}
