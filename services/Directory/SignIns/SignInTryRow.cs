using Dapper;
using Proposals.BuildingBlocks;

namespace Proposals.Directory;

/// <summary>The wrong passwords of one login from one address, or ("") from all addresses together.</summary>
internal sealed record SignInTryRow
{
    private static readonly Table<SignInTryRow> Table = new(
        "sign_in_tries",
        "t",
        key: [nameof(Login), nameof(Address)]
    );

    private static readonly string OfLogin =
        Table.Select + " AND t.login = @login AND (t.address = @address OR t.address = '')";

    private static readonly string Save = Table.Upsert(
        nameof(Failures),
        nameof(Successes),
        nameof(FailuresBefore),
        nameof(WaitUntil),
        nameof(TriedAt),
        nameof(SucceededAt),
        nameof(KeptUntil)
    );

    /// <summary>Hash of the login (<see cref="Logins.HashOf"/>).</summary>
    public string Login { get; init; } = "";
    public string Address { get; init; } = "";

    /// <summary>Wrong passwords since the last right one.</summary>
    public int Failures { get; init; }

    /// <summary>
    /// Right passwords so far, and how many tries were counted up to the last of them. A call that was waiting at that
    /// time is counted with those.
    /// </summary>
    public long Successes { get; init; }
    public int FailuresBefore { get; init; }

    /// <summary>Until then no password is looked at.</summary>
    public DateTimeOffset WaitUntil { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset TriedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Instant of the last right password from this address.</summary>
    public DateTimeOffset SucceededAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Until then the row has an effect.</summary>
    public DateTimeOffset KeptUntil { get; init; } = DateTimeOffset.UnixEpoch;

    public static Task<IReadOnlyList<SignInTryRow>> OfLoginAsync(IRead read, string login, string address) =>
        Table.ManyAsync(
            read,
            OfLogin,
            new
            {
                committee = read.Committee,
                login,
                address,
            }
        );

    /// <summary>Writes the row, whether it exists or not.</summary>
    public void Put(Transaction tx) => Table.Add(tx, this, Save);

    /// <summary>Lets everybody try a login again at once, from every address.</summary>
    public static void Forgive(Transaction tx, string login) =>
        tx.WriteAny(
            """
            UPDATE sign_in_tries
            SET failures = 0, wait_until = 0
            WHERE committee = @committee AND login = @login
            """,
            new { committee = tx.Committee, login }
        );

    /// <summary>Deletes the rows without an effect, the oldest 500 at a time.</summary>
    public static async Task SweepAsync(ServiceShard service, CancellationToken stop)
    {
        long? last;
        await using (var connection = await service.Database.OpenReaderAsync(stop))
        {
            last = await connection.QueryFirstOrDefaultAsync<long?>(
                """
                SELECT MAX(kept_until)
                FROM (SELECT kept_until FROM sign_in_tries WHERE kept_until <= @now ORDER BY kept_until LIMIT 500)
                  AS expired
                """,
                new { now = service.Clock.GetUtcNow() }
            );
        }

        if (last is not { } until)
            return;
        await service.SweepAsync(
            "forget-sign-in-tries",
            "",
            tx =>
            {
                tx.WriteAny("DELETE FROM sign_in_tries WHERE kept_until <= @until", new { until });
                return Task.CompletedTask;
            },
            stop
        );
    }
}
