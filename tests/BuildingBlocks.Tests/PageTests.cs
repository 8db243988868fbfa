using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

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
