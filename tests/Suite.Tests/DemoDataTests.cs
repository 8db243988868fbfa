using Proposals.Client;
using Proposals.Standalone;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>The demonstration can be believed: its hours are an office's, and units do what is theirs.</summary>
public sealed class DemoDataTests
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    [Fact]
    public void Happens_in_working_time_and_keeps_its_order()
    {
        var start = new DateTimeOffset(2026, 3, 2, 0, 0, 0, China);
        var instants = Enumerable.Range(0, 14 * 24 * 4).Select(i => start.AddMinutes(15 * i)).ToList();

        var worked = instants.Select(DemoData.WorkingTimeOf).ToList();

        worked.ShouldAllBe(at => at.DayOfWeek != DayOfWeek.Saturday && at.DayOfWeek != DayOfWeek.Sunday);
        worked.ShouldAllBe(at =>
            (at.TimeOfDay >= TimeSpan.FromHours(9) && at.TimeOfDay <= TimeSpan.FromHours(11.75))
            || (at.TimeOfDay >= TimeSpan.FromHours(14) && at.TimeOfDay <= TimeSpan.FromHours(17.5))
        );
        worked.Zip(worked.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
    }

    [Fact]
    public void Opens_its_session_on_the_morning_of_a_working_day_whatever_today_is()
    {
        for (var day = 0; day < 7; day++)
        {
            var today = new DateTimeOffset(2026, 7, 1, 3, 20, 0, China).AddDays(day);

            var (opening, cutOff) = (DemoData.OpeningOf(today), DemoData.CutOffOf(today));

            (opening.DayOfWeek, opening.TimeOfDay).ShouldBe((DayOfWeek.Monday, TimeSpan.FromHours(9)));
            (today - opening).TotalDays.ShouldBeInRange(119, 127);
            (cutOff - opening).ShouldBe(TimeSpan.FromHours(81));
        }
    }

    [Theory]
    [InlineData("公共停车设施", "society", "示例区住房和城乡建设局")]
    [InlineData("高标准农田管护", "economy", "示例区农业农村局")]
    [InlineData("老旧小区加装电梯", "society", "示例区住房和城乡建设局")]
    [InlineData("湿地保护", "ecology", "示例区生态环境局")]
    public void Gives_a_topic_to_its_category_and_unit(string title, string category, string unit)
    {
        var topic = DemoTexts.Titles.ToList().IndexOf(title);

        DemoTexts.CategoryOf(topic).ShouldBe(category);
        DemoCommittee.Units[DemoTexts.UnitsOf(topic).Lead - 1].ShouldBe(unit);
    }

    [Fact]
    public void Knows_two_units_for_every_topic_and_has_every_category()
    {
        var topics = Enumerable.Range(0, DemoTexts.Titles.Count).ToList();

        foreach (var (lead, co) in topics.Select(DemoTexts.UnitsOf))
        {
            lead.ShouldBeInRange(1, DemoCommittee.Units.Count);
            co.ShouldBeInRange(1, DemoCommittee.Units.Count);
            lead.ShouldNotBe(co);
        }

        topics
            .Select(DemoTexts.CategoryOf)
            .Distinct()
            .ShouldBe(["economy", "politics", "culture", "society", "ecology"], ignoreOrder: true);
        topics
            .SelectMany(t => new[] { DemoTexts.UnitsOf(t).Lead, DemoTexts.UnitsOf(t).Co })
            .Distinct()
            .Count()
            .ShouldBe(DemoCommittee.Units.Count);
    }
}
