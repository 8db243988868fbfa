using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Intake;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// A start while the followed services do not answer, as on a busy machine: it is no fault, and nothing is logged.
/// </summary>
public sealed class SilentPeersTests
{
    private readonly LogLines _log = new();
    private readonly ConcurrentDictionary<(string Service, string Source), int> _asked = new();
    private readonly TaskCompletionSource _givenUp = new();

    /// <summary>Journals that nobody gets to read.</summary>
    private PullEvents Silent(string service, string source, PullEvents pull) =>
        async (_, _, stop) =>
        {
            _asked.AddOrUpdate((service, source), 1, (_, many) => many + 1);
            try
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
            finally
            {
                _givenUp.TrySetResult();
            }

            return new();
        };

    private void ShouldHaveWarnedOfNothing() =>
        _log.All.Where(l => l.Level >= LogLevel.Warning).Select(l => l.ToString()).ShouldBeEmpty();

    [Fact]
    public async Task A_service_that_does_not_answer_at_the_start_is_given_up_without_a_warning()
    {
        var nowhere = $"http://127.0.0.1:{FreePort.Next()}";
        await using (
            await TestSuite.StartAsync(
                Engine.Sqlite,
                BusKind.Memory,
                [new IntakeModule()],
                more: new Dictionary<string, string?> { ["Peers:directory"] = nowhere, ["Peers:assignment"] = nowhere },
                follows: Silent,
                log: to => to.AddProvider(_log)
            )
        )
        {
            // Nothing stops the host yet: only the question at the start ends by itself.
            await _givenUp.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        ShouldHaveWarnedOfNothing();
    }

    [Fact]
    public async Task Services_of_one_process_ask_each_other_nothing_at_the_start()
    {
        await using (
            var suite = await TestSuite.StartAsync(
                Engine.Sqlite,
                BusKind.Memory,
                WholeSuite.Modules,
                follows: Silent,
                log: to => to.AddProvider(_log)
            )
        )
        {
            await Call.UntilAsync(
                "every follower pulls",
                () => Task.FromResult(_asked.Count == FollowersOf(suite) ? suite : null)
            );
        }

        // Each follows from where it stands, and that is all.
        _asked.Values.ShouldAllBe(many => many == 1);
        ShouldHaveWarnedOfNothing();
    }

    private static int FollowersOf(TestSuite suite) =>
        WholeSuite.Modules.Sum(m => suite.Service(m.Name).Consumers.Count);
}
