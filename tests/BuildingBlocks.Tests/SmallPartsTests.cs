using Proposals.Assignments.V1;
using Proposals.Directory.V1;
using Shouldly;
using Xunit;
using static Proposals.BuildingBlocks.Machine<
    Proposals.Assignments.V1.AssignmentState,
    Proposals.Assignments.V1.AssignmentMove
>;

namespace Proposals.BuildingBlocks.Tests;

public sealed class MachineTests
{
    private static readonly Machine<AssignmentState, AssignmentMove> Machine = new(
        "任务",
        From(AssignmentState.Unspecified).Goes(AssignmentMove.HandOver, AssignmentState.HandedOver),
        From(AssignmentState.HandedOver)
            .Goes(AssignmentMove.RequestReturn, AssignmentState.Returned)
            .Goes(AssignmentMove.Cancel, AssignmentState.Cancelled)
    );

    [Fact]
    public void Every_pair_is_legal_exactly_when_the_table_has_it()
    {
        foreach (var from in Enum.GetValues<AssignmentState>())
        {
            foreach (var move in Enum.GetValues<AssignmentMove>())
                (Machine.Refuses(from, move) is null).ShouldBe(
                    Machine.Table.Any(t => t.From == from && t.Move == move)
                );
        }
    }

    [Fact]
    public void A_refusal_names_the_state_the_move_and_what_is_allowed()
    {
        var refusal = Machine.Refuses(AssignmentState.HandedOver, AssignmentMove.HandOver)!;
        refusal.Reason.ShouldBe(CommonRefusals.MoveNotAllowed);
        (refusal.Metadata!["state"], refusal.Metadata["move"], refusal.Metadata["allowed"]).ShouldBe(
            ("HANDED_OVER", "HAND_OVER", "CANCEL,REQUEST_RETURN")
        );
        refusal.Message.ShouldBe("当前状态为“待签收”，不能“交办”；可以：申退、撤销。");
        Machine.Refuses(AssignmentState.Returned, AssignmentMove.Cancel)!.Message.ShouldContain("没有可做的操作");
    }

    [Fact]
    public void A_legal_move_leads_where_the_table_says() =>
        Machine.After(AssignmentState.HandedOver, AssignmentMove.RequestReturn).ShouldBe(AssignmentState.Returned);

    [Fact]
    public void A_move_that_the_table_does_not_have_leads_nowhere()
    {
        Should.Throw<InvalidOperationException>(() => Machine.After(AssignmentState.Returned, AssignmentMove.Cancel));
        Should.Throw<InvalidOperationException>(() =>
            Machine.After(AssignmentState.HandedOver, AssignmentMove.Cancel, AssignmentState.Returned)
        );
    }
}

public sealed class PageTests
{
    private static Page Of(int size, string token = "")
    {
        Page.Of(size, token).Decided(out var page, out _).ShouldBeTrue();
        return page;
    }

    [Fact]
    public void Going_through_the_pages_shows_every_row_once()
    {
        var rows = Enumerable.Range(1, 23).ToList();
        var (seen, token) = (new List<int>(), "");
        do
        {
            var page = Of(5, token);
            (var shown, token) = page.Cut([.. rows.Where(r => r > page.AfterNumber).Take(page.Limit)], r => $"{r}");
            shown.Count.ShouldBeInRange(1, 5);
            seen.AddRange(shown);
        } while (token.Length > 0);
        seen.ShouldBe(rows);
    }

    [Fact]
    public void A_full_last_page_has_no_next() => Of(5).Cut([1, 2, 3, 4, 5], r => $"{r}").NextToken.ShouldBeEmpty();

    [Fact]
    public void A_key_of_any_script_comes_back_whole()
    {
        var (_, token) = Of(1).Cut(["自然资源局😀", "z"], r => r);
        Of(1, token).After.ShouldBe("自然资源局😀");
    }

    [Theory]
    [InlineData(-1, "")]
    [InlineData(201, "")]
    [InlineData(10, "!!")]
    [InlineData(10, "abc")]
    [InlineData(10, "cDI6eA")]
    public void A_size_out_of_range_or_a_foreign_token_is_refused(int size, string token) =>
        Page.Of(size, token).Refusal!.Reason.ShouldBe(CommonRefusals.InvalidPage);

    [Fact]
    public void No_size_means_50() => Of(0).Limit.ShouldBe(51);
}

public sealed class ResourceNameTests
{
    [Fact]
    public void A_name_gives_its_id_back() =>
        ResourceName.Id(ResourceName.Of("c", "units", "u1"), "c", "units").Value.ShouldBe("u1");

    [Fact]
    public void No_id_has_no_name() => ResourceName.Of("c", "units", "").ShouldBeEmpty();

    [Fact]
    public void Another_committees_name_is_not_told_from_one_that_does_not_exist() =>
        ResourceName.Id("committees/other/units/u1", "c", "units").Refusal.ShouldBe((Refusal)CommonRefusals.NotFound!);

    [Theory]
    [InlineData("units/u1")]
    [InlineData("committees/c/members/u1")]
    [InlineData("committees/c/units/")]
    [InlineData("committees/c/units/u1/x")]
    [InlineData("committees/c/units/u\u0000")]
    [InlineData("committees/c/units/0123456789012345678901234567890123456789012345678901234567890123x")]
    public void A_malformed_name_is_refused(string name) =>
        ResourceName.Id(name, "c", "units").Refusal!.Reason.ShouldBe(CommonRefusals.FieldInvalid);

    [Fact]
    public void An_empty_name_is_required() =>
        ResourceName.Id("", "c", "units").Refusal!.Reason.ShouldBe(CommonRefusals.FieldRequired);
}

public sealed class EtagTests
{
    [Fact]
    public void None_or_the_current_one_passes_and_an_older_one_is_stale()
    {
        Etag.Refuses("", 3).ShouldBeNull();
        Etag.Refuses(Etag.Of(3), 3).ShouldBeNull();
        Etag.Refuses(Etag.Of(2), 3)!.Reason.ShouldBe(CommonRefusals.Stale);
    }
}

public sealed class RequiredTests
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

public sealed class PortionTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(10),
        Middling = TimeSpan.FromMilliseconds(150),
        Long = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void It_grows_to_the_most_while_all_that_was_allowed_goes_quickly()
    {
        var portion = new BatchSize(first: 8, most: 100);
        List<int> sizes = [portion.Size];
        for (var i = 0; i < 5; i++)
        {
            portion.Record(portion.Size, Quick);
            sizes.Add(portion.Size);
        }

        sizes.ShouldBe([8, 16, 32, 64, 100, 100]);
        portion.Record(3, Quick);
        portion.Record(100, Middling);
        portion.Size.ShouldBe(100);
    }

    [Fact]
    public void It_falls_to_half_of_what_took_long_and_never_below_one()
    {
        var portion = new BatchSize(first: 8, most: 64);
        portion.Record(8, Long);
        portion.Size.ShouldBe(4);
        // Three items, where four were allowed.
        portion.Record(3, Long);
        portion.Size.ShouldBe(1);
        portion.Record(1, Long);
        portion.Size.ShouldBe(1);
        portion.Record(1, Quick);
        portion.Size.ShouldBe(2);
    }
}
