using System.Collections.Concurrent;
using Dapper;
using Proposals.Directory.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Finds the caller of a token in the service's own copy, so a check costs no network hop. Directory is asked once
/// about a token that the copy does not know. An answer is kept for half a second (docs/decisions/0005), so a
/// revocation takes effect within a second.
/// </summary>
public sealed class Callers(
    Database database,
    TimeProvider clock,
    Func<string, byte[], CancellationToken, Task<SignInSession?>> askDirectory
)
{
    private const int MaxKept = 20_000;
    private static readonly TimeSpan Keep = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, (Caller? Caller, long At)> _kept = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns the caller, or null when the token is not valid. With <paramref name="anew"/> no kept answer counts.
    /// </summary>
    public ValueTask<Caller?> FindAsync(string token, CancellationToken stop, bool anew = false) =>
        !anew && _kept.TryGetValue(token, out var kept) && clock.GetElapsedTime(kept.At) < Keep
            ? new(kept.Caller)
            : new(LookUpAsync(token, stop));

    private async Task<Caller?> LookUpAsync(string token, CancellationToken stop)
    {
        var caller = await ReadAsync(token, stop) ?? await AskAsync(token, stop);
        if (_kept.Count >= MaxKept)
            _kept.Clear();
        _kept[token] = (caller, clock.GetTimestamp());
        return caller;
    }

    private async Task<Caller?> ReadAsync(string token, CancellationToken stop)
    {
        if (Token.CommitteeOf(token) is not { Length: > 0 } committee)
            return null;
        await using var connection = await database.OpenReaderAsync(committee, stop);
        var row = await connection.QueryFirstOrDefaultAsync<SignInRow>(
            """
            SELECT a.id AS account, a.committee, a.roles, a.member, a.unit
            FROM sign_ins s JOIN accounts a ON a.committee = s.committee AND a.id = s.account
            WHERE s.committee = @committee AND s.token_hash = @hash AND s.expires_at > @now
            """,
            new
            {
                committee,
                hash = Token.HashOf(token),
                now = clock.GetUtcNow(),
            }
        );
        return row is null || row.Roles.Length == 0
            ? null
            : new Caller(row.Account, row.Committee, DirectoryCopy.ParseRoles(row.Roles), row.Member, row.Unit);
    }

    private async Task<Caller?> AskAsync(string token, CancellationToken stop) =>
        await askDirectory(Token.CommitteeOf(token), Token.HashOf(token), stop) is { } session
        && session.ExpiresAt.ToDateTimeOffset() > clock.GetUtcNow()
        && session.Committee == Token.CommitteeOf(token)
            ? new Caller(session.Account, session.Committee, [.. session.Roles], session.Member, session.Unit)
            : null;

    private sealed record SignInRow
    {
        public string Account { get; init; } = "";
        public string Committee { get; init; } = "";
        public string Roles { get; init; } = "";
        public string Member { get; init; } = "";
        public string Unit { get; init; } = "";
    }
}
