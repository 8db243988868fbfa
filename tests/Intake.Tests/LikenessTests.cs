using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>Likeness of two subjects, a pure function: examples, and properties of any two texts.</summary>
public sealed class LikenessTests
{
    private static readonly Arbitrary<string> Texts = Gen.Elements(
            "关于加强老旧小区停车管理的提案建议路灯学校AaBb12，。 “”\U00020BB7\U0001F600"
                .EnumerateRunes()
                .Select(r => r.ToString())
                .ToArray()
        )
        .ListOf()
        .Select(l => string.Concat(l))
        .ToArbitrary();

    private static void ForTwo(Func<string, string, bool> holds) =>
        Prop.ForAll(Texts, Texts, holds).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("停车管理", "停车管理", 1)]
    [InlineData("停车管理", "停车 ，管理！", 1)]
    [InlineData("5G网络", "5g网络", 1)]
    [InlineData("甲乙丙", "乙丙丁", 1.0 / 3)]
    [InlineData("甲乙甲乙", "甲乙", 0.5)]
    [InlineData("停车", "学校", 0)]
    [InlineData("停", "停", 1)]
    [InlineData("", "", 0)]
    [InlineData("，。", "！？", 0)]
    public void Pairs_that_both_have_are_divided_by_all_pairs(string a, string b, double similarity) =>
        SubjectSimilarity.Of(a, b).ShouldBe(similarity, 1e-9);

    [Fact]
    public void It_is_the_same_both_ways_and_between_nothing_and_all() =>
        ForTwo(
            (a, b) =>
                SubjectSimilarity.Of(a, b) is >= 0 and <= 1
                && SubjectSimilarity.Of(a, b).Equals(SubjectSimilarity.Of(b, a))
        );

    [Fact]
    public void A_text_is_wholly_like_itself() =>
        Prop.ForAll(
                Texts,
                a =>
                    SubjectSimilarity
                        .Of(a, a)
                        .Equals(a.EnumerateRunes().Any(System.Text.Rune.IsLetterOrDigit) ? 1d : 0d)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_shared_is_in_both_and_none_is_part_of_another() =>
        ForTwo(
            (a, b) =>
            {
                static string Bare(string text) =>
                    string.Concat(text.EnumerateRunes().Where(System.Text.Rune.IsLetterOrDigit)).ToLowerInvariant();
                var shared = SubjectSimilarity.Shared(a, b);
                return shared.Count <= 5
                    && shared.All(s =>
                        s.EnumerateRunes().Count() >= 2
                        && Bare(a).Contains(s, StringComparison.Ordinal)
                        && Bare(b).Contains(s, StringComparison.Ordinal)
                    )
                    && shared.All(s => shared.Count(t => t.Contains(s, StringComparison.Ordinal)) == 1)
                    && shared
                        .Zip(shared.Skip(1))
                        .All(p => p.First.EnumerateRunes().Count() >= p.Second.EnumerateRunes().Count())
                    && (shared.Count > 0) == (SubjectSimilarity.Of(a, b) > 0 && Bare(a).EnumerateRunes().Count() > 1);
            }
        );

    [Fact]
    public void The_longest_shared_phrase_comes_first() =>
        SubjectSimilarity
            .Shared("关于加强老旧小区停车管理的提案", "老旧小区停车难，应加强管理")
            .ShouldBe(["老旧小区停车", "加强", "管理"]);

    [Fact]
    public void No_more_than_five_phrases_are_shown() =>
        SubjectSimilarity
            .Shared("一二甲三四乙五六丙七八丁九十戊子丑", "一二X三四Y五六Z七八W九十V子丑")
            .Count.ShouldBe(5);

    [Fact]
    public void The_likest_come_first_of_equals_the_newest_and_the_unlike_not_at_all()
    {
        var ranked = SubjectSimilarity.Rank(
            "老旧小区停车管理",
            [
                ("1", "老旧小区停车管理"),
                ("2", "老旧小区改造"),
                ("3", "学校体育"),
                ("4", "老旧小区停车管理"),
                ("5", "老旧小区停车"),
            ],
            10
        );
        ranked.Select(l => l.Id).ShouldBe(["4", "1", "5", "2"]);
        SubjectSimilarity.Rank("老旧小区停车管理", ranked.Select(l => (l.Id, "老旧小区停车管理")), 2).Count.ShouldBe(2);
        ranked.ShouldAllBe(l => l.Similarity >= SubjectSimilarity.Least && l.Shared.Count > 0);
    }

    [Fact]
    public void Five_thousand_are_compared_while_typing()
    {
        var others = Enumerable
            .Range(0, 5000)
            .Select(i => ($"{i:D5}", $"关于加强第{i}区老旧小区停车管理和电动车充电设施建设的提案"))
            .ToList();
        SubjectSimilarity.Rank("关于加强老旧小区停车管理的提案", others, 5);
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        SubjectSimilarity.Rank("关于加强老旧小区停车管理的提案", others, 5).Count.ShouldBe(5);
        System.Diagnostics.Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }
}
