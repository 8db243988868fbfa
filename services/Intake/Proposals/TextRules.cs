using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// The rules for a proposal's text. A draft may be incomplete, but never longer than the profile allows.
/// </summary>
internal static class TextRules
{
    /// <summary>Null when the draft may be saved.</summary>
    public static Refusal? RefusesDraft(Proposal proposal, PolicyProfile policy)
    {
        if (proposal.Text is not { } text)
            return CommonRefusals.FieldRequired.On("proposal.text");
        if (Input.Required(text.Subject, "proposal.text.subject") is { } empty)
            return empty;
        if (TooLong(text.Subject, "subject", policy.SubjectMaxCharacters) is { } subject)
            return subject;
        if (TooLong(text.Situation, "situation", policy.SectionMaxCharacters) is { } situation)
            return situation;
        if (TooLong(text.Analysis, "analysis", policy.SectionMaxCharacters) is { } analysis)
            return analysis;
        if (text.Suggestions.Count > policy.MaxSuggestions)
            return IntakeRefusals.TextTooLong.On(
                "proposal.text.suggestions",
                $"建议最多 {policy.MaxSuggestions} 条，现有 {text.Suggestions.Count} 条。"
            );
        foreach (var item in text.Suggestions)
        {
            if (TooLong(item, "suggestions", policy.SectionMaxCharacters) is { } refusal)
                return refusal;
        }

        return Input.First(
            Input.Count(proposal.SuggestedUnits.Count, "proposal.suggested_units", 20),
            proposal.Category.Length > 0 ? RefusesCategory(proposal.Category, policy) : null
        );
    }

    /// <summary>Null when the text may be submitted (handbook T20).</summary>
    public static Refusal? RefusesSubmission(ProposalText text) =>
        string.IsNullOrWhiteSpace(text.Subject)
            ? IntakeRefusals.TextIncomplete.On("proposal.text.subject", "缺少案由。")
        : string.IsNullOrWhiteSpace(text.Situation)
            ? IntakeRefusals.TextIncomplete.On("proposal.text.situation", "缺少情况。")
        : string.IsNullOrWhiteSpace(text.Analysis)
            ? IntakeRefusals.TextIncomplete.On("proposal.text.analysis", "缺少分析。")
        : text.Suggestions.Count == 0 || text.Suggestions.Any(string.IsNullOrWhiteSpace)
            ? IntakeRefusals.TextIncomplete.On("proposal.text.suggestions", "至少写一条具体建议，且各条不能为空。")
        : null;

    /// <summary>Null when the category is one of the profile's.</summary>
    public static Refusal? RefusesCategory(string category, PolicyProfile policy) =>
        policy.Categories.Any(c => c.Code == category) ? null : IntakeRefusals.CategoryUnknown.On("proposal.category");

    /// <summary>The ids of the suggested units, joined for the row. Refusals: NOT_FOUND, FIELD_INVALID.</summary>
    public static Decision<string> Units(Proposal proposal, string committee)
    {
        var ids = new List<string>();
        foreach (var name in proposal.SuggestedUnits)
        {
            if (
                !ResourceName
                    .Id(name, committee, "units", "proposal.suggested_units")
                    .Decided(out var id, out var refusal)
            )
                return refusal;
            ids.Add(id);
        }

        return string.Join(',', ids.Distinct());
    }

    private static Refusal? TooLong(string value, string field, int max) =>
        Input.Printable(value, $"proposal.text.{field}")
        ?? (
            Input.Exceeds(value, max)
                ? IntakeRefusals.TextTooLong.On(
                    $"proposal.text.{field}",
                    $"最多 {max} 字，现有 {Input.Length(value)} 字。"
                )
                : null
        );
}
