using System.Threading.Channels;

namespace Proposals.Supervision;

/// <summary>One subscription. News that the subscriber has not taken yet wait in a bounded queue.</summary>
internal sealed class Subscription(Subscriber subscriber) : IDisposable
{
    /// <summary>Largest number of waiting news; more are merged into "something changed".</summary>
    public const int MaxWaiting = 256;

    private readonly Channel<News> _waiting = Channel.CreateBounded<News>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true }
    );
    private volatile News? _lost;

    public Subscriber Subscriber => subscriber;

    /// <summary>Positions of the journals as last reported to the subscriber.</summary>
    public IReadOnlyDictionary<string, long> AsOf { get; private set; } = new Dictionary<string, long>();

    internal Func<IReadOnlyDictionary<string, long>> Latest { get; set; } = () => new Dictionary<string, long>();

    internal Action Leave { get; set; } = () => { };

    /// <summary>Adds news; never waits.</summary>
    public void Take(News news)
    {
        if (!_waiting.Writer.TryWrite(news))
            _lost = news;
    }

    /// <summary>Ends the subscription with an error, which the next wait throws.</summary>
    public void Fail(Exception reason) => _waiting.Writer.TryComplete(reason);

    /// <summary>
    /// Waits for news up to the given time and returns all of them as one; null when there were none.
    /// </summary>
    public async Task<News?> NextAsync(TimeSpan longest, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(longest);
        try
        {
            await _waiting.Reader.WaitToReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }

        var (proposals, more) = (new HashSet<string>(StringComparer.Ordinal), false);
        while (_waiting.Reader.TryRead(out var news))
        {
            proposals.UnionWith(news.Proposals);
            more |= news.More;
            Advance(news.AsOf);
        }

        if (Interlocked.Exchange(ref _lost, null) is not { } lost)
            return new News(AsOf, [.. proposals], more);
        Advance(lost.AsOf);
        return new News(AsOf, [], true);
    }

    /// <inheritdoc />
    public void Dispose() => Leave();

    /// <summary>A heartbeat: the positions of the journals by now.</summary>
    public News Alive()
    {
        Advance(Latest());
        return new News(AsOf, [], false);
    }

    /// <summary>A reported position never decreases: a poll that began earlier must not lower it.</summary>
    internal void Advance(IReadOnlyDictionary<string, long> asOf)
    {
        var known = AsOf.ToDictionary(StringComparer.Ordinal);
        foreach (var (source, position) in asOf)
            known[source] = Math.Max(position, known.GetValueOrDefault(source));
        AsOf = known;
    }
}
