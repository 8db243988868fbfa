using Proposals.ContractOptions.V1;
using Proposals.Directory.V1;
using Shouldly;
using Xunit;

namespace Proposals.Directory.Tests;

/// <summary>How long a password is. A stored hash reveals nothing but yes or no.</summary>
public sealed class PasswordsTests
{
    private readonly Passwords _passwords = new(iterations: 1);

    [Fact]
    public void Every_new_password_has_the_length_that_the_contract_the_sentence_and_the_manual_say()
    {
        var (least, most) = (PasswordRules.Length.Least, PasswordRules.Length.Most);
        (least, most).ShouldBe((12, 128));
        CreateAccountRequest
            .Descriptor.FindFieldByNumber(CreateAccountRequest.PasswordFieldNumber)
            .GetOptions()
            .GetExtension(OptionsExtensions.Characters)
            .ShouldBe(PasswordRules.Length);
        SignInRequest
            .Descriptor.FindFieldByNumber(SignInRequest.NewPasswordFieldNumber)
            .GetOptions()
            .GetExtension(OptionsExtensions.Characters)
            .ShouldBe(PasswordRules.Length);
        DirectoryRefusals.PasswordWeak.Message.ShouldStartWith($"密码须为 {least} 至 {most} 个字符，");
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "buf.yaml")))
            root = Path.GetDirectoryName(root)!;
        File.ReadAllText(Path.Combine(root, "docs", "运维手册.md")).ShouldContain($"口令 {least} 至 {most} 个字符");
    }

    [Fact]
    public async Task Only_the_same_password_verifies()
    {
        var hash = await HashAsync("correct horse");
        (await _passwords.EnterAsync("home", CancellationToken.None)).Decided(out var turn, out _).ShouldBeTrue();

        (await turn!.VerifyAsync(hash, "correct horse")).ShouldBeTrue();
        (await turn.VerifyAsync(hash, "correct hors")).ShouldBeFalse();
        (await turn.VerifyAsync(null, "correct horse")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_same_password_is_hashed_differently_each_time() =>
        (await HashAsync("correct horse")).ShouldNotBe(await HashAsync("correct horse"));

    private async Task<string> HashAsync(string password) =>
        (await _passwords.HashAsync("home", password, CancellationToken.None)).Value!;
}
