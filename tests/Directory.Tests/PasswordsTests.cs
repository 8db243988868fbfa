using Proposals.ContractOptions.V1;
using Proposals.Directory.V1;
using Shouldly;
using Xunit;

namespace Proposals.Directory.Tests;

/// <summary>Rules for new passwords. A stored hash reveals nothing but yes or no.</summary>
public sealed class PasswordsTests
{
    private readonly Passwords _passwords = new(iterations: 1);

    [Theory]
    [InlineData("correct horse", true)]
    [InlineData("twelve chars", true)]
    [InlineData("eleven char", false)]
    [InlineData("aaaaaaaaaaaaaaaa", false)]
    [InlineData("abababababab", false)]
    [InlineData("", false)]
    public void A_password_has_twelve_characters_and_five_different_ones(string password, bool accepted) =>
        (Passwords.Refuses(password, "password") is null).ShouldBe(accepted);

    [Fact]
    public void A_password_has_at_most_128_characters()
    {
        Passwords.Refuses(string.Concat(Enumerable.Repeat("abcdefgh", 16)), "password").ShouldBeNull();
        Passwords.Refuses(string.Concat(Enumerable.Repeat("abcdefgh", 16)) + "i", "password").ShouldNotBeNull();
    }

    [Fact]
    public void Every_new_password_has_the_length_that_the_contract_the_sentence_and_the_manual_say()
    {
        var (least, most) = (Passwords.Length.Least, Passwords.Length.Most);
        (least, most).ShouldBe((12, 128));
        CreateAccountRequest
            .Descriptor.FindFieldByNumber(CreateAccountRequest.PasswordFieldNumber)
            .GetOptions()
            .GetExtension(OptionsExtensions.Characters)
            .ShouldBe(Passwords.Length);
        DirectoryRefusals.PasswordWeak.Message.ShouldStartWith($"密码须为 {least} 至 {most} 个字符，");
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "buf.yaml")))
            root = Path.GetDirectoryName(root)!;
        File.ReadAllText(Path.Combine(root, "docs", "运维手册.md")).ShouldContain($"口令 {least} 至 {most} 个字符");
    }

    [Fact]
    public async Task Only_the_same_password_verifies()
    {
        var hash = await _passwords.HashAsync("correct horse");

        (await _passwords.VerifyAsync(hash, "correct horse")).ShouldBeTrue();
        (await _passwords.VerifyAsync(hash, "correct hors")).ShouldBeFalse();
        (await _passwords.VerifyAsync(null, "correct horse")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_same_password_is_hashed_differently_each_time() =>
        (await _passwords.HashAsync("correct horse")).ShouldNotBe(await _passwords.HashAsync("correct horse"));
}
