using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

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
