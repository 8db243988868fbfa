using Proposals.Directory.V1;
using Shouldly;
using Xunit;

namespace Proposals.Directory.Tests;

/// <summary>Every bound of a policy profile, tried on both of its sides (handbook 2.5, 4, edge case 45).</summary>
public sealed class PolicyRulesTests
{
    private sealed record Bound(string Field, int Least, int Most, Action<PolicyProfile, int> Set);

    private static readonly Bound[] Bounds =
    [
        new("cap_months", 1, 24, (p, v) => p.CapMonths = v),
        new("max_extensions", 0, 10, (p, v) => p.MaxExtensions = v),
        new("max_extension_months", 0, 12, (p, v) => p.MaxExtensionMonths = v),
        new("max_returns", 0, 10, (p, v) => p.MaxReturns = v),
        new("co_sign_hours_in_session", 1, 720, (p, v) => p.CoSignHoursInSession = v),
        new("co_sign_hours_inter_session", 1, 720, (p, v) => p.CoSignHoursInterSession = v),
        new("max_rounds", 1, 9, (p, v) => p.MaxRounds = v),
        new("subject_max_characters", 10, 200, (p, v) => p.SubjectMaxCharacters = v),
        new("section_max_characters", 100, 10_000, (p, v) => p.SectionMaxCharacters = v),
        new("max_suggestions", 1, 50, (p, v) => p.MaxSuggestions = v),
        new("utc_offset_minutes", -720, 840, (p, v) => p.UtcOffsetMinutes = v),
    ];

    public static TheoryData<string> Fields => [.. Bounds.Select(b => b.Field)];

    [Fact]
    public void The_default_profile_is_accepted() => PolicyRules.Refuses(DefaultPolicy.Create()).ShouldBeNull();

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_number_is_accepted_at_its_bounds_and_refused_beyond_them(string field)
    {
        var bound = Bounds.Single(b => b.Field == field);

        FieldOf(bound, bound.Least).ShouldBeNull();
        FieldOf(bound, bound.Most).ShouldBeNull();
        FieldOf(bound, bound.Least - 1).ShouldBe($"policy_profile.{field}");
        FieldOf(bound, bound.Most + 1).ShouldBe($"policy_profile.{field}");
    }

    [Theory]
    [InlineData(5, 5, true)]
    [InlineData(5, 120, true)]
    [InlineData(5, 4, false)]
    [InlineData(60, 60, true)]
    [InlineData(61, 61, false)]
    [InlineData(5, 121, false)]
    public void The_yellow_light_comes_no_later_than_the_red_one(int red, int yellow, bool accepted)
    {
        var profile = DefaultPolicy.Create();
        (profile.RedWorkingDays, profile.YellowWorkingDays) = (red, yellow);

        (PolicyRules.Refuses(profile) is null).ShouldBe(accepted);
    }

    [Fact]
    public void Both_kinds_of_session_need_a_rule_for_the_reply()
    {
        var profile = DefaultPolicy.Create();
        profile.Reply[0].SessionKind = SessionKind.InSession;

        PolicyRules.Refuses(profile)!.Field.ShouldBe("policy_profile.reply");

        var other = profile.Reply[0].Clone();
        other.SessionKind = SessionKind.InterSession;
        profile.Reply.Add(other);
        PolicyRules.Refuses(profile).ShouldBeNull();
    }

    [Theory]
    [InlineData(true, SessionKind.InSession, SessionKind.Unspecified)]
    [InlineData(true, SessionKind.InSession, SessionKind.InterSession)]
    [InlineData(false, SessionKind.Unspecified, SessionKind.InSession)]
    [InlineData(false, SessionKind.InSession, SessionKind.InSession, SessionKind.Unspecified)]
    // The two before it leave nothing to it.
    [InlineData(false, SessionKind.InSession, SessionKind.InterSession, SessionKind.Unspecified)]
    public void A_rule_for_the_reply_that_could_never_hold_is_refused(bool accepted, params SessionKind[] kinds)
    {
        var profile = DefaultPolicy.Create();
        var rule = profile.Reply[0];
        profile.Reply.Clear();
        foreach (var kind in kinds)
        {
            var next = rule.Clone();
            next.SessionKind = kind;
            profile.Reply.Add(next);
        }

        (PolicyRules.Refuses(profile)?.Field).ShouldBe(accepted ? null : "policy_profile.reply");
    }

