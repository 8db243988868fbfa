using Proposals.Directory.V1;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

public sealed class InputTests
{
    [Theory]
    [InlineData("", "FIELD_REQUIRED")]
    [InlineData(" \u3000\n", "FIELD_REQUIRED")]
    [InlineData("四个汉字", "")]
    [InlineData("五个汉字了", "FIELD_INVALID")]
    [InlineData("👨‍👩‍👧‍👦👍🏽𠮷e\u0301", "")]
    [InlineData("a\u0000", "FIELD_INVALID")]
    [InlineData("a\u001b[0m", "FIELD_INVALID")]
    [InlineData("a\n\tb", "")]
    public void A_text_has_one_to_so_many_characters_as_a_reader_counts_them(string value, string reason) =>
        (Input.Text(value, "f", 4)?.Reason.Code ?? "").ShouldBe(reason);

    [Fact]
    public void One_letter_under_a_thousand_marks_is_too_much() =>
        Input.Text("a" + new string('\u0301', 1000), "f", 10)!.Reason.ShouldBe(CommonRefusals.FieldInvalid);

    [Fact]
    public void A_choice_is_defined_and_not_unspecified()
    {
        Input.Choice(Role.Member, "f").ShouldBeNull();
        Input.Choice(Role.Unspecified, "f")!.Reason.ShouldBe(CommonRefusals.FieldRequired);
        Input.Choice((Role)999, "f")!.Reason.ShouldBe(CommonRefusals.FieldInvalid);
    }

    [Theory]
    [InlineData("2026-02-28", true)]
    [InlineData("2026-02-29", false)]
    [InlineData("2026-9-1", false)]
    [InlineData("", false)]
    public void A_day_exists_and_is_written_in_one_way(string value, bool good) =>
        (Input.Day(value, "f") is null).ShouldBe(good);

    [Fact]
    public void The_first_refusal_counts()
    {
        Input.First(null, CommonRefusals.Stale, CommonRefusals.Busy)!.Reason.ShouldBe(CommonRefusals.Stale);
        Input.First(null, null).ShouldBeNull();
    }
}
