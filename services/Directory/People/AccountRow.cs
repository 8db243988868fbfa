using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>The part of an account that only Directory holds.</summary>
internal sealed record AccountRow
{
    private static readonly Table<AccountRow> Table = new(
        "account_profiles",
        "p",
        moving: [nameof(PasswordHash), nameof(OneTimeUntil)],
        named: new() { [nameof(Id)] = "account" },
        read: new()
        {
            [nameof(Roles)] = "a.roles",
            [nameof(Member)] = "a.member",
            [nameof(Unit)] = "a.unit",
        },
        join: "JOIN accounts a ON a.committee = p.committee AND a.id = p.account"
    );

    public string Id { get; init; } = "";
    public string Login { get; init; } = "";

    /// <summary><see cref="Logins.KeyOf"/> of the login; empty for an account of an earlier version.</summary>
    public string LoginKey { get; init; } = "";
    public string PasswordHash { get; init; } = "";

    /// <summary>Until when the password opens one sign-in; 1970 for a password of the user's own.</summary>
    public DateTimeOffset OneTimeUntil { get; init; } = DateTimeOffset.UnixEpoch;
    public long Version { get; init; }
    public string Roles { get; init; } = "";
    public string Member { get; init; } = "";
    public string Unit { get; init; } = "";

    private static readonly string ByKey =
        Table.Select + " AND (p.login_key = @key OR p.login_key = '') ORDER BY p.login";

    private static readonly string ByLogin = Table.Select + " AND p.login = @login";

    private static readonly string ById = Table.Select + " AND p.account = @id";

    private static readonly string OnePage = Table.Select + " AND p.login > @After ORDER BY p.login LIMIT @Limit";

    /// <summary>How long a password that somebody else has drawn is good.</summary>
    public static readonly TimeSpan OneTimeLife = TimeSpan.FromDays(3);

    /// <summary>True when the password was drawn by somebody else and must be replaced at the next sign-in.</summary>
    public bool IsOneTime => OneTimeUntil > DateTimeOffset.UnixEpoch;

    /// <summary>The account of a login as it was typed: spelled so, or the only one that looks like it.</summary>
    public static async Task<AccountRow?> OfLoginAsync(IRead read, string login) =>
        await Table.OneAsync(read, ByLogin, new { committee = read.Committee, login })
        ?? (await LikeAsync(read, login) is [var only] ? only : null);

    /// <summary>The accounts whose login looks like this one.</summary>
    public static async Task<IReadOnlyList<AccountRow>> LikeAsync(IRead read, string login)
    {
        var key = Logins.KeyOf(login);
        var rows = await Table.ManyAsync(read, ByKey, new { committee = read.Committee, key });
        return [.. rows.Where(r => r.LoginKey.Length > 0 || Logins.KeyOf(r.Login) == key)];
    }

    public static Task<AccountRow?> OfIdAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    public static Task<IReadOnlyList<AccountRow>> PageAsync(IRead read, Page page) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                page.After,
                page.Limit,
            }
        );

    /// <summary>Writes the part of a new account that only Directory holds.</summary>
    public static AccountRow Insert(Transaction tx, string login, string passwordHash, bool oneTime) =>
        Table.Add(
            tx,
            new AccountRow
            {
                Id = tx.NewId(),
                Version = 1,
                Login = Logins.Spelled(login),
                LoginKey = Logins.KeyOf(login),
                PasswordHash = passwordHash,
                OneTimeUntil = oneTime ? tx.Now + OneTimeLife : DateTimeOffset.UnixEpoch,
            }
        );

    /// <summary>Sets the password that the user has chosen. Every sign-in session of the account ends.</summary>
    public AccountRow WithPassword(Transaction tx, string hash) =>
        Put(tx, hash, DateTimeOffset.UnixEpoch, new PasswordChanged { Account = Id });

    /// <summary>Sets a one-time password. Every sign-in session of the account ends.</summary>
    public AccountRow WithOneTimePassword(Transaction tx, string hash) =>
        Put(tx, hash, tx.Now + OneTimeLife, new PasswordReset { Account = Id });

    /// <summary>Records an event about the account that changes no column here.</summary>
    public AccountRow Record(Transaction tx, IMessage fact) => Put(tx, PasswordHash, OneTimeUntil, fact);

    public Account ToMessage(string committee)
    {
        var account = new Account
        {
            Name = ResourceName.Of(committee, "accounts", Id),
            Login = Login,
            Member = ResourceName.Of(committee, "members", Member),
            Unit = ResourceName.Of(committee, "units", Unit),
            Etag = Etag.Of(Version),
            MustChangePassword = IsOneTime,
        };
        account.Roles.AddRange(
            Roles.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(r => (Role)int.Parse(r, null))
        );
        return account;
    }

    private AccountRow Put(Transaction tx, string hash, DateTimeOffset oneTimeUntil, IMessage fact)
    {
        var row = Table.Put(tx, this with { PasswordHash = hash, OneTimeUntil = oneTimeUntil, Version = Version + 1 });
        DirectoryJournal.Record(tx, row.Id, row.Version, fact);
        return row;
    }
}
