using System.Text;

namespace Proposals.Cli.Tests.Ledgers.Made;

/// <summary>
/// A ledger in one of the layouts that offices have, with what it holds. It shares no code with the importer.
/// </summary>
/// <param name="Layout">The layout, in words.</param>
/// <param name="FileName">Name of the file.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Proposals">What it holds.</param>
internal sealed record MadeLedger(string Layout, string FileName, byte[] Bytes, IReadOnlyList<MadeProposal> Proposals)
{
    /// <summary>The one sentence that refuses it; empty when it is right.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>Arguments that the office gives, besides the file.</summary>
    public string[] Arguments { get; init; } = [];

    private static readonly (string Header, Func<MadeProposal, object?> Value)[] Columns =
    [
        ("案号", p => p.Number == 0 ? "" : p.Number),
        ("案由", p => p.Subject),
        ("提案者", p => string.Join('、', p.People)),
        ("提案形式", FormOf),
        ("类别", p => p.Category),
        ("会议/平时", p => p.IsInSession ? "会议" : "平时"),
        ("审查结果", p => p.Into > 0 ? $"并入第{p.Into}号" : p.Outcome),
        ("主办单位", p => p.Lead),
        ("会办单位", p => string.Join('、', p.Helpers)),
        ("交办日期", p => p.HandedOver),
        ("答复日期", p => p.Answered),
        ("办理结果", p => p.Class),
        ("办理工作评价", p => p.Work),
        ("办理结果评价", p => p.Result),
        ("办结情况", p => p.Closing),
    ];

    private static readonly MadeProposal[] Common =
    [
        .. Enumerable.Range(1, 8).Select(Handled),
        new()
        {
            Subject = "关于合并的提案",
            People = ["钱一"],
            Outcome = "并案",
            Into = 2,
        },
        new()
        {
            Subject = "关于个人问题的提案",
            People = ["钱二"],
            Outcome = "不予立案",
            IsInSession = false,
        },
    ];

    private static readonly MadeProposal[] Outcomes =
    [
        Handled(1),
        Handled(2),
        .. new[]
        {
            "并案",
            "不予立案",
            "转意见建议",
            "转意见和建议",
            "转社情民意",
            "撤案",
            "转来信",
            "作来信处理",
            "转信访",
        }.Select(
            (outcome, i) =>
                new MadeProposal
                {
                    Subject = $"关于事项{i}的提案",
                    People = [$"钱{"一二三四五六七八九"[i]}"],
                    Outcome = outcome,
                }
        ),
    ];

    private static readonly MadeProposal[] Named =
    [
        Handled(1) with
        {
            People = ["张三", "李四", "王五"],
        },
        Handled(2) with
        {
            People = ["马丽", "李强"],
            Lead = "自然资源局（林业局、海洋局）",
        },
        Handled(3) with
        {
            People = ["𠮷田"],
        },
        Handled(4) with
        {
            People = ["𠮷田", "阿不都热合曼·买买提"],
        },
        Handled(5) with
        {
            People = ["马丽"],
            Helpers = ["教育局", "财政局"],
        },
    ];

