using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("马丽", "马 丽", "马　丽", "马\u200B丽", " 马\t丽 ", "马\uFE00丽")]
    [InlineData("馬麗", "⾺麗", "馬\uF988")]
    [InlineData("𠮷田", "𠮷　田", "𠮷\uDB40\uDD00田", "\u2066𠮷田\u2069")]
    [InlineData(
        "阿不都·买买提",
        "阿不都・买买提",
        "阿不都•买买提",
        "阿不都.买买提",
        "阿不都．买买提",
        "阿不都 · 买买提"
    )]
    [InlineData("自然资源局（林业局）", "自然资源局(林业局)", "自然资源局 （ 林业局 ）")]
    [InlineData("示例委员12", "示例委员１２", "示例 委员12")]
    [InlineData("John Smith", "John  Smith", "Ｊｏｈｎ　Ｓｍｉｔｈ")]
    [InlineData("", "\u200B\u200C", "　", "\uFEFF")]
    public void Has_one_form_for_each_name(string form, params string[] names)
    {
        foreach (var name in names.Append(form))
            Spelling.OfName(name).ShouldBe(form);
    }

    [Fact]
    public void Takes_what_is_no_text_at_all() => Spelling.OfName("\uD842").ShouldBe("\uFFFD");

    [Theory]
    [InlineData("张三", "张山")]
    [InlineData("𠮷田", "吉田")]
    public void Keeps_different_names_apart(string one, string other) =>
        Spelling.OfName(one).ShouldNotBe(Spelling.OfName(other));
}
