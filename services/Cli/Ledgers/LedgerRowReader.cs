using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Cli.Ledgers;

/// <summary>Reads one row. Each unreadable cell becomes an error, and the rest of the row is still read.</summary>
internal sealed class LedgerRowReader(
    LedgerColumns columns,
    LedgerSheetRow row,
    List<LedgerError> errors,
    IReadOnlyList<ExaminationOutcome> outcomes
)
{
    private const int MaxQuoted = 30;

    private static readonly string[] FormsOfPeople =
    [
        "个人",
        "联名",
        "个人提案",
        "联名提案",
        "委员提案",
        "委员个人",
        "委员联名",
        "委员",
        "委员个人提案",
        "委员联名提案",
    ];

    private static readonly string[] FormsOfCollectives =
    [
        "集体",
        "集体提案",
        "党派",
        "党派提案",
        "党派团体",
        "党派团体提案",
        "团体",
        "团体提案",
        "人民团体",
        "界别",
        "界别提案",
        "小组",
        "小组提案",
        "联组",
        "专委会",
        "专委会提案",
        "专门委员会",
    ];

    public LedgerRecord Read()
    {
        foreach (var column in new[] { LedgerColumn.CaseNumber, LedgerColumn.Subject })
        {
            if (!Cell(column).IsMerged)
                continue;
            Report(column, "与上一行合并了单元格，请取消合并，一件提案写成一行");
            return new LedgerRecord { Row = row.Number };
        }

        var (decision, outcome, merged) = Decision();
        var number = CaseNumber(decision);
        var proposers = Proposers();
        var lead = LeadUnit();
        var record = new LedgerRecord
        {
            Row = row.Number,
            CaseNumber = number.Number,
            CaseLabel = number.Label,
            Subject = LedgerValues.OneLine(Required(LedgerColumn.Subject, "请填写")),
            Lead = proposers.Count > 0 ? proposers[0] : "",
            CoSigners = proposers.Skip(1).ToList(),
            ProposerKind = KindOfProposer(proposers),
            Category = Spelling.OfName(Text(LedgerColumn.Category)),
            SessionKind = KindOfSession(),
            Decision = decision,
            Outcome = outcome,
            MergedInto = merged.Number,
            MergedIntoLabel = merged.Label,
            KeyProposal = KeyProposal(),
            LeadUnit = lead,
            CoUnits = IsGiven(LedgerColumn.CoUnits) ? LedgerNames.Units(Raw(LedgerColumn.CoUnits)) : [],
            HandedOverOn = Date(LedgerColumn.HandedOverOn),
            AcknowledgedOn = Date(LedgerColumn.AcknowledgedOn),
            Contact = Text(LedgerColumn.Contact),
            RepliedOn = Date(LedgerColumn.RepliedOn),
            DocumentNumber = Text(LedgerColumn.DocumentNumber),
            OutcomeClass = OutcomeClass(),
            WorkRating = Rating(LedgerColumn.WorkRating),
            ResultRating = Rating(LedgerColumn.ResultRating),
            Closing = Closing(),
        };
        CheckUnits(record);
        CheckDates(record);
        CheckReply(record);
        return record;
    }

    private (LedgerDecision, string Outcome, (long Number, string Label) Merged) Decision()
    {
        var text = Required(LedgerColumn.Decision, "请填写立案、不予立案或并入第N号");
        if (text.Length == 0)
            return default;
        if (
            LedgerValues.MergedInto(text) is { } merged
            && outcomes.FirstOrDefault(o => o.Effect == ExaminationEffect.Merged) is { } merging
        )
            return (LedgerDecision.Merged, merging.Code, merged);
        if (ExaminationOutcomes.Find(outcomes, text) is { } outcome)
            return (DecisionOf(outcome.Effect), outcome.Code, (0, ""));
        Unknown(LedgerColumn.Decision, "立案、不予立案或并入第N号（N 为案号）", LedgerDecision.Unspecified);
        return default;
    }

    private static LedgerDecision DecisionOf(ExaminationEffect effect) =>
        effect switch
        {
            ExaminationEffect.Filed => LedgerDecision.Filed,
            ExaminationEffect.Merged => LedgerDecision.Merged,
            ExaminationEffect.NotFiled => LedgerDecision.NotFiled,
            ExaminationEffect.Redirected => LedgerDecision.Redirected,
            ExaminationEffect.Withdrawn => LedgerDecision.Withdrawn,
            ExaminationEffect.Unspecified => LedgerDecision.Unspecified,
        };

    private (long Number, string Label) CaseNumber(LedgerDecision decision)
    {
        if (!IsGiven(LedgerColumn.CaseNumber))
        {
            if (decision == LedgerDecision.Filed)
                Report(LedgerColumn.CaseNumber, "立案的提案没有案号，请填写案号");
            return (0, "");
        }

        if (IsFaulty(LedgerColumn.CaseNumber))
            return (0, "");
        if (decision == LedgerDecision.NotFiled)
        {
            Report(
                LedgerColumn.CaseNumber,
                $"不予立案的提案不应有案号{Quoted(LedgerColumn.CaseNumber)}，请删去案号或更正审查结果"
            );
            return (0, "");
        }

        return LedgerValues.LabelledCaseNumber(Raw(LedgerColumn.CaseNumber))
            ?? Wrong(LedgerColumn.CaseNumber, "不是有效案号，请写成 49 或 第49号 的样式", (0L, ""));
    }

    private IReadOnlyList<string> Proposers()
    {
        var text = Required(LedgerColumn.Proposers, "请填写，多人之间用顿号分开");
        if (text.Length == 0)
            return [];
        var arePeople = !FormsOfCollectives.Contains(LedgerValues.Squeeze(Raw(LedgerColumn.ProposalForm)));
        var others = Text(LedgerColumn.CoSigners);
        if (
            LedgerNames.Proposers(text, arePeople) is not { } names
            || LedgerNames.Proposers(others, arePeople: true) is not { } coSigners
        )
            return Wrong<IReadOnlyList<string>>(LedgerColumn.Proposers, "看不出是几个人，请在姓名之间用顿号分开", []);
        return names.Count > 0
            ? [.. names.Concat(coSigners).Distinct(StringComparer.Ordinal)]
            : Wrong(LedgerColumn.Proposers, "中没有姓名或单位名称，请填写", names);
    }

    private ProposerKind KindOfProposer(IReadOnlyList<string> proposers)
    {
        switch (LedgerValues.Squeeze(Required(LedgerColumn.ProposalForm, "请填写个人、联名或集体")))
        {
            case "":
                return ProposerKind.Unspecified;
            case var form when FormsOfPeople.Contains(form):
                return ProposerKind.Member;
            case var form when FormsOfCollectives.Contains(form):
                return proposers.Count > 0 ? LedgerValues.KindOf(proposers[0]) : ProposerKind.Unspecified;
            default:
                return Unknown(LedgerColumn.ProposalForm, "个人、联名或集体", ProposerKind.Unspecified);
        }
    }

    private SessionKind KindOfSession()
    {
        switch (LedgerValues.Squeeze(Required(LedgerColumn.SessionKind, "请填写会议或平时")))
        {
            case "":
                return SessionKind.Unspecified;
            case "会议" or "大会" or "会议期间" or "大会期间" or "会议提案" or "大会提案" or "会间" or "会中":
                return SessionKind.InSession;
            case "平时" or "平时提案" or "闭会" or "闭会期间" or "会后":
                return SessionKind.InterSession;
            default:
                return Unknown(LedgerColumn.SessionKind, "会议或平时", SessionKind.Unspecified);
        }
    }

    private bool KeyProposal()
    {
        switch (Word(LedgerColumn.KeyProposal))
        {
            case "" or "否" or "0":
                return false;
            case "重点" or "重点提案" or "是" or "√" or "✓" or "✔" or "1":
                return true;
            default:
                return Unknown(LedgerColumn.KeyProposal, "重点，或留空", false);
        }
    }

    private string OutcomeClass()
    {
        var word = Word(LedgerColumn.Outcome).ToUpperInvariant();
        if (word.EndsWith('类'))
            word = word[..^1];
        return word is "" or "A" or "B" or "C" or "D" ? word : Unknown(LedgerColumn.Outcome, " A、B、C 或 D", "");
    }

    private LedgerRating Rating(LedgerColumn column)
    {
        switch (Word(column))
        {
            case "" or "未表态" or "未评价" or "未反馈" or "未表示" or "待反馈":
                return LedgerRating.Unspecified;
            case "满意":
                return LedgerRating.Satisfied;
            case "基本满意":
                return LedgerRating.MostlySatisfied;
            case "不满意":
                return LedgerRating.Dissatisfied;
            default:
                return Unknown(column, "满意、基本满意、不满意或未表态", LedgerRating.Unspecified);
        }
    }

    private LedgerClosing Closing()
    {
        switch (Word(LedgerColumn.Closing))
        {
            case "":
                return LedgerClosing.Unspecified;
            case "在办" or "办理中" or "正在办理" or "未办结":
                return LedgerClosing.InHand;
            case "办结" or "已办结":
                return LedgerClosing.Closed;
            case "跨年度" or "跨年" or "跨年度办理" or "结转":
                return LedgerClosing.CarriedOver;
            case "无法办理" or "不能办理":
                return LedgerClosing.Unable;
            default:
                return Unknown(LedgerColumn.Closing, "在办、办结、跨年度或无法办理", LedgerClosing.Unspecified);
        }
    }

    private string LeadUnit()
    {
        if (!IsGiven(LedgerColumn.LeadUnit) || IsFaulty(LedgerColumn.LeadUnit))
            return "";
        var units = LedgerNames.Units(Raw(LedgerColumn.LeadUnit));
        return units.Count == 1
            ? units[0]
            : Wrong(LedgerColumn.LeadUnit, "应是一个单位，请只写一个主办单位，其余写入「会办单位」", "");
    }

    private DateOnly? Date(LedgerColumn column)
    {
        if (!IsGiven(column) || IsFaulty(column))
            return null;
        var cell = Cell(column);
        return cell.Date
            ?? LedgerValues.Date(cell.Text)
            ?? Wrong(column, "不是有效日期，请写成 2022-03-04 的样式", (DateOnly?)null);
    }

    private void CheckUnits(LedgerRecord record)
    {
        LedgerColumn[] signsOfHandOver =
        [
            LedgerColumn.HandedOverOn,
            LedgerColumn.AcknowledgedOn,
            LedgerColumn.CoUnits,
            LedgerColumn.RepliedOn,
        ];
        var sign = Array.FindIndex(signsOfHandOver, IsGiven);
        if (sign >= 0 && !IsGiven(LedgerColumn.LeadUnit))
        {
            Report(
                LedgerColumn.LeadUnit,
                $"已填「{LedgerColumns.NameOf(signsOfHandOver[sign])}」却没有主办单位，请填写主办单位"
            );
        }

        if (record.LeadUnit.Length > 0 && record.CoUnits.Contains(record.LeadUnit))
        {
            Report(LedgerColumn.CoUnits, $"“{record.LeadUnit}”已是主办单位，请从会办单位中删去");
        }
    }

    private void CheckDates(LedgerRecord record)
    {
        if (record.AcknowledgedOn < record.HandedOverOn)
            Report(LedgerColumn.AcknowledgedOn, Earlier("签收", record.AcknowledgedOn.Value));
        if (record.RepliedOn < record.HandedOverOn)
            Report(LedgerColumn.RepliedOn, Earlier("答复", record.RepliedOn.Value));

        string Earlier(string what, DateOnly date) =>
            $"{what}日期 {date:yyyy-MM-dd} 早于交办日期 {record.HandedOverOn:yyyy-MM-dd}，请核对两个日期";
    }

    private void CheckReply(LedgerRecord record)
    {
        // A wrong date has been reported already.
        if (IsGiven(LedgerColumn.RepliedOn))
            return;
        if (record.OutcomeClass.Length > 0)
            Report(LedgerColumn.Outcome, "有办理结果却没有答复日期，请补填答复日期或删去办理结果");
        if (record.WorkRating != LedgerRating.Unspecified)
            Report(LedgerColumn.WorkRating, "没有答复日期却有评价，请补填答复日期或删去评价");
        if (record.ResultRating != LedgerRating.Unspecified)
            Report(LedgerColumn.ResultRating, "没有答复日期却有评价，请补填答复日期或删去评价");
        if (record.Closing == LedgerClosing.Closed)
            Report(LedgerColumn.Closing, "没有答复日期不能办结，请补填答复日期或改为在办");
    }

    private LedgerCell Cell(LedgerColumn column) => columns.Cell(row, column);

    private string Raw(LedgerColumn column) => Cell(column).Text;

    private bool IsFaulty(LedgerColumn column)
    {
        if (Cell(column).Fault is not { } fault)
            return false;
        Report(column, fault);
        return true;
    }

    // A cell with a failed formula counts as given, although its value is unknown.
    private bool IsGiven(LedgerColumn column) => Cell(column).Fault is not null || !LedgerValues.IsBlank(Raw(column));

    private string Required(LedgerColumn column, string remedy)
    {
        if (IsFaulty(column))
            return "";
        var text = LedgerValues.Trim(Raw(column));
        if (LedgerValues.Squeeze(text).Length == 0)
            Report(column, $"不能为空，{remedy}");
        return text;
    }

    private string Text(LedgerColumn column) =>
        IsFaulty(column) || !IsGiven(column) ? "" : LedgerValues.OneLine(Raw(column));

    private string Word(LedgerColumn column) => LedgerValues.Squeeze(Text(column));

    private T Unknown<T>(LedgerColumn column, string allowed, T instead) =>
        Wrong(column, $"不是可用的值，请写{allowed}", instead);

    private T Wrong<T>(LedgerColumn column, string problem, T instead)
    {
        Report(column, Quoted(column) + problem);
        return instead;
    }

    private string Quoted(LedgerColumn column)
    {
        var text = LedgerValues.Trim(Raw(column)).ReplaceLineEndings(" ");
        return text.Length <= MaxQuoted ? $"“{text}”" : $"“{text[..MaxQuoted]}…”";
    }

    private void Report(LedgerColumn column, string problem) =>
        errors.Add(new LedgerError(row.Number, LedgerColumns.NameOf(column), problem));
}