    /// <summary>Every layout, each for a session of its own.</summary>
    public static IReadOnlyList<MadeLedger> All { get; } =
    [
        Of(1, "一行表头的 xlsx", "台账.xlsx", s => MadeFile.Xlsx(Plain(s))),
        Of(2, "旧式 xls", "台账.xls", s => MadeFile.Xls(Plain(s))),
        Of(3, "UTF-8 的 csv", "台账.csv", s => MadeFile.Csv(Plain(s), new UTF8Encoding(true))),
        Of(4, "无标记的 UTF-8 csv，分号分隔", "台账.csv", s => MadeFile.Csv(Plain(s), new UTF8Encoding(false), ';')),
        Of(
            5,
            "GB18030 的 csv，标题在文件名中",
            "示例区政协第31届第5次会议提案台账.csv",
            s =>
            {
                var sheet = Plain(s);
                sheet.Rows.RemoveRange(0, 2);
                return MadeFile.Csv(sheet, CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!);
            }
        ),
        Of(6, "UTF-16 的制表符文本", "台账.txt", s => MadeFile.Csv(Plain(s), Encoding.Unicode, '\t')),
        Of(7, "两行表头，合并单元格", "台账.xlsx", s => MadeFile.Xlsx(TwoHeaders(s))),
        Of(8, "两行表头的 xls", "台账.xls", s => MadeFile.Xls(TwoHeaders(s))),
        Of(9, "两行表头的 csv，没有合并", "台账.csv", s => MadeFile.Csv(TwoHeaders(s), new UTF8Encoding(true))),
        Of(10, "提案者竖向合并", "台账.xlsx", s => MadeFile.Xlsx(SameProposer(s)), SameProposers()),
        Of(11, "提案者竖向合并的 xls", "台账.xls", s => MadeFile.Xls(SameProposer(s)), SameProposers()),
        Of(12, "小计、合计、分类标题和落款", "台账.xlsx", s => MadeFile.Xlsx(WithSums(s))),
        Of(13, "每页重复表头", "台账.xlsx", s => MadeFile.Xlsx(WithPages(s))),
        Of(14, "隐藏的行，一并导入", "台账.xlsx", s => MadeFile.Xlsx(WithHiddenRow(s))) with
        {
            Arguments = ["--hidden", "take"],
        },
        Of(15, "隐藏的行，没有说明", "台账.xls", s => MadeFile.Xls(WithHiddenRow(s))) with
        {
            Sentence = "第5行是隐藏的：一并导入请加 --hidden take，不导入请加 --hidden leave。",
        },
        Of(16, "隐藏的工作表，没有说明", "台账.xlsx", s => MadeFile.Xlsx(Plain(s), Hidden(s))) with
        {
            Sentence = "隐藏的工作表「旧表」也是台账：一并导入请加 --hidden take，不导入请加 --hidden leave。",
        },
        Of(17, "隐藏的工作表，不导入", "台账.xls", s => MadeFile.Xls(Hidden(s), Plain(s))) with
        {
            Arguments = ["--hidden", "leave"],
        },
        Of(18, "大会、平时各一张工作表", "台账.xlsx", s => MadeFile.Xlsx([.. TwoSheets(s)])) with
        {
            Proposals = [.. Common.OrderByDescending(p => p.IsInSession)],
            Arguments = ["--sheet", "大会", "--sheet", "平时"],
        },
        Of(19, "各种审查结果", "台账.xlsx", s => MadeFile.Xlsx(Sheet(s, Outcomes)), Outcomes),
        Of(20, "带字的案号", "台账.xlsx", s => MadeFile.Xlsx(Labelled(s))),
        Of(21, "各种姓名写法", "台账.xlsx", s => MadeFile.Xlsx(Names(s)), Named),
        Of(22, "错误的链接", "台账.xlsx", s => MadeFile.Xlsx(WithLink(s))),
        Of(23, "各种日期写法", "台账.xlsx", s => MadeFile.Xlsx(Dates(s))),
        Of(24, "别的栏名和次序", "台账.xls", s => MadeFile.Xls(OtherNames(s))),
        Of(25, "案号竖向合并", "台账.xlsx", s => MadeFile.Xlsx(MergedNumber(s))) with
        {
            Sentence = "第5行「案号」：与上一行合并了单元格，请取消合并，一件提案写成一行",
        },
        Of(26, "不认识的审查结果", "台账.csv", s => MadeFile.Csv(UnknownOutcome(s), new UTF8Encoding(true))) with
        {
            Sentence = "第5行「审查结果」：“再议”不是可用的值，请写立案、不予立案或并入第N号（N 为案号）",
        },
    ];

    /// <summary>The session of a ledger, as term and number.</summary>
    public (int Term, int Number) Session { get; private init; }

    public override string ToString() => Layout;

    private static MadeLedger Of(
        int place,
        string layout,
        string fileName,
        Func<string, byte[]> write,
        IReadOnlyList<MadeProposal>? proposals = null
    )
    {
        var (term, number) = (31 + ((place - 1) / 9), ((place - 1) % 9) + 1);
        var title = $"示例区政协第{term}届第{number}次会议提案办理情况台账";
        return new MadeLedger(layout, fileName, write(title), proposals ?? Common) { Session = (term, number) };
    }

