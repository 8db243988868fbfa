using Proposals.ContractOptions.V1;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>Texts that look alike have one spelling, and what cannot be kept is refused.</summary>
public sealed class TextFoldingTests
{
    [Theory]
    [InlineData("第１２号", "第12号")]
    [InlineData("Ａｂｃ", "Abc")]
    [InlineData(" 张三\u3000", "张三")]
    [InlineData("张\u3000三", "张 三")]
    [InlineData("张\u200B三", "张三")]
    [InlineData("\U00020BB7\uFE00田", "\U00020BB7田")]
    [InlineData("\uF9DC安", "隆安")]
    [InlineData("⼀⼆", "一二")]
    [InlineData("e\u0301cole", "école")]
    [InlineData("甲\r\n乙", "甲  乙")]
    [InlineData("关于“一老一小”，建议：三条（试行）", "关于“一老一小”，建议：三条（试行）")]
    [InlineData("\u200B\u2060\uFEFF\u3164", "")]
    [InlineData("👨\u200D👩\u200D👧", "👨\u200D👩\u200D👧")]
    public void A_line_has_one_spelling(string written, string kept)
    {
        TextFolding.TryFold(written, TextKind.Line, out var folded, out _).ShouldBeTrue();
        folded.ShouldBe(kept);
        TextFolding.Line(folded).ShouldBe(kept, "what is folded stays as it is");
    }

    [Theory]
    [InlineData("第１２号\n　　二段", "第１２号\n　　二段")]
    [InlineData("甲\u200B乙", "甲乙")]
    [InlineData("甲\u2028乙", "甲\n乙")]
    [InlineData(" \u200B\n", "")]
    public void A_body_keeps_all_that_can_be_seen(string written, string kept)
    {
        TextFolding.TryFold(written, TextKind.Body, out var folded, out _).ShouldBeTrue();
        folded.ShouldBe(kept);
    }

    [Theory]
    [InlineData("甲\u0001乙")]
    [InlineData("fdp\u202Eexe")]
    [InlineData("甲\uFFFD")]
    [InlineData("甲\uD842")]
    [InlineData("e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301")]
    public void What_cannot_be_kept_is_refused_with_a_sentence(string written)
    {
        TextFolding.TryFold(written, TextKind.Body, out _, out var problem).ShouldBeFalse();
        problem.ShouldEndWith("。");
        TextFolding.TryFold(written, TextKind.Line, out _, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("committees/shili/proposals/0193", true)]
    [InlineData("甲", true)]
    [InlineData("a\nb", false)]
    [InlineData("a\u200Bb", false)]
    [InlineData("a\u202Eb", false)]
    [InlineData("e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", true)]
    [InlineData("e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", false)]
    public void A_token_holds_nothing_that_cannot_be_seen(string text, bool plain) =>
        TextFolding.IsPlain(text).ShouldBe(plain);
}
