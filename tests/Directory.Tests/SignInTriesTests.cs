using Shouldly;
using Xunit;

namespace Proposals.Directory.Tests;

/// <summary>How long an address waits after wrong passwords.</summary>
public sealed class SignInTriesTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 30)]
    [InlineData(6, 60)]
    [InlineData(7, 120)]
    [InlineData(9, 480)]
    [InlineData(10, 900)]
    [InlineData(1_000_000, 900)]
    public void The_delay_doubles_from_the_fifth_wrong_password_to_a_quarter_of_an_hour(int failures, int seconds) =>
        SignInTries.DelayAfter(failures, SignInTries.Free, Longest).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(0.2, "1 秒")]
    [InlineData(30, "30 秒")]
    [InlineData(60, "1 分钟")]
    [InlineData(61, "2 分钟")]
    [InlineData(900, "15 分钟")]
    public void A_delay_is_said_in_words_rounded_up(double seconds, string words) =>
        SignInTries.InWords(TimeSpan.FromSeconds(seconds)).ShouldBe(words);
}