    private static MadeProposal Handled(int i) =>
        new()
        {
            Number = i,
            Subject = $"关于示例事项{i}的提案",
            People = i % 3 == 0 ? [$"赵{"一二三四五六七八"[i - 1]}", "孙联名"] : [$"赵{"一二三四五六七八"[i - 1]}"],
            Category = i % 2 == 0 ? "社会" : "经济",
            IsInSession = i < 7,
            Lead = i % 2 == 0 ? "教育局" : "民政局",
            Helpers = i == 4 ? ["财政局", "审计局"] : [],
            HandedOver = new DateTime(2023, 3, i),
            Answered = i == 8 ? null : new DateTime(2023, 5, i),
            Class =
                i == 8 ? ""
                : i < 6 ? "A"
                : "B",
            Work = i == 8 ? "" : "满意",
            Result =
                i == 8 ? ""
                : i < 7 ? "满意"
                : "基本满意",
            Closing = i == 8 ? "在办" : "办结",
        };

    private static object FormOf(MadeProposal p) =>
        p.IsCollective ? "集体"
        : p.People.Length > 1 ? "联名"
        : "个人";

    private static MadeSheet Plain(string title) => Sheet(title, Common);

    private static MadeSheet Sheet(string title, IEnumerable<MadeProposal> proposals, string name = "台账")
    {
        var sheet = new MadeSheet(name);
        sheet.Add(title);
        sheet.Add("填报日期：2023年12月20日");
        sheet.Add([.. Columns.Select(c => c.Header)]);
        foreach (var proposal in proposals)
            sheet.Add([.. Columns.Select(c => c.Value(proposal))]);
        return sheet;
    }

    private static int Place(string header) => Array.FindIndex(Columns, c => c.Header == header);

    private static MadeSheet TwoHeaders(string title)
    {
        var sheet = Plain(title);
        sheet.Merged.Add((0, 0, 0, 14));
        var (lead, date, rating) = (Place("主办单位"), Place("交办日期"), Place("办理工作评价"));
        var below = new object?[Columns.Length];
        foreach (
            var (first, group, names) in new[]
            {
                (lead, "承办单位", new[] { "主办", "会办" }),
                (date, "办理时间", ["交办", "答复日期"]),
                (rating, "满意度", ["办理工作", "办理结果"]),
            }
        )
        {
            (sheet.Rows[2][first], sheet.Rows[2][first + 1]) = (group, null);
            (below[first], below[first + 1]) = (names[0], names[1]);
            sheet.Merged.Add((2, first, 2, first + 1));
        }

        sheet.Rows.Insert(3, below);
        foreach (var column in Enumerable.Range(0, Columns.Length).Where(c => below[c] is null))
            sheet.Merged.Add((2, column, 3, column));
        return sheet;
    }

    private static MadeProposal[] SameProposers() =>
        [.. Common.Select((p, i) => i == 1 ? p with { People = Common[0].People } : p)];

    private static MadeSheet SameProposer(string title)
    {
        var sheet = Sheet(title, SameProposers());
        sheet.Rows[4][Place("提案者")] = null;
        sheet.Merged.Add((3, Place("提案者"), 4, Place("提案者")));
        return sheet;
    }

    private static MadeSheet WithSums(string title)
    {
        var sheet = Plain(title);
        sheet.Rows.Insert(3, ["一、经济建设类"]);
        sheet.Merged.Add((3, 0, 3, 14));
        sheet.Rows.Insert(8, ["小计", 4]);
        sheet.Rows.Insert(9, ["二、社会建设类（6件）"]);
        sheet.Add("小计", "6件");
        sheet.Add("合 计", "10件");
        sheet.Add("填表人：张某", null, "审核人：李某", null, "单位负责人：王某", "2023年12月20日");
        sheet.Add("注：本表一式两份");
        sheet.Add(null, null, "（盖章）");
        return sheet;
    }

    private static MadeSheet WithPages(string title)
    {
        var sheet = Plain(title);
        sheet.Rows.Insert(7, [.. Columns.Select(c => c.Header)]);
        sheet.Rows.Insert(7, ["第1页 共2页"]);
        return sheet;
    }

