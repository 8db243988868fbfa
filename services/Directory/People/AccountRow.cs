using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>The part of an account that only Directory holds.</summary>
internal sealed record AccountRow
{
    public string Id { get; init; } = "";
    public string Login { get; init; } = "";
    public string PasswordHash { get; init; } = "";
    public int Failures { get; init; }
    public DateTimeOffset LockedUntil { get; init; }
    public long Version { get; init; }
    public string Roles { get; init; } = "";
    public string Member { get; init; } = "";
    public string Unit { get; init; } = "";

    private const string Columns = """
        SELECT p.account AS id, p.login, p.password_hash, p.failures, p.locked_until, p.version, a.roles, a.member,
          a.unit
        FROM account_profiles p JOIN accounts a ON a.committee = p.committee AND a.id = p.account
        """;

    public static Task<AccountRow?> OfLoginAsync(IRead read, string login) =>
        read.OneAsync<AccountRow>(
            Columns + " WHERE p.committee = @committee AND p.login = @login",
            new { committee = read.Committee, login }
        );

    public static Task<AccountRow?> OfIdAsync(IRead read, string id) =>
        read.OneAsync<AccountRow>(
            Columns + " WHERE p.committee = @committee AND p.account = @id",
            new { committee = read.Committee, id }
        );

    public static Task<IReadOnlyList<AccountRow>> PageAsync(IRead read, Page page) =>
        read.ManyAsync<AccountRow>(
            Columns + " WHERE p.committee = @committee AND p.login > @After ORDER BY p.login LIMIT @Limit",
            new
            {
                committee = read.Committee,
                page.After,
                page.Limit,
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
