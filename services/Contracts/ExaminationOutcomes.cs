using System.Text;

namespace Proposals.Directory.V1;

/// <summary>
/// The outcomes of examination (审查结果). They are data of the policy profile; a profile that names none has the
/// common ones.
/// </summary>
public static class ExaminationOutcomes
{
    /// <summary>The outcomes that published reports know (handbook 2.3, 5.1).</summary>
    public static IReadOnlyList<ExaminationOutcome> Default { get; } =
    [
        Of("filed", ExaminationEffect.Filed, "立案", "予以立案", "准予立案", "同意立案", "立案办理", "已立案"),
        Of("merged", ExaminationEffect.Merged, "并案", "并案办理", "合并立案", "合并办理", "合并", "已并案"),
        Of("not-filed", ExaminationEffect.NotFiled, "不予立案", "不立案", "未立案", "未予立案"),
        Of(
            "suggestion",
            ExaminationEffect.Redirected,
            "转意见建议",
            "转意见和建议",
            "转为意见建议",
            "转为意见和建议",
            "作意见建议",
            "作为意见建议",
            "作为意见和建议",
            "意见建议",
            "转建议",
            "转工作建议",
            "转委员建议"
        ),
        Of(
            "public-opinion",
            ExaminationEffect.Redirected,
            "转社情民意",
            "转社情民意信息",
            "转为社情民意",
            "转为社情民意信息",
            "作社情民意",
            "作为社情民意",
            "作为社情民意信息",
            "社情民意",
            "社情民意信息"
        ),
        Of(
            "letter",
            ExaminationEffect.Redirected,
            "转来信",
            "转委员来信",
            "转为来信",
            "转为委员来信",
            "作来信",
            "作委员来信",
            "作为委员来信",
            "来信",
            "委员来信"
        ),
        Of("petition", ExaminationEffect.Redirected, "转信访", "作信访", "转为信访", "转信访部门"),
        Of(
            "reference",
            ExaminationEffect.Redirected,
            "转参阅",
            "作参阅",
            "转有关部门参考",
            "作为参考",
            "留作参考",
            "转参阅件"
        ),
        Of("returned", ExaminationEffect.Redirected, "退回", "退回提案者", "退案", "退回委员"),
        Of(
            "withdrawn",
            ExaminationEffect.Withdrawn,
            "撤案",
            "撤回",
            "撤销",
            "已撤案",
            "撤回提案",
            "委员撤案",
            "撤销立案"
        ),
    ];

    /// <summary>The outcomes of a profile.</summary>
    public static IReadOnlyList<ExaminationOutcome> Of(PolicyProfile? policy) =>
        policy is { ExaminationOutcomes.Count: > 0 } ? policy.ExaminationOutcomes : Default;

    /// <summary>The outcome that an office's word names; null when none does.</summary>
    public static ExaminationOutcome? Find(IEnumerable<ExaminationOutcome> outcomes, string word)
    {
        var plain = Plain(word);
        return plain.Length == 0
            ? null
            : outcomes.FirstOrDefault(o => Plain(o.Label) == plain || o.Spellings.Any(s => Plain(s) == plain));
    }

    /// <summary>A word without blanks and without the 处理 that offices add.</summary>
    public static string Plain(string word)
    {
        var plain = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            if (
                !char.IsWhiteSpace(c)
                && c is not ('“' or '”' or '"' or '。' or '、' or '，' or ',' or '（' or '）' or '(' or ')')
            )
                plain.Append(c);
        }

        var text = plain.ToString();
        return text.EndsWith("处理", StringComparison.Ordinal) && text.Length > 2 ? text[..^2] : text;
    }

    private static ExaminationOutcome Of(
        string code,
        ExaminationEffect effect,
        string label,
        params IEnumerable<string> spellings
    ) =>
        new()
        {
            Code = code,
            Effect = effect,
            Label = label,
            Spellings = { spellings },
        };
}