    private static MadeSheet WithHiddenRow(string title)
    {
        var sheet = Plain(title);
        sheet.HiddenRows.Add(4);
        return sheet;
    }

    private static MadeSheet Hidden(string title)
    {
        var shown = Sheet(title, Common, "旧表");
        var hidden = new MadeSheet("旧表") { IsHidden = true };
        hidden.Rows.AddRange(shown.Rows);
        return hidden;
    }

    private static IEnumerable<MadeSheet> TwoSheets(string title) =>
        [
            new MadeSheet("说明"),
            Sheet(title, Common.Where(p => p.IsInSession), "大会"),
            Sheet(title, Common.Where(p => !p.IsInSession), "平时"),
        ];

    private static MadeSheet Labelled(string title)
    {
        string[] forms =
        [
            "大字第1号",
            "大字第2号",
            "2023-003",
            "〔2023〕4号",
            "九届二次会议第0005号",
            "第00006号（社会管理类001号）",
            "平字第1号",
            "平字第2号",
        ];
        var sheet = Plain(title);
        for (var i = 0; i < forms.Length; i++)
            sheet.Rows[3 + i][Place("案号")] = forms[i];
        sheet.Rows[11][Place("审查结果")] = "并入大字第2号";
        return sheet;
    }

    private static MadeSheet Names(string title)
    {
        var sheet = Sheet(title, Named);
        string[] people =
        [
            "张三 李四　王五",
            "马丽（女，回族）、李强",
            "𠮷　田",
            "𠮷\u200B田、阿不都热合曼・买买提",
            "马 丽",
        ];
        for (var i = 0; i < people.Length; i++)
            sheet.Rows[3 + i][Place("提案者")] = people[i];
        sheet.Rows[7][Place("会办单位")] = "教育局　财政局";
        return sheet;
    }

    private static MadeSheet WithLink(string title)
    {
        var sheet = Plain(title);
        sheet.Links.AddRange(["mailto:zhang@@san 。com", "http://[示例", "https://example.invalid/a"]);
        return sheet;
    }

    private static MadeSheet Dates(string title)
    {
        var sheet = Plain(title);
        string[] days =
        [
            "2023.5.1.",
            "2023年5月2日 星期二",
            "二〇二三年五月三日",
            "２０２３／５／４",
            "2023-05-05 00:00:00",
            "20230506",
            "2023年5月7号（周日）",
        ];
        for (var i = 0; i < days.Length; i++)
            sheet.Rows[3 + i][Place("答复日期")] = days[i];
        sheet.Rows[3][Place("交办日期")] = "二零二三年三月一日";
        return sheet;
    }

    private static MadeSheet OtherNames(string title)
    {
        var sheet = Plain(title);
        var renamed = new Dictionary<string, string>
        {
            ["案号"] = "提案编号",
            ["案由"] = "提案题目",
            ["提案者"] = "提案人（第一提案人在前）",
            ["类别"] = "提案\n分类",
            ["会议/平时"] = "大会／平时",
            ["审查结果"] = "审查意见",
            ["主办单位"] = "牵头单位",
            ["会办单位"] = "协办单位",
            ["交办日期"] = "交办时间",
            ["答复日期"] = "办复时间",
            ["办理结果"] = "办理结果类别",
            ["办理工作评价"] = "对办理工作评价",
            ["办结情况"] = "是否办结",
        };
        foreach (var row in sheet.Rows.Skip(2))
            Array.Reverse(row);
        sheet.Rows[2] = [.. sheet.Rows[2].Select(h => renamed.GetValueOrDefault((string)h!, (string)h!))];
        return sheet;
    }

    private static MadeSheet MergedNumber(string title)
    {
        var sheet = Plain(title);
        sheet.Rows[4][Place("案号")] = null;
        sheet.Merged.Add((3, Place("案号"), 4, Place("案号")));
        sheet.Rows[11][Place("审查结果")] = "并入第3号";
        return sheet;
    }

    private static MadeSheet UnknownOutcome(string title)
    {
        var sheet = Plain(title);
        sheet.Rows[4][Place("审查结果")] = "再议";
        sheet.Rows[11][Place("审查结果")] = "并入第3号";
        return sheet;
    }
}
