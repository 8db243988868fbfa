using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>Similarity of two texts, a pure function: examples, generated texts, and properties of any two.</summary>
public sealed class ComparedTextTests
{
    private const int Pairs = 1_000;

    private static readonly Arbitrary<string> Texts = Gen.Elements(
            "关于加强老旧小区停车管理的提案建议路灯学校AaBb12，。 “”\U00020BB7\U0001F600"
                .EnumerateRunes()
                .Select(r => r.ToString())
                .ToArray()
        )
        .ListOf()
        .Select(l => string.Concat(l))
        .ToArbitrary();

    private static double Similarity(string a, string b) => new ComparedText(a).SimilarityTo(new ComparedText(b));

    private static IReadOnlyList<string> Shared(string a, string b) =>
        new ComparedText(a).SharedWith(new ComparedText(b));

    [Theory]
    [InlineData("停车管理", "停车 ，管理！")]
    [InlineData("5G网络", "5g网络")]
    [InlineData("关于加强老旧小区停车管理的提案", "关于进一步完善老旧小区停车管理工作的建议")]
    [InlineData("推进夜间公交发展", "切实加快夜间公交的发展")]
    public void Frames_empty_verbs_and_spelling_do_not_count(string a, string b) => Similarity(a, b).ShouldBe(1, 1e-9);

    [Theory]
    [InlineData("关于加强湿地保护的提案", "关于加强夜间公交的提案")]
    [InlineData("关于完善管理机制的提案", "关于完善管理机制的提案")]
    [InlineData("关于进一步推进校园食品安全工作的提案", "关于进一步推进乡村道路建设工作的提案")]
    [InlineData("老旧小区停车", "社区停电")]
    [InlineData("", "")]
    [InlineData("，。", "！？")]
    public void Nothing_else_in_common_is_nothing(string a, string b)
    {
        Similarity(a, b).ShouldBe(0);
        Shared(a, b).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("关于加强老旧小区停车管理的提案", "老旧小区停车难，应加强管理", "老旧小区停车")]
    [InlineData("关于加强老旧小区停车管理的提案", "关于老旧小区停车管理的建议", "老旧小区停车管理")]
    [InlineData("关于推进社区养老的提案", "关于推进小区养老的提案", "养老")]
    [InlineData("完善5G网络和Wi-Fi覆盖", "wi-fi覆盖及5g网络", "wi-fi覆盖|5g网络")]
    [InlineData("农村公路的养护", "农村公路养护", "农村公路|养护")]
    public void What_is_shared_is_whole_words_without_the_frame(string a, string b, string shared) =>
        Shared(a, b).ShouldBe(shared.Split('|'), ignoreOrder: true);

    [Fact]
    public void Nine_words_of_ten_kept_are_found_and_unrelated_texts_are_not()
    {
        var texts = new GeneratedTexts(1);
        var (found, hits) = (0, 0);
        for (var i = 0; i < Pairs; i++)
        {
            var written = texts.Write(i % GeneratedTexts.Count);
            var (one, again) = (ComparedText.Of(written.ToText()), ComparedText.Of(texts.WriteAgain(written).ToText()));
            var other = ComparedText.Of(texts.Write((i + 1 + (i / 12 % 11)) % GeneratedTexts.Count).ToText());
            found += one.SimilarityTo(again) >= ComparedText.Least ? 1 : 0;
            hits += one.SimilarityTo(other) >= ComparedText.Least ? 1 : 0;
            one.HasBody.ShouldBeTrue();
        }

        found.ShouldBeGreaterThanOrEqualTo(Pairs * 95 / 100);
        hits.ShouldBe(0);
    }