    [Theory]
    [InlineData(true, ProposerKind.Party, ProposerKind.Unspecified)]
    [InlineData(false, ProposerKind.Unspecified, ProposerKind.Party)]
    [InlineData(false, ProposerKind.Party)]
    public void A_rule_for_the_reply_may_be_for_a_kind_of_proposers(bool accepted, params ProposerKind[] kinds)
    {
        var profile = DefaultPolicy.Create();
        var rule = profile.Reply[0];
        profile.Reply.Clear();
        foreach (var kind in kinds)
        {
            var next = rule.Clone();
            next.ProposerKind = kind;
            profile.Reply.Add(next);
        }

        (PolicyRules.Refuses(profile)?.Field).ShouldBe(accepted ? null : "policy_profile.reply");
    }

    [Theory]
    [InlineData(SessionKind.InSession, true)]
    [InlineData(SessionKind.InterSession, false)]
    [InlineData(SessionKind.Unspecified, false)]
    public void Only_a_reply_to_a_proposal_of_the_session_is_counted_from_its_close(SessionKind kind, bool accepted)
    {
        var profile = DefaultPolicy.Create();
        var rule = profile.Reply[0].Clone();
        (rule.SessionKind, rule.Start) = (kind, DeadlineStart.SessionClose);
        profile.Reply.Insert(0, rule);
        if (kind == SessionKind.Unspecified)
            profile.Reply.RemoveAt(1);

        (PolicyRules.Refuses(profile)?.Field).ShouldBe(accepted ? null : "policy_profile.reply");
    }

    [Fact]
    public void Only_the_rules_for_the_reply_tell_proposers_apart_or_begin_with_the_close()
    {
        var profile = DefaultPolicy.Create();
        profile.Acknowledge.ProposerKind = ProposerKind.Party;
        PolicyRules.Refuses(profile)!.Field.ShouldBe("policy_profile.acknowledge");
        profile.Acknowledge.ProposerKind = ProposerKind.Unspecified;
        profile.Feedback.Start = DeadlineStart.SessionClose;
        PolicyRules.Refuses(profile)!.Field.ShouldBe("policy_profile.feedback");
    }

    [Fact]
    public void A_profile_without_a_rule_for_the_reply_is_refused()
    {
        var profile = DefaultPolicy.Create();
        profile.Reply.Clear();

        PolicyRules.Refuses(profile)!.Field.ShouldBe("policy_profile.reply");
    }

    [Fact]
    public void A_dictionary_holds_each_code_once_and_no_empty_name()
    {
        var twice = DefaultPolicy.Create();
        twice.Categories.Add(twice.Categories[0].Clone());
        PolicyRules.Refuses(twice)!.Field.ShouldBe("policy_profile.categories");

        var unnamed = DefaultPolicy.Create();
        unnamed.OutcomeClasses[0].Label = "";
        PolicyRules.Refuses(unnamed)!.Field.ShouldBe("policy_profile.outcome_classes");

        var empty = DefaultPolicy.Create();
        empty.RejectionReasons.Clear();
        PolicyRules.Refuses(empty)!.Field.ShouldBe("policy_profile.rejection_reasons");
    }

    [Fact]
    public void An_outcome_of_examination_has_an_effect_and_its_words_name_no_other_one()
    {
        const string Field = "policy_profile.examination_outcomes";
        string? FieldOf(Action<PolicyProfile> change)
        {
            var profile = DefaultPolicy.Create();
            change(profile);
            return PolicyRules.Refuses(profile)?.Field;
        }

        FieldOf(p => p.ExaminationOutcomes.Clear()).ShouldBeNull();
        FieldOf(p => p.ExaminationOutcomes[0].Effect = default).ShouldBe(Field);
        FieldOf(p => p.ExaminationOutcomes[0].Code = "").ShouldBe(Field);
        FieldOf(p => p.ExaminationOutcomes[1].Code = p.ExaminationOutcomes[0].Code).ShouldBe(Field);
        FieldOf(p => p.ExaminationOutcomes[2].Spellings.Add("予以 立案处理")).ShouldBe(Field);
        FieldOf(p => p.ExaminationOutcomes.RemoveAt(0)).ShouldBe(Field);
    }

    [Fact]
    public void A_rule_of_a_deadline_that_cannot_be_counted_is_refused()
    {
        var profile = DefaultPolicy.Create();
        profile.Feedback = new DeadlineRule();

        PolicyRules.Refuses(profile)!.Field.ShouldBe("policy_profile.feedback");
    }

    private static string? FieldOf(Bound bound, int value)
    {
        var profile = DefaultPolicy.Create();
        bound.Set(profile, value);
        return PolicyRules.Refuses(profile)?.Field;
    }
}
