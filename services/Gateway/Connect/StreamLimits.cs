namespace Proposals.Gateway;

/// <summary>
/// Limits the open event streams: <see cref="Max"/> in all, and <see cref="MaxEach"/> for one account, however often it
/// is signed in (for one address without a valid token).
/// </summary>
internal sealed class StreamLimits
{
    /// <summary>Limit for all streams.</summary>
    public const int Max = 2_000;

    /// <summary>Limit for one account or address.</summary>
    public const int MaxEach = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>Counts a stream until the result is disposed. Refusal: TOO_MANY_STREAMS.</summary>
    public IDisposable Open(string key)
    {
        lock (_lock)
        {
            var own = _open.GetValueOrDefault(key);
            if (_all >= Max || own >= MaxEach)
                throw new ConnectException(GatewayRefusals.TooManyStreams);
            (_all, _open[key]) = (_all + 1, own + 1);
            GatewayMeter.Streams.Add(1);
        }

        return new Place(this, key);
    }

    private void Close(string key)
    {
        lock (_lock)
        {
            _all--;
            GatewayMeter.Streams.Add(-1);
            if (--_open[key] == 0)
                _open.Remove(key);
        }
    }

    private sealed class Place(StreamLimits limits, string key) : IDisposable
    {
        public void Dispose() => limits.Close(key);
    }
}
