using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Supervision.Tests;

public sealed class WarningLightTests
{
    private static readonly WorkingCalendar Calendar = new(Given.Calendar());

    private static UnitDuty Duty(string due, bool provisional = false) =>
        new()
        {
            Assignment = Given.Assignment(),
            Kind = DutyKind.Reply,
            DueDate = due,
            TooLateAt = Given.EndOf(due),
            Provisional = provisional,
            IsOpen = true,
        };

    private static WarningLight At(DateTimeOffset now, UnitDuty duty) =>
        WarningLight.Of(duty, now, Given.Policy(), Calendar);

    [Theory]
    [InlineData("2026-04-01", Light.Green, "绿灯：还有 20 个工作日", 20)]
    [InlineData("2026-03-26", Light.Green, "绿灯：还有 16 个工作日", 16)]
    [InlineData("2026-03-25", Light.Yellow, "黄灯：还有 15 个工作日", 15)]
    [InlineData("2026-03-17", Light.Yellow, "黄灯：还有 9 个工作日", 9)]
    [InlineData("2026-03-12", Light.Yellow, "黄灯：还有 6 个工作日", 6)]
    [InlineData("2026-03-11", Light.Red, "红灯：还有 5 个工作日", 5)]
    [InlineData("2026-03-09", Light.Red, "红灯：还有 3 个工作日", 3)]
    [InlineData("2026-03-04", Light.Red, "红灯：今天到期", 0)]
    [InlineData("2026-03-03", Light.Red, "红灯：已逾期 1 个工作日", -1)]
    [InlineData("2026-03-02", Light.Red, "红灯：已逾期 2 个工作日", -2)]
    public void Shows_the_working_days_left_in_words(string due, Light light, string text, int left) =>
        At(Given.Now, Duty(due)).ShouldBe(new WarningLight(light, text, left));

    [Fact]
    public void Turns_overdue_with_the_first_instant_after_the_last_day()
    {
        At(Given.EndOf("2026-03-04").AddTicks(-10), Duty("2026-03-04")).Text.ShouldBe("红灯：今天到期");
        At(Given.EndOf("2026-03-04"), Duty("2026-03-04")).Text.ShouldBe("红灯：已逾期 1 个工作日");
    }

    [Fact]
    public void Says_so_when_less_than_a_working_day_has_passed() =>
        At(new DateTimeOffset(2026, 3, 7, 9, 0, 0, TimeSpan.FromHours(8)), Duty("2026-03-06"))
            .ShouldBe(new WarningLight(Light.Red, "红灯：已逾期，不足 1 个工作日", 0));

    [Fact]
    public void Does_not_count_holidays() =>
        At(new DateTimeOffset(2026, 4, 3, 9, 0, 0, TimeSpan.FromHours(8)), Duty("2026-04-07"))
            .WorkingDaysLeft.ShouldBe(1);

    [Fact]
    public void Says_when_a_calendar_is_missing()
    {
        At(Given.Now, Duty("2027-01-05")).Text.ShouldEndWith("（暂定：有年份的放假安排尚未录入）");
        At(Given.Now, Duty("2026-04-01", provisional: true))
            .Text.ShouldBe("绿灯：还有 20 个工作日（暂定：有年份的放假安排尚未录入）");
    }

    [Fact]
    public void Is_not_shown_for_what_is_done_or_has_no_rule_yet()
    {
        WarningLight
            .Of(Duty("2026-04-01") with { IsOpen = false }, Given.Now, Given.Policy(), Calendar)
            .ShouldBe(new WarningLight(Light.Unspecified, "", 0));
        WarningLight.Of(Duty("2026-04-01"), Given.Now, null, Calendar).Light.ShouldBe(Light.Unspecified);
    }

    [Fact]
    public void Says_a_weekend_that_leaves_no_working_day() =>
        At(new DateTimeOffset(2026, 3, 7, 9, 0, 0, TimeSpan.FromHours(8)), Duty("2026-03-08"))
            .ShouldBe(new WarningLight(Light.Red, "红灯：还有不足 1 个工作日", 0));

    [Theory]
    [InlineData("2026-03-09", Light.Green, "绿灯：还有 3 个工作日")]
    [InlineData("2026-03-06", Light.Green, "绿灯：还有 2 个工作日")]
    [InlineData("2026-03-05", Light.Yellow, "黄灯：还有 1 个工作日")]
    [InlineData("2026-03-04", Light.Red, "红灯：今天到期")]
    [InlineData("2026-03-03", Light.Red, "红灯：已逾期 1 个工作日")]
    public void Has_thresholds_of_its_own_for_acknowledging(string due, Light light, string text)
    {
        var seen = At(Given.Now, Duty(due) with { Kind = DutyKind.Acknowledge });

        (seen.Light, seen.Text).ShouldBe((light, text));
    }

    [Fact]
    public void Follows_the_profiles_thresholds() =>
        WarningLight
            .Of(
                Duty("2026-03-17"),
                Given.Now,
                Given.Policy(p => (p.YellowWorkingDays, p.RedWorkingDays) = (20, 9)),
                Calendar
            )
            .Light.ShouldBe(Light.Red);
}
