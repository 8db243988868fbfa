using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Google.Protobuf;
using Proposals.Directory.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.BuildingBlocks;

/// <summary>Who is calling, decided from the sign-in session and never from the request.</summary>
/// <param name="Account">Id of the account; "system" for timers and consumers, "anonymous" without a token; of another service its name, or "service" without TLS.</param>
/// <param name="Committee">Id of its committee; empty for another service.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Member">Id of the proposer it acts for; empty when none.</param>
/// <param name="Unit">Id of the handling unit it acts for; empty when none.</param>
public sealed record Caller(
    string Account,
    string Committee,
    IReadOnlyList<Role> Roles,
    string Member = "",
    string Unit = ""
)
{
    /// <summary>The suite itself, on behalf of a committee.</summary>
    public static Caller System(string committee) => new("system", committee, []);

    /// <summary>Another service, which reads journals of all committees.</summary>
    public static Caller OfService(string name) => new(name, "", [Role.Service]);

    /// <summary>Somebody without a token, who asks for what a committee has published.</summary>
    public static Caller Anonymous(string committee) => new("anonymous", committee, []);

    /// <summary>It has one of the roles.</summary>
    public bool Is(params ReadOnlySpan<Role> roles)
    {
        foreach (var role in roles)
        {
            if (Roles.Contains(role))
                return true;
        }

        return false;
    }
}

/// <summary>Bearer tokens: the committee's id, a dot, 256 random bits. Only their hash is stored; the committee in front finds the row's shard.</summary>
public static class Token
{
    /// <summary>A new token.</summary>
    public static string Create(string committee) =>
        $"{committee}.{System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>Its hash.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>The committee it says it is of.</summary>
    public static string CommitteeOf(string token) => token.LastIndexOf('.') is > 0 and var dot ? token[..dot] : "";
}

/// <summary>
/// What the gateway answers an upload with, and Intake checks before it attaches the file: the bytes of this hash were received and inspected for this committee.
/// It does not expire and is not bound to an account: who may attach what to which proposal is Intake's own decision.
/// </summary>
public static class FileReceipt
{
    /// <summary>HMAC-SHA256 with the suite's secret over committee, hash in lower-case hexadecimal, size and media type, one a line. Throws where the secret is empty: anybody could make such a receipt.</summary>
    public static byte[] Of(string secret, string committee, string sha256Hex, long size, string mediaType)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        return HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{committee}\n{sha256Hex}\n{size}\n{mediaType}")
            )
        );
    }
}

