using Event = Proposals.Journal.V1.Event;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The bus as the suite sees it: a hint that events were committed. A lost announcement costs latency, never an event;
/// a forged one costs one pull.
/// </summary>
public interface IAnnouncer
{
    /// <summary>Announces that these events of one journal are committed. It never waits and never fails.</summary>
    void Announce(IReadOnlyList<Event> events);

    /// <summary>
    /// Calls back when one of the named sources announces a commit. Must be called before the bus starts.
    /// </summary>
    void Subscribe(string service, IReadOnlyCollection<string> sources, Action<JournalAdvanced> receive);
}

/// <summary>
/// The announcement of one committed batch. No event travels over the bus: a subscriber pulls events from the service
/// itself, whose certificate it checks.
/// </summary>
/// <param name="Source">The journal.</param>
/// <param name="Shard">Its shard.</param>
/// <param name="Head">Position of its last event.</param>
public sealed record JournalAdvanced(string Source, int Shard, long Head);
