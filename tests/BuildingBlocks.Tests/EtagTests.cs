using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

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
