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
    private const string Promised = "应办理的提案中已送达答复的承诺事项（随答复退回失效的不计）";
    private const string Open = "有未完成承办任务或承诺事项的提案，按其中最紧的一项；灯色随日期变化，以计算时刻为准";
    private const string Replied = "已办复的提案",
        Asked = "已办复且已征询提案者意见的提案",
        Stated = "已办复且提案者已表态的提案";
    private const string Classified = "已办复且有办理结果类别的提案",
        UnitCases = "件次：应办理的提案按主办、独办、分办单位各计一次";
    private const string Tasks = "本届提案的督办任务（不含已取消的），一件提案有几项计几次";

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
            Count("not_filed", "不予立案数", Received, c => c.State == ProposalState.NotFiled && !c.Redirected),
            Count("redirected", "转作其他处理数（转意见建议、社情民意、来信等）", Received, c => c.Redirected),
            Count("merged", "并案数（被并入他案的提案）", Received, c => c.State == ProposalState.Merged),
            Count("withdrawn", "撤案数", Received, c => c.State == ProposalState.Withdrawn),
            Count("in_session", "大会提案数", Received, c => c.SessionKind == SessionKind.InSession),
            Count("inter_session", "平时提案数", Received, c => c.SessionKind == SessionKind.InterSession),
            Grouped(
                "examination_outcome",
                "各审查结果件数",
                Received,
                false,
                GroupBy.Examination,
                (_, _) => true,
                (c, g) => c.Examination == g
            ),
            Grouped(
                "examination_outcome_share",
                "各审查结果占比（按收到）",
                Received,
                true,
                GroupBy.Examination,
                (_, _) => true,
                (c, g) => c.Examination == g
            ),
            Rate("in_session_share", "大会提案占比（按收到）", Received, c => true, c => IsInSession(c)),
            Rate("inter_session_share", "平时提案占比（按收到）", Received, c => true, c => !IsInSession(c)),
            Rate("collective", "集体提案占比", Filed, c => c.Filed, c => c.Collective),
            Rate("individual", "委员提案占比", Filed, c => c.Filed, c => !c.Collective),
            Rate("collective_of_received", "集体提案占比（按收到）", Received, c => true, c => c.Collective),
            Rate("individual_of_received", "委员提案占比（按收到）", Received, c => true, c => !c.Collective),
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
            Grouped(
                "category_share_of_received",
                "各类别占比（按收到）",
                Received,
                true,
                GroupBy.Category,
                (_, _) => true,
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
            Rate("reply_rate_of_filed", "办复率（按立案）", Filed, c => c.Filed, c => c.Replied),
            Rate(
                "on_time_reply_rate",
                "按时办复率",
                Handled + "，答复均在期限（含准予延期）内送达",
                c => c.Handled,
                c => c.RepliedOnTime
            ),
            Count("rehandled", "重新办理数", Handled, c => c.Handled && c.Round >= 2).Short("重新办理"),
            Count("conciliated", "仍不满意后已当面协商或专门说明的提案数", Handled, c => c.Handled && c.Conciliated),
            Rate(
                "conciliated_understood",
                "协商或说明后提案者表示理解的占比",
                Handled + "，仍不满意后已当面协商或专门说明",
                c => c.Handled && c.Conciliated,
                c => c.Understood
            ),
            Count("closed", "办结数", Handled, c => c.Handled && c.Closed).Short("办结"),
            Rate("closing_rate", "办结率", Handled, c => c.Handled, c => c.Closed),
            Rate("closing_rate_of_filed", "办结率（按立案）", Filed, c => c.Filed, c => c.Closed),
            Rate("closing_rate_of_replied", "办结率（按已办复）", Replied, c => c.Handled && c.Replied, c => c.Closed),
            Count("carried_over", "跨年度办理数", Handled, c => c.Handled && c.CarriedOver),
            Count("unable", "无法办理数", Handled, c => c.Handled && c.Unable),
            OfLight("light_green", Light.Green),
            OfLight("light_yellow", Light.Yellow),
            OfLight("light_red", Light.Red),
            Count("overdue", "已逾期提案数", Open + "，至少有一项已过期限", c => c.Overdue).Short("已逾期") with
            {
                ByDueDate = true,
            },
            Count("overdue_opinions", "会办意见逾期提案数", Open + "，会办意见逾期未交", c => c.OpinionOverdue) with
            {
                ByDueDate = true,
            },
            Count(
                "lead_excusable",
                "主办逾期可免责提案数",
                Open + "，主办答复逾期，签发前须交齐的会办意见逾期未交",
                c => c.LeadExcusable
            ) with
            {
                ByDueDate = true,
            },
            Count("key_proposals", "重点提案数", Filed, c => c.Filed && c.Key).Short("重点提案"),
            Rate("key_share", "重点提案占比（按立案）", Filed, c => c.Filed, c => c.Key),
            OfTasks("supervision_tasks", "督办任务数", Tasks, _ => true).Short("督办任务"),
            OfTasks("supervision_tasks_finished", "已办结的督办任务数", Tasks + "，其中已写小结办结的", IsFinished),
            OfTasks("supervision_tasks_by_mode", "各督办方式任务数", Tasks, _ => true, byMode: true),
            OfTasks(
                "supervision_tasks_finished_by_mode",
                "各督办方式已办结任务数",
                Tasks + "，其中已写小结办结的",
                IsFinished,
                byMode: true
            ),
            .. outcomeClasses.SelectMany(o => OfClass(o.Code, o.Label)),
            PerUnit(
                "unit_cases",
                "承办件次",
                Handled + "，按主办、独办、分办单位各计一次",
                false,
                IsAnsweredBy,
                (_, _) => true
            ),
            PerUnit(
                "unit_cases_with_co_handlers",
                "承办件次（含会办）",
                Handled + "，按主办、独办、分办、会办单位各计一次",
                false,
                (c, _) => c.Handled,
                (_, _) => true
            ),
            PerUnit(
                "unit_cases_reply_rate",
                "办复率（按件次）",
                UnitCases,
                true,
                IsAnsweredBy,
                (c, u) => c.Of(u)!.Replied
            ),
            PerUnit(
                "unit_cases_satisfaction_rate",
                "满意率（两个方面均满意或基本满意，按已表态的件次）",
                UnitCases + "，其中已答复且已表态的",
                true,
                (c, u) => IsRepliedBy(c, u) && IsStated(c.Of(u)!.Work) && IsStated(c.Of(u)!.Result),
                (c, u) => IsGood(c.Of(u)!.Work) && IsGood(c.Of(u)!.Result)
            ),
            PerCommitment("commitments", "承诺件数", Promised, false, (_, _) => true, (_, _) => true).Short("承诺"),
            PerCommitment(
                "commitments_fulfilled",
                "已销号承诺件数",
                Promised + "，落实情况已经确认",
                false,
                (_, _) => true,
                (c, m) => c.Promised(m).Fulfilled
            ),
            PerCommitment(
                "commitments_overdue",
                "逾期承诺件数",
                Promised + "，现行时限已过、未报送落实情况",
                false,
                (_, _) => true,
                (c, m) => c.Promised(m).Overdue
            ),
            PerCommitment(
                "commitment_rate",
                "承诺兑现率",
                Promised + "，其中答复所承诺的时限已过的；在该时限内报送落实情况并经确认的为兑现",
                true,
                (c, m) => c.Promised(m).IsDue,
                (c, m) => c.Promised(m).Kept
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
            ? "立案数不含被并提案：收到＝立案＋并案＋不予立案＋转作其他处理＋撤案＋审查中"
            : "立案数包含被并提案，并案数是其中数：收到＝立案＋不予立案＋转作其他处理＋撤案＋审查中";

    private static bool IsInSession(CountedCase c) => c.SessionKind == SessionKind.InSession;

    private static bool IsFinished(CountedTask task) => task.State == SupervisionTaskState.Finished;

    private static bool IsGood(Rating rating) => rating is Rating.Satisfied or Rating.MostlySatisfied;

    private static bool IsStated(Rating rating) => rating != Rating.Unspecified;

    private static bool IsAnsweredBy(CountedCase c, string unit) => c.Handled && c.Of(unit) is { Answers: true };

    private static bool IsRepliedBy(CountedCase c, string unit) =>
        c.Handled && c.Of(unit) is { Answers: true, Replied: true };

    /// <summary>
    /// The share of one outcome class, over each denominator that reports use. Where several units answered, the case
    /// counts by its lowest class, by any of its classes, or once for each unit.
    /// </summary>
    private static FigureDefinition[] OfClass(string code, string label)
    {
        var title = label.Length > 0 ? $"{code} 类占比（{label}）" : $"{code} 类占比";
        return
        [
            Rate(
                $"outcome_{code}",
                title,
                Replied + "，以最后送达的答复为准，分办的取最低一类",
                c => c.Handled && c.Replied,
                c => c.OutcomeClass == code
            ),
            Rate($"outcome_{code}_of_received", title + "，按收到", Received, c => true, c => IsOf(c, code)),
            Rate($"outcome_{code}_of_filed", title + "，按立案", Filed, c => c.Filed, c => IsOf(c, code)),
            Rate($"outcome_{code}_of_handled", title + "，按应办理", Handled, c => c.Handled, c => IsOf(c, code)),
            Rate(
                $"outcome_{code}_of_classified",
                title + "，按已分类",
                Classified,
                c => c.Classified,
                c => IsOf(c, code)
            ),
            Rate(
                $"outcome_{code}_of_any_unit",
                title + "，任一单位属该类即计",
                Replied + "，几个单位类别不同的，各类都计",
                c => c.Handled && c.Replied,
                c => c.HasClass(code)
            ),
            PerUnit(
                $"outcome_{code}_of_unit_cases",
                title + "，按已分类的件次",
                UnitCases + "，其中已答复且有办理结果类别的",
                true,
                (c, u) => IsRepliedBy(c, u) && c.Of(u)!.OutcomeClass.Length > 0,
                (c, u) => c.Of(u)!.OutcomeClass == code
            ),
        ];
    }

    private static bool IsOf(CountedCase c, string code) => c.Classified && c.OutcomeClass == code;

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
            .. new[]
            {
                ("satisfied", "满意", Rating.Satisfied),
                ("mostly_satisfied", "基本满意", Rating.MostlySatisfied),
                ("dissatisfied", "不满意", Rating.Dissatisfied),
            }.SelectMany(level => OfLevel(id, title, dimension, level)),
            Rate(
                $"{id}_satisfaction_rate_of_asked",
                $"{title}满意率（满意＋基本满意，按已征询）",
                Asked,
                c => c.Asked,
                c => IsGood(dimension(c))
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

    /// <summary>One level over the other denominators that reports use.</summary>
    private static FigureDefinition[] OfLevel(
        string id,
        string title,
        Func<CountedCase, Rating> dimension,
        (string Id, string Title, Rating Rating) level
    ) =>
        [
            Rate(
                $"{id}_{level.Id}_of_stated",
                $"{title}·{level.Title}（按已表态）",
                Stated,
                c => c.Asked && IsStated(dimension(c)),
                c => dimension(c) == level.Rating
            ),
            Rate(
                $"{id}_{level.Id}_of_replied",
                $"{title}·{level.Title}（按已办复）",
                Replied,
                c => c.Handled && c.Replied,
                c => c.ReachedFeedback && dimension(c) == level.Rating
            ),
            Rate(
                $"{id}_{level.Id}_of_filed",
                $"{title}·{level.Title}（按立案）",
                Filed,
                c => c.Filed,
                c => c.Asked && dimension(c) == level.Rating
            ),
        ];

    /// <summary>Supervision tasks, not cases: a case counts as often as it has such tasks.</summary>
    private static FigureDefinition OfTasks(
        string id,
        string title,
        string population,
        Func<CountedTask, bool> isCounted,
        bool byMode = false
    ) =>
        new(
            id,
            title,
            population,
            false,
            byMode ? GroupBy.SupervisionMode : GroupBy.Nothing,
            (_, _) => true,
            (_, _) => true
        )
        {
            Times = (c, g) => c.Tasks.Count(t => isCounted(t) && (!byMode || SupervisionModes.CodeOf(t.Mode) == g)),
        };

    private static FigureDefinition PerUnit(
        string id,
        string title,
        string population,
        bool isRate,
        Func<CountedCase, string, bool> inPopulation,
        Func<CountedCase, string, bool> isCounted
    ) => new(id, title, population, isRate, GroupBy.Nothing, inPopulation, isCounted) { PerUnit = true };

    private static FigureDefinition PerCommitment(
        string id,
        string title,
        string population,
        bool isRate,
        Func<CountedCase, string, bool> inPopulation,
        Func<CountedCase, string, bool> isCounted
    ) =>
        new(id, title, population, isRate, GroupBy.Nothing, (c, m) => c.Handled && inPopulation(c, m), isCounted)
        {
            PerCommitment = true,
        };

    private static FigureDefinition Count(
        string id,
        string title,
        string population,
        Func<CountedCase, bool> isCounted
    ) => new(id, title, population, false, GroupBy.Nothing, (_, _) => true, (c, _) => isCounted(c));

    private static FigureDefinition OfLight(string id, Light light) =>
        Count(id, $"{Words.Of(light)}提案数", Open, c => c.Light == light).Short(Words.Of(light)) with
        {
            ByDueDate = true,
        };

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
