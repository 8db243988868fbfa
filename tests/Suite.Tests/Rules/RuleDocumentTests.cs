using System.Globalization;
using System.Text;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// docs/rules/ says of each rule of the handbook what the suite has of it. UPDATE_DOCS=1 rewrites it from the tables
/// beside this file, and every name in a table must exist.
/// </summary>
public sealed class RuleDocumentTests
{
    private static readonly string[] Modes = ["7.1"];

    private static IReadOnlyDictionary<string, IReadOnlyList<Rule>> Transitions => Rule.Read("transitions.json");
    private static IReadOnlyDictionary<string, IReadOnlyList<Rule>> EdgeCases => Rule.Read("edge-cases.json");
    private static IReadOnlyDictionary<string, IReadOnlyList<Rule>> Forms => Rule.Read("forms.json");
    private static IReadOnlyDictionary<string, IReadOnlyList<Rule>> Deadlines => Rule.Read("deadlines.json");

    [Fact]
    public void Every_transition_and_edge_case_of_the_handbook_is_in_its_table_once()
    {
        var handbook = HandbookText.Current;
        handbook.Transitions.Count.ShouldBeGreaterThan(70);
        handbook.EdgeCases.Count.ShouldBeGreaterThan(65);
        RuleGuard
            .Missed("transition", handbook.Transitions, Transitions["2"].Select(r => r.Id))
            .Concat(RuleGuard.Missed("edge case", handbook.EdgeCases, EdgeCases["11"].Select(r => r.Id)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_field_of_a_form_deadline_and_mode_of_the_handbook_is_in_its_table()
    {
        Forms.Keys.Select(k => k.Split(' ')[0]).Distinct().ShouldBe(Enumerable.Range(1, 8).Select(n => $"3.{n}"));
        Deadlines.Keys.ShouldBe(["4.1", "4.2", "4.3", "4.4", "4.5", "4.6", .. Modes]);
        // Of these sections of prose the table takes what is a rule; a test cannot tell which words those are.
        string[] prose = ["3.6", "4.3", "4.4", "4.5", "4.6"];
        Forms
            .Concat(Deadlines)
            .SelectMany(s =>
                RuleGuard
                    .Uncovered(HandbookText.Current, s.Key, s.Value)
                    .Where(f => !prose.Contains(s.Key) || !f.EndsWith("the table does not", StringComparison.Ordinal))
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_name_in_the_tables_exists_and_what_is_called_built_has_a_test() =>
        new[] { Transitions, EdgeCases, Forms, Deadlines }
            .SelectMany(t => t)
            .SelectMany(s => s.Value.SelectMany(r => RuleGuard.Faults(s.Key, r)))
            .ShouldBeEmpty();

    [Fact]
    public void The_documents_are_those_of_the_tables()
    {
        Print(
            "transitions.md",
            "流转",
            "手册第 2 章的每一个流转，对应的 RPC、门户页面和测试。",
            [
                Counts(Transitions["2"]),
                Table(Transitions["2"], "编号", "流转", r => Anchor(r.Id, r.Id.ToLowerInvariant()), Callable),
            ]
        );
        Print(
            "edge-cases.md",
            "边界情形",
            "手册第 11 章的每一个边界情形，对应的 RPC、门户页面和测试。",
            [
                Counts(EdgeCases["11"]),
                Table(EdgeCases["11"], "编号", "情形", r => Anchor(r.Id, $"edge-case-{r.Id}"), Callable),
            ]
        );
        Print(
            "forms.md",
            "表单",
            "手册第 3 章八种表单的每一个字段，对应的报文字段、文书和测试。文书现在只有门户页面的打印，没有公文文件。\n"
                + "没有文书的字段最多算部分建成。打印件由浏览器测试断言标题和复文，没有逐项断言。",
            [
                $"{Counts(FormFields)}\n{OnPaper()}",
                .. Forms.Select(s =>
                    $"## {s.Key} {FormTitles[s.Key]}\n\n"
                    + Table(s.Value.Select(OfAForm), "字段", "", r => r.Title, Written)
                ),
            ]
        );
        Print(
            "deadlines.md",
            "期限与督办方式",
            "手册第 4 章的每一条期限规则，对应的规则项和测试；以及手册 7.1 的每一种督办方式。",
            [
                $"## 期限规则\n\n{Counts(Ruled.SelectMany(d => d.Value))}",
                .. Ruled.Select(s =>
                    $"### {s.Key} {DeadlineTitles[s.Key]}\n\n{Table(s.Value, "规则", "", r => r.Title, Counted)}"
                ),
                $"## 督办方式\n\n{Counts(Deadlines["7.1"])}",
                Table(Deadlines["7.1"], "方式", "", r => r.Title, Callable),
            ]
        );
        var index = new StringBuilder("# 规则对照\n\n").Append(
            $"""
            [手册](../handbook.md)的每一条规则，系统做到了多少。由 `tests/Suite.Tests/Rules/` 的对照表打印，请勿手改。
            对照表手工维护，其中每个名称都由测试核对。

            - **已建**：全部做到，且有测试断言。
            - **部分**：做到一部分，表中写明缺什么。
            - **未建**：没有做。

            | 对照表 | 条数 | 已建 | 部分 | 未建 |
            | --- | --- | --- | --- | --- |

            """
        );
        foreach (
            var (title, file, rules) in new (string, string, IEnumerable<Rule>)[]
            {
                ("流转", "transitions.md", Transitions["2"]),
                ("边界情形", "edge-cases.md", EdgeCases["11"]),
                ("表单字段", "forms.md", FormFields),
                ("期限规则", "deadlines.md", Ruled.SelectMany(d => d.Value)),
                ("督办方式", "deadlines.md", Deadlines["7.1"]),
            }
        )
        {
            var counts = CountsOf(rules);
            index.Append(
                CultureInfo.InvariantCulture,
                $"| [{title}]({file}) | {counts.Sum()} | {counts[0]} | {counts[1]} | {counts[2]} |\n"
            );
        }

        Printed.File("docs/rules/README.md", index.ToString());
    }

    [Fact]
    public void A_wrong_name_is_told_with_its_rule()
    {
        var rule = new Rule
        {
            Id = "T98",
            Title = "示例",
            Rpcs = ["proposals.intake.v1.IntakeService/FileProposal", "proposals.intake.v1.IntakeService/Fly"],
            Pages = ["/hand-over", "/moon"],
            Papers = ["/paper"],
            Tests =
            [
                "Suite.Tests/RuleDocumentTests.A_wrong_name_is_told_with_its_rule",
                "Suite.Tests/RuleDocumentTests.Read",
                "Suite.Tests/Nobody.Does",
                "Intake.Tests/MachineTests.A_draft_is_the_callers_own",
                "Intake.Tests/MachineTests.A_draft_is_nobodys",
                "MachineTests.A_draft_is_the_callers_own",
            ],
            Fields = ["proposals.intake.v1.Proposal.etag", "proposals.intake.v1.Proposal.weight"],
            Profile = ["cap_months", "cap_years"],
        };
        RuleGuard
            .Faults("2", rule)
            .ShouldBe([
                "2 T98: the contract has no RPC proposals.intake.v1.IntakeService/Fly",
                "2 T98: services/Portal/src/places.tsx has no route /moon",
                "2 T98: services/Portal/src/places.tsx has no route /paper",
                "2 T98: the contract has no field proposals.intake.v1.Proposal.weight",
                "2 T98: PolicyProfile has no field cap_years",
                "2 T98: there is no test Suite.Tests/RuleDocumentTests.Read",
                "2 T98: there is no test Suite.Tests/Nobody.Does",
                "2 T98: there is no test Intake.Tests/MachineTests.A_draft_is_nobodys",
                "2 T98: there is no test MachineTests.A_draft_is_the_callers_own",
            ]);
        RuleGuard
            .Faults(
                "2",
                new Rule
                {
                    Id = "T99",
                    Title = "示例",
                    Pages = ["/hand-over"],
                }
            )
            .ShouldBe(["2 T99: it is called built and no test asserts it"]);
        RuleGuard
            .Faults(
                "2",
                new Rule
                {
                    Id = "T99",
                    Title = "示例",
                    Missing = "一切",
                }
            )
            .ShouldBe(["2 T99: it names nothing that is built, and yet something that is missing"]);
    }

    [Fact]
    public void A_rule_that_is_left_out_doubled_or_invented_is_told()
    {
        RuleGuard
            .Missed("transition", ["T01", "T02"], ["T02", "T02", "T99"])
            .ShouldBe([
                "transition T01 stands in the handbook and not in the table",
                "transition T99 stands in the table and not in the handbook",
                "transition T02 stands in the table twice",
            ]);
        var handbook = new HandbookText(
            """
            ## <a id="section-1"></a>1. Forms

            ### <a id="section-1-1"></a>1.1 A table

            | Field | Note |
            |---|---|
            | 案由 [C1] | <a id="t07"></a>T07 |
            | **类别** | |

            ### <a id="section-1-2"></a>1.2 Prose

            甲单: 标题, 日期 [P1]. 乙单: 标题,
            人.
            """
        );
        (handbook.Transitions.Count, handbook.EdgeCases.Count).ShouldBe((1, 0));
        handbook.Pieces("1.1").ShouldBe(["案由", "类别"]);
        handbook.Pieces("1.2 乙单").ShouldBe(["乙单: 标题", "人"]);
        RuleGuard
            .Uncovered(handbook, "1.1", [Of("案由"), Of("案由"), Of("字数")])
            .ShouldBe([
                "1.1 字数: the section of the handbook has no such words",
                "1.1 案由 stands in the table twice",
                "1.1 类别: the handbook lists it, the table does not",
            ]);
        RuleGuard.Uncovered(handbook, "1.2 乙单", [Of("标题"), Of("人")]).ShouldBeEmpty();
        const string absent = "9.9";
        Should.Throw<InvalidDataException>(() => handbook.Words(absent)).Message.ShouldContain(absent);

        static Rule Of(string words) => new() { Id = words, Title = words };
    }

    [Fact]
    public void A_test_that_is_skipped_or_is_none_is_not_found() =>
        RuleGuard
            .TestsOf([
                "public abstract class OneTests(Room room)",
                "    [Fact]",
                "    public async Task It_runs()",
                "    public void Helper()",
                "    [Fact(Skip = \"later\")]",
                "    public void It_does_not_run()",
                "internal sealed class Helper",
                "public sealed class TwoTests",
                "    [Theory]",
                "    [InlineData(1)]",
                "    public void It_runs_with(int number) =>",
            ])
            .ShouldBe(["OneTests.It_runs", "TwoTests.It_runs_with"]);

    private static readonly Dictionary<string, string> FormTitles = new()
    {
        ["3.1"] = "提案表",
        ["3.2"] = "立案审查表",
        ["3.3"] = "交办函、交办清单",
        ["3.4"] = "会办意见",
        ["3.5"] = "答复函",
        ["3.6"] = "征询意见表",
        ["3.7"] = "重点提案督办表",
        ["3.8 申退"] = "申退单",
        ["3.8 延期"] = "延期申请单",
        ["3.8 催办"] = "催办单",
    };

    private static readonly Dictionary<string, string> DeadlineTitles = new()
    {
        ["4.1"] = "答复期限",
        ["4.2"] = "其他期限",
        ["4.3"] = "计算规则",
        ["4.4"] = "全国日历",
        ["4.5"] = "工作日算例",
        ["4.6"] = "预警灯",
    };

    private static IEnumerable<Rule> FormFields => Forms.Values.SelectMany(v => v).Select(OfAForm);

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<Rule>>> Ruled =>
        Deadlines.Where(d => !Modes.Contains(d.Key));

    private static readonly (string Title, Func<Rule, IEnumerable<string>> Cells)[] Callable =
    [
        ("RPC", r => r.Rpcs),
        ("页面", r => r.Pages),
        ("测试", r => r.Tests),
    ];

    private static readonly (string Title, Func<Rule, IEnumerable<string>> Cells)[] Written =
    [
        ("报文字段", r => r.Fields.Select(Short)),
        ("文书（打印的页面）", r => r.Papers),
        ("测试", r => r.Tests),
    ];

    private static readonly (string Title, Func<Rule, IEnumerable<string>> Cells)[] Counted =
    [
        ("规则项", r => r.Profile.Select(p => $"PolicyProfile.{p}").Concat(r.Fields.Select(Short))),
        ("测试", r => r.Tests),
    ];

    private static string Short(string field) => field.Replace("proposals.", "").Replace(".v1.", ".");

    private static string Anchor(string number, string id) => $"[{number}](../handbook.md#{id})";

    /// <summary>A field of a form is built in part as long as no paper shows it.</summary>
    private static Rule OfAForm(Rule field) =>
        field.Verdict == Verdict.Missing || field.Papers.Count > 0 ? field
        : field.Missing.Length == 0 ? field with { Missing = "文书" }
        : field with { Missing = $"{field.Missing}；文书" };

    private static string OnPaper()
    {
        var fields = Forms.Values.SelectMany(v => v).ToList();
        var (held, printed) = (fields.Count(f => f.Fields.Count > 0), fields.Count(f => f.Papers.Count > 0));
        return $"其中有报文字段的 {held} 个，有文书的 {printed} 个。";
    }

    private static int[] CountsOf(IEnumerable<Rule> rules)
    {
        var verdicts = rules.Select(r => r.Verdict).ToList();
        return [.. Enum.GetValues<Verdict>().Select(v => verdicts.Count(x => x == v))];
    }

    private static string Counts(IEnumerable<Rule> rules)
    {
        var counts = CountsOf(rules);
        return $"共 {counts.Sum()} 条：已建 {counts[0]}，部分 {counts[1]}，未建 {counts[2]}。";
    }

    private static string WordOf(Rule rule) =>
        rule.Verdict switch
        {
            Verdict.Built => "已建",
            Verdict.Missing => "未建",
            _ => $"部分：缺{rule.Missing}",
        };

    private static string Table(
        IEnumerable<Rule> rules,
        string key,
        string title,
        Func<Rule, string> keyOf,
        (string Title, Func<Rule, IEnumerable<string>> Cells)[] columns
    )
    {
        string[] heads =
        [
            key,
            .. title.Length > 0 ? [title] : Array.Empty<string>(),
            .. columns.Select(c => c.Title),
            "结论",
        ];
        var text = new StringBuilder(
            $"| {string.Join(" | ", heads)} |\n|{string.Concat(heads.Select(_ => " --- |"))}\n"
        );
        foreach (var rule in rules)
        {
            string[] cells =
            [
                keyOf(rule),
                .. title.Length > 0 ? [rule.Title] : Array.Empty<string>(),
                .. columns.Select(c => string.Join("<br>", c.Cells(rule).Select(n => $"`{n}`"))),
                WordOf(rule),
            ];
            text.Append($"| {string.Join(" | ", cells)} |\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Print(string file, string title, string what, IEnumerable<string> parts) =>
        Printed.File(
            $"docs/rules/{file}",
            $"# {title}\n\n{what}\n由 `tests/Suite.Tests/Rules/` 的对照表打印，请勿手改。"
                + "说明见[规则对照](README.md)。\n\n"
                + $"{string.Join("\n\n", parts)}\n"
        );
}
