using System.Globalization;
using System.Text;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// The checks of a ledger's rows. Every field of every row is checked here, whatever the client checked: an event keeps
/// for ever what a row says.
/// </summary>
/// <param name="rows">All rows of the ledger.</param>
/// <param name="members">Ids of the committee's proposers.</param>
/// <param name="units">Ids of the committee's units.</param>
/// <param name="outcomes">The outcomes of examination that the profile knows.</param>
internal sealed class LedgerRowRules(
    IReadOnlyList<LedgerRow> rows,
    IReadOnlySet<string> members,
    IReadOnlySet<string> units,
    IReadOnlyList<ExaminationOutcome> outcomes
)
{
    /// <summary>The largest 案号. Offices write up to nine digits, for example 202300012.</summary>
    public const long MaxCaseNumber = 999_999_999;

    private const int MaxSubject = 500;
    private const int MaxWord = 100;
    private const int MaxCode = 40;
    private const int MaxCoSigners = 500;
    private const int MaxCoUnits = 100;
    private static readonly DateOnly FirstDay = new(1949, 1, 1);
    private static readonly DateOnly LastDay = new(2100, 12, 31);

    private readonly Dictionary<(long, string), int> _numbers = rows.Where(r => r.CaseNumber > 0)
        .GroupBy(KeyOf)
        .ToDictionary(g => g.Key, g => g.Count());

    private readonly ILookup<long, LedgerRow> _filed = rows.Where(r =>
            r.Decision == LedgerDecision.Filed && r.CaseNumber > 0
        )
        .ToLookup(r => r.CaseNumber);

    /// <summary>The row of the case that it is merged into; null when it is none, or the ledger does not say.</summary>
    public LedgerRow? TargetOf(LedgerRow row) =>
        row.Decision == LedgerDecision.Merged && row.MergedInto > 0 ? Targets(row).FirstOrDefault() : null;

    /// <summary>Every row that cannot be imported, with its first problem in Chinese.</summary>
    public IReadOnlyList<(string Field, string Message)> Problems()
    {
        var problems = new List<(string, string)>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (ProblemOf(rows[i]) is { } problem)
                problems.Add(($"rows[{i}]", $"第{rows[i].Row}行：{problem}"));
        }

        return problems;
    }

    private string? ProblemOf(LedgerRow row) =>
        TextProblem(row) ?? ChoiceProblem(row) ?? PeopleProblem(row) ?? NumberProblem(row) ?? DayProblem(row);

    private static string? TextProblem(LedgerRow row) =>
        row.Subject.Length == 0 ? "案由为空"
        : TextProblem(row.Subject, MaxSubject) is { } subject ? "案由" + subject
        : TextProblem(row.Category, MaxWord) is { } category ? "类别" + category
        : TextProblem(row.Contact, MaxWord) is { } contact ? "面商方式" + contact
        : TextProblem(row.DocumentNumber, MaxWord) is { } document ? "答复文号" + document
        : TextProblem(row.OutcomeClass, MaxCode) is { } outcome ? "办理结果" + outcome
        : TextProblem(row.CaseLabel, MaxWord) is { } label ? "案号" + label
        : TextProblem(row.MergedIntoLabel, MaxWord) is { } into ? "并入的案号" + into
        : null;

    // Nobody sees an invisible character, and a direction character turns the text around it.
    private static string? TextProblem(string text, int max) =>
        text.Length == 0 ? null
        : string.IsNullOrWhiteSpace(text) ? "只有空白"
        : Input.Exceeds(text, max) ? $"超过 {max} 字"
        : text.EnumerateRunes().Any(IsInvisible) ? "含有控制字符或看不见的字符"
        : null;

    private static bool IsInvisible(Rune rune) =>
        rune.Value is not ('\n' or '\r' or '\t')
        && Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    private string? ChoiceProblem(LedgerRow row) =>
        Input.Choice(row.ProposerKind, "") is not null ? "提案形式缺失或不是可用的值"
        : Input.Choice(row.SessionKind, "") is not null ? "会议/平时缺失或不是可用的值"
        : Input.Choice(row.Decision, "") is not null ? "审查结果缺失或不是可用的值"
        : row.Outcome.Length > 0 && outcomes.All(o => o.Code != row.Outcome || !IsOf(o.Effect, row.Decision))
            ? "审查结果不在办理规则中"
        : !Enum.IsDefined(row.WorkRating) || !Enum.IsDefined(row.ResultRating) ? "评价不是可用的值"
        : !Enum.IsDefined(row.Closing) ? "办结情况不是可用的值"
        : null;

    private string? PeopleProblem(LedgerRow row) =>
        row.CoSigners.Count > MaxCoSigners ? $"联名人超过 {MaxCoSigners} 人"
        : row.CoUnits.Count > MaxCoUnits ? $"会办单位超过 {MaxCoUnits} 个"
        : !members.Contains(row.Lead) || row.CoSigners.Any(m => !members.Contains(m)) ? "提案者不存在"
        : IsRepeated(row.CoSigners.Prepend(row.Lead)) ? "同一提案者出现不止一次"
        : row.Unit.Length > 0 && !units.Contains(row.Unit) || row.CoUnits.Any(u => !units.Contains(u))
            ? "承办单位不存在"
        : row.CoUnits.Contains(row.Unit) ? "主办单位又列为会办单位"
        : IsRepeated(row.CoUnits) ? "同一会办单位出现不止一次"
        : null;

    private string? NumberProblem(LedgerRow row) =>
        row.CaseNumber is < 0 or > MaxCaseNumber || row.MergedInto is < 0 or > MaxCaseNumber
            ? $"案号须为 1 至 {MaxCaseNumber}"
        : row.Decision == LedgerDecision.Filed && row.CaseNumber == 0 ? "立案提案缺少案号"
        : row.Decision == LedgerDecision.NotFiled && row.CaseNumber != 0 ? "不予立案的提案不应有案号"
        : row.CaseNumber > 0 && _numbers[KeyOf(row)] > 1
            ? $"案号 {(row.CaseLabel.Length > 0 ? row.CaseLabel : row.CaseNumber)} 重复"
        : row.Decision != LedgerDecision.Merged
            ? row.MergedInto != 0 ? "没有并案，却有并入的案号"
                : null
        : row.MergedInto > 0 && Targets(row).Count() != 1
            ? $"并入的第 {(row.MergedIntoLabel.Length > 0 ? row.MergedIntoLabel : row.MergedInto)} 号"
                + (Targets(row).Any() ? "有几件" : "不存在")
        : null;

    private static (long, string) KeyOf(LedgerRow row) =>
        row.CaseLabel.Length > 0 ? (0, row.CaseLabel) : (row.CaseNumber, "");

    private IEnumerable<LedgerRow> Targets(LedgerRow row) =>
        _filed[row.MergedInto].Where(t => row.MergedIntoLabel.Length == 0 || t.CaseLabel == row.MergedIntoLabel);

    private static bool IsOf(ExaminationEffect effect, LedgerDecision decision) =>
        effect switch
        {
            ExaminationEffect.Filed => decision == LedgerDecision.Filed,
            ExaminationEffect.Merged => decision == LedgerDecision.Merged,
            ExaminationEffect.NotFiled => decision == LedgerDecision.NotFiled,
            ExaminationEffect.Redirected => decision == LedgerDecision.Redirected,
            ExaminationEffect.Withdrawn => decision == LedgerDecision.Withdrawn,
            ExaminationEffect.Unspecified => false,
        };

    private static string? DayProblem(LedgerRow row)
    {
        if (!IsDay(row.HandedOverOn) || !IsDay(row.AcknowledgedOn) || !IsDay(row.RepliedOn))
            return "日期无效";
        if (IsEarlier(row.AcknowledgedOn, row.HandedOverOn))
            return "签收日期早于交办日期";
        if (IsEarlier(row.RepliedOn, row.HandedOverOn))
            return "答复日期早于交办日期";
        if (row.RepliedOn.Length > 0)
            return null;
        return row.WorkRating != LedgerRating.Unspecified
            || row.ResultRating != LedgerRating.Unspecified
            || row.OutcomeClass.Length > 0
                ? "尚无答复，却有办理结果或评价"
            : row.Closing == LedgerClosing.Closed ? "尚无答复，却已办结"
            : null;
    }

    private static bool IsDay(string text) =>
        text.Length == 0
        || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day >= FirstDay
            && day <= LastDay;

    private static bool IsEarlier(string day, string than) =>
        day.Length > 0 && than.Length > 0 && string.CompareOrdinal(day, than) < 0;

    private static bool IsRepeated(IEnumerable<string> ids)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return ids.Any(id => !seen.Add(id));
    }
}
