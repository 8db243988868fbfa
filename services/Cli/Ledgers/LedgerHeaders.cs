using System.Text.RegularExpressions;

namespace Proposals.Cli.Ledgers;

/// <summary>The names that offices give to the columns of a ledger.</summary>
internal static partial class LedgerHeaders
{
    // A rating may stand below a group: 满意度 over 办理工作 and 办理结果.
    private static readonly string[] RatingGroups =
    [
        "满意度",
        "满意情况",
        "满意程度",
        "评价",
        "评价情况",
        "委员评价",
        "提案者评价",
        "委员满意度",
        "提案者满意度",
        "反馈",
        "反馈意见",
        "反馈情况",
        "委员反馈",
        "委员反馈意见",
        "征询意见",
        "测评",
    ];

    private static readonly (LedgerColumn Column, bool Needed, string[] Names)[] Known =
    [
        (LedgerColumn.CaseNumber, true, ["案号", "提案号", "提案案号", "立案号", "提案编号", "立案编号", "编号"]),
        (LedgerColumn.Subject, true, ["案由", "提案案由", "提案题目", "提案名称", "提案标题", "题目", "标题"]),
        (
            LedgerColumn.Proposers,
            true,
            [
                "提案者",
                "提案人",
                "提案委员",
                "提案者姓名",
                "提案人姓名",
                "提案者名称",
                "提案者单位或姓名",
                "第一提案人",
                "第一提案者",
                "领衔提案人",
                "领衔人",
            ]
        ),
        (
            LedgerColumn.CoSigners,
            false,
            ["联名人", "联名者", "联名委员", "联名提案人", "联名提案者", "附议人", "附议委员", "提案者联名人"]
        ),
        (LedgerColumn.ProposalForm, true, ["提案形式", "提案方式", "形式"]),
        (LedgerColumn.Category, true, ["类别", "提案类别", "提案分类", "分类", "所属类别"]),
        (
            LedgerColumn.SessionKind,
            true,
            ["会议/平时", "大会/平时", "会议或平时", "大会或平时", "提案时段", "提出时段", "会议平时"]
        ),
        (
            LedgerColumn.Decision,
            true,
            ["审查结果", "审查意见", "审查情况", "审查结论", "审查处理意见", "立案情况", "是否立案", "审查立案情况"]
        ),
        (LedgerColumn.KeyProposal, false, ["重点提案", "是否重点", "是否重点提案"]),
        (
            LedgerColumn.LeadUnit,
            true,
            ["主办单位", "主办", "主办部门", "牵头单位", "承办单位主办", "承办单位主办单位", "承办单位"]
        ),
        (
            LedgerColumn.CoUnits,
            true,
            ["会办单位", "协办单位", "会办", "协办", "承办单位会办", "承办单位协办", "会办部门", "协办部门", "配合单位"]
        ),
        (
            LedgerColumn.HandedOverOn,
            true,
            ["交办日期", "交办时间", "日期交办", "时间交办", "办理时间交办", "办理日期交办"]
        ),
        (LedgerColumn.AcknowledgedOn, false, ["签收日期", "签收时间", "日期签收", "时间签收", "接收日期"]),
        (LedgerColumn.Contact, false, ["面商方式", "沟通方式", "面商形式", "面商情况", "沟通情况"]),
        (
            LedgerColumn.RepliedOn,
            true,
            ["答复日期", "答复时间", "办复日期", "办复时间", "复文日期", "日期答复", "时间答复", "日期办复", "时间办复"]
        ),
        (LedgerColumn.DocumentNumber, false, ["答复文号", "复文文号", "答复函号", "文号", "答复文号文号"]),
        (
            LedgerColumn.Outcome,
            true,
            ["办理结果", "办理结果类别", "办理类别", "办理结果分类", "答复类别", "结果类别", "答复结果"]
        ),
        (LedgerColumn.WorkRating, true, RatingOf("办理工作评价", "办理工作", "工作", "工作评价", "办理态度", "态度")),
        (LedgerColumn.ResultRating, true, RatingOf("办理结果评价", "办理结果", "结果", "结果评价")),
        (LedgerColumn.Closing, true, ["办结情况", "是否办结", "办结状态", "办理状态", "办理进度", "办结"]),
    ];

    private static readonly Dictionary<string, LedgerColumn> ByName = Known
        .SelectMany(known => known.Names.Select(name => (name, known.Column)))
        .DistinctBy(pair => pair.name, StringComparer.Ordinal)
        .ToDictionary(pair => pair.name, pair => pair.Column, StringComparer.Ordinal);

    /// <summary>All columns, and whether a ledger needs them.</summary>
    public static IEnumerable<(LedgerColumn Column, bool Needed)> All => Known.Select(k => (k.Column, k.Needed));

    /// <summary>The name of a column in messages.</summary>
    public static string NameOf(LedgerColumn column) => NamesOf(column)[0];

    /// <summary>The column that a header cell names; null when the import does not read it.</summary>
    /// <param name="name">The cell.</param>
    /// <param name="group">The cell above, when it stands over several columns; empty otherwise.</param>
    public static LedgerColumn? Of(string name, string group = "")
    {
        var (own, above) = (Plain(name), Plain(group));
        string[] readings = above.Length == 0 || above == own ? [own] : [above + own, own, own + above];
        foreach (var reading in readings)
        {
            if (ByName.TryGetValue(reading, out var column))
                return column;
        }

        // 提案者 over 姓名 and 界别.
        return own is "姓名" or "名称" or "" && ByName.TryGetValue(above, out var whole) ? whole : null;
    }

    /// <summary>How usual the name is for its column: 0 for the name itself, more for the rarer ones.</summary>
    public static int RankOf(LedgerColumn column, string name) =>
        Array.IndexOf(NamesOf(column), Plain(name)) is >= 0 and var rank ? rank : int.MaxValue;

    /// <summary>A header without blanks, notes in brackets and marks.</summary>
    public static string Plain(string text) =>
        NoteOf().Replace(LedgerValues.Squeeze(text), "").Trim(':', '*', '、', '.');

    private static string[] NamesOf(LedgerColumn column) => Known.First(known => known.Column == column).Names;

    private static string[] RatingOf(string name, params string[] topics) =>
        [
            name,
            "对" + name,
            .. topics
                .SelectMany(t => new[] { t, "对" + t })
                .SelectMany(t =>
                    RatingGroups.SelectMany(g => new[] { g + t, t + g, g + t + "评价", g + t + "满意度" })
                ),
        ];

    [GeneratedRegex("[(（\\[【][^)）\\]】]*[)）\\]】]", RegexOptions.CultureInvariant)]
    private static partial Regex NoteOf();
}
