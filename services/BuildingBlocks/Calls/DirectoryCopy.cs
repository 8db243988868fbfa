using System.Globalization;
using Dapper;
using Google.Protobuf;
using Proposals.Directory.V1;
using Proposals.Journal.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Every service's copy of Directory: accounts, sign-in sessions, plenary sessions, members, units, calendars and
/// policy profiles. Directory writes it with the event; the other services write it when they consume Directory's
/// journal. Both use this code.
/// </summary>
public static class DirectoryCopy
{
    // A batch reads and parses a profile's bytes once.
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<byte[], PolicyProfile> Parsed = [];

    /// <summary>
    /// Applies an event of Directory's journal in a service that follows it, and notes that its committee has news.
    /// </summary>
    public static void Follow(Transaction tx, Event entry, IMessage message)
    {
        Apply(tx, message);
        // Somebody who signs in or out changes nothing that others show.
        if (message is SignedIn or SignedOut)
            return;
        tx.Write(
            """
            INSERT INTO directory_news (committee, position) VALUES (@committee, @Position)
            ON CONFLICT (committee) DO UPDATE SET position = excluded.position
            """,
            new { committee = tx.Committee, entry.Position }
        );
    }

    /// <summary>
    /// Applies one event of Directory. Throws <see cref="UnknownEventException"/> for a type it does not know.
    /// </summary>
    public static void Apply(Transaction tx, IMessage message)
    {
        var committee = tx.Committee;
        tx.ForgetDirectoryCache();
        switch (message)
        {
            case CommitteeCreated e:
                tx.Write(
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
                PlenarySessionRow.Table.Add(
                    tx,
                    new PlenarySessionRow
                    {
                        Id = e.Session,
                        Term = e.Term,
                        Number = e.Number,
                        OpensAt = e.OpensAt.ToDateTimeOffset(),
                        CutOffAt = e.CutOffAt.ToDateTimeOffset(),
                        ClosesAt = e.ClosesAt.ToDateTimeOffset(),
                    }
                );
                break;
            case SectorCreated e:
                tx.Write(
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
                MemberRow.Table.Add(
                    tx,
                    new MemberRow
                    {
                        Id = e.Member,
                        Kind = e.Kind,
                        Sector = e.Sector,
                    }
                );
                break;
            case UnitCreated e:
                tx.Write(
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
                tx.Write(
                    """
                    INSERT INTO accounts (committee, id, roles, member, unit)
                    VALUES (@committee, @Account, '', @Member, @Unit)
                    """,
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
                tx.Write(
                    "UPDATE accounts SET roles = @roles WHERE committee = @committee AND id = @Account",
                    new
                    {
                        committee,
                        e.Account,
                        roles = FormatRoles(e.Roles),
                    }
                );
                EndSignIns(tx, e.Account);
                break;
            case PasswordChanged e:
                EndSignIns(tx, e.Account);
                break;
            case PasswordReset e:
                EndSignIns(tx, e.Account);
                break;
            case AccountUnlocked:
                break;
            case SignedIn e:
                tx.Write(
                    """
                    INSERT INTO sign_ins (committee, token_hash, account, expires_at)
                    VALUES (@committee, @hash, @Account, @expires)
                    """,
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
                tx.WriteAny(
                    "DELETE FROM sign_ins WHERE committee = @committee AND token_hash = @hash",
                    new { committee, hash = e.TokenHash.ToByteArray() }
                );
                break;
            case CalendarPublished e:
                tx.Write(
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
                tx.Write(
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

    /// <summary>
    /// Deletes expired sign-ins, the oldest 500 at a time plus those of the same microsecond. No event is needed,
    /// because an expired sign-in is refused anyway.
    /// </summary>
    public static async Task SweepAsync(ServiceShard service, CancellationToken stop)
    {
        long? last;
        await using (var connection = await service.Database.OpenReaderAsync(stop))
        {
            last = await connection.QueryFirstOrDefaultAsync<long?>(
                """
                SELECT MAX(expires_at)
                FROM (SELECT expires_at FROM sign_ins WHERE expires_at <= @now ORDER BY expires_at LIMIT 500) AS expired
                """,
                new { now = service.Clock.GetUtcNow() }
            );
        }

        if (last is not { } until)
            return;
        await service.SweepAsync(
            "expire-sign-ins",
            "",
            tx =>
            {
                tx.WriteAny("DELETE FROM sign_ins WHERE expires_at <= @until", new { until });
                return Task.CompletedTask;
            },
            stop
        );
    }

    /// <summary>
    /// Returns the policy profile of this version, or the one in force for version 0. Null when the committee has none.
    /// A batch shares the object, so callers must not change it.
    /// </summary>
    public static async Task<PolicyProfile?> PolicyAsync(IRead read, long version = 0) =>
        await read.CachedAsync<byte[]>(
            """
            SELECT body
            FROM policy_profiles
            WHERE committee = @committee AND (@version = 0 OR version = @version)
            ORDER BY version DESC LIMIT 1
            """,
            new { committee = read.Committee, version }
        )
            is { } body
            ? Parsed.GetValue(body, PolicyDefaults.Read)
            : null;

    /// <summary>Returns the calendar in force. Null when the committee has none.</summary>
    public static async Task<Calendar?> CalendarAsync(IRead read) =>
        await read.CachedAsync<byte[]>(
            "SELECT body FROM calendars WHERE committee = @committee ORDER BY version DESC LIMIT 1",
            new { committee = read.Committee }
        )
            is { } body
            ? Calendar.Parser.ParseFrom(body)
            : null;

    /// <summary>Returns the plenary session with this id. Null when there is none.</summary>
    public static Task<PlenarySessionRow?> PlenarySessionAsync(IRead read, string id) =>
        read.CachedAsync<PlenarySessionRow>(PlenarySessionRow.ById, new { committee = read.Committee, id });

    /// <summary>Returns the proposer with this id. Null when there is none.</summary>
    public static Task<MemberRow?> MemberAsync(IRead read, string id) =>
        read.CachedAsync<MemberRow>(MemberRow.ById, new { committee = read.Committee, id });

    /// <summary>Returns the title of a unit. Null when there is no such unit.</summary>
    public static Task<string?> UnitTitleAsync(IRead read, string id) =>
        read.CachedAsync<string>(
            "SELECT title FROM units WHERE committee = @committee AND id = @id",
            new { committee = read.Committee, id }
        );

    /// <summary>True when somebody can sign in for a unit: an account of it has a role.</summary>
    public static async Task<bool> HasAccountAsync(IRead read, string unit) =>
        await read.CachedAsync<string>(
            "SELECT id FROM accounts WHERE committee = @committee AND unit = @unit AND roles <> '' LIMIT 1",
            new { committee = read.Committee, unit }
        )
            is not null;

    private static void EndSignIns(Transaction tx, string account) =>
        tx.WriteAny(
            "DELETE FROM sign_ins WHERE committee = @committee AND account = @account",
            new { committee = tx.Committee, account }
        );

    internal static IReadOnlyList<Role> ParseRoles(string text) =>
        [
            .. text.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(r => (Role)int.Parse(r, CultureInfo.InvariantCulture)),
        ];

    private static string FormatRoles(IEnumerable<Role> roles) =>
        string.Join(',', roles.Order().Select(r => ((int)r).ToString(CultureInfo.InvariantCulture)));
}
