using System.Globalization;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// Checks a policy profile before it is published. A profile that could not decide a case, or that names a day that
/// does not exist (handbook edge case 45), is refused.
/// </summary>
internal static class PolicyRules
{
    public static Refusal? Refuses(PolicyProfile p) =>
        Input.First(
            Input.Text(p.Title, "policy_profile.title", 100),
            Rule(p.Acknowledge, "acknowledge"),
            Rule(p.ReturnWindow, "return_window"),
            Rule(p.CoHandlingOpinion, "co_handling_opinion"),
            Rule(p.Feedback, "feedback"),
            Rule(p.Rehandling, "rehandling"),
            Replies(p),
            Between(p.CapMonths, 1, 24, "cap_months"),
            Between(p.MaxExtensions, 0, 10, "max_extensions"),
            Between(p.MaxReturns, 0, 10, "max_returns"),
            Between(p.CoSignHoursInSession, 1, 24 * 30, "co_sign_hours_in_session"),
            Between(p.CoSignHoursInterSession, 1, 24 * 30, "co_sign_hours_inter_session"),
            Input.Choice(p.FiledConvention, "policy_profile.filed_convention"),
            Input.Choice(p.RatingRule, "policy_profile.rating_rule"),
            Input.Choice(p.RehandlingTrigger, "policy_profile.rehandling_trigger"),
            Between(p.MaxRounds, 1, 9, "max_rounds"),
            Between(p.RedWorkingDays, 0, 60, "red_working_days"),
            Between(p.YellowWorkingDays, p.RedWorkingDays, 120, "yellow_working_days"),
            Between(p.SubjectMaxCharacters, 10, 200, "subject_max_characters"),
            Between(p.SectionMaxCharacters, 100, 10_000, "section_max_characters"),
            Between(p.MaxSuggestions, 1, 50, "max_suggestions"),
            Dictionary(p.RejectionReasons, "rejection_reasons"),
            Dictionary(p.OutcomeClasses, "outcome_classes"),
            Dictionary(p.Categories, "categories"),
            Between(p.UtcOffsetMinutes, -12 * 60, 14 * 60, "utc_offset_minutes")
        );

    private static Refusal? Rule(DeadlineRule? rule, string field) =>
        Deadline.Problem(rule) is { Length: > 0 } problem
            ? CommonRefusals.FieldInvalid.On($"policy_profile.{field}", problem + "。")
            : null;

    private static Refusal? Replies(PolicyProfile p)
    {
        if (p.Reply.Count is 0 or > 20)
            return CommonRefusals.FieldInvalid.On("policy_profile.reply", "须有 1 至 20 条答复期限规则。");
        if (p.Reply.Select(r => Rule(r, "reply")).FirstOrDefault(r => r is not null) is { } bad)
            return bad;
        SessionKind[] kinds = [SessionKind.InSession, SessionKind.InterSession];
        return kinds.All(k => p.Reply.Any(r => r.SessionKind == SessionKind.Unspecified || r.SessionKind == k))
            ? null
            : CommonRefusals.FieldInvalid.On("policy_profile.reply", "大会提案和平时提案都要有适用的答复期限。");
    }

    private static Refusal? Between(int value, int least, int most, string field) =>
        value < least || value > most
            ? CommonRefusals.FieldInvalid.On($"policy_profile.{field}", $"须为 {least} 至 {most}，现为 {value}。")
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
}
