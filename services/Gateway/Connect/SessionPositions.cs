using Grpc.Core;
using Proposals.Channels;

namespace Proposals.Gateway;

/// <summary>
/// The positions that each sign-in session has seen, so that a caller of plain JSON need not carry them
/// (docs/decisions/0034). It keeps at most <see cref="Max"/> sessions; the one not used for longest goes first.
/// </summary>
/// <remarks>Another gateway does not know them. A caller that is served by several carries them itself.</remarks>
internal sealed class SessionPositions(TimeProvider clock) : ISeenPositions
{
    /// <summary>Largest number of sessions.</summary>
    public const int Max = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Session>> _sessions = new(StringComparer.Ordinal);
    private readonly LinkedList<Session> _byUse = [];

    /// <summary>Number of sessions.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _sessions.Count;
        }
    }

    /// <inheritdoc />
    public string Of(Metadata headers) =>
        TokenOf(headers) is { Length: > 0 } token && Find(token, make: false) is { } seen ? seen.Header : "";

    /// <inheritdoc />
    public void Take(Metadata headers, string told) => Take(TokenOf(headers), told);

    /// <summary>Keeps what an answer to a session rests on: its sign-in, or a later call.</summary>
    public void Take(string token, string told)
    {
        if (token.Length > 0)
            Find(token, make: true)!.Take(told);
    }

    /// <summary>Forgets a session that has ended.</summary>
    public void Forget(string token)
    {
        lock (_lock)
        {
            if (_sessions.Remove(token, out var node))
                _byUse.Remove(node);
        }
    }

    private SeenPositions? Find(string token, bool make)
    {
        lock (_lock)
        {
            if (_sessions.TryGetValue(token, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Seen;
            }

            if (!make)
                return null;
            // A session whose positions are all too old to be asked for has nothing to lose.
            while (_byUse.Last is { } last && (_sessions.Count >= Max || last.Value.Seen.Header.Length == 0))
            {
                _byUse.RemoveLast();
                _sessions.Remove(last.Value.Token);
            }

            var seen = new SeenPositions(clock);
            _sessions[token] = _byUse.AddFirst(new Session(token, seen));
            return seen;
        }
    }

    private static string TokenOf(Metadata headers)
    {
        const string bearer = "Bearer ";
        var authorization = headers.GetValue("authorization") ?? "";
        return authorization.StartsWith(bearer, StringComparison.Ordinal) ? authorization[bearer.Length..] : "";
    }

    private sealed record Session(string Token, SeenPositions Seen);
}
