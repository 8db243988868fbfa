using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>The part of an account that only Directory holds.</summary>
internal sealed record AccountRow
{
    private static readonly Table<AccountRow> Table = new(
        "account_profiles",
        "p",
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
    public string PasswordHash { get; init; } = "";
    public int Failures { get; init; }
    public DateTimeOffset LockedUntil { get; init; } = DateTimeOffset.UnixEpoch;
    public long Version { get; init; }
    public string Roles { get; init; } = "";
    public string Member { get; init; } = "";
    public string Unit { get; init; } = "";

    private static readonly string ByLogin = Table.Select + " AND p.login = @login";

    private static readonly string ById = Table.Select + " AND p.account = @id";

    private static readonly string OnePage = Table.Select + " AND p.login > @After ORDER BY p.login LIMIT @Limit";

    public static Task<AccountRow?> OfLoginAsync(IRead read, string login) =>
        Table.OneAsync(read, ByLogin, new { committee = read.Committee, login });

    public static Task<AccountRow?> OfIdAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    public static Task<IReadOnlyList<AccountRow>> PageAsync(IRead read, Page page) =>
        Table.ManyAsync(
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
    public static AccountRow Insert(Transaction tx, string login, string passwordHash) =>
        Table.Add(
            tx,
            new AccountRow
            {
                Id = tx.NewId(),
                Version = 1,
                Login = login,
                PasswordHash = passwordHash,
            }
        );

    public Account ToMessage(string committee)
    {
        var account = new Account
        {
            Name = ResourceName.Of(committee, "accounts", Id),
            Login = Login,
            Member = ResourceName.Of(committee, "members", Member),
            Unit = ResourceName.Of(committee, "units", Unit),
            Etag = Etag.Of(Version),
        };
        account.Roles.AddRange(
            Roles.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(r => (Role)int.Parse(r, null))
        );
        return account;
    }
}
