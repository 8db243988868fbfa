using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;

namespace Proposals.Directory;

/// <summary>
/// How often a login may be tried with wrong passwords. Every try is counted before its password is looked at, so tries
/// at the same time are counted too. A login that does not exist is counted like one that does.
/// </summary>
/// <remarks>
/// After five wrong passwords from one address that address waits, each time twice as long, up to a quarter of an hour;
/// others are not affected, so nobody can lock another person out. Tries from many addresses are counted together as
/// well. After a hundred, addresses from which this login was not used for 90 days wait up to a minute.
/// </remarks>
internal sealed record SignInTries(string Login, string Address, SignInTryRow Here, SignInTryRow Everywhere)
{
    /// <summary>Wrong passwords without a delay, from one address and from all together.</summary>
    public const int Free = 5,
        FreeEverywhere = 100;

    internal static readonly TimeSpan First = TimeSpan.FromSeconds(30),
        Longest = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LongestEverywhere = TimeSpan.FromMinutes(1),
        Forgotten = TimeSpan.FromHours(24),
        Familiar = TimeSpan.FromDays(90);

    /// <summary>Number of tries left before the first delay.</summary>
    public int Left => Math.Max(0, Free - Here.Failures);

    /// <summary>
    /// The tries of a login, as a call finds them when it comes. Refusal: ACCOUNT_LOCKED while no password may be
    /// looked at; it says how long.
    /// </summary>
    public static async Task<Decision<SignInTries>> OpenAsync(IRead read, string login, string address)
    {
        var tries = await LoadAsync(read, login, address);
        return tries.Refuses(read.Now) is { } wait ? wait : tries;
    }

    /// <summary>
    /// Counts one try as wrong, in a transaction of its own; a right password takes it back. Refusals: ACCOUNT_LOCKED;
    /// BUSY when too many were looked at while this one waited.
    /// </summary>
    public async Task<Decision<SignInTries>> CountAsync(ServiceShard service, Caller caller, CancellationToken stop)
    {
        SignInTries? counted = null;
        var answer = await service.Writer.RunAsync(
            new Job
            {
                Caller = caller,
                CommandId = "count-sign-in-try",
                Run = async tx =>
                    (await CountAsync(tx)).Decided(out counted, out var refusal)
                        ? Decision<IMessage>.Yes(new Empty())
                        : refusal,
            },
            stop
        );
        return answer.Refusal is { } refused ? refused : counted!;
    }

    /// <summary>
    /// Takes back the try that was counted, and those before it from this address: the password was right.
    /// </summary>
    public async Task SucceedAsync(Transaction tx)
    {
        var now = await LoadAsync(tx, Login, Address);
        (
            now.Here with
            {
                Failures = 0,
                Successes = now.Here.Successes + 1,
                FailuresBefore = now.Here.Failures,
                WaitUntil = DateTimeOffset.UnixEpoch,
                TriedAt = tx.Now,
                SucceededAt = tx.Now,
                KeptUntil = tx.Now + Familiar,
            }
        ).Put(tx);
        if (IsFamiliar(tx.Now) || now.Everywhere.Failures == 0)
            return;
        var others = now.Everywhere.Failures - 1;
        (
            now.Everywhere with
            {
                Failures = others,
                WaitUntil = others < FreeEverywhere ? DateTimeOffset.UnixEpoch : now.Everywhere.WaitUntil,
            }
        ).Put(tx);
    }

    /// <summary>The delay after so many wrong passwords.</summary>
    internal static TimeSpan DelayAfter(int failures, int free, TimeSpan longest) =>
        failures < free ? TimeSpan.Zero
        : failures - free >= 10 ? longest
        : TimeSpan.FromTicks(Math.Min(longest.Ticks, First.Ticks << (failures - free)));

    /// <summary>"30 秒" or "15 分钟", rounded up.</summary>
    internal static string InWords(TimeSpan wait) =>
        Seconds(wait) is var seconds && seconds < 60 ? $"{seconds} 秒" : $"{(seconds + 59) / 60} 分钟";

    private static async Task<SignInTries> LoadAsync(IRead read, string login, string address)
    {
        var hash = Logins.HashOf(login);
        var rows = await SignInTryRow.OfLoginAsync(read, hash, address);
        return new(login, address, Of(address), Of(""));

        SignInTryRow Of(string at)
        {
            var row = rows.FirstOrDefault(r => r.Address == at) ?? new SignInTryRow { Login = hash, Address = at };
            return row.TriedAt + Forgotten < read.Now
                ? row with
                {
                    Failures = 0,
                    WaitUntil = DateTimeOffset.UnixEpoch,
                }
                : row;
        }
    }

    private Refusal? Refuses(DateTimeOffset now)
    {
        var until = IsFamiliar(now) || Here.WaitUntil > Everywhere.WaitUntil ? Here.WaitUntil : Everywhere.WaitUntil;
        return until <= now
            ? null
            : DirectoryRefusals.AccountLocked.Because(
                $"密码连续输错次数过多，请 {InWords(until - now)}后再试；忘记密码的，请联系安全管理员重置。"
            ) with
            {
                Metadata = new Dictionary<string, string>
                {
                    ["retry_after_seconds"] = Seconds(until - now).ToString(CultureInfo.InvariantCulture),
                },
            };
    }

    private async Task<Decision<SignInTries>> CountAsync(Transaction tx)
    {
        var now = await LoadAsync(tx, Login, Address);
        if (now.Refuses(tx.Now) is { } wait)
            return wait;
        // A right password came while this one waited. Otherwise it would give those who came before it new tries.
        var late = now.Here.Successes > Here.Successes;
        if (late && now.Here.FailuresBefore >= Free)
            return CommonRefusals.Busy;

        var familiar = now.IsFamiliar(tx.Now);
        var counted = now with
        {
            Here = late
                ? now.Here with
                {
                    FailuresBefore = now.Here.FailuresBefore + 1,
                }
                : Counted(now.Here, tx.Now, Free, Longest),
            Everywhere = familiar ? now.Everywhere : Counted(now.Everywhere, tx.Now, FreeEverywhere, LongestEverywhere),
        };
        counted.Here.Put(tx);
        if (!familiar)
            counted.Everywhere.Put(tx);
        return counted;
    }

    private bool IsFamiliar(DateTimeOffset now) => Here.SucceededAt + Familiar > now;

    private static int Seconds(TimeSpan wait) => (int)Math.Ceiling(wait.TotalSeconds);

    private static SignInTryRow Counted(SignInTryRow row, DateTimeOffset now, int free, TimeSpan longest)
    {
        // Bounded, so that no number of tries overflows it.
        var failures = Math.Min(row.Failures + 1, 1_000_000);
        var kept = now + Forgotten;
        return row with
        {
            Failures = failures,
            WaitUntil = now + DelayAfter(failures, free, longest),
            TriedAt = now,
            KeptUntil = kept > row.KeptUntil ? kept : row.KeptUntil,
        };
    }
}
