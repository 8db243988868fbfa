using Proposals.Intake.V1;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>What is a change of substance, and how changes are told.</summary>
public sealed class TextChangesTests
{
    private static ProposalText Of(string situation, params string[] suggestions) =>
        new() { Situation = situation, Suggestions = { suggestions } };

    [Theory]
    [InlineData("停车难，亟待解决。", "停车难、亟待解决")]
    [InlineData("新建 5G 基站", "新建5G基站")]
    [InlineData("（一）情况", "(一)情况\n")]
    [InlineData("增长１２％", "增长12%")]
    public void Blanks_punctuation_and_wide_forms_are_none(string before, string after) =>
        TextChanges.IsOfSubstance(Of(before), Of(after)).ShouldBeFalse();

    [Theory]
    [InlineData("投入1.5亿元", "投入15亿元")]
    [InlineData("配比1:3", "配比13")]
    [InlineData("增长12%", "增长12")]
    [InlineData("应当取消", "不应取消")]
    [InlineData("", "补写")]
    public void Another_word_or_number_is_one(string before, string after) =>
        TextChanges.IsOfSubstance(Of(before), Of(after)).ShouldBeTrue();

    [Fact]
    public void Suggestions_are_compared_one_by_one()
    {
        TextChanges.IsOfSubstance(Of("", "甲", "乙"), Of("", "乙", "甲")).ShouldBeTrue();
        TextChanges.IsOfSubstance(Of("", "甲", "乙"), Of("", "甲乙")).ShouldBeTrue();
        TextChanges.IsOfSubstance(Of("", "甲"), Of("", "甲", " ")).ShouldBeFalse();
    }

    [Fact]
    public void Changes_are_told_clause_by_clause()
    {
        var changes = TextChanges.Of(Of("一句，二句。三句。", "甲。"), Of("一句，新句。三句。", "甲。", "乙。"));

        changes
            .Select(c => (c.Part, c.Removed, c.Added))
            .ShouldBe([("情况", "二句。", "新句。"), ("建议2", "", "乙。")]);
    }

    [Fact]
    public void The_longest_texts_are_compared_quickly()
    {
        var before = Of(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i}句。")));
        var after = Of(string.Concat(Enumerable.Range(2000, 1000).Select(i => $"{i}句。")));
        var begun = TimeProvider.System.GetTimestamp();

        TextChanges.Of(before, after).ShouldHaveSingleItem();

        // A tenth of a second where nothing else runs.
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }
}
