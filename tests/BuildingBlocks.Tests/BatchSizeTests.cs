using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

public sealed class BatchSizeTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(10),
        Middling = TimeSpan.FromMilliseconds(150),
        Long = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void It_grows_to_the_most_while_all_that_was_allowed_goes_quickly()
    {
        var size = new BatchSize(first: 8, most: 100);
        List<int> sizes = [size.Size];
        for (var i = 0; i < 5; i++)
        {
            size.Record(size.Size, Quick);
            sizes.Add(size.Size);
        }

        sizes.ShouldBe([8, 16, 32, 64, 100, 100]);
        size.Record(3, Quick);
        size.Record(100, Middling);
        size.Size.ShouldBe(100);
    }

    [Fact]
    public void It_falls_to_half_of_what_took_long_and_never_below_one()
    {
        var size = new BatchSize(first: 8, most: 64);
        size.Record(8, Long);
        size.Size.ShouldBe(4);
        // Three items, where four were allowed.
        size.Record(3, Long);
        size.Size.ShouldBe(1);
        size.Record(1, Long);
        size.Size.ShouldBe(1);
        size.Record(1, Quick);
        size.Size.ShouldBe(2);
    }
}
