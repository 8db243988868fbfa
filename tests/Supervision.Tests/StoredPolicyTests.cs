using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Supervision.Tests;

/// <summary>A case keeps its policy profile, which may be older than some of the fields.</summary>
public sealed class StoredPolicyTests
{
    private static UnitDuty Acknowledge(string due) =>
        new()
        {
            Assignment = Given.Assignment(),
            Kind = DutyKind.Acknowledge,
            DueDate = due,
            TooLateAt = Given.EndOf(due),
            IsOpen = true,
        };

    [Theory]
    // Published before the light of 签收 had thresholds of its own.
    [InlineData(1, "2026-03-06", Light.Green)]
    [InlineData(1, "2026-03-05", Light.Yellow)]
    [InlineData(1, "2026-03-04", Light.Red)]
    // Published without a yellow day.
    [InlineData(2, "2026-03-05", Light.Red)]
    [InlineData(2, "2026-03-04", Light.Red)]
    // Published with others.
    [InlineData(3, "2026-03-06", Light.Red)]
    public async Task The_light_of_a_receipt_is_that_of_the_profile_or_of_its_default(
        long version,
        string due,
        Light light
    )
    {
        await using var room = await ProjectionFixture.OpenAsync();
        PolicyProfile[] published =
        [
            Given.Policy(p => (p.AcknowledgeYellowWorkingDays, p.AcknowledgeRedWorkingDays) = (0, 0)),
            Given.Policy(p => (p.Version, p.AcknowledgeYellowWorkingDays, p.AcknowledgeRedWorkingDays) = (2, 1, 1)),
            Given.Policy(p => (p.Version, p.AcknowledgeYellowWorkingDays, p.AcknowledgeRedWorkingDays) = (3, 3, 2)),
        ];
        foreach (var profile in published)
            await room.ApplyAsync("directory", new PolicyProfilePublished { PolicyProfile = profile }, Given.Now);

        var read = await room.QueryAsync(
            Caller.System(ProjectionFixture.Committee),
            async query => Decision<Rules>.Yes(await Rules.LoadAsync(query))
        );

        read.Decided(out var rules, out _).ShouldBeTrue();
        WarningLight
            .Of(Acknowledge(due), Given.Now, rules!.Of(version), new WorkingCalendar(Given.Calendar()))
            .Light.ShouldBe(light);
    }
}
