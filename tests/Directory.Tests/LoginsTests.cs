using Shouldly;
using Xunit;

namespace Proposals.Directory.Tests;

/// <summary>Which logins are accepted, and which look like each other.</summary>
public sealed class LoginsTests
{
    [Theory]
    [InlineData("office")]
    [InlineData("zhang.san-2@shili")]
    [InlineData("张三")]
    [InlineData("ｏｆｆｉｃｅ２")]
    public void Letters_digits_and_Chinese_characters_are_accepted(string login) =>
        Logins.Refuses(login, "login").ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("office ")]
    [InlineData(" office")]
    [InlineData("off ice")]
    [InlineData("office\u3000")]
    [InlineData("office\n")]
    [InlineData("office\0")]
    [InlineData("office\u200B")]
    [InlineData("office\u202E")]
    [InlineData("offi\u0441e")]
    [InlineData("\u03BFffice")]
    [InlineData("offíce")]
    [InlineData("oﬃce")]
    [InlineData("𝐨𝐟𝐟𝐢𝐜𝐞")]
    [InlineData("a23456789b123456789c123456789d123456789e1")]
    public void What_can_be_confused_or_not_be_seen_is_refused(string login) =>
        Logins.Refuses(login, "login").ShouldNotBeNull();

    [Theory]
    [InlineData("office", "Office")]
    [InlineData("office", "ＯＦＦＩＣＥ")]
    [InlineData("office", "0ffice")]
    [InlineData("zhangl", "zhang1")]
    [InlineData("office", " office\u200B")]
    public void Logins_that_look_the_same_have_one_key(string one, string other)
    {
        Logins.KeyOf(one).ShouldBe(Logins.KeyOf(other));
        Logins.HashOf(one).ShouldBe(Logins.HashOf(other));
    }

    [Theory]
    [InlineData("member1", "member2")]
    [InlineData("member1", "member11")]
    [InlineData("张三", "张四")]
    public void Different_logins_have_different_keys(string one, string other) =>
        Logins.KeyOf(one).ShouldNotBe(Logins.KeyOf(other));

    [Fact]
    public void Full_width_letters_are_stored_as_plain_ones() => Logins.Spelled("ｏｆｆｉｃｅ２").ShouldBe("office2");
}
