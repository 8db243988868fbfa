using Proposals.Directory.V1;
using Shouldly;
using Xunit;
using static Proposals.Feedback.Tests.Given;

namespace Proposals.Feedback.Tests;

public class RehandlingReasonTests
{
    private static readonly FormRow[] Forms =
    [
        Stated(No, No, "u1") with
        {
            Comment = "第二条没有办",
        },
        Stated(Yes, Yes, "u1", "m2", lead: false) with
        {
            Comment = "很好",
        },
        Stated(Mostly, Mostly, "u2") with
        {
            Comment = "基本可以",
        },
        Stated(No, Yes, "u3"),
        Lapsed("u3", "m2", lead: false),
    ];

    [Fact]
    public void Are_the_words_that_made_a_unit_answer_again() => Texts(2).ShouldBe(["第二条没有办"]);

    [Fact]
    public void Are_none_while_the_round_goes_on() => Texts(1).ShouldBeEmpty("it has ordered nothing yet");

    [Fact]
    public void Are_a_units_own()
    {
        Texts(2, unit: "u1").ShouldBe(["第二条没有办"]);
        Texts(2, unit: "u2").ShouldBeEmpty();
    }

    [Fact]
    public void Follow_the_profile()
    {
        Texts(2, Policy(mostly: true)).ShouldBe(["第二条没有办", "基本可以"]);
        Texts(2, Policy(RatingRule.Lead), "u1").ShouldBe(["第二条没有办"]);
        Texts(2, Policy(trigger: RehandlingTrigger.ResultOnly)).ShouldBe(["第二条没有办"]);
    }

    private static IEnumerable<string> Texts(int round, PolicyProfile? policy = null, string unit = "") =>
        ListRehandlingReasons.Decide(Forms, policy ?? Policy(), round, unit).Select(f => f.Comment);
}
