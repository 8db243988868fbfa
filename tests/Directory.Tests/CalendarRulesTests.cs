using Proposals.Directory.V1;
using Shouldly;
using Xunit;

namespace Proposals.Directory.Tests;

/// <summary>Rules for the days of a calendar (handbook 4.4).</summary>
public sealed class CalendarRulesTests
{
    [Fact]
    public void A_calendar_of_the_country_is_accepted() => CalendarRules.Refuses(Given("2026-10-01")).ShouldBeNull();

    [Fact]
    public void A_calendar_without_a_year_is_refused() =>
        CalendarRules.Refuses(new Calendar())!.Field.ShouldBe("calendar.years");

    [Theory]
    [InlineData("2026-02-30", "有效日期")]
    [InlineData("2026-2-3", "有效日期")]
    [InlineData("", "有效日期")]
    [InlineData("2027-01-01", "不在所列年份内")]
    [InlineData("2025-12-25", "不在所列年份内")]
    [InlineData("2024-12-31", "不在所列年份内")]
    public void A_day_that_cannot_be_is_refused_by_name(string date, string why)
    {
        var refusal = CalendarRules.Refuses(Given(date))!;

        refusal.Field.ShouldBe("calendar.days");
        refusal.Message.ShouldContain(why);
    }

    // 元旦 of 2023 was given from 2022-12-31 on; that of 2019 made 2018-12-29 a working day.
    [Theory]
    [InlineData("2025-12-26")]
    [InlineData("2025-12-29")]
    [InlineData("2025-12-31")]
    public void A_notice_may_speak_of_the_last_days_of_the_year_before(string date) =>
        CalendarRules.Refuses(Given(date, "2026-01-01")).ShouldBeNull();

    [Theory]
    [InlineData(0)]
    [InlineData(-2026)]
    [InlineData(1948)]
    [InlineData(2200)]
    [InlineData(int.MaxValue)]
    public void A_year_that_cannot_be_meant_is_refused(int year)
    {
        var calendar = Given("2026-10-01");
        calendar.Years.Add(year);

        CalendarRules.Refuses(calendar)!.Field.ShouldBe("calendar.years");
    }

    [Fact]
    public void A_day_stands_in_a_calendar_once() =>
        CalendarRules.Refuses(Given("2026-10-01", "2026-10-01"))!.Message.ShouldContain("出现两次");

    [Fact]
    public void A_day_without_a_kind_is_refused()
    {
        var calendar = Given("2026-10-01");
        calendar.Days[0].Kind = DayKind.Unspecified;

        CalendarRules.Refuses(calendar)!.Field.ShouldBe("calendar.days");
    }

    private static Calendar Given(params string[] dates) =>
        new()
        {
            Years = { 2026 },
            Days =
            {
                dates.Select(d => new CalendarDay
                {
                    Date = d,
                    Kind = DayKind.Off,
                    Reason = "国庆节",
                    Source = "国务院办公厅通知",
                }),
            },
        };
}
