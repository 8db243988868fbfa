using Shouldly;
using Xunit;

namespace Proposals.Directory.Tests;

/// <summary>Which passwords are accepted.</summary>
public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("k7Wm2pQxN4bVt9Zs")]
    [InlineData("correct horse battery staple")]
    [InlineData("a better password 1")]
    [InlineData("twelve chars")]
    [InlineData("晨雾里的老槐树下有人下棋")]
    public void A_long_password_that_is_hard_to_guess_is_accepted(string password) =>
        PasswordRules.Refuses(password, "password", "leader", "shili").ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("k7Wm2pQxN4b")]
    [InlineData("123456789012")]
    [InlineData("password1234")]
    [InlineData("P@ssw0rd2026")]
    [InlineData("aaaaaaaabcde")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abababababab")]
    [InlineData("abcdefghijkl")]
    [InlineData("qwertyuiop12")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("202601012026")]
    [InlineData("zhengxie2026")]
    [InlineData("Zhengxie@2026")]
    [InlineData("woaini1314520")]
    [InlineData("admin888admin888")]
    [InlineData("政协提案政协提案政协提案")]
    public void A_password_that_is_short_or_easy_to_guess_is_refused(string password) =>
        PasswordRules.Refuses(password, "password")!.Reason.Code.ShouldBe("PASSWORD_WEAK");

    [Theory]
    [InlineData("liweiguang1968")]
    [InlineData("liweiguangliweiguang")]
    [InlineData("LIWEIGUANG1234")]
    [InlineData("gnaugiewil-shilixian")]
    [InlineData("shilixian-liweiguang")]
    public void The_login_and_the_committee_are_guessed_first(string password) =>
        PasswordRules.Refuses(password, "password", "liweiguang", "shilixian")!.Reason.Code.ShouldBe("PASSWORD_WEAK");

    [Theory]
    [InlineData("            ")]
    [InlineData("k7Wm2pQx\u0001N4bVt9Zs")]
    [InlineData("k7Wm2pQx\nN4bVt9Zs")]
    [InlineData("k7Wm2pQx\u200BN4bVt9Zs")]
    [InlineData("k7Wm2pQx\u202EN4bVt9Zs")]
    [InlineData("k7Wm2pQx\uFFFDN4bVt9Zs")]
    public void A_password_that_cannot_be_typed_again_is_refused(string password) =>
        PasswordRules.Refuses(password, "new_password")!.Field.ShouldBe("new_password");

    [Fact]
    public void A_password_has_at_most_128_characters()
    {
        var longest = string.Concat(Enumerable.Range(0, 128).Select(n => (char)('一' + (n * 37))));

        PasswordRules.Refuses(longest, "password").ShouldBeNull();
        PasswordRules.Refuses(longest + "多", "password").ShouldNotBeNull();
    }

    [Fact]
    public void The_old_password_is_not_a_new_one()
    {
        PasswordRules.RefusesSame("a better password 1", "a better password 1", "new_password").ShouldNotBeNull();
        PasswordRules.RefusesSame("a better password 2", "a better password 1", "new_password").ShouldBeNull();
    }
}
