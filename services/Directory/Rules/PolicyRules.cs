using Google.Protobuf.Reflection;
using Proposals.BuildingBlocks;
using Proposals.ContractOptions.V1;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// Checks a policy profile before it is published. A profile that could not decide a case, or that names a day that
/// does not exist (handbook edge case 45), is refused.
/// </summary>
internal static class PolicyRules
{
    // The contract says the range of each number; the portal's form reads it there too.
    private static readonly IReadOnlyList<(FieldDescriptor Field, ContractOptions.V1.Range Range)> Ranged =
    [
        .. PolicyProfile
            .Descriptor.Fields.InFieldNumberOrder()
            .Select(f => (f, f.GetOptions()?.GetExtension(OptionsExtensions.Range)!))
            .Where(f => f.Item2 is not null),
    ];

    private const string ReplyField = "reply";

    private static readonly IReadOnlyList<(SessionKind Session, ProposerKind Proposer)> Kinds =
    [
        .. from session in Enum.GetValues<SessionKind>()
        from proposer in Enum.GetValues<ProposerKind>()
        where session != SessionKind.Unspecified && proposer != ProposerKind.Unspecified
        select (session, proposer),
    ];

    public static Refusal? Refuses(PolicyProfile p) =>
        Input.First(
            Input.Required(p.Title, "policy_profile.title"),
            Rule(p.Acknowledge, "acknowledge"),
            Rule(p.ReturnWindow, "return_window"),
            Rule(p.CoHandlingOpinion, "co_handling_opinion"),
            Rule(p.Feedback, "feedback"),
            Rule(p.Rehandling, "rehandling"),
            Replies(p),
            Ranges(p),
            Input.Choice(p.FiledConvention, "policy_profile.filed_convention"),
            Input.Choice(p.RatingRule, "policy_profile.rating_rule"),
            Input.Choice(p.RehandlingTrigger, "policy_profile.rehandling_trigger"),
            p.CommitmentSettler == default
                ? null
                : Input.Choice(p.CommitmentSettler, "policy_profile.commitment_settler"),
            p.YellowWorkingDays < p.RedWorkingDays
                ? CommonRefusals.FieldInvalid.On(
                    "policy_profile.yellow_working_days",
                    $"不能小于红灯的 {p.RedWorkingDays} 日。"
                )
                : null,
            p.AcknowledgeYellowWorkingDays < p.AcknowledgeRedWorkingDays
                ? CommonRefusals.FieldInvalid.On(
                    "policy_profile.acknowledge_yellow_working_days",
                    $"不能小于红灯的 {p.AcknowledgeRedWorkingDays} 日。"
                )
                : null,
            Dictionary(p.RejectionReasons, "rejection_reasons"),
            Dictionary(p.OutcomeClasses, "outcome_classes"),
            Dictionary(p.Categories, "categories"),
            Outcomes(p.ExaminationOutcomes)
        );

    private static Refusal? Rule(DeadlineRule? rule, string field) =>
        Deadline.Problem(rule) is { Length: > 0 } problem
            ? CommonRefusals.FieldInvalid.On($"policy_profile.{field}", problem + "。")
        : field != ReplyField
        && rule is not { ProposerKind: ProposerKind.Unspecified, Start: DeadlineStart.Unspecified }
            ? CommonRefusals.FieldInvalid.On(
                $"policy_profile.{field}",
                "只有答复期限可以按提案者类别区分，或自闭会之日起算。"
            )
        : null;

    private static Refusal? Replies(PolicyProfile p)
    {
        if (p.Reply.Count is 0 or > 20)
            return CommonRefusals.FieldInvalid.On("policy_profile.reply", "须有 1 至 20 条答复期限规则。");
        if (p.Reply.Select(Reply).FirstOrDefault(r => r is not null) is { } bad)
            return bad;
        // The first matching rule wins. One whose kinds of proposals all have an earlier rule would never hold.
        var used = Kinds
            .Select(k => p.Reply.ToList().FindIndex(r => Deadline.Matches(r, k.Session, k.Proposer)))
            .ToList();
        if (used.Contains(-1))
            return CommonRefusals.FieldInvalid.On(
                "policy_profile.reply",
                "每一类提案（大会、平时，各类提案者）都要有适用的答复期限。"
            );
        return Enumerable.Range(0, p.Reply.Count).All(used.Contains)
            ? null
            : CommonRefusals.FieldInvalid.On(
                "policy_profile.reply",
                "有一条答复期限排在适用范围已包括它的规则之后，永远用不上；请调整顺序或移除。"
            );
    }

    private static Refusal? Reply(DeadlineRule rule) =>
        Rule(rule, ReplyField)
        ?? (
            rule is { Start: DeadlineStart.SessionClose, SessionKind: not SessionKind.InSession }
                ? CommonRefusals.FieldInvalid.On("policy_profile.reply", "自闭会之日起算的答复期限只能适用于大会提案。")
                : null
        );

    private static Refusal? Ranges(PolicyProfile p) =>
        Ranged
            .Select(r => Between((int)r.Field.Accessor.GetValue(p), r.Range, r.Field.Name))
            .FirstOrDefault(r => r is not null);

    private static Refusal? Between(int value, ContractOptions.V1.Range range, string field) =>
        value < range.Least || value > range.Most
            ? CommonRefusals.FieldInvalid.On(
                $"policy_profile.{field}",
                $"须为 {range.Least} 至 {range.Most}，现为 {value}。"
            )
            : null;

    private static Refusal? Dictionary(IReadOnlyCollection<DictionaryEntry> entries, string field) =>
        entries.Count is 0 or > 100
        || entries.Any(e => e.Code.Length is 0 or > 40 || e.Label.Length is 0 or > 100)
        || entries.Select(e => e.Code).Distinct().Count() != entries.Count
            ? CommonRefusals.FieldInvalid.On(
                $"policy_profile.{field}",
                "字典须有 1 至 100 项，编码不重复，编码和名称都不为空。"
            )
            : null;

    // A ledger's word must name one outcome only. Without 立案 nothing could be filed.
    private static Refusal? Outcomes(IReadOnlyCollection<ExaminationOutcome> outcomes)
    {
        const string Field = "policy_profile.examination_outcomes";
        if (outcomes.Count == 0)
            return null;
        if (
            outcomes.Count > 100
            || outcomes.Any(o => o.Code.Length is 0 or > 40 || o.Label.Length is 0 or > 100 || o.Spellings.Count > 50)
            || outcomes.Any(o => o.Spellings.Any(s => s.Length is 0 or > 100))
            || outcomes.DistinctBy(o => o.Code).Count() != outcomes.Count
        )
        {
            return CommonRefusals.FieldInvalid.On(
                Field,
                "审查结果须有 1 至 100 项，编码不重复，编码和名称都不为空，每项的其他写法最多 50 种。"
            );
        }

        if (outcomes.Select(o => Input.Choice(o.Effect, Field)).FirstOrDefault(r => r is not null) is { } effect)
            return effect;
        var words = outcomes
            .SelectMany(o => o.Spellings.Append(o.Label).Select(ExaminationOutcomes.Plain).Distinct())
            .ToList();
        if (words.GroupBy(w => w).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return CommonRefusals.FieldInvalid.On(Field, $"“{twice.Key}”属于两项审查结果，请只保留一处。");
        return outcomes.Any(o => o.Effect == ExaminationEffect.Filed)
            ? null
            : CommonRefusals.FieldInvalid.On(Field, "审查结果须有一项为立案。");
    }
}