    [Fact]
    public void So_are_the_subjects_alone_and_the_bodies_alone()
    {
        var texts = new GeneratedTexts(2);
        var (subjects, bodies, hits) = (0, 0, 0);
        for (var i = 0; i < Pairs; i++)
        {
            var written = texts.Write(i % GeneratedTexts.Count);
            var again = texts.WriteAgain(written);
            var other = texts.Write((i + 1 + (i / 12 % 11)) % GeneratedTexts.Count);
            subjects += Similarity(written.Title, again.Title) >= ComparedText.Least ? 1 : 0;
            hits += Similarity(written.Title, other.Title) >= ComparedText.Least ? 1 : 0;
            // Another 案由 over the same text.
            var (text, copy) = (written.ToText(), again.ToText());
            copy.Subject = other.Title;
            bodies += ComparedText.Of(text).SimilarityTo(ComparedText.Of(copy)) >= ComparedText.Least ? 1 : 0;
        }

        subjects.ShouldBeGreaterThanOrEqualTo(Pairs * 95 / 100);
        bodies.ShouldBeGreaterThanOrEqualTo(Pairs * 95 / 100);
        hits.ShouldBe(0);
    }

    [Fact]
    public void A_near_duplicate_has_a_term_in_common_by_which_it_is_found()
    {
        var texts = new GeneratedTexts(3);
        var found = 0;
        for (var i = 0; i < Pairs; i++)
        {
            var written = texts.Write(i % GeneratedTexts.Count);
            var one = SimilarityTerms.Of(ComparedText.Of(written.ToText()));
            found += one.Overlaps(SimilarityTerms.Of(ComparedText.Of(texts.WriteAgain(written).ToText()))) ? 1 : 0;
        }

        found.ShouldBeGreaterThanOrEqualTo(Pairs * 99 / 100);
    }

    [Fact]
    public void A_subject_is_found_in_the_text_of_another()
    {
        var texts = new GeneratedTexts(4);
        var (one, text) = (texts.Write(1), texts.Write(2).ToText());
        text.Situation += "乘客盼望延长夜间公交线路的末班车时间。";
        var (wanted, other) = (new ComparedText("关于延长夜间公交线路的提案"), ComparedText.Of(text));
        wanted.SimilarityTo(other).ShouldBeInRange(ComparedText.Least, 0.5);
        wanted.SharedWith(other).ShouldBe(["延长夜间公交线路"]);
        new ComparedText(one.Title).SimilarityTo(ComparedText.Of(text)).ShouldBe(0);
    }

    [Fact]
    public void It_is_the_same_both_ways_and_between_nothing_and_all() =>
        Prop.ForAll(
                Texts,
                Texts,
                (a, b) => Similarity(a, b) is >= 0 and <= 1 && Math.Abs(Similarity(a, b) - Similarity(b, a)) < 1e-9
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_that_tells_something_is_wholly_like_itself() =>
        Prop.ForAll(Texts, a => Math.Abs(Similarity(a, a) - (new ComparedText(a).SubjectWords.Any() ? 1 : 0)) < 1e-9)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_shared_is_in_both_and_none_is_part_of_another() =>
        Prop.ForAll(
                Texts,
                Texts,
                (a, b) =>
                {
                    static string Bare(string text) =>
                        string.Concat(text.EnumerateRunes().Where(System.Text.Rune.IsLetterOrDigit)).ToLowerInvariant();
                    var shared = Shared(a, b);
                    return shared.Count <= 5
                        && shared.All(s =>
                            s.Length >= 2
                            && b.Contains(s, StringComparison.Ordinal)
                            && Bare(a).Contains(Bare(s), StringComparison.Ordinal)
                        )
                        && shared.All(s => shared.Count(t => t.Contains(s, StringComparison.Ordinal)) == 1)
                        && !shared.Any(EmptyWords.All.Contains);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void No_more_than_five_phrases_are_shown() =>
        Shared("湿地甲公交乙电梯丙养老丁垃圾戊戏曲己粮食庚", "湿地一公交二电梯三养老四垃圾五戏曲六粮食七")
            .Count.ShouldBe(5);

    [Fact]
    public void Long_texts_are_compared_at_once()
    {
        var texts = new GeneratedTexts(5);
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => texts.Write(i % 12).ToText().Situation));
        text.Length.ShouldBeGreaterThan(4_000);
        var (one, other) = (new ComparedText("甲", text), new ComparedText("乙", text + text));
        one.SharedWith(other);
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var i = 0; i < 10; i++)
        {
            new ComparedText("乙", text + text).SimilarityTo(one).ShouldBeGreaterThan(0.5);
            one.SharedWith(other).ShouldNotBeEmpty();
        }

        System.Diagnostics.Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }
}
