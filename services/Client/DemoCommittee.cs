using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using Proposals.Directory.V1;

namespace Proposals.Client;

/// <summary>
/// Creates a fictitious committee with a session, sectors, units, members and all their accounts, through the RPCs that
/// a real committee uses.
/// </summary>
public static class DemoCommittee
{
    /// <summary>Titles of its handling units, in the order of their accounts unit1, unit2 …</summary>
    public static readonly IReadOnlyList<string> Units =
    [
        "示例区教育局",
        "示例区卫生健康局",
        "示例区住房和城乡建设局",
        "示例区交通运输局",
        "示例区生态环境局",
        "示例区民政局",
        "示例区农业农村局",
        "示例区文化和旅游局",
        "示例区发展和改革局",
        "示例区政务服务和数据局",
        "示例区司法局",
    ];

    public static readonly IReadOnlyList<string> Sectors =
    [
        "教育界",
        "医药卫生界",
        "经济界",
        "农业和农村界",
        "科技界",
        "社会福利和社会保障界",
    ];

    /// <summary>Number of members with accounts member1, member2 …</summary>
    public const int Members = 12;

    /// <summary>Creates the committee. <paramref name="cutOffAt"/> is the cut-off of its session.</summary>
    public static async Task<DemoAccounts> CreateAsync(
        Suite suite,
        string secret,
        string code,
        DateTimeOffset opensAt,
        DateTimeOffset cutOffAt,
        DateTimeOffset closesAt
    )
    {
        var accounts = new List<DemoAccount>();
        string Draw(string login, string title)
        {
            var password = RandomNumberGenerator.GetString(
                "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789",
                16
            );
            accounts.Add(new DemoAccount(login, password, title));
            return password;
        }

        await suite
            .Operator(secret)
            .Directory.CreateCommitteeAsync(
                new CreateCommitteeRequest
                {
                    RequestId = Call.NewId(),
                    Committee = new Committee
                    {
                        Code = code,
                        Title = "示例区政协（虚构）",
                        Level = CommitteeLevel.County,
                    },
                    AdministratorLogin = "system",
                    AdministratorPassword = Draw("system", "系统管理员"),
                    SecurityLogin = "security",
                    SecurityPassword = Draw("security", "安全管理员"),
                }
            );
        var administrator = await suite.SignInAsync(code, "system", accounts[0].Password);
        var security = await suite.SignInAsync(code, "security", accounts[1].Password);
        // Hashing a password takes a tenth of a second on purpose, so accounts are created in parallel. More tasks than
        // processors would only wait for each other.
        var adding = new List<Task>();
        using var processors = new SemaphoreSlim(Environment.ProcessorCount);
        void Add(string login, string title, Role role, string member = "", string unit = "") =>
            adding.Add(AddAsync(login, Draw(login, title), role, member, unit));
        async Task AddAsync(string login, string password, Role role, string member, string unit)
        {
            await processors.WaitAsync();
            try
            {
                await CreateAsync(login, password, role, member, unit);
            }
            finally
            {
                processors.Release();
            }
        }

        async Task CreateAsync(string login, string password, Role role, string member, string unit)
        {
            var account = await administrator.Directory.CreateAccountAsync(
                new CreateAccountRequest
                {
                    RequestId = Call.NewId(),
                    Login = login,
                    Password = password,
                    Member = member,
                    Unit = unit,
                }
            );
            await security.Directory.GrantRolesAsync(
                new GrantRolesRequest
                {
                    RequestId = Call.NewId(),
                    Name = account.Name,
                    Roles = { role },
                }
            );
        }

        Add("audit", "审计管理员", Role.AuditAdministrator);
        Add("office", "提案委办公室", Role.ProposalsOffice);
        Add("handover", "政府督查室（交办）", Role.HandOverOffice);
        Add("supervisor", "督办人员", Role.Supervisor);
        Add("leader", "领导", Role.Leader);
        await Task.WhenAll(adding);
        var office = await suite.SignInAsync(code, "office", accounts.First(a => a.Login == "office").Password);
        await office.Directory.OpenPlenarySessionAsync(
            new OpenPlenarySessionRequest
            {
                RequestId = Call.NewId(),
                Session = new PlenarySession
                {
                    Term = 9,
                    Number = 5,
                    OpensAt = Timestamp.FromDateTimeOffset(opensAt),
                    CutOffAt = Timestamp.FromDateTimeOffset(cutOffAt),
                    ClosesAt = Timestamp.FromDateTimeOffset(closesAt),
                },
            }
        );
        var sectors = new List<Sector>();
        foreach (var title in Sectors)
            sectors.Add(
                await office.Directory.CreateSectorAsync(
                    new CreateSectorRequest { RequestId = Call.NewId(), Title = title }
                )
            );
        for (var i = 0; i < Units.Count; i++)
        {
            var unit = await office.Directory.CreateUnitAsync(
                new CreateUnitRequest { RequestId = Call.NewId(), Title = Units[i] }
            );
            Add($"unit{i + 1}", Units[i], Role.HandlingUnit, unit: unit.Name);
        }

        for (var i = 1; i <= Members; i++)
        {
            var collective = i == Members;
            var member = await office.Directory.CreateMemberAsync(
                new CreateMemberRequest
                {
                    RequestId = Call.NewId(),
                    Member = new Member
                    {
                        DisplayName = collective ? "示例民盟支部" : $"示例委员{i:D2}",
                        Kind = collective ? ProposerKind.Party : ProposerKind.Member,
                        Sector = collective ? "" : sectors[i % sectors.Count].Name,
                    },
                }
            );
            Add($"member{i}", collective ? "示例民盟支部" : $"示例委员{i:D2}", Role.Member, member: member.Name);
        }

        await Task.WhenAll(adding);
        return new DemoAccounts(code, accounts);
    }
}

/// <summary>An account of the demonstration committee.</summary>
/// <param name="Login">Sign-in name.</param>
/// <param name="Password">Password, drawn when the committee was created.</param>
/// <param name="Title">Its holder's function, in Chinese.</param>
public sealed record DemoAccount(string Login, string Password, string Title);
