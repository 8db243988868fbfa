using FsCheck;
using FsCheck.Fluent;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>What a proposal's words must be, without a database.</summary>
public sealed class TextRulesTests
{
    private static readonly Arbitrary<string> Texts = Gen.Elements("案", "由", "a", " ", "\n", "\U0001F600", "e\u0301")
        .ListOf()
        .Select(l => string.Concat(l))
        .ToArbitrary();

    private static PolicyProfile Policy() =>
        new()
        {
            SubjectMaxCharacters = 10,
            SectionMaxCharacters = 20,
            MaxSuggestions = 2,
            Categories =
            {
                new DictionaryEntry { Code = "society", Label = "社会" },
            },
        };

    private static Proposal Proposal() =>
        new()
        {
            Category = "society",
            Text = new ProposalText
            {
                Subject = "案由",
                Situation = "情况",
                Analysis = "分析",
                Suggestions = { "建议" },
            },
        };

    private static (string Reason, string? Field)? Draft(Action<Proposal> change)
    {
        var proposal = Proposal();
        change(proposal);
        return TextRules.RefusesDraft(proposal, Policy()) is { } no ? (no.Reason.Code, no.Field) : null;
    }

    private static string? Submission(Action<ProposalText> change)
    {
        var text = Proposal().Text;
        change(text);
        return TextRules.RefusesSubmission(text)?.Field;
    }

    [Fact]
    public void A_whole_text_may_be_saved_and_submitted()
    {
        Draft(_ => { }).ShouldBeNull();
        Submission(_ => { }).ShouldBeNull();
    }

    [Fact]
    public void A_draft_may_be_incomplete_but_has_a_subject()
    {
        Draft(p => p.Text = new ProposalText { Subject = "案由" }).ShouldBeNull();
        Draft(p => p.Category = "").ShouldBeNull();
        Draft(p => p.Text = null).ShouldBe(("FIELD_REQUIRED", "proposal.text"));
        Draft(p => p.Text.Subject = " ").ShouldBe(("FIELD_REQUIRED", "proposal.text.subject"));
    }

    [Fact]
    public void A_draft_is_never_longer_than_the_profile_allows()
    {
        Draft(p => p.Text.Subject = new string('字', 10)).ShouldBeNull();
        Draft(p => p.Text.Subject = new string('字', 11)).ShouldBe(("TEXT_TOO_LONG", "proposal.text.subject"));
        Draft(p => p.Text.Situation = new string('字', 21)).ShouldBe(("TEXT_TOO_LONG", "proposal.text.situation"));
        Draft(p => p.Text.Analysis = new string('字', 21)).ShouldBe(("TEXT_TOO_LONG", "proposal.text.analysis"));
        Draft(p => p.Text.Suggestions[0] = new string('字', 21))
            .ShouldBe(("TEXT_TOO_LONG", "proposal.text.suggestions"));
        Draft(p => p.Text.Suggestions.Add(["二", "三"])).ShouldBe(("TEXT_TOO_LONG", "proposal.text.suggestions"));
    }

    [Fact]
    public void A_category_is_one_of_the_profile() =>
        Draft(p => p.Category = "sea").ShouldBe(("CATEGORY_UNKNOWN", "proposal.category"));

    [Fact]
    public void A_submission_has_all_four_parts()
    {
        Submission(t => t.Subject = "").ShouldBe("proposal.text.subject");
        Submission(t => t.Situation = " ").ShouldBe("proposal.text.situation");
        Submission(t => t.Analysis = "\n").ShouldBe("proposal.text.analysis");
        Submission(t => t.Suggestions.Clear()).ShouldBe("proposal.text.suggestions");
        Submission(t => t.Suggestions.Add(" ")).ShouldBe("proposal.text.suggestions");
    }

    [Fact]
    public void The_length_that_counts_is_the_one_a_reader_counts() =>
        Prop.ForAll(
                Texts,
                text =>
                    string.IsNullOrWhiteSpace(text)
                    || Draft(p => p.Text.Subject = text) is null == Input.Length(text) <= 10
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Suggested_units_are_kept_once_and_in_their_order()
    {
        var proposal = Proposal();
        proposal.SuggestedUnits.Add(["committees/c/units/b", "committees/c/units/a", "committees/c/units/b"]);
        TextRules.Units(proposal, "c").Value.ShouldBe("b,a");
        TextRules.Units(proposal, "d").Refusal!.Reason.Code.ShouldBe("NOT_FOUND");
    }
}
