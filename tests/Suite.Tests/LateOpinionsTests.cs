using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>A lead and a co-handling unit that are both late (handbook T64, edge case 24); on both engines.</summary>
public abstract class LateOpinionsTests(WholeSuite suite)
{
    // The committee of the test.
    private Cast Cast { get; set; } = suite.Cast;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_late_lead_is_marked_where_it_had_to_wait_for_a_late_opinion(bool waits)
    {
        Cast = await suite.Suite.CommitteeAsync();
        var (lead, co) = await GivenAsync(waits);
        var other = (await Cast.UnitAsync(2)).Account.Unit;
        suite.Suite.Clock.MoveTo(lead.Due.TooLateAt.ToDateTimeOffset());
        Cast = Cast.Afresh();

        var duty = await DutyAsync(lead, DutyKind.Reply);
        (duty.Light, duty.LeadExcusable).ShouldBe((Light.Red, waits));
        duty.LateOpinionUnits.ShouldBe([other]);
        (await DutyAsync(co, DutyKind.Opinion)).LateOpinionUnits.ShouldBeEmpty();
        var supervisor = await Cast.Supervisor;
        (await supervisor.Supervision.ListOverdueDutiesAsync(new ListOverdueDutiesRequest { PageSize = 200 }))
            .Duties.Single(d => d.Name == duty.Name)
            .ShouldBe(duty);
        (await supervisor.Supervision.UrgeUnitAsync(Of(await DutyAsync(co, DutyKind.Opinion)))).Unit.ShouldBe(other);

        // Once the co-handling unit is relieved, nobody is waited for, and the lead's day was the same all along.
        await (await Cast.HandOver).Assignment.ReleaseCoHandlerAsync(
            new ReleaseCoHandlerRequest
            {
                RequestId = Call.NewId(),
                Name = co.Name,
                Reason = "逾期不交",
            }
        );
        duty = await Call.UntilAsync(
            "免除会办",
            async () => await DutyAsync(lead, DutyKind.Reply) is { LateOpinionUnits.Count: 0 } seen ? seen : null
        );
        (duty.Light, duty.LeadExcusable, duty.DueDate).ShouldBe((Light.Red, false, lead.Due.Date));
    }

    /// <summary>A case at its lead and its co-handling unit, under a profile that requires opinions, or not.</summary>
    private async Task<(Assignment Lead, Assignment Co)> GivenAsync(bool waits)
    {
        var (office, handOver) = (await Cast.Office, await Cast.HandOver);
        var profile = (await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest())).Clone();
        profile.OpinionsRequired = waits;
        await office.Directory.PublishPolicyProfileAsync(
            new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
        );
        var proposal = await new WithdrawalRoom(suite.Suite.Clock, Cast).FiledAsync("关于会办逾期的提案");
        await Call.UntilAsync(
            "待交办",
            async () =>
                (
                    await handOver.Assignment.ListAwaitingHandOverAsync(new ListAwaitingHandOverRequest())
                ).Proposals.FirstOrDefault()
        );
        var given = await handOver.Assignment.HandOverAsync(
            new HandOverRequest
            {
                RequestId = Call.NewId(),
                Proposal = proposal.Name,
                Mode = HandlingMode.LeadAndCo,
                LeadUnit = (await Cast.UnitAsync(1)).Account.Unit,
                OtherUnits = { (await Cast.UnitAsync(2)).Account.Unit },
            }
        );
        return (given.Assignments[0], given.Assignments[1]);
    }

    private static UrgeUnitRequest Of(DutyView duty) =>
        new()
        {
            RequestId = Call.NewId(),
            Duty = duty.Name,
            Channel = UrgeChannel.Telephone,
            Content = "请尽快提交会办意见",
        };

    private async Task<DutyView> DutyAsync(Assignment task, DutyKind kind)
    {
        var supervisor = await Cast.Supervisor;
        return await Call.UntilAsync(
            "督办可见",
            async () =>
                (
                    await supervisor.Supervision.ListDutiesAsync(
                        new ListDutiesRequest { Proposal = task.Proposal, PageSize = 200 }
                    )
                ).Duties.SingleOrDefault(d => d.Unit == task.Unit && d.Kind == kind)
        );
    }
}

[Collection("laptop")]
public sealed class LateOpinionsOnALaptop(Laptop suite) : LateOpinionsTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class LateOpinionsInACounty(County suite) : LateOpinionsTests(suite), IClassFixture<County>;
