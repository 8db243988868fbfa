using System.Text;
using Grpc.Core;
using Proposals.Journal.V1;

namespace Proposals.Channels;

/// <summary>
/// The greatest position of each journal that the answers to one caller rested on. The caller's next calls ask for
/// them, so what it has done or seen is there (docs/decisions/0034).
/// </summary>
/// <remarks>
/// At most <see cref="PositionHeaders.Max"/> positions are kept, each for <see cref="Life"/>. Followers are seconds
/// behind, not minutes; and a journal that was restored to an earlier end must not be asked for its old one for ever.
/// </remarks>
public sealed class SeenPositions(TimeProvider? clock = null) : ISeenPositions
{
    /// <summary>How long a position is asked for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Source, int Shard), (long Position, long At)> _seen = [];

    // The header of what is seen, and when its oldest position came; null after a change.
    private (string Text, long Since)? _header;

    /// <summary>The positions as a header; empty when there are none.</summary>
    public string Header
    {
        get
        {
            lock (_lock)
            {
                if (_header is not { } header || _clock.GetElapsedTime(header.Since) > Life)
                    _header = header = HeaderNow();
                return header.Text;
            }
        }
    }

    /// <summary>Raises the positions to those of a header; what is not such a header is ignored.</summary>
    public void Take(string header)
    {
        foreach (var position in PositionHeaders.Parse(header) ?? [])
            Take(position);
    }

    /// <inheritdoc />
    string ISeenPositions.Of(Metadata headers) => Header;

    /// <inheritdoc />
    void ISeenPositions.Take(Metadata headers, string told) => Take(told);

    private (string Text, long Since) HeaderNow()
    {
        var (text, since) = (new StringBuilder(), _clock.GetTimestamp());
        foreach (var (journal, seen) in _seen)
        {
            if (_clock.GetElapsedTime(seen.At) > Life)
            {
                _seen.Remove(journal);
                continue;
            }

            PositionHeaders.Append(text, journal.Source, journal.Shard, seen.Position);
            since = Math.Min(since, seen.At);
        }

        return (text.ToString(), since);
    }

    private void Take(Position position)
    {
        lock (_lock)
        {
            var journal = (position.Source, position.Shard);
            if (_seen.TryGetValue(journal, out var known) && known.Position >= position.Position_)
                return;
            if (known == default && _seen.Count >= PositionHeaders.Max)
                _seen.Remove(_seen.MinBy(s => s.Value.At).Key);
            _header = null;
            _seen[journal] = (position.Position_, _clock.GetTimestamp());
        }
    }
}