/// <summary>
/// Finds the caller of a token in the service's own copy, so that a check costs no hop; a token the copy does not know yet is asked of Directory once.
/// An answer is kept for half a second (docs/decisions/0005), so a revocation acts within a second.
/// </summary>
public sealed class Sessions(
    Database database,
    TimeProvider clock,
    Func<string, byte[], CancellationToken, Task<SignInSession?>> askDirectory
)
{
    private const int MaxKept = 20_000;
    private static readonly TimeSpan Keep = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, (Caller? Caller, long At)> _kept = new(StringComparer.Ordinal);

    /// <summary>The caller, or null when the token is not good.</summary>
    public async Task<Caller?> FindAsync(string token, CancellationToken stop)
    {
        if (_kept.TryGetValue(token, out var kept) && clock.GetElapsedTime(kept.At) < Keep)
            return kept.Caller;
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

/// <summary>
/// What every service knows of Directory: accounts, sign-in sessions, plenary sessions, members, units, calendars and policy profiles.
/// In Directory itself it is written with the event, elsewhere by the consumer of Directory's journal: one code path.
/// </summary>
public static class DirectoryCopy
{
    // A batch reads a profile's bytes once, and parses them once.
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<byte[], PolicyProfile> Parsed = [];

    /// <summary>Applies an event of Directory.</summary>
    public static void Apply(UnitOfWork unit, IMessage message)
    {
        var committee = unit.Committee;
        unit.ForgetFacts();
        switch (message)
        {
            case CommitteeCreated e:
                unit.Write(
                    "INSERT INTO committees (committee, code, title, level) VALUES (@committee, @Code, @Title, @Level)",
                    new
                    {
                        committee,
                        e.Code,
                        e.Title,
                        e.Level,
                    }
                );
                break;
            case PlenarySessionOpened e:
                unit.Write(
                    "INSERT INTO plenary_sessions (committee, id, term, number, opens_at, cut_off_at, closes_at) VALUES (@committee, @Session, @Term, @Number, @opens, @cutOff, @closes)",
                    new
                    {
                        committee,
                        e.Session,
                        e.Term,
                        e.Number,
                        opens = e.OpensAt.ToDateTimeOffset(),
                        cutOff = e.CutOffAt.ToDateTimeOffset(),
                        closes = e.ClosesAt.ToDateTimeOffset(),
                    }
                );
                break;
            case SectorCreated e:
                unit.Write(
                    "INSERT INTO sectors (committee, id, title) VALUES (@committee, @Sector, @Title)",
                    new
                    {
                        committee,
                        e.Sector,
                        e.Title,
                    }
                );
                break;
            case MemberCreated e:
                unit.Write(
                    "INSERT INTO members (committee, id, kind, sector) VALUES (@committee, @Member, @Kind, @Sector)",
                    new
                    {
                        committee,
                        e.Member,
                        e.Kind,
                        e.Sector,
                    }
                );
                break;
            case UnitCreated e:
                unit.Write(
                    "INSERT INTO units (committee, id, title) VALUES (@committee, @Unit, @Title)",
                    new
                    {
                        committee,
                        e.Unit,
                        e.Title,
                    }
                );
                break;
            case AccountCreated e:
                unit.Write(
                    "INSERT INTO accounts (committee, id, roles, member, unit) VALUES (@committee, @Account, '', @Member, @Unit)",
                    new
                    {
                        committee,
                        e.Account,
                        e.Member,
                        e.Unit,
                    }
                );
                break;
            case RolesGranted e:
                unit.Write(
                    "UPDATE accounts SET roles = @roles WHERE committee = @committee AND id = @Account",
                    new
                    {
                        committee,
                        e.Account,
                        roles = FormatRoles(e.Roles),
                    }
                );
                unit.WriteAny(
                    "DELETE FROM sign_ins WHERE committee = @committee AND account = @Account",
                    new { committee, e.Account }
                );
                break;
            case PasswordChanged e:
                unit.WriteAny(
                    "DELETE FROM sign_ins WHERE committee = @committee AND account = @Account",
                    new { committee, e.Account }
                );
                break;
            case SignedIn e:
                unit.Write(
                    "INSERT INTO sign_ins (committee, token_hash, account, expires_at) VALUES (@committee, @hash, @Account, @expires)",
                    new
                    {
                        committee,
                        hash = e.TokenHash.ToByteArray(),
                        e.Account,
                        expires = e.ExpiresAt.ToDateTimeOffset(),
                    }
                );
                break;
            case SignedOut e:
                unit.WriteAny(
                    "DELETE FROM sign_ins WHERE committee = @committee AND token_hash = @hash",
                    new { committee, hash = e.TokenHash.ToByteArray() }
                );
                break;
            case CalendarPublished e:
                unit.Write(
                    "INSERT INTO calendars (committee, version, body) VALUES (@committee, @Version, @body)",
                    new
                    {
                        committee,
                        e.Calendar.Version,
                        body = e.Calendar.ToByteArray(),
                    }
                );
                break;
            case PolicyProfilePublished e:
                unit.Write(
                    "INSERT INTO policy_profiles (committee, version, body) VALUES (@committee, @Version, @body)",
                    new
                    {
                        committee,
                        e.PolicyProfile.Version,
                        body = e.PolicyProfile.ToByteArray(),
                    }
                );
                break;
            default:
                throw new UnknownEventException(message.Descriptor.FullName);
        }
    }

    /// <summary>Deletes sign-ins that have expired, the oldest 500 at a time (and what expired in the same microsecond): they are no good anyway, and no event tells of it.</summary>
    public static async Task SweepAsync(Service service, CancellationToken stop)
    {
        long? last;
        await using (var connection = await service.Database.OpenReaderAsync(stop))
        {
            last = await connection.QueryFirstOrDefaultAsync<long?>(
                "SELECT MAX(expires_at) FROM (SELECT expires_at FROM sign_ins WHERE expires_at <= @now ORDER BY expires_at LIMIT 500) AS expired",
                new { now = service.Clock.GetUtcNow() }
            );
        }

        if (last is not { } until)
            return;
        await service.SweepAsync(
            "expire-sign-ins",
            "",
            unit =>
            {
                unit.WriteAny("DELETE FROM sign_ins WHERE expires_at <= @until", new { until });
                return Task.CompletedTask;
            },
            stop
        );
    }

    /// <summary>The policy profile of this version; the one in force for 0. Null when the committee has none. Not to be changed: a batch shares it.</summary>
    public static async Task<PolicyProfile?> PolicyAsync(IRead read, long version = 0) =>
        await read.FactAsync<byte[]>(
            "SELECT body FROM policy_profiles WHERE committee = @committee AND (@version = 0 OR version = @version) ORDER BY version DESC LIMIT 1",
            new { committee = read.Committee, version }
        )
            is { } body
            ? Parsed.GetValue(body, PolicyProfile.Parser.ParseFrom)
            : null;

    /// <summary>The calendar in force. Null when the committee has none.</summary>
    public static async Task<Calendar?> CalendarAsync(IRead read) =>
        await read.FactAsync<byte[]>(
            "SELECT body FROM calendars WHERE committee = @committee ORDER BY version DESC LIMIT 1",
            new { committee = read.Committee }
        )
            is { } body
            ? Calendar.Parser.ParseFrom(body)
            : null;

    /// <summary>The plenary session of an id. Null when there is none.</summary>
    public static Task<PlenarySessionRow?> SessionAsync(IRead read, string id) =>
        read.FactAsync<PlenarySessionRow>(
            "SELECT id, term, number, opens_at, cut_off_at, closes_at FROM plenary_sessions WHERE committee = @committee AND id = @id",
            new { committee = read.Committee, id }
        );

    /// <summary>The proposer of an id. Null when there is none.</summary>
    public static Task<MemberRow?> MemberAsync(IRead read, string id) =>
        read.FactAsync<MemberRow>(
            "SELECT id, kind, sector FROM members WHERE committee = @committee AND id = @id",
            new { committee = read.Committee, id }
        );

    /// <summary>The title of a unit. Null when there is no such unit.</summary>
    public static Task<string?> UnitTitleAsync(IRead read, string id) =>
        read.FactAsync<string>(
            "SELECT title FROM units WHERE committee = @committee AND id = @id",
            new { committee = read.Committee, id }
        );

    internal static IReadOnlyList<Role> ParseRoles(string text) =>
        [
            .. text.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(r => (Role)int.Parse(r, CultureInfo.InvariantCulture)),
        ];

    private static string FormatRoles(IEnumerable<Role> roles) =>
        string.Join(',', roles.Order().Select(r => ((int)r).ToString(CultureInfo.InvariantCulture)));
}

/// <summary>A plenary session as the services know it.</summary>
public sealed record PlenarySessionRow
{
    /// <summary>Id.</summary>
    public string Id { get; init; } = "";

    /// <summary>届.</summary>
    public int Term { get; init; }

    /// <summary>次.</summary>
    public int Number { get; init; }

    /// <summary>First instant.</summary>
    public DateTimeOffset OpensAt { get; init; }

    /// <summary>Cut-off: received up to and including it is 大会.</summary>
    public DateTimeOffset CutOffAt { get; init; }

    /// <summary>Last instant.</summary>
    public DateTimeOffset ClosesAt { get; init; }

    /// <summary>e.g. 八届一次会议.</summary>
    public string Title => $"{ChineseNumber(Term)}届{ChineseNumber(Number)}次会议";

    private static string ChineseNumber(int number)
    {
        const string digits = "零一二三四五六七八九";
        return number < 10
            ? $"{digits[number]}"
            : $"{(number < 20 ? "" : digits[number / 10])}十{(number % 10 == 0 ? "" : digits[number % 10])}";
    }
}

/// <summary>A proposer as the services know him: no name.</summary>
public sealed record MemberRow
{
    /// <summary>Id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Kind.</summary>
    public ProposerKind Kind { get; init; }

    /// <summary>Id of the sector.</summary>
    public string Sector { get; init; } = "";
}
