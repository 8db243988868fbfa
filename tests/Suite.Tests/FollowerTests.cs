using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Journal.V1;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// A follower names every event of the journals it follows, also those that it ignores. It throws for any other event.
/// The consumer then parks that event with its aggregate, so that nothing is skipped.
/// </summary>
public sealed class FollowerTests
{
    public static TheoryData<string, string> Follows
    {
        get
        {
            var follows = new TheoryData<string, string>();
            foreach (var module in WholeSuite.Modules)
            foreach (var source in module.Follows().Keys)
                follows.Add(module.Name, source);
            return follows;
        }
    }

    [Theory]
    [MemberData(nameof(Follows))]
    public async Task Every_event_of_a_followed_journal_is_named(string service, string source)
    {
        var events = EventsOf(source).ToList();
        events.ShouldNotBeEmpty();
        foreach (var type in events)
            (await ApplyAsync(service, source, type)).ShouldNotBeOfType<UnknownEventException>(type);
    }

    [Theory]
    [MemberData(nameof(Follows))]
    public async Task An_event_that_is_not_named_is_thrown_for(string service, string source)
    {
        foreach (var type in Identity.Services.Where(s => s != source).SelectMany(EventsOf))
            (await ApplyAsync(service, source, type)).ShouldBeOfType<UnknownEventException>(type);
    }

    private static IEnumerable<string> EventsOf(string source) =>
        EventTypes.Names.Where(n => n.StartsWith($"proposals.{source}.", StringComparison.Ordinal));

    /// <summary>
    /// Applies an event without a database and returns what that throws. Null for an event that is ignored.
    /// </summary>
    private static async Task<Exception?> ApplyAsync(string service, string source, string type)
    {
        var apply = WholeSuite.Modules.Single(m => m.Name == service).Follows()[source];
        var entry = new Event
        {
            Type = type,
            Body = ByteString.Empty,
            At = new Timestamp(),
        };
        try
        {
            await apply(null!, entry, EventTypes.Parse(entry));
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
