using Proposals.BuildingBlocks;
using Shouldly;
using Xunit;

namespace Proposals.Directory.Tests;

/// <summary>Who hashes next, who is told BUSY, and that nobody waits for another one's flood.</summary>
public sealed class PasswordGateTests
{
    private const string Flood = "203.0.113.1",
        Home = "198.51.100.7";

    private readonly PasswordGate _gate = new(slots: 2);
    private readonly List<IDisposable> _held = [];

    [Fact]
    public async Task As_many_enter_as_there_are_slots()
    {
        await GivenTwoThatHashAsync();

        var third = EnterAsync(Home);

        third.IsCompleted.ShouldBeFalse();
        _held[0].Dispose();
        (await third).ShouldBeTrue();
    }

    [Fact]
    public async Task A_flood_of_250_from_one_address_delays_another_address_by_no_turn()
    {
        await GivenTwoThatHashAsync();
        var flood = Enumerable.Range(0, 250).Select(_ => EnterAsync(Flood)).ToList();

        var rightful = EnterAsync(Home);
        _held[0].Dispose();
        _held[1].Dispose();

        (await rightful).ShouldBeTrue();
        (await CountAsync(flood, entered: true)).ShouldBeLessThanOrEqualTo(1, "the other one of the two free slots");
    }

    [Fact]
    public async Task In_a_flood_from_ones_own_address_the_newest_is_the_next()
    {
        await GivenTwoThatHashAsync();
        var flood = Enumerable.Range(0, 250).Select(_ => EnterAsync(Flood)).ToList();

        var rightful = EnterAsync(Flood);
        _held[0].Dispose();

        (await rightful).ShouldBeTrue();
        (await CountAsync(flood, entered: true)).ShouldBe(0);
    }

    [Fact]
    public async Task One_address_may_wait_64_times_and_the_oldest_are_told_BUSY()
    {
        await GivenTwoThatHashAsync();

        var flood = Enumerable.Range(0, 250).Select(_ => EnterAsync(Flood)).ToList();

        _gate.Waiting.ShouldBe(PasswordGate.MaxEach);
        (await CountAsync(flood, entered: false)).ShouldBe(250 - PasswordGate.MaxEach);
        flood.Take(250 - PasswordGate.MaxEach).ShouldAllBe(f => f.IsCompleted);
    }

    [Fact]
    public async Task Many_addresses_together_have_a_bound_and_the_one_that_waits_once_stays()
    {
        await GivenTwoThatHashAsync();
        var rightful = EnterAsync(Home);

        foreach (var n in Enumerable.Range(0, 2000))
            _ = EnterAsync($"203.0.113.{n % 40}");

        _gate.Waiting.ShouldBe(PasswordGate.MaxWaiting);
        rightful.IsCompleted.ShouldBeFalse();
        _held[0].Dispose();
        (await rightful).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_gives_up_waits_no_more_and_has_no_turn()
    {
        await GivenTwoThatHashAsync();
        using var gone = new CancellationTokenSource();
        var left = _gate.EnterAsync(Flood, gone.Token);
        var stays = EnterAsync(Home);

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => left);
        _gate.Waiting.ShouldBe(1);
        _held[0].Dispose();
        (await stays).ShouldBeTrue();
        await Should.ThrowAsync<OperationCanceledException>(() => _gate.EnterAsync(Home, gone.Token));
    }

    [Fact]
    public async Task Every_slot_is_free_again_after_a_flood()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 500)
                .Select(async n =>
                {
                    using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(n % 7));
                    try
                    {
                        if ((await _gate.EnterAsync($"{n % 11}", gone.Token)).Decided(out var slot, out _))
                        {
                            using (slot)
                                await Task.Yield();
                        }
                    }
                    catch (OperationCanceledException)
                    {
                        // Gave up.
                    }
                })
        );

        _gate.Waiting.ShouldBe(0);
        await GivenTwoThatHashAsync();
    }

    private async Task GivenTwoThatHashAsync()
    {
        (await EnterAsync(Flood)).ShouldBeTrue();
        (await EnterAsync(Flood)).ShouldBeTrue();
    }

    private async Task<bool> EnterAsync(string share)
    {
        var entered = (await _gate.EnterAsync(share, CancellationToken.None)).Decided(out var slot, out var refusal);
        if (entered)
        {
            lock (_held)
                _held.Add(slot!);
        }
        else
        {
            refusal!.Reason.ShouldBe(CommonRefusals.Busy);
        }

        return entered;
    }

    private static async Task<int> CountAsync(List<Task<bool>> flood, bool entered)
    {
        // Those that are already told run on in other threads.
        await Task.WhenAny(Task.WhenAll(flood), Task.Delay(200));
        return flood.Count(f => f.IsCompletedSuccessfully && f.Result == entered);
    }
}
